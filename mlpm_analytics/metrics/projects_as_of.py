"""The projects as of one instant: their states, visits and moves, plans, and what was spent on each phase."""

from dataclasses import dataclass
from functools import cached_property

import pandas as pd

from mlpm_analytics.metrics.evidence import weakest
from mlpm_analytics.metrics.known import Known
from mlpm_analytics.metrics.lookups import looked_up
from mlpm_analytics.metrics.plans import plans
from mlpm_analytics.metrics.states import current_phases, project_states
from mlpm_analytics.metrics.visits import moves, phase_now, visits


@dataclass(frozen=True)
class ProjectsAsOf:
    """The projects that there were by the instant of `known`."""

    known: Known

    @cached_property
    def intervals(self) -> pd.DataFrame:
        """The work intervals in projects."""
        return self.known.intervals[self.known.intervals["project_id"].isin(self.known.beginnings.index)]

    @cached_property
    def states(self) -> pd.DataFrame:
        """State, first and last activity, and when it was done (`project_states`), by project id."""
        return project_states(self.known)

    @cached_property
    def ended_at(self) -> pd.Series:
        """When each project was done, or else the instant, by project id."""
        return self.states["finished_at"].fillna(self.known.as_of)

    @cached_property
    def evidence(self) -> pd.Series:
        """The weakest evidence of each project's activity, by project id."""
        return weakest(self.intervals["evidence"], self.intervals["project_id"])

    @cached_property
    def visits(self) -> pd.DataFrame:
        """Visits without noise (`visits.visits`)."""
        return visits(self.intervals, self.known.workflow, self.known.clock)

    @cached_property
    def moves(self) -> pd.DataFrame:
        """Moves between them (`visits.moves`)."""
        return moves(self.visits, self.intervals)

    @cached_property
    def phase_now(self) -> pd.Series:
        """The phase of each project that has a Task with a phase active now, by project id."""
        return phase_now(self.intervals, self.known.workflow)

    @cached_property
    def current_phase(self) -> pd.Series:
        """The phase that each project is in, or was last, by project id."""
        return current_phases(self.states["state"], self.phase_now, self.visits)

    @cached_property
    def plans(self) -> pd.DataFrame:
        """The plan in force: project_id, phase, position, planned_days."""
        points = pd.DataFrame({"project_id": self.states.index, "as_of": self.known.as_of})
        return plans(points, self.known.plan_rows, self.known.workflow)

    @cached_property
    def idle_days(self) -> pd.Series:
        """Working days since the last active moment of projects that wait or are paused, else 0, by project id."""
        since = self.states["stopped_at"].where(self.states["state"].isin(["waiting", "paused"]))
        now = pd.Series(self.known.as_of, index=since.index)
        return self.known.clock.team_days(since, now).fillna(0.0)

    @cached_property
    def keys(self) -> pd.Series:
        """The key of each project, by project id."""
        return looked_up(self.known.items["key"], pd.Series(self.states.index, index=self.states.index))

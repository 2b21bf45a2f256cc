"""Projects as of instants of their own: the same figures for many (project, instant) pairs at once.

The figures as of one instant are the case of one pair per project. Rules are judged "at each instant by the
figures as of it", so that the beginning of a breach is found by asking for many instants of one project.
"""

from dataclasses import dataclass
from functools import cached_property

import numpy as np
import pandas as pd

from mlpm_analytics.calendars import micros, to_instants
from mlpm_analytics.metrics.evidence import weakest
from mlpm_analytics.metrics.past import Past
from mlpm_analytics.metrics.plans import plans
from mlpm_analytics.metrics.slices import slices
from mlpm_analytics.metrics.states import current_phases, done_since, project_states
from mlpm_analytics.metrics.times import active_days
from mlpm_analytics.metrics.visits import moves, phase_now, visits


@dataclass(frozen=True)
class Moments:
    """Projects as of their own instants. `worlds`: project_id (a name for the pair), issue_id (Epic), as_of."""

    worlds: pd.DataFrame
    past: Past

    @cached_property
    def intervals(self) -> pd.DataFrame:
        """The work intervals of each project as of its instant."""
        worlds = self.worlds.rename(columns={"project_id": "world"})[["world", "issue_id", "as_of"]]
        pairs = self.past.seen.merge(worlds, left_on="project_id", right_on="issue_id", suffixes=("", "_epic"))
        pairs = pairs[(pairs["started_at"] <= pairs["as_of"]) & (pairs["mature_at"] <= pairs["as_of"])]
        is_later = pairs["stopped_at"] > pairs["as_of"]
        return pairs.assign(
            project_id=pairs["world"],
            stopped_at=pairs["stopped_at"].where(~is_later, pairs["as_of"]),
            is_open=pairs["is_open"] | is_later,
        ).reset_index(drop=True)

    @cached_property
    def states(self) -> pd.DataFrame:
        """State, first and last activity, in the order of `worlds`."""
        return project_states(self.worlds, self.intervals, self.past)

    @cached_property
    def finished_at(self) -> pd.Series:
        """Since when each project has been done, in the order of `worlds`; NaT where it is not."""
        is_done = self.states["state"].isin(["done", "abandoned"])
        return done_since(self.worlds, self.past, self.states["stopped_at"]).where(is_done)

    @cached_property
    def ended_at(self) -> pd.Series:
        """When each project was done, or else its instant, in the order of `worlds`."""
        is_done = self.states["state"].isin(["done", "abandoned"])
        return self.finished_at.where(is_done, self.worlds["as_of"].reset_index(drop=True))

    @cached_property
    def evidence(self) -> pd.Series:
        """The weakest evidence of each project's activity, by project id."""
        return weakest(self.intervals["evidence"], self.intervals["project_id"])

    @cached_property
    def visits(self) -> pd.DataFrame:
        """Visits without noise."""
        return visits(self.intervals, self.past.workflow, self.past.clock)

    @cached_property
    def moves(self) -> pd.DataFrame:
        """Moves between them."""
        return moves(self.visits, self.intervals)

    @cached_property
    def current_phase(self) -> pd.Series:
        """The current phase, in the order of `worlds`."""
        return current_phases(self.states, phase_now(self.intervals, self.past.workflow), self.visits)

    @cached_property
    def plans(self) -> pd.DataFrame:
        """The plan in force: project_id, phase, position, planned_days."""
        return plans(self.worlds, self.past.plan_rows, self.past.workflow)

    @cached_property
    def idle_days(self) -> pd.Series:
        """Working days since the last active moment of projects that wait or are paused, in the order of `worlds`."""
        since = self.states["stopped_at"].where(self.states["state"].isin(["waiting", "paused"]))
        return self.past.clock.team_days(since, self.worlds["as_of"].reset_index(drop=True))

    def actual_days(self) -> pd.Series:
        """What is held against the plan, by (project_id, phase): effort, in passive phases active days."""
        rows = self.intervals[self.intervals["phase"].isin(self.past.workflow.passive_phases)]
        grouped = rows.groupby(["project_id", "phase"])
        passive = active_days(rows, grouped.ngroup(), self.past.clock).set_axis(grouped.size().index)
        worked = pd.concat([self._settled_effort(), self._fresh_effort()]).groupby(level=["project_id", "phase"]).sum()
        return pd.concat([passive, worked / self.past.clock.calendars.day_micros])

    @property
    def _fresh_since(self) -> pd.Series:
        return self.worlds["as_of"] - self.past.workflow.min_active

    def _settled_effort(self) -> pd.Series:
        """Effort up to `min_active` before each instant: every run that had begun by then counts."""
        worlds = self.worlds.rename(columns={"project_id": "world"}).assign(until=micros(self._fresh_since))
        pairs = self.past.shares.merge(worlds, left_on="project_id", right_on="issue_id")
        pairs = pairs[pairs["started"] < pairs["until"]]
        stopped = pairs["stopped"].clip(upper=pairs["until"]).to_numpy()
        worked = self.past.clock.scientists_micros(pairs["scientist_id"], pairs["started"].to_numpy(), stopped)
        return _by_phase(pairs["world"], pairs["phase"], worked * pairs["share"].to_numpy())

    def _fresh_effort(self) -> pd.Series:
        """Effort of the last moments, shared among the runs that are old enough to count as of each instant."""
        rows = self._fresh_intervals()
        cut = slices(rows, rows.groupby(["world_no", "person"]).ngroup())
        facts = rows.iloc[cut["row"].to_numpy()].reset_index(drop=True)
        worked = self.past.clock.scientists_micros(
            facts["scientist_id"], cut["started"].to_numpy(), cut["stopped"].to_numpy()
        )
        shared = worked / cut.groupby("slice_no")["row"].transform("size").to_numpy()
        own = (facts["project_id"] == facts["issue_id"]).to_numpy()
        return _by_phase(facts["world"][own], facts["phase"][own], shared[own])

    def _fresh_intervals(self) -> pd.DataFrame:
        """What the people of each project did in the last moments before its instant, in any project."""
        work = self.past.shareable
        worlds = self.worlds.rename(columns={"project_id": "world"}).assign(since=self._fresh_since)
        numbers = {"world_no": np.arange(len(worlds)), "now": micros(worlds["as_of"]), "since": micros(worlds["since"])}
        asked = pd.DataFrame(numbers).assign(
            project_no=self.past.project_numbers.get_indexer(pd.Index(worlds["issue_id"]))
        )
        # numbers alone: of all the pairs few are left, and text is slow to copy
        pairs = asked.merge(self.past.people, on="project_no").merge(work.drop(columns="project_no"), on="person")
        pairs = pairs[(pairs["started"] < pairs["now"]) & (pairs["stopped"] > pairs["since"])]
        pairs = pairs[pairs["mature"] <= pairs["now"]]
        facts = self.past.seen[["project_id", "phase", "scientist_id"]].iloc[pairs["row"]].reset_index(drop=True)
        named = worlds[["world", "issue_id"]].iloc[pairs["world_no"]].reset_index(drop=True)
        return facts.join([named, pairs[["world_no", "person"]].reset_index(drop=True)]).assign(
            started_at=to_instants(np.maximum(pairs["started"].to_numpy(), pairs["since"].to_numpy())),
            stopped_at=to_instants(np.minimum(pairs["stopped"].to_numpy(), pairs["now"].to_numpy())),
        )


def _by_phase(project_ids: pd.Series, phases: pd.Series, worked: np.ndarray) -> pd.Series:
    rows = pd.DataFrame({"project_id": project_ids.array, "phase": phases.array, "worked": worked})
    return rows.groupby(["project_id", "phase"])["worked"].sum()

"""What rules are judged by: everything that is known, and the figures made of it."""

from dataclasses import dataclass
from functools import cached_property

import pandas as pd

from mlpm_analytics.metrics.known import Known
from mlpm_analytics.metrics.lookups import latest_of, looked_up
from mlpm_analytics.metrics.plans import plans
from mlpm_analytics.metrics.projects import phases
from mlpm_analytics.metrics.projects_as_of import ProjectsAsOf
from mlpm_analytics.metrics.tasks import tasks
from mlpm_analytics.metrics.timeline import project_timelines
from mlpm_analytics.metrics.times import effort_days

RUNNING = ("active", "waiting")
OPEN = ("active", "waiting", "paused")


@dataclass(frozen=True)
class Facts:
    """The figures of Tasks, phases and projects as of the instant of `known`, and what they were over time."""

    known: Known

    @cached_property
    def timed(self) -> pd.DataFrame:
        """All work intervals with their `effort_days`."""
        rows = self.known.intervals
        return rows.assign(effort_days=effort_days(rows, self.known.workflow, self.known.clock))

    @cached_property
    def projects(self) -> ProjectsAsOf:
        """The projects."""
        return ProjectsAsOf(self.known)

    @cached_property
    def task_rows(self) -> pd.DataFrame:
        """All Tasks (`frames.TASKS`)."""
        return tasks(self.known, self.timed)

    @cached_property
    def phase_rows(self) -> pd.DataFrame:
        """All phases of projects (`frames.PHASES`)."""
        return phases(self.projects, self.timed, self.task_rows)

    @cached_property
    def timeline(self) -> pd.DataFrame:
        """What projects were over time (`timeline.TIMELINE`)."""
        return project_timelines(self.projects)

    @cached_property
    def planned(self) -> pd.DataFrame:
        """The timeline with the plans that were in force: a row for each stretch and phase, with `stretch_no`."""
        rows = self.timeline.rename_axis("stretch_no").reset_index()
        points = rows[["stretch_no", "project_id", "started_at"]].rename(columns={"started_at": "as_of"})
        asked = plans(points, self.known.plan_rows, self.known.workflow).drop(columns="project_id")
        return rows.merge(asked, on="stretch_no")

    @cached_property
    def scoped(self) -> pd.DataFrame:
        """The work intervals that rules about Tasks look at, from when they do (`scope_since`)."""
        rows = self.known.intervals
        started_at = latest_of(rows["started_at"], self.scope_since(rows["project_id"], rows["issue_id"]))
        return rows.assign(started_at=started_at)[started_at.notna()]

    def scope_since(self, project_ids: pd.Series, issue_ids: pd.Series) -> pd.Series:
        """Since when the rules about Tasks hold for each row: Tasks of a project, or without an Epic beside one."""
        beginnings, jira = self.known.beginnings, self.known.items["project_key"]
        beside = looked_up(
            beginnings.groupby(looked_up(jira, pd.Series(beginnings.index)).array).min(), looked_up(jira, issue_ids)
        )
        return looked_up(beginnings, project_ids).where(project_ids.notna(), beside)

"""All that is known as of one instant, and what is read out of it again and again."""

from dataclasses import dataclass, replace
from functools import cached_property

import pandas as pd

from mlpm_analytics.calendars import Calendars
from mlpm_analytics.frames import Model
from mlpm_analytics.frames.membership import is_in
from mlpm_analytics.metrics.histories import by_field, of_field, steps_of
from mlpm_analytics.metrics.intervals import counted_items, work_intervals
from mlpm_analytics.metrics.lookups import latest_of, looked_up
from mlpm_analytics.metrics.mis_clicks import without_mis_clicks
from mlpm_analytics.metrics.plans import plan_rows
from mlpm_analytics.metrics.times import Clock
from mlpm_analytics.workflow import Workflow


@dataclass(frozen=True)
class Known:
    """What had happened by `as_of`: `model` without later rows and without mis-clicks, and its work intervals.

    `with_mis_clicks` is the model before these were taken out; `mis_clicks` (issue_id, run_started_at) says which.
    """

    model: Model
    with_mis_clicks: Model
    mis_clicks: pd.DataFrame
    intervals: pd.DataFrame
    workflow: Workflow
    clock: Clock
    as_of: pd.Timestamp

    @classmethod
    def by(cls, model: Model, workflow: Workflow, calendars: Calendars, *, as_of: pd.Timestamp) -> "Known":
        """The issues that were there by `as_of`, and what had happened to them; a change exactly then has happened."""
        as_of = as_of.tz_convert("UTC").as_unit("us")
        histories = model.histories[model.histories["changed_at"] <= as_of]
        items = model.work_items[is_in(model.work_items["issue_id"], histories["issue_id"])]
        cut = replace(model, histories=histories, work_items=items)
        known, mis_clicks = without_mis_clicks(cut, workflow)
        clock = Clock.over(calendars, pd.concat([histories["changed_at"], pd.Series([as_of])], ignore_index=True))
        intervals = work_intervals(known, workflow, as_of=as_of)
        return cls(known, cut, mis_clicks, intervals, workflow, clock, as_of)

    @cached_property
    def items(self) -> pd.DataFrame:
        """All issues (`frames.WORK_ITEMS`), by id."""
        return self.model.work_items.set_index("issue_id")

    @cached_property
    def tasks(self) -> pd.DataFrame:
        """The issues that carry time of their own."""
        return counted_items(self.model, self.workflow)

    @cached_property
    def fields(self) -> dict[str, pd.DataFrame]:
        """The histories of each field, in order of time."""
        return by_field(self.model.histories)

    @cached_property
    def task_histories(self) -> pd.DataFrame:
        """The histories of the issues that carry time."""
        return self.model.histories[is_in(self.model.histories["issue_id"], self.tasks["issue_id"])]

    @cached_property
    def plan_rows(self) -> pd.DataFrame:
        """The histories of plans."""
        return plan_rows(self.model.histories)

    @cached_property
    def beginnings(self) -> pd.Series:
        """Since when each Epic is a project, by issue id (`project_beginnings`)."""
        return project_beginnings(self.model, self.workflow)

    @cached_property
    def status_changed_at(self) -> pd.Series:
        """When each issue first changed its status, by issue id; absent where it never did."""
        rows = steps_of(self.model.histories, "status")
        return rows[rows.groupby("issue_id").cumcount() == 1].set_index("issue_id")["changed_at"]

    @cached_property
    def done(self) -> pd.DataFrame:
        """When each Epic was done (`in_role`), whether it `is_dated`, and since when it `was_done_at`.

        Without any change of status it is so from its Resolved date, else from the last activity in it, else from the
        beginning, which is no date of being done. As of any instant before, the last activity was an earlier one: over
        time such an Epic was done all along.
        """
        rows = in_role(self.model, "is_done")
        rows = rows[is_in(rows["issue_id"], self.items.index[self.items["kind"] == "epic"])]
        last = self.intervals.groupby("project_id")["stopped_at"].max()
        stated = looked_up(self.items["resolved_at"], rows["issue_id"]).fillna(looked_up(last, rows["issue_id"]))
        is_given = stated.isna() | is_in(rows["issue_id"], self.status_changed_at.index)
        since = rows["started_at"].where(is_given, stated)
        is_dated = stated.notna() | is_in(rows["issue_id"], self.status_changed_at.index)
        is_resolved = looked_up(self.items["resolved_at"], rows["issue_id"]).notna()
        was_done_at = rows["started_at"].where(is_given | ~is_resolved, stated)
        dated = rows.assign(started_at=since, is_dated=is_dated, was_done_at=was_done_at)
        return dated[since <= self.as_of].sort_values("started_at", ignore_index=True)

    @property
    def done_over_time(self) -> pd.DataFrame:
        """When each Epic was done, as figures as of those instants say it: issue_id, started_at, stopped_at."""
        return self.done.assign(started_at=self.done["was_done_at"])

    def status_ids(self, role: str) -> pd.Series:
        """The ids of the statuses that have a role: is_active, is_waiting or is_done."""
        return self.model.status_roles.loc[self.model.status_roles[role], "status_id"]


def in_role(model: Model, role: str) -> pd.DataFrame:
    """When issues were in statuses of a role without a break: issue_id, started_at, stopped_at (NaT while it holds)."""
    rows = of_field(model.histories, "status")
    is_it = rows["value"].isin(model.status_roles.loc[model.status_roles[role], "status_id"])
    is_new = (is_it != is_it.shift()) | (rows["issue_id"] != rows["issue_id"].shift())
    steps = rows.assign(is_it=is_it)[is_new]
    until = steps.groupby("issue_id")["changed_at"].shift(-1)
    found = steps.assign(started_at=steps["changed_at"], stopped_at=until)[steps["is_it"]]
    return found[["issue_id", "started_at", "stopped_at"]].sort_values("started_at", kind="stable", ignore_index=True)


def project_beginnings(model: Model, workflow: Workflow) -> pd.Series:
    """Since when each Epic is a project: since it held a Task that has, or once had, a known phase, by issue id.

    No Epic is one before it is there; one chosen by the settings is from then on, one left out by them never is.
    """
    items = counted_items(model, workflow)
    rows = model.histories[is_in(model.histories["issue_id"], items["issue_id"]) & model.histories["value"].notna()]
    tagged = rows[rows["field"] == "phase"].groupby("issue_id")["changed_at"].min().rename("tagged_at")
    in_epics = rows[rows["field"] == "epic"][["issue_id", "value", "changed_at"]]
    in_epics = in_epics.join(tagged, on="issue_id", how="inner")
    since = in_epics["changed_at"].where(in_epics["changed_at"] >= in_epics["tagged_at"], in_epics["tagged_at"])
    epics = model.work_items[model.work_items["kind"] == "epic"].set_index("issue_id")
    there = model.histories.groupby("issue_id")["changed_at"].min().reindex(epics.index)
    began = latest_of(since.groupby(in_epics["value"].array).min().reindex(epics.index), there)
    began = began.where(~epics["is_chosen"], there)
    return began[~epics["is_excluded"]].dropna().rename("project_since")

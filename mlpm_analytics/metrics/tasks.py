"""Every Task as of an instant: where it stands, and the time it took."""

import pandas as pd

from mlpm_analytics.calendars import micros
from mlpm_analytics.frames import FINISHES, TASKS
from mlpm_analytics.frames.membership import is_in
from mlpm_analytics.metrics.bounds import active_bounds
from mlpm_analytics.metrics.histories import latest
from mlpm_analytics.metrics.known import Known, in_role
from mlpm_analytics.metrics.lookups import looked_up
from mlpm_analytics.metrics.planned_tests import days_of_tests
from mlpm_analytics.metrics.times import Clock, active_days
from mlpm_analytics.workflow import Workflow


def tasks(known: Known, intervals: pd.DataFrame) -> pd.DataFrame:
    """One row per Task that was there, by key; columns as in `frames.TASKS`.

    `intervals` carry their `effort_days`. `project` is the key of the Task's Epic, whether or not that is a project.
    """
    model = known.model
    rows = known.tasks.set_index("issue_id")
    fields = ("status", "phase", "epic", "assignee", "estimate")
    held = {field: latest(known.task_histories, field).reindex(rows.index) for field in fields}
    roles = model.status_roles.set_index("status_id")
    people = model.scientists.set_index("scientist_id")["name"]
    status = held["status"]["value"]
    found = rows.assign(
        project_id=held["epic"]["value"],
        project=looked_up(known.items["key"], held["epic"]["value"]),
        phase=held["phase"]["value"],
        scientist_id=held["assignee"]["value"],
        scientist=looked_up(people, held["assignee"]["value"]).fillna(held["assignee"]["value"]),
        status=looked_up(roles["name"], status),
        is_waiting=looked_up(roles["is_waiting"], status).eq(True),
        is_done=looked_up(roles["is_done"], status).eq(True),
        waiting_since_at=_lasting(known, "is_waiting").reindex(rows.index),
        estimate_days=held["estimate"]["number"],
    )
    timed = found.join(_times(intervals, known)).pipe(_without_gaps).join(days_of_tests(known))
    timed = timed.join(active_bounds(model.possible_runs, timed, known.clock, as_of=known.as_of))
    found = TASKS.check(timed.assign(finished_at=_finished_at(timed, known)).reset_index())
    return found.sort_values(["key", "issue_id"], ignore_index=True)


def _times(intervals: pd.DataFrame, known: Known) -> pd.DataFrame:
    clock, is_passive = known.clock, intervals["phase"].isin(known.workflow.passive_phases)
    spans = intervals.groupby("issue_id").agg(
        started_at=("started_at", "min"),
        stopped_at=("stopped_at", "max"),
        is_active=("is_open", "max"),
        effort_days=("effort_days", "sum"),
    )
    return spans.assign(
        active_days=active_days(intervals, intervals["issue_id"], clock),
        passive_days=active_days(intervals[is_passive], intervals["issue_id"][is_passive], clock),
        limited_days=limited_days(intervals[~is_passive & is_limited_now(intervals, known.workflow)], clock),
    )


def stays(intervals: pd.DataFrame) -> pd.Series:
    """The number of the stay in a phase that each interval of a Task belongs to; gaps do not end one."""
    ordered = intervals.sort_values(["issue_id", "started_at"], kind="stable")
    phases = ordered["phase"].fillna("")
    before = phases.groupby(ordered["issue_id"]).shift()
    return (phases != before).astype("int64").groupby(ordered["issue_id"]).cumsum().reindex(intervals.index)


def is_limited_now(intervals: pd.DataFrame, workflow: Workflow) -> pd.Series:
    """Whether an interval counts in `limited_days`: all do; of Tasks that pass through phases, the last stay in one."""
    if not workflow.has_status_phases:
        return pd.Series(True, index=intervals.index)
    numbers = stays(intervals)
    return numbers == numbers.groupby(intervals["issue_id"]).transform("max")


def limited_days(intervals: pd.DataFrame, clock: Clock) -> pd.Series:
    """Working days by Task, each interval on the calendar of whoever the Task was assigned to."""
    people, instants = intervals["scientist_id"], (micros(intervals[name]) for name in ("started_at", "stopped_at"))
    days = clock.scientists_micros(people, *instants) / clock.own_day_micros(people)
    return days.groupby(intervals["issue_id"]).sum()


def _without_gaps(found: pd.DataFrame) -> pd.DataFrame:
    """A Task that was never active has no instants and no time."""
    nothing = dict.fromkeys(["active_days", "passive_days", "limited_days", "effort_days"], 0.0)
    return found.fillna(nothing).assign(is_active=found["is_active"].eq(True))


def _lasting(known: Known, role: str) -> pd.Series:
    """Since when issues have been in statuses of a role, by issue id."""
    stretches = in_role(known.model, role)
    return stretches[stretches["stopped_at"].isna()].set_index("issue_id")["started_at"]


def _finished_at(timed: pd.DataFrame, known: Known) -> pd.Series:
    """Start of the done stretch that holds; of a Task without any change of status the Resolved date, else its stop."""
    resolved = timed["resolved_at"].where(timed["resolved_at"] <= known.as_of)
    has_changed = is_in(timed.index.to_series(), known.status_changed_at.index)
    since = _lasting(known, "is_done").reindex(timed.index)
    return since.where(has_changed, resolved.fillna(timed["stopped_at"])).where(timed["is_done"])


def finishes(known: Known, task_rows: pd.DataFrame) -> pd.DataFrame:
    """Every time that a Task became done, but those closed as nothing done; columns as in `frames.FINISHES`."""
    stretches = in_role(known.model, "is_done").set_axis(["issue_id", "done_from", "reopened_at"], axis=1)
    rows = stretches.merge(task_rows, on="issue_id")
    stated = rows["finished_at"].where(rows["reopened_at"].isna())  # the one that lasts, as the Task has it
    is_stated = rows["reopened_at"].isna() & ~is_in(rows["issue_id"], known.status_changed_at.index)
    resolution = looked_up(latest(known.task_histories, "resolution")["value"], rows["issue_id"])
    is_nothing = resolution.isin(known.workflow.nothing_done_resolutions) & rows["reopened_at"].isna()
    finished = rows.assign(finished_at=stated.where(is_stated, rows["done_from"]))
    found = finished[~is_nothing].dropna(subset=["finished_at"])
    return FINISHES.check(found).sort_values(["finished_at", "key"], ignore_index=True)

"""Every Task as of an instant: where it stands, and the time it took."""

import pandas as pd

from mlpm_analytics.frames import TASKS, Model
from mlpm_analytics.metrics.bounds import active_bounds
from mlpm_analytics.metrics.histories import latest, steps_of
from mlpm_analytics.metrics.intervals import counted_items
from mlpm_analytics.metrics.lookups import looked_up
from mlpm_analytics.metrics.past import done_stretches
from mlpm_analytics.metrics.times import Clock, active_days
from mlpm_analytics.workflow import Workflow


def tasks(
    model: Model, intervals: pd.DataFrame, clock: Clock, workflow: Workflow, *, as_of: pd.Timestamp
) -> pd.DataFrame:
    """One row per Task that `model` knows a history of, by key; columns as in `frames.TASKS`.

    `intervals` carry their `effort_days`. `project` is the key of the Task's Epic, whether or not that is a project.
    """
    known = model.histories
    items = counted_items(model, workflow)
    rows = items[items["issue_id"].isin(known["issue_id"].unique())].set_index("issue_id")
    held = {
        field: latest(known, field).reindex(rows.index) for field in ("status", "phase", "epic", "assignee", "estimate")
    }
    roles = model.status_roles.set_index("status_id")
    keys = model.work_items.set_index("issue_id")["key"]
    people = model.scientists.set_index("scientist_id")["name"]
    status = held["status"]["value"]
    found = rows.assign(
        project_id=held["epic"]["value"],
        project=looked_up(keys, held["epic"]["value"]),
        phase=held["phase"]["value"],
        scientist_id=held["assignee"]["value"],
        scientist=looked_up(people, held["assignee"]["value"]).fillna(held["assignee"]["value"]),
        status=looked_up(roles["name"], status),
        is_done=looked_up(roles["is_done"], status).eq(True),
        estimate_days=held["estimate"]["number"],
    )
    timed = found.join(_times(intervals, clock, workflow)).pipe(_without_gaps)
    timed = timed.join(active_bounds(model.possible_runs, timed, clock, as_of=as_of))
    found = TASKS.check(timed.assign(finished_at=_finished_at(timed, model, as_of)).reset_index())
    return found.sort_values(["key", "issue_id"], ignore_index=True)


def _times(intervals: pd.DataFrame, clock: Clock, workflow: Workflow) -> pd.DataFrame:
    limited = intervals[~intervals["phase"].isin(workflow.passive_phases)]
    spans = intervals.groupby("issue_id").agg(
        started_at=("started_at", "min"),
        stopped_at=("stopped_at", "max"),
        is_active=("is_open", "max"),
        effort_days=("effort_days", "sum"),
    )
    return spans.assign(
        active_days=active_days(intervals, intervals["issue_id"], clock),
        limited_days=active_days(limited, limited["issue_id"], clock),
    )


def _without_gaps(found: pd.DataFrame) -> pd.DataFrame:
    """A Task that was never active has no instants and no time."""
    nothing = {"active_days": 0.0, "limited_days": 0.0, "effort_days": 0.0}
    return found.fillna(nothing).assign(is_active=found["is_active"].eq(True))


def _finished_at(timed: pd.DataFrame, model: Model, as_of: pd.Timestamp) -> pd.Series:
    """Start of the done stretch that holds; of a Task without any change of status the Resolved date, else its stop."""
    stretches = done_stretches(model)
    since = stretches[stretches["done_until"].isna()].set_index("issue_id")["done_from"].reindex(timed.index)
    has_changed = steps_of(model.histories, "status").groupby("issue_id").size().reindex(timed.index) > 1
    resolved = timed["resolved_at"].where(timed["resolved_at"] <= as_of)
    return since.where(has_changed, resolved.fillna(timed["stopped_at"])).where(timed["is_done"])

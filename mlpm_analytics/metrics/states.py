"""In what state a project is: which Epics are projects, done stretches, state, current phase."""

import numpy as np
import pandas as pd

from mlpm_analytics.frames import Model
from mlpm_analytics.metrics.histories import at_instants
from mlpm_analytics.metrics.intervals import counted_items
from mlpm_analytics.metrics.lookups import latest_of, looked_up
from mlpm_analytics.metrics.past import Past
from mlpm_analytics.workflow import Workflow


def project_beginnings(model: Model, workflow: Workflow) -> pd.Series:
    """Since when each Epic is a project: since it held a Task that has, or once had, a known phase, by issue id.

    No Epic is one before it is there; one chosen by the settings is from then on, one left out by them never is.
    """
    items = counted_items(model, workflow)
    rows = model.histories[model.histories["issue_id"].isin(items["issue_id"]) & model.histories["value"].notna()]
    tagged = rows[rows["field"] == "phase"].groupby("issue_id")["changed_at"].min().rename("tagged_at")
    held = rows[rows["field"] == "epic"][["issue_id", "value", "changed_at"]].join(tagged, on="issue_id", how="inner")
    since = held["changed_at"].where(held["changed_at"] >= held["tagged_at"], held["tagged_at"])
    epics = model.work_items[model.work_items["kind"] == "epic"].set_index("issue_id")
    there = model.histories.groupby("issue_id")["changed_at"].min().reindex(epics.index)
    began = latest_of(since.groupby(held["value"].array).min().reindex(epics.index), there)
    began = began.where(~epics["is_chosen"], there)
    return began[~epics["is_excluded"]].dropna().rename("project_since")


def project_states(worlds: pd.DataFrame, intervals: pd.DataFrame, past: Past) -> pd.DataFrame:
    """State, and first and last activity, of each project as of its own instant.

    `worlds` has columns project_id (what `intervals` calls it), issue_id (of the Epic) and as_of.
    Returns, in the same order: project_id, state, started_at, stopped_at (first and last active moment).
    """
    held = intervals[intervals["project_id"].notna()].groupby("project_id")
    activity = held.agg(
        started_at=("started_at", "min"), stopped_at=("stopped_at", "max"), is_active=("is_open", "max")
    ).reindex(worlds["project_id"])
    is_active = activity["is_active"].eq(True).to_numpy()
    status = at_instants(worlds, past.fields.get("status"))["value"]
    is_done, is_waiting = (status.isin(past.with_role(role)).to_numpy() for role in ("is_done", "is_waiting"))
    resolution = at_instants(worlds, past.fields.get("resolution"))["value"]
    is_abandoned = is_done & resolution.isin(past.workflow.abandoned_resolutions).to_numpy()
    state = np.select(
        [is_abandoned, is_done, is_active, is_waiting, activity["started_at"].notna().to_numpy()],
        ["abandoned", "done", "active", "paused", "waiting"],
        "not started",
    )
    return pd.DataFrame(
        {
            "project_id": worlds["project_id"].array,
            "state": pd.Series(state, dtype="str"),
            "started_at": activity["started_at"].array,
            "stopped_at": activity["stopped_at"].array,
        }
    )


def done_since(worlds: pd.DataFrame, past: Past, stopped_at: pd.Series) -> pd.Series:
    """Start of the done stretch that holds; without any change of status the Resolved date, else the last activity.

    Of the Epics that are done as of their instant, that is; of the others it means nothing.
    """
    asked = worlds[["issue_id", "as_of"]].assign(place=np.arange(len(worlds))).sort_values("as_of", kind="stable")
    found = pd.merge_asof(asked, past.done, left_on="as_of", right_on="done_from", by="issue_id").sort_values("place")
    done_from = found["done_from"].reset_index(drop=True)
    epics, as_of = worlds["issue_id"].reset_index(drop=True), worlds["as_of"].reset_index(drop=True)
    resolved = looked_up(past.model.work_items.set_index("issue_id")["resolved_at"], epics)
    has_changed = looked_up(past.status_changed_at, epics) <= as_of
    return done_from.where(has_changed, resolved.where(resolved <= as_of).fillna(stopped_at))


def current_phases(states: pd.DataFrame, now: pd.Series, project_visits: pd.DataFrame) -> pd.Series:
    """The phase a project is in while a Task is active, else that of its last visit, in the order of `states`."""
    last = project_visits.drop_duplicates("project_id", keep="last").set_index("project_id")["phase"]
    active_now = looked_up(now, states["project_id"]).where(states["state"] == "active")
    return active_now.fillna(looked_up(last, states["project_id"]))

"""In what state a project is: which Epics are projects, done stretches, state, current phase."""

import numpy as np
import pandas as pd

from mlpm_analytics.frames import Model
from mlpm_analytics.metrics.histories import at_instants, of_field
from mlpm_analytics.metrics.intervals import counted_items
from mlpm_analytics.workflow import Workflow

FAR = pd.Timestamp("1677-09-22", tz="UTC").as_unit("us")


def project_beginnings(model: Model, workflow: Workflow) -> pd.Series:
    """Since when each Epic is a project: since it held a Task that has, or once had, a known phase, by issue id.

    An Epic chosen by the settings is one since it was created, one left out by them never is.
    """
    items = counted_items(model, workflow)
    rows = model.histories[model.histories["issue_id"].isin(items["issue_id"]) & model.histories["value"].notna()]
    tagged = rows[rows["field"] == "phase"].groupby("issue_id")["changed_at"].min().rename("tagged_at")
    held = rows[rows["field"] == "epic"][["issue_id", "value", "changed_at"]].join(tagged, on="issue_id", how="inner")
    since = held["changed_at"].where(held["changed_at"] >= held["tagged_at"], held["tagged_at"])
    epics = model.work_items[model.work_items["kind"] == "epic"].set_index("issue_id")
    began = since.groupby(held["value"].to_numpy()).min().reindex(epics.index)
    began = began.where(~epics["is_chosen"], epics["created_at"].fillna(FAR))
    return began[~epics["is_excluded"]].dropna().astype("datetime64[us, UTC]").rename("project_since")


def done_stretches(model: Model) -> pd.DataFrame:
    """When issues were in a done status without a break: issue_id, done_from, done_until (NaT while it holds)."""
    rows = of_field(model.histories, "status")
    done_ids = model.status_roles.loc[model.status_roles["is_done"], "status_id"]
    is_done = rows["value"].isin(done_ids)
    is_new = (is_done != is_done.shift()) | (rows["issue_id"] != rows["issue_id"].shift())
    stretches = rows.assign(is_done=is_done)[is_new]
    until = stretches.groupby("issue_id")["changed_at"].shift(-1)
    found = stretches.assign(done_until=until)[stretches["is_done"]]
    return found.rename(columns={"changed_at": "done_from"})[["issue_id", "done_from", "done_until"]].reset_index(drop=True)


def project_states(worlds: pd.DataFrame, intervals: pd.DataFrame, model: Model, workflow: Workflow) -> pd.DataFrame:
    """State, start and finish of each project as of its own instant.

    `worlds` has columns project_id (what `intervals` calls it), issue_id (of the Epic) and as_of.
    Returns, in the same order: project_id, state, started_at, finished_at, stopped_at (the last active moment).
    """
    held = intervals[intervals["project_id"].notna()].groupby("project_id")
    activity = held.agg(
        started_at=("started_at", "min"), stopped_at=("stopped_at", "max"), is_active=("is_open", "max")
    ).reindex(worlds["project_id"])
    is_active = activity["is_active"].eq(True).to_numpy()
    roles = _roles(worlds, model)
    resolution = at_instants(worlds, model.histories, "resolution")["value"]
    state = np.select(
        [
            roles["is_done"] & resolution.isin(workflow.abandoned_resolutions).to_numpy(),
            roles["is_done"],
            is_active,
            roles["is_waiting"],
            activity["started_at"].notna().to_numpy(),
        ],
        ["abandoned", "done", "active", "paused", "waiting"],
        "not started",
    )
    finished_at = _finished_at(worlds, model, activity["stopped_at"].reset_index(drop=True))
    return pd.DataFrame(
        {
            "project_id": worlds["project_id"].to_numpy(),
            "state": pd.Series(state, dtype="str"),
            "started_at": activity["started_at"].array,
            "finished_at": finished_at.where(pd.Series(roles["is_done"])).array,
            "stopped_at": activity["stopped_at"].array,
        }
    )


def _roles(worlds: pd.DataFrame, model: Model) -> dict[str, np.ndarray]:
    """Whether the Epic of each world is in a done or waiting status."""
    status = at_instants(worlds, model.histories, "status")["value"]
    roles = model.status_roles
    return {role: status.isin(roles.loc[roles[role], "status_id"]).to_numpy() for role in ("is_done", "is_waiting")}


def _finished_at(worlds: pd.DataFrame, model: Model, stopped_at: pd.Series) -> pd.Series:
    """Start of the done stretch that holds; without any change of status the Resolved date, else the last activity."""
    stretches = done_stretches(model).assign(changed_at=lambda rows: rows["done_from"]).sort_values("changed_at")
    asked = worlds[["issue_id", "as_of"]].assign(place=np.arange(len(worlds))).sort_values("as_of", kind="stable")
    found = pd.merge_asof(asked, stretches, left_on="as_of", right_on="changed_at", by="issue_id").sort_values("place")
    done_from = found["done_from"].reset_index(drop=True)
    resolved = worlds["issue_id"].map(model.work_items.set_index("issue_id")["resolved_at"]).reset_index(drop=True)
    resolved = resolved.where(resolved <= worlds["as_of"].reset_index(drop=True))
    return done_from.where(_has_changed(worlds, model), resolved.fillna(stopped_at))


def _has_changed(worlds: pd.DataFrame, model: Model) -> pd.Series:
    """Whether the Epic of each world had changed its status by then."""
    rows = of_field(model.histories, "status")
    second = rows[rows.groupby("issue_id").cumcount() == 1].set_index("issue_id")["changed_at"]
    return (worlds["issue_id"].map(second) <= worlds["as_of"]).reset_index(drop=True)


def current_phases(states: pd.DataFrame, now: pd.Series, project_visits: pd.DataFrame) -> pd.Series:
    """The phase a project is in while a Task is active, else that of its last visit, in the order of `states`."""
    last = project_visits.drop_duplicates("project_id", keep="last").set_index("project_id")["phase"]
    active_now = states["project_id"].map(now).where(states["state"] == "active")
    return active_now.fillna(states["project_id"].map(last)).astype("str")

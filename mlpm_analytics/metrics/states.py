"""In what state a project is, and in which phase."""

import numpy as np
import pandas as pd

from mlpm_analytics.metrics.histories import latest
from mlpm_analytics.metrics.known import Known
from mlpm_analytics.metrics.lookups import looked_up

OVER = ("done", "abandoned")


def project_states(known: Known) -> pd.DataFrame:
    """The projects by id, in order of it.

    Columns: state, started_at, stopped_at (first and last active moment), finished_at (NaT while it is not done).
    """
    ids = known.beginnings.index.sort_values()
    activity = (
        known.intervals.groupby("project_id")
        .agg(started_at=("started_at", "min"), stopped_at=("stopped_at", "max"), is_active=("is_open", "max"))
        .reindex(ids)
    )
    lasting = known.done[known.done["stopped_at"].isna()].set_index("issue_id").reindex(ids)
    done = lasting["started_at"]
    status, resolution = (latest(known.model.histories, field)["value"].reindex(ids) for field in _OF_EPICS)
    is_done = done.notna()
    is_waiting = status.isin(known.status_ids("is_waiting"))
    state = np.select(
        [
            is_done & resolution.isin(known.workflow.abandoned_resolutions),
            is_done,
            activity["is_active"].eq(True),
            is_waiting,
            activity["started_at"].notna(),
        ],
        ["abandoned", "done", "active", "paused", "waiting"],
        "not started",
    )
    found = activity.drop(columns="is_active").assign(
        state=pd.Series(state, index=ids, dtype="str"), finished_at=done.where(lasting["is_dated"].eq(True))
    )
    return found.rename_axis("project_id")


_OF_EPICS = ("status", "resolution")


def current_phases(state: pd.Series, now: pd.Series, project_visits: pd.DataFrame) -> pd.Series:
    """The phase a project is in while a Task is active, else that of its last visit, in the order of `state`."""
    ids = pd.Series(state.index, index=state.index)
    last = project_visits.drop_duplicates("project_id", keep="last").set_index("project_id")["phase"]
    return looked_up(now, ids).where(state == "active").fillna(looked_up(last, ids))

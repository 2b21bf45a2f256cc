"""When Tasks without a changelog can have been active: what their exports leave open, and what they are sure of.

An export shows a Task as of one instant. Since its last update it had the status that is shown, and since its status
category last changed one of that category; before, back to the export before (or its creation), all is possible.
"""

import pandas as pd

from mlpm_analytics.frames import INSTANT, POSSIBLE_RUNS, Raw
from mlpm_analytics.frames.membership import is_in
from mlpm_analytics.mapping.infer_status import until_when
from mlpm_analytics.mapping.items import kinds
from mlpm_analytics.mapping.snapshots import sightings
from mlpm_analytics.mapping.statuses import Statuses
from mlpm_analytics.settings import Settings

MINUTE = pd.Timedelta(minutes=1)  # what a CSV cuts off its dates


def possible_runs(raw: Raw, known: Statuses, settings: Settings) -> pd.DataFrame:
    """Disjoint stretches of each Task that is known by dated exports alone (`frames.POSSIBLE_RUNS`).

    Every Task of which the bounds are known has a row, if only one without length.
    """
    seen = _seen(raw, known)
    if seen.empty:
        return POSSIBLE_RUNS.empty()
    since = _unchanged_since(seen, settings)
    is_short = (since - seen["lower_at"] <= MINUTE) & ~seen["is_active"] & ~seen["was_active"]
    doubtful = seen.assign(started_at=seen["lower_at"], stopped_at=since.where(~is_short, seen["lower_at"]))
    certain = seen[seen["is_active"]].assign(started_at=since, stopped_at=seen["seen_at"])
    last = seen.drop_duplicates("issue_id", keep="last")
    is_open = ~last["is_done"] & last["issue_id"].map(until_when(raw)).isna()
    after = last[is_open].assign(started_at=last["seen_at"], stopped_at=pd.Series(dtype=INSTANT))
    parts = [doubtful.assign(is_certain=False), certain.assign(is_certain=True), after.assign(is_certain=False)]
    rows = POSSIBLE_RUNS.check(pd.concat([part[list(POSSIBLE_RUNS.columns)] for part in parts if len(part)]))
    has_length = ~(rows["started_at"] == rows["stopped_at"])
    return rows[has_length | ~rows.duplicated("issue_id")].reset_index(drop=True)


def _seen(raw: Raw, known: Statuses) -> pd.DataFrame:
    """Each dated sighting of a Task with its status, and the instant and status before it."""
    issues = raw.issues.set_index("issue_id")
    tasks = issues.index[kinds(issues).isin(["task", "subtask"]) & issues["created_at"].notna()]
    seen = sightings(raw)
    seen = seen[is_in(seen["issue_id"], tasks) & seen["seen_at"].notna()].reset_index(drop=True)
    if seen.empty:
        return seen
    status, born = known.resolve(seen["status_id"]), issues["created_at"].reindex(seen["issue_id"]).set_axis(seen.index)
    roles = {name: status.isin(known.with_role(name)) for name in ("is_active", "is_done")}
    before = seen.groupby("issue_id")["seen_at"].shift().fillna(born)
    was_active = roles["is_active"].groupby(seen["issue_id"]).shift().eq(True)
    return seen.assign(lower_at=before.where(before < seen["seen_at"], seen["seen_at"]), was_active=was_active, **roles)


def _unchanged_since(seen: pd.DataFrame, settings: Settings) -> pd.Series:
    """From when on, up to the export, a Task was as active as it is shown; the export itself where nothing tells."""
    workflow = settings.workflow
    since = seen["own_updated_at"].where(seen["own_updated_at"] <= seen["seen_at"])
    moved = seen["own_category_changed_at"].where(seen["own_category_changed_at"] <= seen["seen_at"])
    is_by_category = workflow.active_statuses is None
    tells = seen["status_category"].isin(["new", "done"]) | (seen["is_active"] & (not workflow.waiting_statuses))
    moved = moved.where(tells & is_by_category)
    since = (pd.concat([since, moved], axis=1).min(axis=1) + MINUTE).fillna(seen["seen_at"])
    since = since.clip(lower=seen["lower_at"], upper=seen["seen_at"])
    is_click = seen["seen_at"] - since < pd.Timedelta(minutes=workflow.min_active_minutes)
    return since.where(~is_click, seen["seen_at"])

"""Which kind of run is due: what has changed, or a look at all that is listed, or everything anew."""

from collections.abc import Collection
from datetime import timedelta
from typing import Final

import pandas as pd

from mlpm_analytics.sources.api import ServerInfo
from mlpm_analytics.store.sync_load import SyncState
from mlpm_analytics.sync.clock_skew import is_set_back
from mlpm_analytics.sync.report import SyncOptions

FULL: Final = "full"
RECONCILE: Final = "reconcile"
INCREMENTAL: Final = "incremental"
RANK: Final = {INCREMENTAL: 0, RECONCILE: 1, FULL: 2}
FULL_AFTER: Final = timedelta(days=30)  # a rename changes no issue's time of change: read everything anew so often
RECONCILE_AFTER: Final = timedelta(days=1)


def due(state: SyncState, asked: SyncOptions, about: ServerInfo, projects: Collection[str]) -> tuple[str, str]:
    """The kind of run, and what to say of it where nobody asked for it."""
    why = _why_full(state, about, projects)
    if asked.full or state.watermark_at is None or why:
        return FULL, why
    is_due = is_set_back(state, about) or _is_past(state.reconciled_at, about, RECONCILE_AFTER)
    return RECONCILE if is_due or asked.reconcile or asked.confirm_missing else INCREMENTAL, ""


def _is_past(last: pd.Timestamp | None, about: ServerInfo, most: timedelta) -> bool:
    """Whether something was last done too long ago, or never, or at an instant that is still to come."""
    return last is None or not timedelta(0) <= about.asked_at - last <= most


def _why_full(state: SyncState, about: ServerInfo, projects: Collection[str]) -> str:
    """Why what is known cannot be built upon; nothing where it can, or where nothing is known."""
    if state.watermark_at is None:
        return ""
    if state.account_id != about.account_id:
        return "Another account syncs now: everything is read anew."
    if new := sorted(set(projects) - set(state.projects)):
        return f"{', '.join(new)} can be seen again: everything is read anew."
    if state.full_at is None or about.asked_at - min(state.full_at, state.watermark_at) > FULL_AFTER:
        return "The last full sync is more than 30 days ago: everything is read anew."
    return ""

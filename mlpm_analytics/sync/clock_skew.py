"""Two clocks that may disagree: Jira's, by which it dates changes, and this machine's.

Each run asks for what was changed since the last one, by Jira's clock. A clock that was ahead once leaves a mark that
lies in the future: what is changed before that instant would never be asked for.
"""

from typing import Final

import pandas as pd

from mlpm_analytics.sources.api import ServerInfo
from mlpm_analytics.store.sync_load import SyncState
from mlpm_analytics.sync.report import SyncReport

MOST_SKEW_SECONDS: Final = 300.0


def is_set_back(state: SyncState, about: ServerInfo) -> bool:
    """Whether Jira's clock stands before the last sync: then changes may lie before the mark that it left."""
    return state.watermark_at is not None and about.asked_at < state.watermark_at


def not_after(moment: pd.Timestamp | None, latest: pd.Timestamp) -> pd.Timestamp | None:
    """An instant that was remembered, and is not later than what is known now."""
    return None if moment is None else min(moment, latest)


def note_clocks(report: SyncReport, about: ServerInfo, state: SyncState) -> None:
    """Say where the clocks disagree, and what that means."""
    skew, now = about.skew_seconds, _told(about.asked_at)
    if skew > MOST_SKEW_SECONDS:
        report.warn(
            f"Jira's clock says {now}, this machine's {_told(about.our_time)}: Jira's is {skew / 60:.0f} minutes ahead."
            " The figures stand as of Jira's time. The next sync asks from this machine's time on: nothing is "
            "missed when Jira's clock is set right. See to the clock that is wrong."
        )
    elif skew < -MOST_SKEW_SECONDS:
        report.notes.append(f"Jira's clock is {-skew / 60:.0f} minutes behind this machine's. Jira's time counts.")
    if state.watermark_at is not None and is_set_back(state, about):
        report.warn(
            f"Jira's clock says {now}, and said {_told(state.watermark_at)} at the last sync: it was ahead then, or is "
            "behind now. So everything is looked at again, not only what was changed since. See to the clock of "
            "Jira's server."
        )


def _told(moment: pd.Timestamp) -> str:
    return f"{moment:%Y-%m-%d %H:%M} UTC"

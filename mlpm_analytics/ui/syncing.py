"""The syncs with Jira: what was loaded when, what is being loaded now, and one at the press of a button."""

import threading
from collections.abc import Sequence
from contextlib import suppress
from typing import Final

import pandas as pd
import streamlit as st

from mlpm_analytics import wording
from mlpm_analytics.errors import MlpmError
from mlpm_analytics.frames import Frame, column
from mlpm_analytics.settings import Settings
from mlpm_analytics.sources.api import HttpClient
from mlpm_analytics.store import Store
from mlpm_analytics.store.sync_status import SyncStatus, read_statuses
from mlpm_analytics.sync import SyncOptions, sync
from mlpm_analytics.sync.scope import http_client, query_of
from mlpm_analytics.ui import blocks
from mlpm_analytics.ui.permission import check_may_write, is_read_only
from mlpm_analytics.ui.reading import LOOK_EVERY
from mlpm_analytics.ui.text import plain, with_code
from mlpm_analytics.views.headers import columns
from mlpm_analytics.views.model import Table

THREAD: Final = "sync-now"
SYNCS: Final = columns(
    Frame(
        "syncs",
        [
            column("issues", label="Issues loaded", meaning="issues it loaded"),
            column("changes", label="Changes loaded", meaning="changes it loaded"),
            column("message", label="What was said"),
        ],
    ),
    *("began_at", "minutes", "kind", "requests", "issues", "changes", "result", "message"),
)
_RESULTS: Final = {"running": "cut off", "done": "done", "paused": "paused", "failed": "failed"}


def syncs(store: Store, settings: Settings) -> None:
    """The last syncs, the one that runs, and a button for the next; nothing where no Jira is configured."""
    if settings.jira.url is None and not read_statuses(store.folder):
        return
    st.header("Syncs with Jira", anchor=False)
    _now(store, settings)


@st.fragment(run_every=LOOK_EVERY)
def _now(store: Store, settings: Settings) -> None:
    statuses, zone = read_statuses(store.folder), settings.calendar.timezone
    is_loading = store.is_being_loaded
    _tell(statuses, zone, is_loading=is_loading)
    if settings.jira.url is not None and not is_read_only():
        _button(store, settings, is_loading=is_loading)
    ended = statuses[1:] if statuses and statuses[0].state == "running" and is_loading else statuses
    if ended:
        blocks.figures_table(blocks.shown(Table(table(ended), SYNCS), timezone=zone), name="syncs")


def _tell(statuses: Sequence[SyncStatus], zone: str, *, is_loading: bool) -> None:
    """What goes on, how the last sync ended, and how fresh the data are."""
    last = statuses[0] if statuses else None
    done = next((one for one in statuses if one.state == "done"), None)
    fresh = f"Last synced {_moment(done, zone)}." if done else "Nothing has been synced to the end yet."
    if last is not None and last.state == "running" and is_loading:
        st.info(plain(f"Syncing since {_moment(last, zone)}: {last.message}."), icon=":material/sync:")
    elif last is not None and last.state == "running":
        st.warning(plain(f"The sync of {_moment(last, zone)} was cut off; the next one goes on from there."))
    elif last is not None and last.state != "done":
        st.warning(with_code(f"The sync of {_moment(last, zone)} {_RESULTS[last.state]}: {last.message}"))
    st.markdown(plain(fresh))


def _moment(status: SyncStatus, zone: str) -> str:
    return wording.moment(pd.Timestamp(status.began_at), zone, with_year=True)


def _button(store: Store, settings: Settings, *, is_loading: bool) -> None:
    try:
        http, query = http_client(settings), query_of(settings)
    except MlpmError as error:  # without a token there is nothing to press
        st.caption(with_code(str(error)))
        return
    what = f"Ask {settings.jira.url} what is new in {query}, and show it as soon as it is there."
    if st.button("Sync now", icon=":material/sync:", key="sync-now", disabled=is_loading, help=plain(what)):
        threading.Thread(target=_sync, args=(http, store, settings), name=THREAD, daemon=True).start()
        st.toast("Syncing with Jira. You can go on working meanwhile.")


def _sync(http: HttpClient, store: Store, settings: Settings) -> None:
    """One sync; how it goes and ends is written down where the page reads it, also when nobody looks."""
    with suppress(MlpmError):
        check_may_write()
        sync(http, store, settings, SyncOptions())


def table(statuses: Sequence[SyncStatus]) -> pd.DataFrame:
    """One row per sync, the latest first."""
    rows = pd.DataFrame([vars(one) for one in statuses])
    began, ended = (pd.to_datetime(rows[name], utc=True) for name in ("began_at", "ended_at"))
    return rows.assign(
        began_at=began.dt.as_unit("us"),
        minutes=(ended - began).dt.total_seconds() / 60,
        result=rows["state"].map(_RESULTS),
    )

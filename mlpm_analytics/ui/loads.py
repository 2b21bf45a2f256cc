"""The loads, and taking one back."""

from typing import Any, Final

import pandas as pd
import streamlit as st

from mlpm_analytics import frames, wording
from mlpm_analytics.errors import MlpmError
from mlpm_analytics.load import remove_load
from mlpm_analytics.metrics.reconciling import by_load
from mlpm_analytics.settings import Settings
from mlpm_analytics.store import Store
from mlpm_analytics.ui import blocks
from mlpm_analytics.ui.guards import failed
from mlpm_analytics.ui.permission import check_may_write, is_read_only
from mlpm_analytics.ui.reading import Reading
from mlpm_analytics.ui.text import plain
from mlpm_analytics.views.headers import columns
from mlpm_analytics.views.model import Table
from mlpm_analytics.wording import count

LOADS: Final = columns(
    frames.LOADS,
    *("load_id", "path", "kind", "loaded_at", "as_of", "rows", "issues", "changes", "site_url"),
)
NOTES: Final = columns(frames.NOTES, "load_id", "path", "line", "column", "message")


def loads_and_notes(reading: Reading, store: Store, settings: Settings) -> None:
    """Every load, with what was noted on its file; one can be taken back."""
    loads, notes = reading.snapshot.frame("loads"), reading.snapshot.frame("notes")
    blocks.table(Table(loads, LOADS), reading, name="loads")
    if not notes.empty:
        of_files = notes.merge(loads[["load_id", "path"]], on="load_id").astype({"line": "Int64"})
        with st.expander(f"What was ignored, unreadable or doubtful in the files: {count(len(notes), 'note')}"):
            blocks.table(Table(of_files, NOTES), reading, name="notes")
    if not is_read_only():
        _choose(loads, store, settings, reading)


def _choose(loads: pd.DataFrame, store: Store, settings: Settings, reading: Reading) -> None:
    paths = loads.set_index("load_id")["path"]
    newest_first = sorted(map(int, paths.index), reverse=True)
    with st.container(horizontal=True, vertical_alignment="bottom"):
        chosen = st.selectbox(
            "Load to take back",
            newest_first,
            format_func=lambda load_id: f"{load_id} · {paths[load_id]}",
            key="load_id",
        )
        if st.button("Take back …", icon=":material/undo:", key="take-back"):
            row = loads[loads["load_id"] == chosen].to_dict("records")[0]
            _confirm(row, _kept(reading, chosen), store, settings)


def _kept(reading: Reading, load_id: int) -> dict[Any, Any]:
    rows = by_load(reading.snapshot.frame("reconciliation"))
    found = rows[rows["load_id"] == load_id].to_dict("records")
    return found[0] if found else {"issues_kept": 0, "changes_kept": 0}


@st.dialog("Take a load back")
def _confirm(row: dict[Any, Any], kept: dict[Any, Any], store: Store, settings: Settings) -> None:
    brought = f"{count(row['issues'], 'issue')} and {count(row['changes'], 'change')}"
    counting = f"{wording.number(kept['issues_kept'])} and {wording.number(kept['changes_kept'])} of them count"
    st.markdown(
        plain(
            f"Load {row['load_id']}, {row['path']}, brought {brought}; {counting} today. Without it the figures are "
            "computed anew, and what other files say of the same issues counts again."
        )
    )
    st.markdown("The file itself is not touched: load it again to have it back.")
    with st.container(horizontal=True):
        if st.button("Take back", type="primary", key="take-back-now"):
            _take_back(int(row["load_id"]), store, settings)
        if st.button("Keep it", key="keep-load"):
            st.rerun()


def _take_back(load_id: int, store: Store, settings: Settings) -> None:
    """Take it back, and close the dialog; what is in the way is said in it."""
    try:
        check_may_write()
        with st.spinner("Taking it back, and computing the figures …"):
            remove_load(load_id, store, settings)
    except MlpmError as error:
        failed(error)
    else:
        st.rerun()

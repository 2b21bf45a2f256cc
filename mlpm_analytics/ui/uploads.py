"""Exports from the browser into the store: files, what they do not say themselves, progress and a report."""

from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor, wait
from dataclasses import dataclass
from datetime import datetime
from typing import Final
from zoneinfo import ZoneInfo, available_timezones

import pandas as pd
import streamlit as st
from streamlit.runtime.uploaded_file_manager import UploadedFile

from mlpm_analytics.errors import MlpmError
from mlpm_analytics.importing import Import, Upload, import_uploads
from mlpm_analytics.load import reading_options
from mlpm_analytics.reports.loading import FileReport, LoadReport, file_line, note_lines, store_lines
from mlpm_analytics.settings import Settings
from mlpm_analytics.sources import ReadingOptions
from mlpm_analytics.sources.calendar_names import language_called, languages
from mlpm_analytics.store import Store
from mlpm_analytics.ui import blocks, pages
from mlpm_analytics.ui.guards import failed
from mlpm_analytics.ui.permission import SENTENCE, check_may_write, is_read_only
from mlpm_analytics.ui.text import plain, with_code

LOOK_EVERY_SECONDS: Final = 0.2  # how soon the page says what is being done
_STATE: Final = "uploads_state"
_ORDERS: Final = {
    "": "as each file proves it",
    "dmy": "day first: 31/12/2026",
    "mdy": "month first: 12/31/2026",
    "ymd": "year first: 26/12/31",
}
_ZONE, _ORDER, _EXPORTED = "Time zone of dates that carry none", "Order of numeric dates", "Exported at"
_LANGUAGE: Final = "Language of names of months"
_ON_THE_PAGE: Final = {  # what the sentences of the command name, as it is called here
    "--timezone": f"“{_ZONE}”",
    "--date-order": f"“{_ORDER}”",
    "--exported-at": f"“{_EXPORTED}”",
    "--column Status=Header": '`Status = "Header"` below `[exports.columns]` in mlpm.toml',
    "--language": f"“{_LANGUAGE}”",
    "`mlpm check`": "the Settings page",
}


@dataclass
class _Uploads:
    """What a visitor has loaded so far."""

    report: LoadReport | None = None
    settled: frozenset[tuple[str, str]] = frozenset()  # upload and path of what is read, and is not read again
    round: int = 0  # the uploader is emptied by getting another key

    @property
    def questions(self) -> tuple[FileReport, ...]:
        """Files that cannot be read before a person says more."""
        return tuple(one for one in self.report.refused if one.asks) if self.report else ()


def uploader(store: Store, settings: Settings) -> None:
    """Take files, load them by the rules of `mlpm import`, and say what became of each."""
    if is_read_only():
        blocks.nothing_here(SENTENCE)
        return
    state = st.session_state.setdefault(_STATE, _Uploads())
    zone = settings.calendar.timezone
    uploads = st.file_uploader(
        "Jira exports: REST JSON or CSV, also in .zip or .gz",
        accept_multiple_files=True,
        key=f"uploads-{state.round}",
        help="What a file is follows from its content. A file that is not an export is refused, the others load.",
    )
    options, exported_at = _reading_options(state.questions, settings)
    if st.button("Load", type="primary", icon=":material/upload:", disabled=not uploads, key="load"):
        try:
            _load(uploads, state, store, settings, options, exported_at)
        except MlpmError as error:
            failed(error)
        else:
            st.rerun()
    if state.report is not None:
        _tell(state.report, zone)


def _reading_options(questions: Sequence[FileReport], settings: Settings) -> tuple[ReadingOptions, pd.Timestamp | None]:
    """What files do not say themselves; in sight where one of them asks for it."""
    zone = settings.calendar.timezone
    with st.container(border=True) if questions else st.expander("What files do not say themselves"):
        if questions:
            asked = [f"- {with_code(_on_the_page(one.question))}" for one in questions]
            st.warning("\n".join(["**Please answer below, and load again:**", "", *asked]), icon=":material/help:")
        order = st.selectbox(
            _ORDER,
            list(_ORDERS),
            format_func=lambda name: _ORDERS[name],
            required=True,
            key="upload_date_order",
            help="Where a file leaves open whether 1/2/2026 is in January or in February.",
        )
        stated = st.selectbox(
            _ZONE,
            ["", *sorted(available_timezones())],
            format_func=lambda name: name or f"{settings.exports.timezone or zone}, as the settings say",
            required=True,
            key="upload_timezone",
            help="Jira writes dates into a CSV in the zone of whoever exports it.",
        )
        language = st.selectbox(
            _LANGUAGE,
            ["", *languages()],
            format_func=lambda name: language_called(name) if name else "as each file proves it",
            required=True,
            key="upload_language",
            help="Where a word is a month in one language and another one in a second.",
        )
        exported = st.datetime_input(
            _EXPORTED,
            value=None,
            format="YYYY-MM-DD",
            key="upload_exported_at",
            help=f"When the files were made, in {zone}; else the latest instant in each counts.",
        )
    options = reading_options(settings, timezone=stated or None, date_order=order or None, language=language or None)
    return options, _instant(exported, zone)


def _instant(local: datetime | None, zone: str) -> pd.Timestamp | None:
    if local is None:
        return None
    zoned = pd.Timestamp(local).tz_localize(ZoneInfo(zone), ambiguous=True, nonexistent="shift_forward")
    return zoned.tz_convert("UTC").as_unit("us")


def _load(
    uploads: Sequence[UploadedFile],
    state: _Uploads,
    store: Store,
    settings: Settings,
    options: ReadingOptions,
    exported_at: pd.Timestamp | None,
) -> None:
    """Load what is not read yet, in a thread of its own: a click elsewhere meanwhile must not cut it off."""
    check_may_write()
    files = tuple(Upload(one.file_id, one.name, one.getvalue()) for one in uploads)
    asked = Import(files, store.folder, settings, options, exported_at, state.settled)
    said = ["Reading …"]
    with st.status(said[-1]) as status, ThreadPoolExecutor(1) as pool:
        load = pool.submit(import_uploads, asked, said.append)
        while not wait([load], timeout=LOOK_EVERY_SECONDS).done:
            status.update(label=plain(said[-1]))
        done = load.result()
    state.report = done.report
    state.settled |= done.read
    if not state.questions:
        state.settled, state.round = frozenset(), state.round + 1


def _tell(report: LoadReport, zone: str) -> None:
    """What became of each file, and what the store holds now."""
    refused = [one for one in report.refused if not one.asks]
    loaded = [one for one in report.files if one.outcome != "refused"]
    if refused:
        st.error("\n".join(["**Refused; nothing of it is kept:**", "", *_lines(refused)]), icon=":material/block:")
    if loaded:
        show, icon = (st.success, ":material/check:") if report.not_counted.empty else (st.info, ":material/info:")
        show("\n".join(["**Loaded:**", "", *_lines(loaded)]), icon=icon)
        if not report.project_count:
            pages.settings_link()
        with st.expander("What the store holds now", expanded=True):
            st.markdown("\n".join(f"- {with_code(_on_the_page(line))}" for line in store_lines(report, zone)))


def _lines(files: Sequence[FileReport]) -> Iterator[str]:
    for one in files:
        yield f"- {with_code(_on_the_page(file_line(one)))}"
        yield from (f"    - {with_code(_on_the_page(line))}" for line in note_lines(one.notes))


def _on_the_page(text: str) -> str:
    for flag, label in _ON_THE_PAGE.items():
        text = text.replace(flag, label)
    return text

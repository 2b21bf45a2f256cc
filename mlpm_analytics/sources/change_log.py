"""Change logs as CSV: one row for each change, as history add-ons of Jira export them.

Which column is what follows from its header, or is stated with `--column`. The issues themselves are in another file.
"""

from collections import Counter
from collections.abc import Iterator
from typing import Final

from mlpm_analytics.errors import QuestionError
from mlpm_analytics.frames import CHANGES, Export
from mlpm_analytics.sources.calendar_names import months_in
from mlpm_analytics.sources.csv_columns import IS_KEY
from mlpm_analytics.sources.csv_dates import DateCell, moment, month_in, proven_order
from mlpm_analytics.sources.csv_table import Table, refuse_ragged
from mlpm_analytics.sources.file_notes import FileNotes, shown
from mlpm_analytics.sources.localized_headers import folded
from mlpm_analytics.sources.reading_options import ReadingOptions
from mlpm_analytics.sources.record_frames import BY_NAME, table
from mlpm_analytics.sources.timestamps import instant, micros
from mlpm_analytics.wording import listing

KIND: Final = "Change log"
NEEDED: Final = ("key", "time", "field", "from", "to")
HEADERS: Final = {
    "key": ("Issue key", "Work item key", "Key", "issue_key", "Issue", "Issue id", "issue_id"),
    "time": (
        *("Date", "Time", "Timestamp", "Date of change", "Change date", "Changed on", "Changed at", "changed_at"),
        *("Changed", "Created", "created_date", "Date and time", "Update date", "Updated"),
    ),
    "field": ("Field", "Field name", "field_name", "Changed field", "Field changed"),
    "from": (
        *(
            "original_from_value",
            "From",
            "Old value",
            "From value",
            "from_value",
            "from_string",
            "Previous value",
            "Original value",
            "Old",
        ),
    ),
    "to": ("original_to_value", "To", "New value", "To value", "to_value", "to_string", "Changed to", "New"),
    "author": ("Author", "User", "Changed by", "Updated by", "author_name"),
    "history id": ("History id", "Changelog id", "changelog_id"),
}
NAMED: Final = ("status", "resolution")  # known by name where a file has no ids


def is_change_log(rows: Table, options: ReadingOptions) -> bool:
    """Whether a table has the columns of a change log, and keys or ids of issues."""
    places = _places(rows, options)
    if any(name not in places for name in NEEDED):
        return False
    keys = [_issue(cells[places["key"]].strip()) for _, cells in rows.rows]
    return not keys or sum(_is_issue(key) for key in keys) > len(keys) / 2


def read_change_log(rows: Table, options: ReadingOptions) -> Export:
    """The changes of a log. Raises `ExportError` or `QuestionError` as Jira's CSV does."""
    refuse_ragged(rows)
    reader = _Reader(rows, options)
    records = list(reader.changes())
    reader.note_doubts()
    return Export(
        path=rows.path, kind=KIND, rows=len(rows.rows), changes=table(CHANGES, records), notes=reader.notebook.notes()
    )


def _issue(cell: str) -> str:
    """An issue's key or id; DevLake writes `jira:JiraIssue:<connection>:<id>`."""
    return cell.rpartition(":")[2] if cell.startswith("jira:JiraIssue:") else cell


def _is_issue(cell: str) -> bool:
    return cell.isdecimal() or IS_KEY.fullmatch(cell) is not None


def _places(rows: Table, options: ReadingOptions) -> dict[str, int]:
    """Where the columns are: as stated, else the first header that means one, in the order of the likelier ones."""
    at = {folded(header): place for place, header in reversed(list(enumerate(rows.header)))}
    places_of: dict[str, int] = {}
    for name, headers in HEADERS.items():
        places = [at[folded(header)] for header in headers if folded(header) in at]
        places_of |= {name: places[0]} if places else {}
    stated = {name: header for name, header in options.columns if name in HEADERS}
    missing = [header for header in stated.values() if folded(header) not in at]
    if missing:
        raise QuestionError(
            f"{rows.path}: there is no column '{missing[0]}'.",
            asks="columns",
            answer="Pass --column with a header that the file has.",
        )
    return places_of | {name: at[folded(header)] for name, header in stated.items()}


class _Reader:
    """Reads the rows of one log."""

    def __init__(self, rows: Table, options: ReadingOptions) -> None:
        self.notebook = FileNotes(rows.path)
        self._rows, self._options, self._places = rows, options, _places(rows, options)
        times = [(line, self._cell(cells, "time")) for line, cells in rows.rows]
        words = {word for _, text in times if (word := month_in(text))}
        self._months = months_in(rows.path, words, options.language)
        dated = [{"Created": DateCell(line, rows.header[self._places["time"]], text)} for line, text in times if text]
        self._order = options.date_order or proven_order(rows.path, dated, [])
        self._has_local_stamps = False

    def _cell(self, cells: list[str], name: str) -> str:
        return cells[self._places[name]].strip() if name in self._places else ""

    def changes(self) -> Iterator[dict[str, object]]:
        """One record for each change that can be read."""
        count: Counter[tuple[str, str]] = Counter()
        for position, (line, cells) in enumerate(self._rows.rows, 1):
            key, text = _issue(self._cell(cells, "key")), self._cell(cells, "time")
            if not _is_issue(key):
                self.notebook.add(f"{shown(key)} is no issue key; the row is ignored.", line)
                continue
            changed_at = self._instant(text)
            if changed_at is None:
                header = self._rows.header[self._places["time"]]
                self.notebook.cell(line, header, text, "is not a date that can be read; the change is left out")
                continue
            field = self._cell(cells, "field")
            stated = self._cell(cells, "history id")
            history_id = stated or f"log:{folded(field)}:{changed_at}"
            item_no, count[key, history_id] = count[key, history_id], count[key, history_id] + 1
            yield {
                "issue_id": key,
                "history_id": history_id,
                "item_no": item_no,
                "position": position,
                "changed_at": changed_at,
                "author": self._cell(cells, "author") or None,
                "author_id": self._cell(cells, "author") or None,
                "field": field,
                **self._sides(field, cells),
            }

    def _sides(self, field: str, cells: list[str]) -> dict[str, str | None]:
        sides: dict[str, str | None] = {}
        for side in ("from", "to"):
            text = self._cell(cells, side) or None
            sides |= {f"{side}_text": text, f"{side}_id": BY_NAME + text if text and folded(field) in NAMED else None}
        return sides

    def _instant(self, text: str) -> int | None:
        try:
            micros_utc, is_local = instant(text, self._options.zone)
        except ValueError:
            try:
                read = moment(text, self._order, self._months)
                micros_utc, is_local = micros(read, self._options.zone), read.tzinfo is None
            except ValueError:
                return None
        self._has_local_stamps |= is_local
        return micros_utc

    def note_doubts(self) -> None:
        """Notes on the log as a whole."""
        stated = [f"“{header}” as {name}" for name, header in self._options.columns if name in HEADERS]
        if stated:
            self.notebook.add(f"Read {listing(stated)}.")
        for line, width in self._rows.ragged:
            self.notebook.add(f"The row has {width} cells for {len(self._rows.header)} columns; it is refused.", line)
        if self._has_local_stamps and not self._options.timezone_is_stated:
            self.notebook.add(self._options.assumed_zone)

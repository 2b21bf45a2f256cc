"""Jira's own CSV export, of Cloud and of Server or Data Center, in whatever language it was made.

It says what issues are as of the export and has no history.
"""

import json
import math
import re
from collections.abc import Iterator
from typing import Final

from mlpm_analytics.frames import FIELD_VALUES, FIELDS, ISSUES, TAG_FIELDS, Export
from mlpm_analytics.jira_words import BY_CATEGORY, EPICS, SUBTASKS, folded
from mlpm_analytics.sources.blocking_links import link_record
from mlpm_analytics.sources.calendar_names import months_in
from mlpm_analytics.sources.csv_columns import DATES, IS_KEY, LISTED, Columns
from mlpm_analytics.sources.csv_dates import DateCell, moment, month_in, proven_order
from mlpm_analytics.sources.csv_shapes import categories_by_place
from mlpm_analytics.sources.csv_table import Table, refuse_ragged
from mlpm_analytics.sources.file_notes import FileNotes, shown
from mlpm_analytics.sources.reading_options import ReadingOptions
from mlpm_analytics.sources.record_frames import BY_NAME, newest, table
from mlpm_analytics.sources.timestamps import local_text, micros
from mlpm_analytics.wording import listing

KIND = "Jira CSV"
CUT_AT = 1000  # rows that Jira's export stops at, unless somebody raised it
_DATED = re.compile(
    r"\b(?:date|start|end|datum|beginn|ende|fecha|inicio|fin|data|inicio|début|fin)\b", re.IGNORECASE
)  # custom fields that may hold dates
_IS_DATE = re.compile(r"\b(?:date|datum|fecha)\b", re.IGNORECASE)  # and those that must
_MISSED: Final = {  # what a figure lacks without the date
    "Created": "when work on the issue can have begun at the earliest is not known, nor any bound of its days",
    "Updated": "what differs from another export is dated by the middle between the two, with wider bounds",
    "Resolved": "the end of a Task is taken from when its status category changed, else from its last update",
    "Status Category Changed": "the start and end of a Task are taken from other dates, or inferred, with wider bounds",
}
_SEPARATORS = re.compile(r"[,\s]+")  # of several labels in one cell


def read_export(rows: Table, options: ReadingOptions) -> Export:
    """The issues of an export.

    Raises `ExportError` where too many rows do not fit the header, `QuestionError` where dates can be read in two ways.
    """
    refuse_ragged(rows)
    reader = _Reader(rows, options)
    records = [record for line, cells in rows.rows for record in reader.issues(line, cells)]
    kept = newest(record for record, _ in records)
    values = [row for place in kept.values() for row in reader.values(*records[place])]
    reader.note_doubts(len(records) - len(kept))
    return Export(
        path=rows.path,
        kind=KIND,
        rows=len(rows.rows) + len(rows.ragged),
        issues=table(ISSUES, [records[place][0] for place in kept.values()]),
        field_values=table(FIELD_VALUES, values),
        fields=table(FIELDS, reader.fields()),
        notes=reader.notebook.notes(),
    )


class _Reader:
    """Reads the rows of one table."""

    def __init__(self, rows: Table, options: ReadingOptions) -> None:
        self.notebook = FileNotes(rows.path)
        self._rows = rows
        self._columns = Columns.of(rows, options.columns)
        self._options, self._zone = options, options.zone
        self._dated = {name for _, name in self._columns.custom if _DATED.search(name)}
        self._months = months_in(rows.path, self._month_words(), options.language)
        self._order = options.date_order or self._proven_order()
        self._has_local_stamps = False
        self._categories = BY_CATEGORY | self._other_categories()

    def _month_words(self) -> set[str]:
        cells = [cells for _, cells in self._rows.rows]
        dated = [place for name in DATES for place in self._columns.known.get(name, ())]
        found = {month_in(row[place].strip()) for row in cells for place in dated}
        return {one for one in found if one}

    def _other_categories(self) -> dict[str, str]:
        """The status categories of a language that is not known, by what their issues have in common."""
        cells = [cells for _, cells in self._rows.rows]
        held = [folded(self._columns.cell(row, "Status Category")) for row in cells]
        if all(name in BY_CATEGORY for name in held if name):
            return {}
        is_resolved = [bool(self._columns.cell(row, "Resolved")) for row in cells]
        pairs = [[self._columns.cell(row, name) for name in ("Created", "Status Category Changed")] for row in cells]
        return categories_by_place(held, is_resolved, [one == other for one, other in pairs])

    def fields(self) -> list[dict[str, object]]:
        """The columns that the table has, also those that are empty; system fields need no name."""
        custom = {name for _, name in self._columns.custom}
        return [{"field_id": one, "name": one if one in custom else None} for one in self._columns.field_ids]

    def _proven_order(self) -> str | None:
        standard, others = [], []
        custom = [(place, name) for place, name in self._columns.custom if name in self._dated]
        for line, cells in self._rows.rows:
            held = {name: self._columns.cell(cells, name) for name in DATES}
            standard.append({name: DateCell(line, name, cell) for name, cell in held.items() if cell})
            others += [DateCell(line, name, cells[place].strip()) for place, name in custom if cells[place]]
        return proven_order(self._rows.path, standard, others)

    def issues(self, line: int, cells: list[str]) -> Iterator[tuple[dict[str, object], list[str]]]:
        """The issue of a row with the row's cells; none, and a note, for a row that names no issue."""
        key, identity = self._columns.cell(cells, "Issue key"), self._columns.cell(cells, "Issue id")
        if not IS_KEY.fullmatch(key) and not (not key and identity):
            held = f"{shown(key)} is no issue key" if key else "the row has no issue key"
            self.notebook.add(f"{held.capitalize() if not key else held}; the row is ignored.", line, "Issue key")
            return
        yield self._issue(line, cells, key or identity, identity or key), cells

    def _issue(self, line: int, cells: list[str], key: str, issue_id: str) -> dict[str, object]:
        def cell(name: str) -> str | None:
            return self._columns.cell(cells, name) or None

        issue_type = cell("Issue Type") or ""
        status, resolution = cell("Status"), cell("Resolution")
        created, updated, resolved, category_changed = (self._instant(line, name, cell(name)) for name in DATES)
        return {
            "issue_id": issue_id,
            "key": key,
            "project_key": cell("Project key") or key.rpartition("-")[0] or None,
            "issue_type": issue_type or None,
            "hierarchy_level": 1.0 if folded(issue_type) in EPICS else None,
            "is_subtask": folded(issue_type) in SUBTASKS,
            "summary": cell("Summary"),
            "status_id": BY_NAME + status if status else None,
            "status": status,
            "status_category": self._categories.get(folded(cell("Status Category") or "")),
            "assignee_id": cell("Assignee Id") or cell("Assignee"),
            "assignee": cell("Assignee") or cell("Assignee Id"),
            **self._parents(line, cells),
            "created_at": created,
            "updated_at": updated,
            "resolved_at": resolved,
            "resolution_id": BY_NAME + resolution if resolution else None,
            "resolution": resolution,
            "estimate_seconds": self._seconds(line, cell("Original estimate")),
            "category_changed_at": category_changed,
            "has_changelog": False,
            "line": line,
            "payload": self._payload(cells),
        }

    def _parents(self, line: int, cells: list[str]) -> dict[str, str]:
        """The parent, which three columns give by id or by key, and the Epic Link."""
        found: dict[str, str] = {}
        for cell in self._columns.cells(cells, "Parent"):
            if cell.isdecimal() or IS_KEY.fullmatch(cell):
                found.setdefault("parent_id" if cell.isdecimal() else "parent_key", cell)
            else:
                self.notebook.cell(line, "Parent", cell, "is neither the id nor the key of an issue, and is left out")
        link = self._columns.cell(cells, "Epic Link")
        return found | ({"epic_link": link} if link else {})

    def _instant(self, line: int, column: str, cell: str | None) -> int | None:
        if cell is None:
            return None
        found = self._moment(cell)
        if found is None:
            what = f"is not a date that can be read, and is left out: {_MISSED[column]}"
            self.notebook.cell(line, column, cell, what)
        return found

    def _moment(self, cell: str) -> int | None:
        try:
            found = moment(cell, self._order, self._months)
            instant = micros(found, self._zone)
        except ValueError:
            return None
        self._has_local_stamps |= found.tzinfo is None
        return instant

    def _seconds(self, line: int, cell: str | None) -> float | None:
        if cell is None:
            return None
        try:
            seconds = float(cell)
        except ValueError:
            seconds = math.nan
        if not math.isfinite(seconds):
            what = "is not a number of seconds, as Jira writes estimates, and is left out"
            self.notebook.cell(line, "Original estimate", cell, what)
            return None
        if 0 < seconds < 3600 and seconds % 60:  # noqa: PLR2004 - an hour, a minute: nobody estimates odd seconds
            what = "is taken as seconds, as Jira writes estimates; if hours or days are meant, correct the export"
            self.notebook.cell(line, "Original estimate", cell, what)
        return seconds

    def _payload(self, cells: list[str]) -> str:
        pairs = [pair for pair in zip(self._rows.header, cells, strict=True) if pair[1]]
        return json.dumps(pairs, ensure_ascii=False, separators=(",", ":"))

    def values(self, record: dict[str, object], cells: list[str]) -> Iterator[dict[str, object]]:
        """The rows of an issue in `frames.FIELD_VALUES`: custom fields, labels, components, inward links."""
        found = [
            (field_id, tag.header, value)
            for field_id, tag in TAG_FIELDS.items()
            for cell in self._columns.cells(cells, tag.header)
            for value in (_SEPARATORS.split(cell) if tag.is_one_word else [cell])
            if value
        ]
        line = int(str(record["line"]))
        found += [
            (name, name, self._custom(line, name, cells[place].strip()))
            for place, name in self._columns.custom
            if cells[place] and not cells[place].isspace()
        ]
        count: dict[str, int] = {}
        for field_id, name, value in found:
            position = count[field_id] = count.get(field_id, -1) + 1
            yield {
                "issue_id": record["issue_id"],
                "field_id": field_id,
                "field_name": name,
                "position": position,
                "value": value,
            }
        inward = [(name, cells[place].strip()) for place, name in self._columns.links if cells[place].strip()]
        for position, (name, key) in enumerate(inward):
            yield link_record(record["issue_id"], name, key, position)

    def _custom(self, line: int, name: str, cell: str) -> str:
        """What a custom field holds; a date as ISO text with its offset, as REST answers have it."""
        if name not in self._dated:
            return cell
        found = self._moment(cell)
        if found is None and _IS_DATE.search(name):
            self.notebook.cell(line, f"Custom field ({name})", cell, "is not a date that can be read; it stays a text")
        return cell if found is None else local_text(found, self._zone)

    def note_doubts(self, repeated: int) -> None:
        """Notes on the file as a whole, and on the rows that were not read."""
        rows, notebook = self._rows, self.notebook
        for line, width in rows.ragged:
            notebook.add(f"The row has {width} cells for {len(rows.header)} columns; it is refused.", line)
        if rows.blank_lines:
            message = f"{len(rows.blank_lines)} rows hold nothing, or nothing but separators; they are skipped."
            notebook.add(message, rows.blank_lines[0])
        if repeated:
            notebook.add(f"{repeated} issues are in the file more than once; the one updated last counts.")
        if not rows.rows:
            notebook.add("The export holds no issue.")
        for told, how in ((self._columns.translated, "Read"), (self._columns.guessed, "By what they hold, read")):
            if told:
                pairs = listing([f"“{header}” as {name}" for header, name in told.items()])
                notebook.add(f"{how} {pairs}. If one is wrong, name the right one: --column Status=Header.")
        self._note_what_was_not_found()
        if len(rows.rows) + len(rows.ragged) == CUT_AT:
            notebook.add(
                "The file has exactly 1,000 rows, where Jira usually stops: the rest is probably missing. Export the "
                "issues in several files, for instance by ranges of keys."
            )
        if self._has_local_stamps and not self._options.timezone_is_stated:
            notebook.add(self._options.assumed_zone)

    def _note_what_was_not_found(self) -> None:
        """Columns that a file in a language that is not known may have, and how to name them."""
        missing = self._columns.not_found(self._rows)
        if missing:
            headers = [f"“{header}”" for header in next(iter(missing.values()))]
            flags = listing([f"--column {_flag(name)}=…" for name in missing])
            self.notebook.add(
                f"No column was found for {listing([*missing])}: pass {flags} with the header that means it, if one of "
                f"{listing(headers[:LISTED])}{', …' if len(headers) > LISTED else ''} does. Else it is not known."
            )


def _flag(name: str) -> str:
    """A column's name as a shell takes it.

    >>> _flag("Assignee"), _flag("Status Category")
    ('Assignee', "'Status Category'")
    """
    return f"'{name}'" if " " in name else name

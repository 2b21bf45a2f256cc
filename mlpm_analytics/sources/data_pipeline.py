"""The CSV files of Jira Data Center's Data Pipeline: issues, issue_fields and issue_history, each a file of its own.

Instants are UTC. The history is complete from the day on that the pipeline was told to begin with.
"""

import json
import math
from collections.abc import Callable, Iterator
from typing import Final
from zoneinfo import ZoneInfo

from mlpm_analytics.frames import CHANGES, FIELD_VALUES, FIELDS, ISSUES, TAG_FIELDS, Export
from mlpm_analytics.jira_words import BY_CATEGORY, EPICS, SUBTASKS, folded
from mlpm_analytics.masking import without_login
from mlpm_analytics.sources.csv_table import Table, refuse_ragged
from mlpm_analytics.sources.file_notes import FileNotes
from mlpm_analytics.sources.record_frames import BY_NAME, newest, table
from mlpm_analytics.sources.rest_values import values
from mlpm_analytics.sources.timestamps import instant

ISSUES_KIND, FIELDS_KIND, HISTORY_KIND = "Data Pipeline issues", "Data Pipeline fields", "Data Pipeline history"
NEEDED: Final = {
    ISSUES_KIND: ("id", "key", "issue_type", "status", "created_date"),
    FIELDS_KIND: ("issue_id", "field_id", "field_name", "field_value"),
    HISTORY_KIND: ("issue_id", "changelog_id", "created_date", "field", "from_string", "to_string"),
}
CATEGORIES: Final = BY_CATEGORY | {
    "new": "new",
    "undefined": "new",
    "indeterminate": "indeterminate",
    "complete": "done",
}
_UTC: Final = ZoneInfo("UTC")
Row = dict[str, str]


def kind_of(rows: Table) -> str | None:
    """Which of the files this is, by its header; None for another table."""
    header = {folded(name) for name in rows.header}
    return next((kind for kind, needed in NEEDED.items() if header.issuperset(needed)), None)


def read_pipeline(rows: Table, kind: str) -> Export:
    """What one of the files brings. Raises `ExportError` where too many rows do not fit the header."""
    refuse_ragged(rows)
    reader = _Reader(rows)
    read: dict[str, Callable[[_Reader], Export]] = {
        ISSUES_KIND: _issues,
        FIELDS_KIND: _fields,
        HISTORY_KIND: _history,
    }
    return read[kind](reader)


class _Reader:
    """The rows of a file by column name, and what there is to say about them."""

    def __init__(self, rows: Table) -> None:
        self.notebook, self.table = FileNotes(rows.path), rows
        self._names = [folded(name) for name in rows.header]
        for line, width in rows.ragged:
            self.notebook.add(f"The row has {width} cells for {len(rows.header)} columns; it is refused.", line)

    def rows(self) -> Iterator[tuple[int, Row]]:
        """Each row with its line; a column that it does not fill is an empty text."""
        for line, cells in self.table.rows:
            yield line, dict(zip(self._names, map(str.strip, cells), strict=True))

    def has(self, column: str) -> bool:
        """Whether the file has a column."""
        return column in self._names

    def instant(self, row: Row, column: str, line: int) -> int | None:
        """An instant in UTC microseconds; None without one, and, with a note, for one that cannot be read."""
        text = row.get(column)
        if not text:
            return None
        try:
            return instant(text, _UTC)[0]
        except ValueError:
            self.notebook.cell(line, column, text, "is not a date that can be read, and is left out")
            return None

    def number(self, row: Row, column: str, line: int) -> float | None:
        """A number; None without one, and, with a note, for what is none."""
        text = row.get(column)
        if not text:
            return None
        try:
            found = float(text)
        except ValueError:
            found = math.nan
        if math.isfinite(found):
            return found
        self.notebook.cell(line, column, text, "is not a number of seconds, and is left out")
        return None


def _issues(reader: _Reader) -> Export:
    read = [(_issue(row, line, reader), row) for line, row in reader.rows() if row["id"]]
    kept = newest(record for record, _ in read)
    records = [read[place][0] for place in kept.values()]
    told = [
        _value(str(read[place][0]["issue_id"]), name, tag.header, number, None, text)
        for place in kept.values()
        for name, tag in TAG_FIELDS.items()
        for number, (_, text) in enumerate(_several(read[place][1].get(name, "")))
    ]
    sites = [row["instance_url"] for _, row in read if row.get("instance_url")]
    return Export(
        path=reader.table.path,
        kind=ISSUES_KIND,
        rows=len(reader.table.rows),
        issues=table(ISSUES, records),
        field_values=table(FIELD_VALUES, told),
        fields=table(FIELDS, [{"field_id": one, "name": None} for one in _columns(reader)]),
        site_url=without_login(sites[0].rstrip("/")) if sites else None,
        notes=reader.notebook.notes(),
    )


def _issue(row: Row, line: int, reader: _Reader) -> dict[str, object]:
    kind, status, resolution = row["issue_type"], row["status"], row.get("resolution")
    person = row.get("assignee_id") or row.get("assignee_name")
    return {
        "issue_id": row["id"],
        "key": row["key"],
        "project_key": row.get("project_key") or row["key"].rpartition("-")[0] or None,
        "issue_type": kind,
        "hierarchy_level": 1.0 if folded(kind) in EPICS else None,
        "is_subtask": folded(kind) in SUBTASKS,
        "summary": row.get("summary") or None,
        "status_id": BY_NAME + status if status else None,
        "status": status or None,
        "status_category": CATEGORIES.get(folded(row.get("status_category", ""))),
        "assignee_id": f"JIRAUSER{person}" if person and person.isdecimal() else person or None,
        "assignee": row.get("assignee_name") or person or None,
        "parent_id": row.get("parent_id") or None,
        "created_at": reader.instant(row, "created_date", line),
        "updated_at": reader.instant(row, "updated_date", line),
        "resolved_at": reader.instant(row, "resolution_date", line),
        "resolution_id": BY_NAME + resolution if resolution else None,
        "resolution": resolution or None,
        "estimate_seconds": reader.number(row, "original_estimate", line),
        "has_changelog": False,
        "line": line,
        "payload": json.dumps({name: cell for name, cell in row.items() if cell}, ensure_ascii=False),
    }


def _columns(reader: _Reader) -> list[str]:
    """Jira's ids of the fields that the file has."""
    known = {
        "issue_type": "issuetype",
        "summary": "summary",
        "status": "status",
        "status_category": "statusCategory",
        "assignee_id": "assignee",
        "resolution": "resolution",
        "parent_id": "parent",
        "created_date": "created",
        "updated_date": "updated",
        "resolution_date": "resolutiondate",
        "original_estimate": "timeoriginalestimate",
        **{name: name for name in TAG_FIELDS},
    }
    return [field_id for column, field_id in known.items() if reader.has(column)]


def _fields(reader: _Reader) -> Export:
    told, names = [], {}
    for _, row in reader.rows():
        if row["issue_id"] and row["field_value"]:
            names[row["field_id"]] = row["field_name"]
            for number, (value_id, text) in enumerate(_several(row["field_value"])):
                told.append(_value(row["issue_id"], row["field_id"], row["field_name"], number, value_id, text))
    return Export(
        path=reader.table.path,
        kind=FIELDS_KIND,
        rows=len(reader.table.rows),
        field_values=table(FIELD_VALUES, told),
        fields=table(FIELDS, [{"field_id": one, "name": name} for one, name in names.items()]),
        notes=reader.notebook.notes(),
    )


def _several(cell: str) -> list[tuple[str | None, str | None]]:
    """The values in a cell, which holds one as it is, several as a list of JSON's."""
    if cell.startswith(("[", "{")):
        try:
            return list(values(json.loads(cell)))
        except (ValueError, RecursionError):
            pass  # a text that begins with a bracket
    return [(None, cell)] if cell else []


def _value(
    issue_id: str, field_id: str, name: str, number: int, value_id: str | None, text: str | None
) -> dict[str, object]:
    told = {"issue_id": issue_id, "field_id": field_id, "field_name": name, "position": number}
    return {**told, "value_id": value_id, "value": text}


def _history(reader: _Reader) -> Export:
    records: list[dict[str, object]] = []
    count: dict[tuple[str, str], int] = {}
    for position, (line, row) in enumerate(reader.rows(), 1):
        changed_at = reader.instant(row, "created_date", line)
        if not row["issue_id"] or changed_at is None:
            continue
        history = (row["issue_id"], row["changelog_id"])
        item_no = count[history] = count.get(history, -1) + 1
        records.append(
            {
                "issue_id": row["issue_id"],
                "history_id": row["changelog_id"],
                "item_no": item_no,
                "position": position,
                "changed_at": changed_at,
                "author_id": row.get("author_key") or row.get("author_id") or None,
                "author": row.get("author_key") or None,
                "field": row["field"],
                "from_id": row.get("from") or None,
                "from_text": row["from_string"] or None,
                "to_id": row.get("to") or None,
                "to_text": row["to_string"] or None,
            }
        )
    return Export(
        path=reader.table.path,
        kind=HISTORY_KIND,
        rows=len(reader.table.rows),
        changes=table(CHANGES, records),
        notes=reader.notebook.notes(),
    )

"""Small builders: Jira's answers and exports as somebody would have saved them."""

import csv
import io
import json
from typing import Any

import pandas as pd

from mlpm_analytics.frames import Export
from mlpm_analytics.sources import ExportFile, ReadingOptions, read

BERLIN = ReadingOptions(timezone="Europe/Berlin", timezone_is_stated=True)
UTC = ReadingOptions(timezone_is_stated=True)
CREATED = "2026-03-02T09:00:00.000+0100"


def issue(
    key: str = "ML-7", issue_id: str = "10007", *, histories: list[Any] | None = None, **fields: Any
) -> dict[str, Any]:
    """An issue as a search with expand=changelog gives it; without `histories` as a search without does."""
    told = {
        "summary": "Try a smaller model",
        "issuetype": {"name": "Task", "subtask": False, "hierarchyLevel": 0},
        "status": {"id": "3", "name": "In Progress", "statusCategory": {"key": "indeterminate"}},
        "created": CREATED,
    }
    log = {} if histories is None else {"changelog": {"total": len(histories), "histories": histories}}
    return {"id": issue_id, "key": key, "fields": told | fields} | log


def history(history_id: str | None, created: Any, *items: dict[str, Any], **members: Any) -> dict[str, Any]:
    named = {} if history_id is None else {"id": history_id}
    return named | {"created": created, "items": list(items)} | members


def item(field: str, old: str | None, new: str | None, **members: Any) -> dict[str, Any]:
    """A changelog item whose ids are its texts in small letters."""
    sides = {"from": old and old.casefold(), "fromString": old, "to": new and new.casefold(), "toString": new}
    return {"field": field, **sides, **members}


def saved(answer: Any, path: str = "answer.json", options: ReadingOptions = UTC) -> Export:
    """What reading one JSON value brings."""
    return read(ExportFile(path, json.dumps(answer).encode()), options)


def lines(*answers: Any) -> Export:
    """What reading JSON Lines brings."""
    return read(ExportFile("answers.jsonl", "\n".join(json.dumps(answer) for answer in answers).encode()), UTC)


def csv_text(header: list[str], *rows: list[str], delimiter: str = ",") -> str:
    written = io.StringIO()
    csv.writer(written, delimiter=delimiter).writerows([header, *rows])
    return written.getvalue()


def csv_bytes(header: list[str], *rows: list[str]) -> bytes:
    return csv_text(header, *rows).encode()


def exported(content: str | bytes, options: ReadingOptions = UTC) -> Export:
    """What reading one CSV file brings."""
    return read(ExportFile("export.csv", content.encode() if isinstance(content, str) else content), options)


def row(**cells: str) -> Export:
    """An export of one Task; names of cells are headers, with _ for a blank, custom_X for a custom field."""
    told = {"Issue key": "ML-7", "Issue id": "10007", "Issue Type": "Task", "Summary": "Try", "Status": "In Progress"}
    told |= {name.replace("_", " "): cell for name, cell in cells.items()}
    return exported(csv_text(list(told), list(told.values())))


def messages(export: Export) -> str:
    return "\n".join(note.message for note in export.notes)


def only(frame: pd.DataFrame) -> dict[str, Any]:
    """The one row of a frame, what is not stated left out."""
    assert len(frame) == 1
    return {name: value for name, value in frame.iloc[0].items() if not pd.isna(value)}


def instant(text: str) -> pd.Timestamp:
    return pd.Timestamp(text).tz_convert("UTC").as_unit("us")

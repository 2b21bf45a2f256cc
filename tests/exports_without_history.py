"""Other people's files, made of Jira's answers: the Data Pipeline's, and a change log."""

import csv
import io
import json
from collections.abc import Iterable, Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pandas as pd

Record = dict[str, Any]


def issues_in(path: Path) -> list[Record]:
    """The issues of a saved answer."""
    return json.loads(path.read_text("utf-8"))["issues"]


def written(rows: Iterable[Record]) -> str:
    """Rows as CSV with CRLF; the first one names the columns."""
    text, told = io.StringIO(), list(rows)
    writer = csv.DictWriter(text, list(told[0]), lineterminator="\r\n")
    writer.writeheader()
    writer.writerows(told)
    return text.getvalue()


def utc(stamp: str | None) -> str:
    """ISO in UTC, as the Data Pipeline writes instants, but to the millisecond."""
    return datetime.fromisoformat(stamp).astimezone(UTC).isoformat() if stamp else ""


def write_pipeline(issues: list[Record], names: dict[str, str], folder: Path) -> None:
    """The three files of the Data Pipeline."""
    folder.mkdir(parents=True, exist_ok=True)
    files = {"issues": map(_issue, issues), "issue_fields": _fields(issues, names), "issue_history": _history(issues)}
    for name, rows in files.items():
        (folder / f"{name}_job7_2.csv").write_text(written(rows), "utf-8", newline="")


def _issue(issue: Record) -> Record:
    fields = issue["fields"]
    person, status = fields.get("assignee") or {}, fields["status"]
    return {
        "id": issue["id"],
        "instance_url": issue["self"].split("/rest/")[0] if "self" in issue else "",
        "key": issue["key"],
        "project_key": issue["key"].rpartition("-")[0],
        "issue_type": fields["issuetype"]["name"],
        "summary": fields["summary"],
        "assignee_id": person.get("accountId", ""),
        "assignee_name": person.get("displayName", ""),
        "status": status["name"],
        "status_category": status["statusCategory"].get("name", ""),
        "resolution": (fields.get("resolution") or {}).get("name", ""),
        "created_date": utc(fields["created"]),
        "updated_date": utc(fields.get("updated")),
        "resolution_date": utc(fields.get("resolutiondate")),
        "original_estimate": fields.get("timeoriginalestimate") or "",
        "parent_id": (fields.get("parent") or {}).get("id", ""),
        "labels": json.dumps(fields["labels"]) if fields.get("labels") else "",
    }


def _fields(issues: list[Record], names: dict[str, str]) -> Iterator[Record]:
    for issue in issues:
        for field_id, value in issue["fields"].items():
            if field_id.startswith("customfield_") and value is not None:
                text = value.get("value") if isinstance(value, dict) else value
                yield {
                    "issue_id": issue["id"],
                    "field_id": field_id,
                    "field_name": names[field_id],
                    "field_value": text,
                }


def _history(issues: list[Record]) -> Iterator[Record]:
    for issue in issues:
        for history in issue["changelog"]["histories"]:
            for item in history["items"]:
                yield {
                    "issue_id": issue["id"],
                    "changelog_id": history["id"],
                    "author_id": "",
                    "author_key": "",
                    "created_date": utc(history["created"]),
                    "field_type": item.get("fieldtype", ""),
                    "field": item["field"],
                    "from": item.get("from") or "",
                    "from_string": item.get("fromString") or "",
                    "to": item.get("to") or "",
                    "to_string": item.get("toString") or "",
                }


def csv_rows(issues: pd.DataFrame, values: pd.DataFrame, timezone: str) -> Iterator[Record]:
    """The rows of Jira's CSV export for `frames.ISSUES`: dates by the clock of who exports, cut to the minute."""
    phases = values.set_index("issue_id")["value"]
    categories = {"new": "To Do", "indeterminate": "In Progress", "done": "Done"}
    dates = {"Created": "created_at", "Updated": "updated_at", "Resolved": "resolved_at"}
    dates |= {"Status Category Changed": "category_changed_at"}
    columns = {"Issue key": "key", "Issue id": "issue_id", "Issue Type": "issue_type", "Status": "status"}
    columns |= {"Assignee": "assignee", "Parent": "parent_id"}
    for row in issues.to_dict("records"):
        told = {header: row[column] for header, column in columns.items()}
        told |= {"Status Category": categories[row["status_category"]]}
        told |= {"Custom field (Phase)": phases.get(row["issue_id"])}
        told |= {header: _minute(row[column], timezone) for header, column in dates.items()}
        yield {header: "" if pd.isna(cell) else cell for header, cell in told.items()}


def _minute(instant: pd.Timestamp, timezone: str) -> str:
    return "" if pd.isna(instant) else f"{instant.tz_convert(timezone):%d/%b/%y %I:%M %p}"


def change_log(issues: list[Record]) -> str:
    """A log by key and name, as history add-ons write it."""
    return written(
        {
            "Issue key": issue["key"],
            "Date": utc(history["created"]),
            "Author": "",
            "Field": item["field"],
            "Old value": item.get("fromString") or "",
            "New value": item.get("toString") or "",
        }
        for issue in issues
        for history in issue["changelog"]["histories"]
        for item in history["items"]
    )

"""REST answers of Jira, saved as JSON or JSON Lines, old and new paging, API versions 2 and 3."""

import json
import re
from collections.abc import Iterable
from typing import Any

from mlpm_analytics.errors import ExportError
from mlpm_analytics.frames import CHANGES, FIELD_VALUES, FIELDS, ISSUES, STATUSES, Export
from mlpm_analytics.sources.csv_table import Table
from mlpm_analytics.sources.reading_options import ReadingOptions
from mlpm_analytics.sources.record_frames import newest, table
from mlpm_analytics.sources.rest_changes import Changelogs
from mlpm_analytics.sources.rest_issues import Reading, issue_record, value_records
from mlpm_analytics.sources.rest_pages import ASK_FOR, Answers, sorted_answers
from mlpm_analytics.sources.rest_shapes import is_issue

KIND = "REST JSON"
_BLANK = re.compile(r"\s*")
_DECODER = json.JSONDecoder(parse_constant=lambda _: None)  # NaN and Infinity are no JSON: nothing is stated
# Either an escape to keep (a backslash, a pair of surrogates), or half of such a pair, which is no character.
_SURROGATE = re.compile(
    r"(\\\\|\\u[dD][89abAB][0-9a-fA-F]{2}\\u[dD][c-fC-F][0-9a-fA-F]{2})|\\u[dD][89a-fA-F][0-9a-fA-F]{2}"
)


def documents(path: str, text: str) -> list[Any]:
    """The JSON values of a text, one or several one after the other. Raises `ExportError` where it is no JSON."""
    whole = _SURROGATE.sub(lambda match: match[1] or "\\ufffd", text) if "\\u" in text else text
    values, position = [], _after_blanks(whole, 0)
    while position < len(whole):
        try:
            value, stop = _DECODER.raw_decode(whole, position)
        except json.JSONDecodeError as error:
            raise ExportError(_broken(path, whole, error)) from error
        except ValueError as error:  # a number of thousands of digits
            raise ExportError(f"{path}: the JSON cannot be read ({error}).") from error
        values.append(value)
        position = _after_blanks(whole, stop)
    return values


def answers_in(rows: Table) -> list[Any]:
    """The issues in a table that keeps whole REST answers in one of its columns; none in any other table."""
    for column in range(len(rows.header)):
        cells = [cells[column] for _, cells in rows.rows]
        if cells and cells[0].lstrip().startswith("{") and any(map(is_issue, _parsed(cells[:1]))):
            return [document for cell in cells for document in documents(rows.path, cell)]
    return []


def read_answers(path: str, answers: Iterable[object], options: ReadingOptions) -> Export:
    """The export that REST answers make. Raises `ExportError` where they are none of Jira's."""
    sorted_out = sorted_answers(path, answers)
    _refuse_without_fields(path, sorted_out)
    reading = Reading.of(sorted_out, options)
    records = [issue_record(issue, reading, line) for line, issue in enumerate(sorted_out.issues, 1)]
    changelogs = Changelogs(sorted_out, reading)
    kept = newest(records)
    issues = [_with_history(records[place], changelogs) for place in kept.values()]
    values = [row for place in kept.values() for row in value_records(sorted_out.issues[place], reading)]
    _note_doubts(sorted_out, reading, len(records) - len(kept))
    return Export(
        path=path,
        kind=KIND,
        rows=sorted_out.rows,
        issues=table(ISSUES, issues),
        field_values=table(FIELD_VALUES, values),
        changes=table(CHANGES, changelogs.records),
        fields=table(FIELDS, [{"field_id": one, "name": name} for one, name in sorted_out.names.items()]),
        statuses=table(STATUSES, list({one["status_id"]: one for one in sorted_out.statuses}.values())),
        site_url=next(iter(sorted_out.sites), None),
        notes=sorted_out.notebook.notes(),
    )


def _with_history(record: dict[str, object], changelogs: Changelogs) -> dict[str, object]:
    tally = changelogs.tallies.get(str(record["issue_id"]))
    return record if tally is None else {**record, "has_changelog": True, "history_count": tally.history_count}


def _refuse_without_fields(path: str, answers: Answers) -> None:
    """A search that asked for too few fields says nothing about an issue, and would hide what is known of it."""
    if answers.issues and not any({"status", "issuetype"} & issue["fields"].keys() for issue in answers.issues):
        raise ExportError(f"{path}: no issue in it states its status or its issue type. {ASK_FOR}")


def _note_doubts(answers: Answers, reading: Reading, repeated: int) -> None:
    notebook, issues = answers.notebook, answers.issues
    for name in ("summary", "issuetype", "status", "created"):
        lacking = sum(issue["fields"].get(name) is None for issue in issues)
        if lacking:
            notebook.add(f"{lacking} of {len(issues)} issues come without {name}. {ASK_FOR}", column=name)
    if repeated:
        notebook.add(f"{repeated} issues are in the file more than once; the one updated last counts.")
    if len(answers.sites) > 1:
        notebook.add(f"The answers come from several sites ({', '.join(answers.sites)}), whose ids may collide.")
    if reading.has_local_stamps and not reading.options.timezone_is_stated:
        notebook.add(reading.options.assumed_zone)


def _parsed(cells: list[str]) -> list[object]:
    try:
        return [json.loads(cell) for cell in cells]
    except (ValueError, RecursionError):
        return []


def _after_blanks(text: str, position: int) -> int:
    blank = _BLANK.match(text, position)
    return blank.end() if blank else position


def _broken(path: str, text: str, error: json.JSONDecodeError) -> str:
    where = f"{path}, line {error.lineno}, column {error.colno}"
    if error.msg.startswith("Unterminated string") or not text[error.pos :].strip():
        return f"{where}: the JSON ends in the middle, after {len(text)} characters. The file was cut: save it again."
    return f"{where}: this is not JSON ({error.msg}). Save Jira's answer as it is."

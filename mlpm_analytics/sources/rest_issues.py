"""One issue of a REST answer: its row, and the values of its fields."""

import json
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from mlpm_analytics.frames import TAG_FIELDS
from mlpm_analytics.sources.blocking_links import link_record, links
from mlpm_analytics.sources.file_notes import FileNotes, shown
from mlpm_analytics.sources.reading_options import ReadingOptions
from mlpm_analytics.sources.record_frames import BY_NAME
from mlpm_analytics.sources.rest_pages import Answers
from mlpm_analytics.sources.rest_shapes import category
from mlpm_analytics.sources.rest_values import elements, first_text, members, number, person, text, values
from mlpm_analytics.sources.timestamps import instant

EPIC_LINK = "epic link"
STAMPS = {
    "created_at": "created",
    "updated_at": "updated",
    "resolved_at": "resolutiondate",
    "category_changed_at": "statuscategorychangedate",
}


@dataclass
class Reading:
    """What it takes to read the issues of one file."""

    options: ReadingOptions
    notebook: FileNotes
    names: dict[str, str]
    epic_links: set[str]
    has_local_stamps: bool = field(default=False)  # whether a stamp came without an offset

    @classmethod
    def of(cls, answers: Answers, options: ReadingOptions) -> "Reading":
        """The reading of answers that are all sorted in: names may stand behind what they name."""
        named = {field_id for field_id, name in answers.names.items() if name.strip().casefold() == EPIC_LINK}
        return cls(options, answers.notebook, answers.names, answers.epic_links | named)

    def instant(self, stamp: object, issue: str, what: str) -> int | None:
        """A stamp in UTC microseconds; None without one, and, with a note, for one that cannot be read."""
        if stamp is None or stamp == "":
            return None
        found = self._read_stamp(stamp)
        if found is None:
            message = f"{issue}: {what} is {shown(text(stamp))}, which is no date with a time, and is left out."
            self.notebook.add(message, column=what)
            return None
        self.has_local_stamps |= found[1]
        return found[0]

    def _read_stamp(self, stamp: object) -> tuple[int, bool] | None:
        if isinstance(stamp, bool) or not isinstance(stamp, (str, int, float)):
            return None
        try:
            return instant(stamp, self.options.zone)
        except ValueError:
            return None


def issue_id(issue: dict[str, Any]) -> str:
    """The id of an issue, or its key where an export leaves the id out."""
    return first_text(issue, ("id", "key")) or ""


def issue_record(issue: dict[str, Any], reading: Reading, line: int) -> dict[str, object]:
    """The row of an issue in `frames.ISSUES`."""
    fields, key = issue["fields"], first_text(issue, ("key", "id")) or ""
    level = number(members(fields.get("issuetype")).get("hierarchyLevel"))
    is_subtask = members(fields.get("issuetype")).get("subtask")
    assignee_id, assignee = person(fields.get("assignee"))
    status_id, status = identity(fields.get("status"))
    resolution_id, resolution = identity(fields.get("resolution"))
    parent = fields.get("parent")
    return {
        "issue_id": issue_id(issue),
        "key": key,
        "project_key": first_text(fields.get("project"), ("key",)) or key.rpartition("-")[0] or None,
        "issue_type": first_text(fields.get("issuetype"), ("name",)),
        "hierarchy_level": level,
        "is_subtask": is_subtask if isinstance(is_subtask, bool) else (level or 0) < 0,
        "summary": text(fields.get("summary")),
        "status_id": status_id,
        "status": status,
        "status_category": category(fields.get("status")),
        "assignee_id": assignee_id,
        "assignee": assignee,
        "parent_id": first_text(parent, ("id",)),
        "parent_key": first_text(parent, ("key",)) or (parent if isinstance(parent, str) and parent else None),
        "epic_link": _epic_link(fields, reading),
        **{column: reading.instant(fields.get(name), key, name) for column, name in STAMPS.items()},
        "resolution_id": resolution_id,
        "resolution": resolution,
        "estimate_seconds": _estimate(fields, reading, key),
        "has_changelog": isinstance(members(issue.get("changelog")).get("histories"), list),
        "line": line,
        "payload": json.dumps(issue, ensure_ascii=False, separators=(",", ":")),
    }


def identity(value: object) -> tuple[str | None, str | None]:
    """The id and the name of a status or resolution; one without an id is identified by its name."""
    name = first_text(value, ("name",)) if isinstance(value, dict) else text(value)
    found = first_text(value, ("id",))
    return found or (BY_NAME + name if name else None), name


def value_records(issue: dict[str, Any], reading: Reading) -> Iterator[dict[str, object]]:
    """The rows of an issue in `frames.FIELD_VALUES`: custom fields, labels, components, inward links."""
    owner = issue_id(issue)
    for field_id, held in issue["fields"].items():
        tag = TAG_FIELDS.get(field_id)
        if held is None or not (tag or field_id.startswith("customfield_")):
            continue
        name = reading.names.get(field_id) or (tag.header if tag else None)
        for position, (value_id, value) in enumerate(values(held)):
            yield {
                "issue_id": owner,
                "field_id": field_id,
                "field_name": name,
                "position": position,
                "value_id": value_id,
                "value": value,
            }
    for position, (link, key) in enumerate(links(issue["fields"])):
        yield link_record(owner, link, key, position)


def _epic_link(fields: dict[str, Any], reading: Reading) -> str | None:
    """The key of the Epic, by the Epic Link field or as the board's API gives it."""
    held = [fields.get(field_id) for field_id in sorted(reading.epic_links)] + [fields.get("epic")]
    keys = (first_text(one, ("key",)) if isinstance(one, dict) else text(one) for one in held if not elements(one))
    return next((key for key in keys if key), None)


def _estimate(fields: dict[str, Any], reading: Reading, key: str) -> float | None:
    """Jira's original estimate in seconds."""
    stated = fields.get("timeoriginalestimate")
    seconds = members(fields.get("timetracking")).get("originalEstimateSeconds") if stated is None else stated
    found = number(seconds)
    if seconds is not None and found is None:
        message = f"{key}: the original estimate is {shown(text(seconds))}, which is no number of seconds."
        reading.notebook.add(f"{message} It is left out.", column="timeoriginalestimate")
    return found

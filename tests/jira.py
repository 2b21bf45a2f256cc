"""Small Jira answers: a test shows what Jira sends, and nothing else.

    answer(
        issue("ML-1", "Epic"),
        issue("ML-2", parent="ML-1", phase="Modeling").history("2026-03-02T09:00:00Z", status("To Do", "In Progress")),
    )

The id of ML-7 is 10007. An issue carries today what it is given here; `history` adds what the changelog says.
"""

import json
from dataclasses import dataclass, field
from typing import Any

from mlpm_analytics.frames import Raw
from mlpm_analytics.sources import ExportFile, ReadingOptions, read

STATUSES = {
    "To Do": ("1", "new"),
    "In Progress": ("3", "indeterminate"),
    "Review": ("4", "indeterminate"),
    "Blocked": ("5", "indeterminate"),
    "Done": ("9", "done"),
}
PHASES = {"Research": "10200", "Data Exploration": "10201", "Modeling": "10202", "A/B Testing": "10204"}
PHASE_FIELD = "customfield_10031"
NAMES = {PHASE_FIELD: "Phase", "customfield_10102": "Modeling plan (weeks)", "customfield_10014": "Epic Link"}


def id_of(key: str) -> str:
    return str(10000 + int(key.split("-")[1]))


def item(
    name: str, old: tuple[str | None, str | None], new: tuple[str | None, str | None], **more: Any
) -> dict[str, Any]:
    """One item of a history: ids and texts before and after."""
    return {"field": name, "from": old[0], "fromString": old[1], "to": new[0], "toString": new[1]} | more


def status(old: str, new: str) -> dict[str, Any]:
    sides = [(STATUSES[name][0] if name in STATUSES else f"gone-{name}", name) for name in (old, new)]
    return item("status", *sides, fieldId="status")


def phase(old: str | None, new: str | None) -> dict[str, Any]:
    sides = [(PHASES.get(name) if name else None, name) for name in (old, new)]
    return item("Phase", *sides, fieldId=PHASE_FIELD, fieldtype="custom")


def moved(old: str | None, new: str | None) -> dict[str, Any]:
    """To another Epic; Jira sends no field id with it."""
    return item("IssueParentAssociation", *((id_of(key) if key else None, key) for key in (old, new)))


def assigned(old: str | None, new: str | None) -> dict[str, Any]:
    return item("assignee", (old, old and old.title()), (new, new and new.title()), fieldId="assignee")


@dataclass
class Issue:
    key: str
    kind: str
    fields: dict[str, Any]
    histories: list[dict[str, Any]] = field(default_factory=list)
    total: int | None = None

    def history(self, created: str, *items: dict[str, Any], history_id: str | None = None) -> "Issue":
        number = history_id or str(int(id_of(self.key)) * 100 + len(self.histories))
        self.histories.append({"id": number, "created": created, "items": list(items)})
        return self

    def worked(self, start: str, stop: str | None = None) -> "Issue":
        """In progress, and done where it stopped."""
        self.history(start, status("To Do", "In Progress"))
        return self.history(stop, status("In Progress", "Done")) if stop else self

    def record(self, *, with_changelog: bool = True) -> dict[str, Any]:
        changelog: dict[str, Any] = {"histories": self.histories[::-1]}  # newest first, as Cloud sends it
        changelog |= {} if self.total is None else {"total": self.total}
        found = {"id": id_of(self.key), "key": self.key, "fields": self.fields}
        return found | ({"changelog": changelog} if with_changelog else {})


def issue(
    key: str,
    kind: str = "Task",
    *,
    now: str = "To Do",
    phase: str | None = None,
    parent: str | None = None,
    who: str | None = "ana",
    created: str = "2026-02-27T10:00:00.000+0100",
    **fields: Any,
) -> Issue:
    number, category = STATUSES.get(now, (f"new-{now}", "indeterminate"))
    level = {"Epic": 1, "Sub-task": -1}.get(kind, 0)
    held: dict[str, Any] = {
        "summary": f"About {key}",
        "issuetype": {"name": kind, "subtask": level < 0, "hierarchyLevel": level},
        "created": created,
        "status": {"id": number, "name": now, "statusCategory": {"key": category}},
        "assignee": {"accountId": who, "displayName": who.title()} if who else None,
        PHASE_FIELD: {"id": PHASES.get(phase, "19999"), "value": phase} if phase else None,
    }
    held |= {"parent": {"id": id_of(parent), "key": parent}} if parent else {}
    return Issue(key, kind, held | fields)


def answer(*issues: Issue, **more: Any) -> str:
    """A search answer with changelogs."""
    return json.dumps({"issues": [one.record() for one in issues], "names": NAMES} | more)


def raw(*issues: Issue, **more: Any) -> Raw:
    """What the store would give back of one such answer."""
    export = read(ExportFile("answer.json", answer(*issues, **more).encode()), ReadingOptions())
    return Raw(export.issues, export.field_values, export.changes, export.fields, export.statuses, export.site_url)

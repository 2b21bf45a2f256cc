"""Reads the sample as somebody would who knows Jira's format and nothing of the simulator."""

import json
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cache
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parents[2]
FOLDER = ROOT / "data" / "sample"
ACTIVE = {"3": "In Progress", "10004": "In Review"}  # by id: one of them was renamed
END = datetime.fromisoformat("2026-10-14T14:00:00+00:00")
CROWDED = "712020:ca507f13-668c-5645-94df-025df2e990e2"  # a scientist with two Tasks in progress
PLANTED = [  # the breaches that the story holds, by rule and subject
    ("active-in-done", "ML-594"),
    ("bouncing", "ML-259"),
    ("estimate-too-long", "ML-587"),
    ("estimate-too-long", "ML-588"),
    *(("late", key) for key in ("ML-213", "ML-232", "ML-242", "ML-259", "ML-345", "ML-420", "ML-421")),
    ("missing-deliverable", "ML-361:Research"),
    ("missing-deliverable", "ML-421:Data Exploration"),
    ("missing-deliverable", "ML-56:A/B Testing"),
    ("no-phase", "ML-604"),
    ("no-phase", "ML-606"),
    ("no-plan", "ML-368"),
    ("no-project", "ML-604"),
    ("over-plan", "ML-232:Modeling"),  # paused
    ("over-plan", "ML-242:Modeling"),
    ("over-plan", "ML-345:Modeling"),
    ("over-plan", "ML-420:Modeling"),
    ("over-plan", "ML-421:Data Exploration"),
    ("over-plan", "ML-421:Modeling"),
    ("stalled", "ML-213"),
    ("stalled", "ML-361"),
    ("task-too-long", "ML-592"),
    ("too-many-in-progress", CROWDED),
    ("unassigned", "ML-603"),
]


@dataclass(frozen=True)
class Item:
    """One change, with who made it and when."""

    at: datetime
    author: dict[str, Any]
    field: str
    values: dict[str, Any]


@dataclass(frozen=True)
class Run:
    """A stretch in which an issue was in an active status."""

    key: str
    start: datetime
    stop: datetime
    is_open: bool

    @property
    def length(self) -> timedelta:
        return self.stop - self.start


@cache
def answer() -> dict[str, Any]:
    return json.loads((FOLDER / "jira.json").read_text("utf-8"))


def issues(kind: str | None = None) -> list[dict[str, Any]]:
    return [one for one in answer()["issues"] if kind in (None, one["fields"]["issuetype"]["name"])]


def items(issue: dict[str, Any], field: str | None = None) -> list[Item]:
    """The changes of an issue, oldest first."""
    return [
        Item(moment(history["created"]), history["author"], item["field"], item)
        for history in reversed(issue["changelog"]["histories"])
        for item in history["items"]
        if field in (None, item["field"])
    ]


def moment(stamp: str) -> datetime:
    return datetime.strptime(stamp, "%Y-%m-%dT%H:%M:%S.%f%z")


def runs(issue: dict[str, Any]) -> list[Run]:
    """The active runs of an issue; no issue of the sample was filed in progress."""
    found, start = [], None
    for item in items(issue, "status"):
        is_active = item.values["to"] in ACTIVE
        if is_active and start is None:
            start = item.at
        elif not is_active and start is not None:
            found.append(Run(issue["key"], start, item.at, is_open=False))
            start = None
    return found + ([Run(issue["key"], start, END, is_open=True)] if start else [])


def value(issue: dict[str, Any], field: str) -> Any:
    """The name of what a field holds today."""
    held = issue["fields"].get(field)
    return held.get("value", held.get("name", held.get("displayName"))) if isinstance(held, dict) else held


def status(issue: dict[str, Any]) -> str:
    return value(issue, "status")


def epic(issue: dict[str, Any]) -> str | None:
    return issue["fields"].get("parent", {}).get("key")


def phase(issue: dict[str, Any]) -> str | None:
    return value(issue, "customfield_10031")

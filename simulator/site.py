"""The simulated Jira Cloud site: its address, ids and names, and what was renamed in it."""

from datetime import UTC, datetime
from typing import Any
from zoneinfo import ZoneInfo

from mlpm_analytics.workflow import PHASES
from simulator.clock import NOW, instant, minute_of
from simulator.issues import (
    BLOCKED,
    DONE,
    EPIC,
    IN_PROGRESS,
    IN_REVIEW,
    ON_HOLD,
    SUBTASK,
    TASK,
    TO_DO,
    Issue,
)

URL = "https://ml-team.example.com"
PROJECT_KEY, PROJECT_NAME = "ML", "Machine learning"
OLD_PROJECT_ID, OLD_PROJECT_NAME = "10007", "Operations"
ZONE = ZoneInfo("Europe/Berlin")  # of the site's stamps, and of who exported the CSV file

NEW, UNDER_WAY, FINISHED = "new", "indeterminate", "done"
CATEGORIES = {NEW: (2, "blue-gray", "To Do"), UNDER_WAY: (4, "yellow", "In Progress"), FINISHED: (3, "green", "Done")}
STATUSES = {
    TO_DO: ("10000", NEW),
    IN_PROGRESS: ("3", UNDER_WAY),
    IN_REVIEW: ("10004", UNDER_WAY),
    BLOCKED: ("10005", UNDER_WAY),
    ON_HOLD: ("10006", UNDER_WAY),
    DONE: ("10002", FINISHED),
}
TYPES = {EPIC: ("10001", 1), TASK: ("10002", 0), SUBTASK: ("10003", -1)}
PRIORITIES = {"Highest": "1", "High": "2", "Medium": "3", "Low": "4"}
RESOLUTIONS = {"Done": "10000", "Won't Do": "10001"}
COMPONENTS = {name: str(10020 + place) for place, name in enumerate(("Back office", "Customers", "Risk", "Search"))}
COMPONENTS |= {name: str(10030 + place) for place, name in enumerate(("Shop", "Supply", "Support"))}
PHASE_FIELD, DELIVERABLE_FIELD = "customfield_10031", "customfield_10040"
PLAN_FIELDS = {phase: f"customfield_{10100 + place}" for place, phase in enumerate(PHASES)}
PHASE_OPTIONS = {phase: str(10201 + place) for place, phase in enumerate(PHASES)}
FIELD_NAMES = {PHASE_FIELD: "Phase", DELIVERABLE_FIELD: "Deliverable"}
FIELD_NAMES |= {field: f"{phase} plan (weeks)" for phase, field in PLAN_FIELDS.items()}
SYSTEM_NAMES = {
    "assignee": "Assignee",
    "components": "Components",
    "created": "Created",
    "creator": "Creator",
    "issuetype": "Issue Type",
    "labels": "Labels",
    "parent": "Parent",
    "priority": "Priority",
    "project": "Project",
    "reporter": "Reporter",
    "resolution": "Resolution",
    "resolutiondate": "Resolved",
    "status": "Status",
    "statuscategorychangedate": "Status Category Changed",
    "summary": "Summary",
    "timeoriginalestimate": "Original estimate",
    "updated": "Updated",
}
# A status and an option of the phase field were renamed: their ids stayed, and older history keeps the older names.
RENAMED = {
    IN_REVIEW: ("Code Review", minute_of(datetime(2026, 2, 2, 8, tzinfo=UTC))),
    "Data Exploration": ("Exploration", minute_of(datetime(2025, 10, 1, 8, tzinfo=UTC))),
}
SECONDS_PER_DAY = 8 * 60 * 60


def name_at(name: str, minute: int) -> str:
    """What a status or phase was called at a minute."""
    older, until = RENAMED.get(name, (name, 0))
    return older if minute < until else name


def local(minute: int) -> datetime:
    """A minute in the zone of the site."""
    return instant(minute).astimezone(ZONE)


def category(status: str) -> str:
    """The key of a status's category."""
    return STATUSES[status][1]


def category_changed(issue: Issue) -> int:
    """The minute in which the status category last changed, else of the issue's creation."""
    changed, held = issue.created, category(issue.first["status"])
    for change in issue.changes:
        if change.field == "status" and category(change.value) != held:
            changed, held = change.minute, category(change.value)
    return changed


def resolved(issue: Issue) -> int | None:
    """The minute since which the issue has its resolution; None without one."""
    changes = [change for change in issue.changes if change.field == "resolution"]
    return changes[-1].minute if changes and changes[-1].value else None


def seconds(days: float | None) -> int | None:
    """An estimate as Jira keeps it."""
    return None if days is None else int(days * SECONDS_PER_DAY)


def plan(issue: Issue, minute: int = NOW) -> dict[str, Any]:
    """Weeks by field id, of the phases that have a plan."""
    held = {field: issue.held(f"plan:{phase}", minute) for phase, field in PLAN_FIELDS.items()}
    return {field: float(weeks) for field, weeks in held.items() if weeks is not None}

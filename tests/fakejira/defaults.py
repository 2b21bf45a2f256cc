"""What a new world has: the way of working's phases, statuses and fields."""

from tests.fakejira.model import EPIC_LINK, EPIC_NAME, NUMBER, SELECT, TEXT, Field, Option

PHASES = ("Research", "Data Exploration", "Modeling", "Productization", "A/B Testing", "Results Analysis")
PHASE, DELIVERABLE, LINK_TO_EPIC, NAME_OF_EPIC = (f"customfield_{n}" for n in (10031, 10040, 10014, 10011))
PLAN = {phase: f"customfield_{10100 + place}" for place, phase in enumerate(PHASES)}
STATUSES = (
    ("10000", "To Do", "new"),
    ("3", "In Progress", "indeterminate"),
    ("10004", "In Review", "indeterminate"),
    ("10005", "Blocked", "indeterminate"),
    ("10002", "Done", "done"),
)
TYPES = (("10001", "Epic", 1), ("10003", "Task", 0), ("10004", "Sub-task", -1))
RESOLUTIONS = {"10000": "Done", "10001": "Won't Do"}
SYSTEM_FIELDS = (
    ("assignee", "Assignee", "user"),
    ("created", "Created", "datetime"),
    ("issuetype", "Issue Type", "issuetype"),
    ("labels", "Labels", "array"),
    ("parent", "Parent", "issuelink"),
    ("project", "Project", "project"),
    ("reporter", "Reporter", "user"),
    ("resolution", "Resolution", "resolution"),
    ("resolutiondate", "Resolved", "datetime"),
    ("status", "Status", "status"),
    ("statuscategorychangedate", "Status Category Changed", "datetime"),
    ("summary", "Summary", "string"),
    ("timeestimate", "Remaining Estimate", "number"),
    ("timeoriginalestimate", "Original estimate", "number"),
    ("timespent", "Time Spent", "number"),
    ("updated", "Updated", "datetime"),
)
NEW_ISSUE = {
    "summary": "",
    "status": "10000",
    "assignee": None,
    "parent": None,
    "labels": (),
    "resolution": None,
    "timeoriginalestimate": None,
    "timeestimate": None,
    "timespent": None,
}


def custom_fields() -> dict[str, Field]:
    """Phase, Deliverable, Epic Link, Epic Name and the plan of each phase, by id."""
    options = [Option(str(10201 + place), phase) for place, phase in enumerate(PHASES)]
    epic = ("Epic",)
    found = [
        Field(PHASE, "Phase", "option", SELECT, options=options, issue_types=("Task", "Sub-task")),
        Field(DELIVERABLE, "Deliverable", "string", TEXT),
        Field(LINK_TO_EPIC, "Epic Link", "any", EPIC_LINK, issue_types=("Task",)),
        Field(NAME_OF_EPIC, "Epic Name", "string", EPIC_NAME, issue_types=epic),
        *(Field(PLAN[phase], f"{phase} plan (weeks)", "number", NUMBER, issue_types=epic) for phase in PHASES),
    ]
    return {one.id: one for one in found}

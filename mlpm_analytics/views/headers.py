"""The columns that tables show: header, what the values are, unit; named as in the frames."""

from collections.abc import Collection, Mapping
from dataclasses import replace
from typing import Final

from mlpm_analytics.views.model import Column, Kind

_PERSON_DAYS: Final = "person-days"
_LABELS: Final[dict[Kind, dict[str, str]]] = {
    "key": {"key": "Task", "project": "Project", "next_key": "Next Task"},
    "phase": {"phase": "Phase", "current_phase": "Phase", "from_phase": "From", "to_phase": "To"},
    "rule": {"rule": "Rule"},
    "evidence": {"evidence": "Evidence"},
    "flag": {"is_reentry": "Re-entry", "is_new": "New"},
    "text": {
        "name": "Name",
        "owner": "Owner",
        "state": "State",
        "summary": "Summary",
        "scientist": "Scientist",
        "status": "Status",
        "subject": "Subject",
        "direction": "Direction",
        "breaches": "Breaches",
        "load": "Load",
        "other_keys": "Also in progress",
        "next_summary": "Next summary",
        "back_on": "Away until",
        "step": "Step",
        "cause_keys": "Tasks active then",
        "keys": "Tasks in progress",
        "question": "Question",
        "issues": "Issues",
        "field": "Field",
        "from_text": "Before",
        "to_text": "After",
        "author": "By",
        "shared_with": "Shared with",
        "spent_on": "Spent on",
        "last_move": "Last move",
        "this_week": "This week",
        "reason": "Why it does not count",
        "path": "File",
        "kind": "Kind",
        "site_url": "Jira",
        "column": "Column",
        "result": "Result",
    },
    "date": {
        "moved_at": "On",
        "since_at": "Since",
        "first_seen_at": "First seen",
        "first_started_at": "First active",
        "last_stopped_at": "Last active",
        "began_at": "Began",
        "finished_at": "Finished",
        "free_since_at": "Free since",
        "linked_at": "Linked on",
        "put_back_at": "Put back",
    },
    "moment": {
        "started_at": "From",
        "stopped_at": "To",
        "changed_at": "Changed",
        "loaded_at": "Loaded",
        "as_of": "Shows Jira as of",
    },
    "week": {"week_starting": "Week of"},
    "count": {
        "visit_no": "Visit",
        "load_id": "Load",
        "line": "Line",
        "rows": "Rows in the file",
        "changes": "Changes received",
        "requests": "Requests",
        "visit_count": "Visits",
        "task_count": "Tasks",
        "done_count": "Tasks done",
        "back_count": "Moves back",
        "move_count": "Moves",
        "count": "Moves",
        "project_count": "Projects",
        "longer_count": "Of these took longer",
        "seen_count": "Times seen",
        "to_do_count": "To do",
        "in_progress_count": "In progress",
        "finished_count": "Finished in the week",
    },
    "number": {
        "value": "Value",
        "limit": "Limit",
        "hours": "Working hours",
        "amount": "Counts",
        "age_days": "Begun working days ago",
        "minutes": "Took (minutes)",
    },
    "ratio": {"bias": "Actual over plan"},
    "share": {"rework_share": "Rework", "share": "Share"},
    "change": {"variance_days": "Variance"},
    "days": {
        "planned_days": "Planned",
        "baseline_days": "First plan",
        "actual_days": "Actual",
        "to_come_days": "Still to come",
        "active_days": "Active",
        "elapsed_days": "Elapsed",
        "idle_days": "Idle",
        "blocked_days": "Blocked",
        "elsewhere_days": "Elsewhere",
        "effort_days": "Effort",
        "estimate_days": "Estimate",
        "least_active_days": "Active at least",
        "most_active_days": "Active at most",
        "cost_days": "Cost of going back",
        "median_cost_days": "Median cost",
        "least_days": "Least",
        "lower_days": "Lower quarter",
        "median_days": "Median",
        "upper_days": "Upper quarter",
        "most_days": "Most",
        "days": "Days",
        "there_days": "Days there are",
        "away_days": "Away",
        "limited_days": "Active",
        "phase_days": "In this phase",
        "phase_planned_days": "Planned for it",
        "worked_days": "Working time",
    },
}
_UNITS: Final[dict[str, str]] = {"days": "days", "change": "days"}  # not where the header says it
_OPTIONAL: Final = {"least_active_days", "most_active_days", "free_since_at", "back_on"}
COLUMNS: Final = {
    name: Column(
        name,
        label,
        kind,
        unit=_PERSON_DAYS if name == "effort_days" else "" if "Days" in label else _UNITS.get(kind, ""),
        is_optional=name in _OPTIONAL,
    )
    for kind, labels in _LABELS.items()
    for name, label in labels.items()
} | {
    "message": Column("message", "What is the matter", url="url"),
    "deliverable": Column("deliverable", "Deliverable", url="deliverable"),
}


def columns(
    *names: str, wide: Collection[str] = (), data: Collection[str] = (), labels: Mapping[str, str] | None = None
) -> tuple[Column, ...]:
    """The columns of a table, in their order.

    Those in `wide` need much room, those in `data` are for sorting and saving; `labels` say more than the usual header.
    """
    named = labels or {}
    return tuple(
        replace(
            COLUMNS[name],
            label=named.get(name, COLUMNS[name].label),
            level="wide" if name in wide else "data" if name in data else "always",
        )
        for name in names
    )

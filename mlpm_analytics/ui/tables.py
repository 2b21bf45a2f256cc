"""The tables behind charts and lists: which columns they show, and the headers, with units, that these get."""

from typing import Final

import pandas as pd

PHASES: Final = {
    "phase": "Phase",
    "planned_days": "Planned (days)",
    "baseline_days": "Baseline (days)",
    "actual_days": "Actual (days)",
    "variance_days": "Variance (days)",
    "to_come_days": "Still to come (days)",
    "effort_days": "Effort (person-days)",
    "active_days": "Active (days)",
    "elapsed_days": "Elapsed (days)",
    "first_started_at": "First started",
    "last_stopped_at": "Last stopped",
    "visit_count": "Visits",
    "task_count": "Tasks",
    "done_count": "Tasks done",
    "evidence": "Evidence",
}
VISITS: Final = {
    "visit_no": "Visit",
    "phase": "Phase",
    "started_at": "Started",
    "stopped_at": "Stopped",
    "active_days": "Active (days)",
    "evidence": "Evidence",
}
MOVES: Final = {
    "moved_at": "Moved",
    "from_phase": "From",
    "to_phase": "To",
    "direction": "Direction",
    "is_reentry": "Re-entry",
    "cost_days": "Cost of going back (days)",
}
WHERE_TIME_WENT: Final = {
    "active_days": "Active (days)",
    "blocked_days": "Blocked (days)",
    "elsewhere_days": "Elsewhere (days)",
    "idle_days": "Idle (days)",
}
TASKS: Final = {
    "key": "Task",
    "summary": "Summary",
    "phase": "Phase",
    "scientist": "Scientist",
    "status": "Status",
    "active_days": "Active (days)",
    "least_active_days": "Active at least (days)",
    "most_active_days": "Active at most (days)",
    "effort_days": "Effort (person-days)",
    "estimate_days": "Estimate (days)",
    "breaches": "Breaches",
    "started_at": "Started",
    "stopped_at": "Stopped",
    "evidence": "Evidence",
    "url": "Jira",
}
BREACHES: Final = {
    "rule": "Rule",
    "subject": "Subject",
    "project": "Project",
    "phase": "Phase",
    "since_at": "Since",
    "value": "Value",
    "limit": "Limit",
    "message": "What is the matter",
    "evidence": "Evidence",
    "url": "Jira",
}
PARTS: Final = {
    "key": "Issue",
    "phase": "Phase",
    "scientist": "Scientist",
    "started_at": "From",
    "stopped_at": "To",
    "amount": "Counts",
    "worked_days": "Working time (days)",
    "share": "Share",
    "shared_with": "Shared with",
    "evidence": "Evidence",
    "url": "Jira",
}
LEFT_OUT: Final = {
    "key": "Issue",
    "phase": "Phase",
    "started_at": "From",
    "stopped_at": "To",
    "hours": "Hours by the clock",
    "reason": "Why it does not count",
    "url": "Jira",
}
CHANGES: Final = {
    "changed_at": "Changed",
    "key": "Issue",
    "field": "Field",
    "from_text": "Before",
    "to_text": "After",
    "author": "By",
    "url": "Jira",
}
DELIVERABLES: Final = {
    "linked_at": "Linked",
    "phase": "Phase",
    "key": "Issue",
    "summary": "Summary",
    "value": "Deliverable",
    "url": "Jira",
}
ASSIGNMENTS: Final = {
    "scientist": "Scientist",
    "load": "Load",
    "key": "Task",
    "summary": "Summary",
    "project": "Project",
    "phase": "Phase",
    "since_at": "Active since",
    "limited_days": "Active (days)",
    "other_keys": "Also in progress",
    "finished_count": "Tasks finished this week",
    "next_key": "Next Task",
    "next_summary": "Next summary",
    "back_on": "Away until",
    "evidence": "Evidence",
    "url": "Jira",
}
STANDINGS: Final = {
    "project": "Project",
    "name": "Name",
    "owner": "Owner",
    "state": "State",
    "current_phase": "Phase",
    "phase_days": "In this phase (days)",
    "phase_planned_days": "Planned for it (days)",
    "actual_days": "In planned phases (days)",
    "planned_days": "Planned for them (days)",
    "direction": "Last move",
    "from_phase": "From",
    "to_phase": "To",
    "moved_at": "Moved",
    "idle_days": "Idle (days)",
    "evidence": "Evidence",
    "url": "Jira",
}


BOUNDS: Final = ("least_active_days", "most_active_days")  # shown where there are any


def labelled(rows: pd.DataFrame, headers: dict[str, str], timezone: str) -> pd.DataFrame:
    """The columns of `headers` under these headers; instants as the clock in `timezone` shows them.

    Bounds have columns only where there are any.
    """
    exact = [name for name in BOUNDS if name in headers and rows[name].isna().all()]
    shown = rows[list(headers)].drop(columns=exact).rename(columns=headers)
    zoned = shown.select_dtypes("datetimetz").columns
    return shown.assign(**{str(name): local(shown[name], timezone) for name in zoned})


def local(instants: pd.Series, timezone: str) -> pd.Series:
    """Instants as the clock on the wall shows them."""
    return instants.dt.tz_convert(timezone).dt.tz_localize(None)

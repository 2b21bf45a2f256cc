"""What the metrics give: every figure as of one instant."""

from dataclasses import dataclass, field
from typing import Final

import pandas as pd

from mlpm_analytics.frames.column import Kind
from mlpm_analytics.frames.contract import Frame
from mlpm_analytics.frames.dictionary import column
from mlpm_analytics.frames.model import NOT_COUNTED

PROJECTS = Frame(
    "projects",
    [
        *("project_id", "project", column("name", meaning="title of its Epic")),
        *("owner_id", "owner", "is_owner_derived", "team", "state"),
        *("current_phase", column("started_at", meaning="first active moment"), "finished_at"),
        *("elapsed_days", "active_days", "effort_days", "idle_days"),
        *("forward_count", "back_count", "resumed_count", "reentry_count", "rework_days", "rework_share"),
        *("reopened_count", "handed_over_days"),
        column(
            "delivery_ratio", meaning="days stayed in the phases after the first over their baselines; NULL without"
        ),
        "evidence",
    ],
    "One row per project (Epic) with its figures, as of the last load.",
)
PHASES = Frame(
    "phases",
    [
        *("project_id", "project", "phase"),
        column("position", meaning="place of the phase in the way of working, from 0"),
        *(
            "planned_days",
            "baseline_days",
            "actual_days",
            "effort_days",
            "active_days",
            "elapsed_days",
            "stay_days",
            "delivery_ratio",
            "handed_over_days",
        ),
        *("first_started_at", "last_stopped_at", "visit_count", "task_count", "done_count", "evidence"),
    ],
    "One row per project and configured phase.",
)
VISITS = Frame(
    "visits",
    ["project_id", "project", "visit_no", "phase", "started_at", "stopped_at", "active_days", "evidence"],
    "One row per visit: a longest run of one phase in a project.",
)
MOVES = Frame(
    "moves",
    [
        *("project_id", "project", column("visit_no", meaning="number of the visit it leads to, from 0")),
        *("moved_at", "from_phase", "to_phase", "direction", "is_reentry", "known_at", "cost_days"),
    ],
    "One row per move from one visit of a project to its next.",
)
WHERE_TIME_WENT = Frame(
    "where_time_went",
    [
        *("project_id", "project"),
        column("active_days", meaning="working days in which some Task of it was active, up to its end"),
        *("blocked_days", "elsewhere_days", "away_days", column("idle_days", meaning="working days of none of these")),
    ],
    "One row per project: what its working time was; the five parts add up to its elapsed days.",
)
BLOCKED = Frame(
    "blocked",
    [
        *("project_id", "project", column("status", meaning="waiting status that blocked it", label="Waiting in")),
        "blocked_by",
        column("blocked_days", meaning="blocked days of the project that this was the reason of"),
        "evidence",
    ],
    "One row per project and reason to wait; they add up to its blocked days.",
)
TIME_PARTS: Final = {known.name: known.label for known in WHERE_TIME_WENT if known.kind is Kind.FIGURE}
TASKS = Frame(
    "tasks",
    [
        *("issue_id", column("key", label="Task"), "summary", "project_id", "project", "phase", "scientist_id"),
        *(
            "scientist",
            "status",
            "is_active",
            column("is_waiting", meaning="whether it is in a waiting status"),
            "is_done",
        ),
        *("waiting_since_at", "blocked_by", column("started_at", meaning="first active moment")),
        column("stopped_at", meaning="last active moment"),
        column("finished_at", meaning="since when it has been done, NULL while it is not"),
        column("active_days", meaning="working days in which it was active, in all its runs, on the team's calendar"),
        *("least_active_days", "most_active_days", "passive_days", "limited_days", "effort_days", "estimate_days"),
        *("test_day", "test_days", "is_cut_off", "evidence"),
    ],
    "One row per Task that counts, in a project or not.",
)
WORK_INTERVALS = Frame(
    "work_intervals",
    [
        *("issue_id", "key", "project_id", "phase", "scientist_id", "started_at", "stopped_at", "is_open"),
        *("run_started_at", "became_active_at", "evidence"),
    ],
    "One row per work interval: every other figure is computed from them.",
)
FINISHES = Frame(
    "finishes",
    [
        *("issue_id", column("key", label="Task"), "project", "scientist_id"),
        column("finished_at", meaning="when it became done"),
        "reopened_at",
    ],
    "One row for every time that a Task became done.",
)
BREACHES = Frame(
    "breaches",
    [
        *("rule", "subject", "project", "phase", "since_at", "value", "limit", "evidence", "message", "url"),
    ],
    "One row per rule of the way of working that is broken as of the last load.",
)
FIGURE_CHANGES = Frame(
    "figure_changes",
    [
        "project",
        column("figure", meaning="column of `projects`, or breach_count"),
        column("before", meaning="its value as the version before published it"),
        column("value", label="Now", meaning="its value as of the same instant by the version that came after"),
        "why",
    ],
    "One row per figure of a project that the last upgrade of the program changed.",
)
FIGURE_FRAMES: Final = (
    *(PROJECTS, PHASES, VISITS, MOVES, WHERE_TIME_WENT, BLOCKED, TASKS, FINISHES, WORK_INTERVALS, BREACHES),
)
WEEK_BEFORE: Final = {  # what the weekly review holds the figures against
    frame.name: Frame(
        f"{frame.name}_week_before", frame, f"The rows of `{frame.name}` as of seven days before the last load."
    )
    for frame in (PROJECTS, TASKS, BREACHES)
}


@dataclass(frozen=True)
class Figures:
    """Every figure as of one instant."""

    as_of: pd.Timestamp
    work_intervals: pd.DataFrame
    projects: pd.DataFrame
    phases: pd.DataFrame
    visits: pd.DataFrame
    moves: pd.DataFrame
    where_time_went: pd.DataFrame
    blocked: pd.DataFrame
    tasks: pd.DataFrame
    finishes: pd.DataFrame
    breaches: pd.DataFrame
    dropped_runs: int  # active runs too short to count: mis-clicks
    not_counted: pd.DataFrame = field(default_factory=NOT_COUNTED.empty)  # as the latest load has it, at any instant

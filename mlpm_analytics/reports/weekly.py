"""The week in review: what changed, what to look into, who is on what, where every project stands."""

from typing import Any

import pandas as pd

from mlpm_analytics import wording
from mlpm_analytics.calendars import Calendars
from mlpm_analytics.frames import Figures
from mlpm_analytics.metrics.weekly import WeeklyReview, weekly_review
from mlpm_analytics.reports.as_json import Row, breaches_json, not_counted_json, picked, plain, worded
from mlpm_analytics.reports.blocks import BREACH_HEADERS, breach_cells, key_link, no_breach, not_counted_blocks, text
from mlpm_analytics.reports.document import Block, Heading, Paragraph, Records, Report, Table
from mlpm_analytics.reports.portfolio import spent_of
from mlpm_analytics.reports.sentences import happened_in_words, weekly_sentence
from mlpm_analytics.workflow import Workflow

_RECORD = (
    *("as_of", "is_new", "rule", "subject", "project", "phase", "since", "value", "limit", "evidence", "message"),
    "url",
)
_ASSIGNMENT = {
    "task": "key",
    "since": "since_at",
    "other_tasks": "other_keys",
    "free_since": "free_since_at",
    "finished": "finished_count",
} | {
    name: name
    for name in (
        *("scientist", "scientist_id", "load", "summary", "project", "phase", "active_days", "limited_days"),
        *("blocked_keys", "evidence"),
    )
}
_STANDING = (
    *("project", "name", "owner", "state", "current_phase", "phase_days", "phase_planned_days", "actual_days"),
    *("planned_days", "moved_at", "from_phase", "to_phase", "direction", "idle_days", "evidence"),
)
_HAPPENED = {
    "begun": "begun_count",
    "finished": "finished_count",
    "moved_to": "moved_to",
    "new_breaches": "new_count",
    "settled_breaches": "settled_count",
}


def weekly_report(before: Figures, now: Figures, workflow: Workflow, calendars: Calendars) -> Report:
    """The report on the week between two sets of figures (`metrics.weeks.week_span`); one CSV row per breach."""
    review, timezone = weekly_review(before, now, workflow), calendars.team.timezone
    return Report(_content(review, timezone), _records(review), _blocks(review, workflow, timezone))


def _content(review: WeeklyReview, timezone: str) -> dict[str, Any]:
    are_new = review.breaches["is_new"].tolist()
    return {
        "as_of": plain(review.as_of),
        "began_at": plain(review.began_at),
        "sentence": weekly_sentence(review, timezone),
        "figures": [picked(row, ("figure", "value", "before")) for row in review.figures.to_dict("records")],
        "breaches": [
            breach | {"is_new": is_new} for breach, is_new in zip(breaches_json(review.breaches), are_new, strict=True)
        ],
        "settled": breaches_json(review.settled),
        "scientists": [picked(row, _ASSIGNMENT) for row in review.assignments.to_dict("records")],
        "projects": [
            picked(row, _STANDING) | {"this_week": picked(row, _HAPPENED)}
            for row in _with_happenings(review).to_dict("records")
        ],
        **not_counted_json(review.not_counted),
    }


def _with_happenings(review: WeeklyReview) -> pd.DataFrame:
    return review.standings.merge(review.happenings, on="project")


def _records(review: WeeklyReview) -> Records:
    named = review.breaches.rename(columns={"since_at": "since"}).assign(as_of=review.as_of)
    rows = [worded(picked(row, _RECORD)) for row in named.to_dict("records")]
    return Records(_RECORD, tuple(rows))


def _blocks(review: WeeklyReview, workflow: Workflow, timezone: str) -> tuple[Block, ...]:
    began, ended = (wording.moment(instant, timezone, with_year=True) for instant in (review.began_at, review.as_of))
    return (
        Heading("Weekly review", level=1),
        Paragraph(f"From {began} to {ended} ({timezone})."),
        Paragraph(weekly_sentence(review, timezone)),
        *not_counted_blocks(review.not_counted),
        _figures_table(review.figures),
        *_breaches_blocks(review, timezone),
        *_people_blocks(review.assignments, workflow, timezone),
        *_projects_blocks(_with_happenings(review), workflow, timezone),
    )


def _figures_table(figures: pd.DataFrame) -> Table:
    numbers = ["This week", "The week before", "Change"]
    rows = [
        [
            row["figure"],
            wording.number(row["value"]),
            wording.number(row["before"]),
            wording.change(row["value"] - row["before"]),
        ]
        for row in figures.to_dict("records")
    ]
    return Table.of(["", *numbers], rows, numbers)


def _breaches_blocks(review: WeeklyReview, timezone: str) -> list[Block]:
    standing = [
        ["new" if breach["is_new"] else "", *breach_cells(breach, timezone)]
        for breach in review.breaches.to_dict("records")
    ]
    settled = [breach_cells(breach, timezone) for breach in review.settled.to_dict("records")]
    found: list[Block] = [
        Heading("To look into"),
        Table.of(["", *BREACH_HEADERS], standing) if standing else no_breach(review.not_counted),
    ]
    return [*found, Heading("Settled this week"), Table.of(BREACH_HEADERS, settled)] if settled else found


def _people_blocks(assignments: pd.DataFrame, workflow: Workflow, timezone: str) -> list[Block]:
    if assignments.empty:
        return [Heading("Who is on what"), Paragraph("Nobody has a Task, or has had one in the last 13 weeks.")]
    limit = wording.number(workflow.limits.max_task_days)
    numbers = [f"Days of {limit}", "Finished this week"]
    rows = [
        [
            row["scientist"],
            _load(row, timezone),
            key_link(row["key"], workflow),
            text(row["summary"]),
            key_link(row["project"], workflow),
            text(row["phase"]),
            wording.decimal(row["limited_days"]),
            str(row["finished_count"]),
            text(row["other_keys"]),
            wording.evidence(row["evidence"]),
        ]
        for row in assignments.to_dict("records")
    ]
    headers = ["Scientist", "Load", "Task", "Summary", "Project", "Phase", *numbers, "Also in progress", "Evidence"]
    return [Heading("Who is on what"), Table.of(headers, rows, numbers)]


def _load(row: Row, timezone: str) -> str:
    """Free, and since when; busy; double-booked."""
    since = row["free_since_at"]
    return row["load"] if pd.isna(since) else f"{row['load']} since {wording.date(since, timezone)}"


def _projects_blocks(standings: pd.DataFrame, workflow: Workflow, timezone: str) -> list[Block]:
    if standings.empty:
        return [Heading("Projects"), Paragraph("No project is open.")]
    rows = [
        [
            key_link(row["project"], workflow),
            text(row["name"]),
            text(row["owner"]),
            row["state"],
            text(row["current_phase"]),
            spent_of(row["phase_days"], row["phase_planned_days"]) if isinstance(row["current_phase"], str) else "–",
            spent_of(row["actual_days"], row["planned_days"]),
            _last_move(row, timezone),
            happened_in_words(row),
            wording.decimal(row["idle_days"]),
            wording.evidence(row["evidence"]),
        ]
        for row in standings.to_dict("records")
    ]
    headers = ["Project", "Name", "Owner", "State", "Phase", "In this phase", "Planned phases", "Last move"]
    return [Heading("Projects"), Table.of([*headers, "This week", "Idle", "Evidence"], rows, ["Idle"])]


def _last_move(row: Row, timezone: str) -> str:
    if pd.isna(row["moved_at"]):
        return wording.NOTHING
    return f"{row['direction']} to {row['to_phase']} on {wording.date(row['moved_at'], timezone)}"

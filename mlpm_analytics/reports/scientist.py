"""One scientist: what is in progress, what comes next, what was finished, where the weeks went."""

from typing import Any

import pandas as pd

from mlpm_analytics import wording
from mlpm_analytics.calendars import Calendars
from mlpm_analytics.frames import Figures, Model
from mlpm_analytics.metrics.desk import Desk, desk
from mlpm_analytics.metrics.scientist import overlaps, put_back, week_days
from mlpm_analytics.reports.as_json import Row, breaches_json, not_counted_json, picked, plain, worded
from mlpm_analytics.reports.blocks import (
    EFFORT_NOTE,
    as_of_text,
    breaches_blocks,
    browse_url,
    key_link,
    not_counted_blocks,
    text,
)
from mlpm_analytics.reports.document import Block, Cell, Heading, Paragraph, Records, Report, Table
from mlpm_analytics.reports.lookup import scientist_id
from mlpm_analytics.workflow import Workflow

_TASK = ("key", "summary", "project", "phase")
_RECORD = (
    *("as_of", "scientist", "scientist_id", "pile", *_TASK, "status", "started_at", "finished_at"),
    *("active_days", "limited_days", "effort_days", "estimate_days", "evidence", "url"),
)


def scientist_report(figures: Figures, name: str, model: Model, workflow: Workflow, calendars: Calendars) -> Report:
    """The report on the scientist with this name or account id; one CSV row per Task.

    Raises `NotFoundError` with the nearest names where there is none, or two of that name.
    """
    seen = desk(figures, scientist_id(model.scientists, name), model, workflow, calendars)
    flow = _flow_json(figures, seen, model, workflow, calendars)
    content = {"as_of": plain(figures.as_of), **_content(seen, workflow, calendars, figures.as_of), **flow}
    content |= {"breaches": breaches_json(seen.breaches)} | not_counted_json(figures.not_counted)
    blocks = _blocks(seen, content, figures, workflow, calendars.team.timezone)
    return Report(content, _records(seen, content, workflow), blocks)


def _content(seen: Desk, workflow: Workflow, calendars: Calendars, as_of: pd.Timestamp) -> dict[str, Any]:
    in_progress = {name: name for name in (*_TASK, "active_days", "limited_days")} | {"since": "since_at"}
    finished = (*_TASK, "finished_at", "effort_days", "estimate_days", "evidence")
    return {
        "scientist": seen.name,
        "scientist_id": seen.scientist_id,
        "in_progress": [
            picked(row, in_progress | {"evidence": "evidence"})
            | {"limit": workflow.limits.max_task_days, "url": browse_url(row["key"], workflow)}
            for row in seen.in_progress.to_dict("records")
        ],
        "next_up": [_task_json(row, (*_TASK, "estimate_days"), workflow) for row in seen.next_up.to_dict("records")],
        "blocked": [
            _task_json(row, (*_TASK, "status", "waiting_since_at"), workflow) for row in seen.blocked.to_dict("records")
        ],
        "finished": [_task_json(row, finished, workflow) for row in seen.finished.to_dict("records")],
        "weeks": _weeks_json(seen, calendars, as_of),
        "estimates": _estimates_json(seen, workflow),
    }


def _flow_json(
    figures: Figures, seen: Desk, model: Model, workflow: Workflow, calendars: Calendars
) -> dict[str, list[dict[str, Any]]]:
    """When more than one Task was in progress in the weeks of the desk, and the Tasks that were put back."""
    crossed = overlaps(figures, seen.scientist_id, seen.weeks[0], workflow, calendars)
    returned = put_back(figures, seen.scientist_id, model)
    return {
        "overlaps": [
            picked(row, ("started_at", "stopped_at", "hours")) | {"tasks": row["keys"].split(", ")}
            for row in crossed.to_dict("records")
        ],
        "put_back": [
            _task_json(row, ("put_back_at", *_TASK, "status"), workflow) for row in returned.to_dict("records")
        ],
    }


def _task_json(row: Row, keys: tuple[str, ...], workflow: Workflow) -> dict[str, Any]:
    return picked(row, keys) | {"url": browse_url(row["key"], workflow)}


def _weeks_json(seen: Desk, calendars: Calendars, as_of: pd.Timestamp) -> list[dict[str, Any]]:
    """Every week, also one without effort: the days there are, those away, and what those in progress went to."""
    days = week_days(seen.weeks, seen.scientist_id, calendars, as_of=as_of).to_dict("records")
    by_week = {week: seen.effort[seen.effort["week_starting"] == week] for week in seen.weeks}
    return [
        {
            "week_starting": week.isoformat(),
            "effort_days": float(rows["effort_days"].sum()),
            **picked(there, ("there_days", "away_days")),
            "spent_on": [picked(row, ("project", "phase", "effort_days")) for row in rows.to_dict("records")],
        }
        for (week, rows), there in zip(by_week.items(), days, strict=True)
    ]


def _estimates_json(seen: Desk, workflow: Workflow) -> dict[str, Any]:
    """Estimate against actual of finished Tasks; the ratio is that of the sums."""
    estimate, actual = (float(seen.estimated[name].sum()) for name in ("estimate_days", "actual_days"))
    return {
        "estimate_days": estimate,
        "actual_days": actual,
        "ratio": actual / estimate if estimate else None,
        "left_out": {"inferred": seen.inferred_count, "never_active": seen.never_active_count},
        "tasks": [
            _task_json(row, (*_TASK, "estimate_days", "actual_days", "evidence"), workflow)
            for row in seen.estimated.to_dict("records")
        ],
    }


def _records(seen: Desk, content: dict[str, Any], workflow: Workflow) -> Records:
    facts = {name: content[name] for name in ("as_of", "scientist", "scientist_id")}
    piles = {
        "in progress": seen.in_progress,
        "blocked": seen.blocked,
        "next up": seen.next_up,
        "finished": seen.finished,
    }
    keys = _RECORD[4:-1]
    rows = [
        facts | {"pile": pile} | worded(_task_json(row, keys, workflow))
        for pile, tasks in piles.items()
        for row in tasks.to_dict("records")
    ]
    return Records(_RECORD, tuple(rows))


def _blocks(
    seen: Desk, content: dict[str, Any], figures: Figures, workflow: Workflow, timezone: str
) -> tuple[Block, ...]:
    days = {"Active days": "active_days", f"Days of {wording.number(workflow.limits.max_task_days)}": "limited_days"}
    return (
        Heading(seen.name, level=1),
        Paragraph(as_of_text(figures.as_of, timezone)),
        Paragraph(_sentence(seen)),
        *not_counted_blocks(figures.not_counted),
        *_tasks_blocks(
            "In progress",
            seen.in_progress,
            days,
            workflow,
        ),
        *_tasks_blocks("Blocked", seen.blocked, {}, workflow),
        *_tasks_blocks("Next up", seen.next_up, {"Estimate": "estimate_days"}, workflow),
        *_tasks_blocks(
            f"Finished in the last {len(seen.weeks)} weeks",
            seen.finished.assign(finished_on=[wording.date(at, timezone) for at in seen.finished["finished_at"]]),
            {"Finished": "finished_on", "Effort": "effort_days", "Estimate": "estimate_days"},
            workflow,
        ),
        *_weeks_blocks(content["weeks"]),
        EFFORT_NOTE,
        *_estimates_blocks(seen, workflow),
        *breaches_blocks(seen.breaches, figures.not_counted, timezone),
    )


def _sentence(seen: Desk) -> str:
    parts = [
        f"{wording.count(len(seen.in_progress), 'Task')} in progress",
        *([f"{len(seen.blocked)} blocked"] if len(seen.blocked) else []),
        f"{len(seen.next_up)} next up",
        f"{len(seen.finished)} finished in the last {len(seen.weeks)} weeks",
    ]
    return wording.sentence(wording.listing(parts))


def _tasks_blocks(title: str, tasks: pd.DataFrame, extra: dict[str, str], workflow: Workflow) -> list[Block]:
    """Tasks under a heading, with further columns (header → column); nothing where there are none."""
    if tasks.empty:
        return []
    rows: list[list[Cell]] = [
        [
            key_link(row["key"], workflow),
            text(row["summary"]),
            key_link(row["project"], workflow),
            text(row["phase"]),
            *(_cell(row[column]) for column in extra.values()),
            wording.evidence(row["evidence"]),
        ]
        for row in tasks.to_dict("records")
    ]
    numbers = [header for header, column in extra.items() if column.endswith("_days")]
    return [Heading(title), Table.of(["Task", "Summary", "Project", "Phase", *extra, "Evidence"], rows, numbers)]


def _cell(value: str | float) -> Cell:
    return value if isinstance(value, str) else wording.decimal(value)


def _weeks_blocks(weeks: list[dict[str, Any]]) -> list[Block]:
    rows: list[list[Cell]] = [
        [
            wording.date(pd.Timestamp(week["week_starting"], tz="UTC")),
            wording.decimal(week["effort_days"]),
            ", ".join(
                f"{text(part['project'])} {part['phase'] or 'without a phase'} {wording.number(part['effort_days'])}"
                for part in week["spent_on"]
            ),
        ]
        for week in weeks
    ]
    return [Heading("Weeks"), Table.of(["Week of", "Effort", "Spent on"], rows, ["Effort"])]


def _estimates_blocks(seen: Desk, workflow: Workflow) -> list[Block]:
    total = _estimates_json(seen, workflow)
    left_out = total["left_out"]
    told = (
        f"{wording.days(total['actual_days'])} for {wording.days(total['estimate_days'])} estimated, over "
        f"{wording.count(len(seen.estimated), 'finished Task')} with an estimate; left out: "
        f"{left_out['inferred']} inferred, {left_out['never_active']} never in progress."
    )
    columns = {"Estimate": "estimate_days", "Actual": "actual_days"}
    return [*_tasks_blocks("Estimate against actual", seen.estimated, columns, workflow), Paragraph(told)]

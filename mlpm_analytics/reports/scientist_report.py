"""One scientist: what is in progress, what comes next, what was finished, where the weeks went."""

from typing import Any

from mlpm_analytics.frames import Figures
from mlpm_analytics.mapping import Mapped
from mlpm_analytics.metrics.workload import Workload
from mlpm_analytics.reports.as_json import Row, breaches_json, not_counted_json, picked, plain, worded
from mlpm_analytics.reports.formats import Records, Report
from mlpm_analytics.views.cells import browse_url
from mlpm_analytics.views.scientist_view import Work, scientist_view, work_of
from mlpm_analytics.workflow import Workflow

_TASK = ("key", "summary", "project", "phase")
_TEST = ("test_day", "test_days")
_RECORD = (
    *("as_of", "scientist", "scientist_id", "pile", *_TASK, "status", "started_at", "finished_at"),
    *("active_days", "limited_days", "effort_days", "estimate_days", *_TEST, "evidence", "url"),
)

_PARALLEL = {
    "is_running": "is_running",
    "projects": "project_count",
    "at_once": "at_once",
    "switches": "switch_count",
    "evidence": "evidence",
}


def scientist_report(figures: Figures, name: str, mapped: Mapped) -> Report:
    """The report on the scientist with this name or account id; one CSV row per Task.

    Raises `NotFoundError` with the nearest names where there is none, or two of that name.
    """
    work, workflow = work_of(figures, name, mapped), mapped.workflow
    content = {"as_of": plain(figures.as_of), **_content(work, workflow), **_flow_json(work, workflow)}
    content |= {"breaches": breaches_json(work.tasks.breaches)} | not_counted_json(figures.not_counted)
    return Report(content, _records(work.tasks, content, workflow), scientist_view(figures, work, mapped))


def _content(work: Work, workflow: Workflow) -> dict[str, Any]:
    tasks = work.tasks
    in_progress = {name: name for name in (*_TASK, "active_days", "limited_days", *_TEST)} | {"since": "since_at"}
    finished = (*_TASK, "finished_at", "effort_days", "estimate_days", "evidence")
    return {
        "scientist": tasks.name,
        "scientist_id": tasks.scientist_id,
        "in_progress": [
            picked(row, in_progress | {"evidence": "evidence"})
            | {"limit": workflow.limits.max_task_days, "url": browse_url(row["key"], workflow.browse_url)}
            for row in tasks.in_progress.to_dict("records")
        ],
        "blocked": [
            _task_json(row, (*_TASK, "status", "waiting_since_at", "blocked_by", *_TEST), workflow)
            for row in tasks.blocked.to_dict("records")
        ],
        "next_up": [_task_json(row, (*_TASK, "estimate_days"), workflow) for row in tasks.next_up.to_dict("records")],
        "finished": [_task_json(row, finished, workflow) for row in tasks.finished.to_dict("records")],
        "weeks": _weeks_json(work),
        "parallel": [
            {"week_starting": row["week_starting"].isoformat()} | picked(row, _PARALLEL)
            for row in work.parallel.to_dict("records")
        ],
        "estimates": _estimates_json(tasks, workflow),
    }


def _flow_json(work: Work, workflow: Workflow) -> dict[str, list[dict[str, Any]]]:
    """When more than one Task was in progress in the last weeks, and the Tasks that were put back."""
    return {
        "overlaps": [
            picked(row, ("started_at", "stopped_at", "hours")) | {"tasks": row["keys"].split(", ")}
            for row in work.overlaps.to_dict("records")
        ],
        "put_back": [
            _task_json(row, ("put_back_at", *_TASK, "status"), workflow) for row in work.put_back.to_dict("records")
        ],
    }


def _task_json(row: Row, keys: tuple[str, ...], workflow: Workflow) -> dict[str, Any]:
    return picked(row, keys) | {"url": browse_url(row["key"], workflow.browse_url)}


def _weeks_json(work: Work) -> list[dict[str, Any]]:
    """Every week, also one without effort: the days there are, those away, and what those in progress went to."""
    effort = work.tasks.effort
    by_week = {week: effort[effort["week_starting"] == week] for week in work.tasks.weeks}
    return [
        {
            "week_starting": week.isoformat(),
            "effort_days": float(rows["effort_days"].sum()),
            **picked(there, ("there_days", "away_days")),
            "spent_on": [picked(row, ("project", "phase", "effort_days")) for row in rows.to_dict("records")],
        }
        for (week, rows), there in zip(by_week.items(), work.days.to_dict("records"), strict=True)
    ]


def _estimates_json(tasks: Workload, workflow: Workflow) -> dict[str, Any]:
    """Estimate against actual of finished Tasks; the ratio is that of the sums."""
    estimate, actual = (float(tasks.estimated[name].sum()) for name in ("estimate_days", "actual_days"))
    return {
        "estimate_days": estimate,
        "actual_days": actual,
        "ratio": actual / estimate if estimate else None,
        "left_out": {"inferred": tasks.inferred_count, "never_active": tasks.never_active_count},
        "tasks": [
            _task_json(row, (*_TASK, "estimate_days", "actual_days", "evidence"), workflow)
            for row in tasks.estimated.to_dict("records")
        ],
    }


def _records(tasks: Workload, content: dict[str, Any], workflow: Workflow) -> Records:
    facts = {name: content[name] for name in ("as_of", "scientist", "scientist_id")}
    piles = {
        "in progress": tasks.in_progress,
        "blocked": tasks.blocked,
        "next up": tasks.next_up,
        "finished": tasks.finished,
    }
    keys = _RECORD[4:-1]
    rows = [
        facts | {"pile": pile} | worded(_task_json(row, keys, workflow))
        for pile, listed in piles.items()
        for row in listed.to_dict("records")
    ]
    return Records(_RECORD, tuple(rows))

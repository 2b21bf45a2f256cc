"""What the projects teach together, as the Portfolio page shows it, for its JSON."""

from typing import Any

from mlpm_analytics.calendars import Calendars
from mlpm_analytics.frames import Figures, Model
from mlpm_analytics.metrics import flow
from mlpm_analytics.metrics.compliance import SHOWN_WEEKS, breaches_at, weekly_breaches
from mlpm_analytics.metrics.portfolio import MOVES_BACK, PHASE_SPREAD, PLAN_BIAS, moves_back, phase_spread, plan_bias
from mlpm_analytics.metrics.portfolio import summary as summed
from mlpm_analytics.metrics.weeks import week_span
from mlpm_analytics.reports.as_json import picked, plain
from mlpm_analytics.workflow import Workflow

_SUMMARY = {
    "projects": "project_count",
    "finished": "finished_count",
    "open": "open_count",
    "moves_back": "back_count",
    "rework_days": "rework_days",
    "rework_share": "rework_share",
}
_AGED = ("key", "summary", "project", "phase", "scientist", "status", "age_days", "active_days", "evidence")
_WEEK = {
    "to_do": "to_do_count",
    "in_progress": "in_progress_count",
    "done": "done_count",
    "finished": "finished_count",
}
_STOOD = {"as_of": "as_of", "rule": "rule", "breaches": "breach_count"}


def portfolio_figures(figures: Figures, model: Model, workflow: Workflow, calendars: Calendars) -> dict[str, Any]:
    """The figures of all projects together; medians and biases are null below three projects."""
    told = summed(figures)
    lessons = {
        "phase_spread": (phase_spread(figures, workflow), PHASE_SPREAD),
        "plan_bias": (plan_bias(figures, workflow), PLAN_BIAS),
        "moves_back": (moves_back(figures), MOVES_BACK),
    }
    return {
        "summary": {key: plain(told[name]) for key, name in _SUMMARY.items()},
        **{
            key: [picked(row, tuple(contract.columns)) for row in rows.to_dict("records")]
            for key, (rows, contract) in lessons.items()
        },
        "task_ages": _task_ages(figures, calendars),
        "weeks": _weeks(figures, model, calendars.team.timezone),
        "breaches_by_week": _breaches_by_week(figures, model, workflow, calendars),
    }


def _task_ages(figures: Figures, calendars: Calendars) -> dict[str, Any]:
    """How old the Tasks are that are begun and not done, and what so many in a hundred finished ones took at most."""
    aged = flow.aged_tasks(figures, calendars)
    return {
        "finished_within_days": {str(share): plain(days) for share, days in flow.age_percentiles(aged).items()},
        "in_progress": [picked(row, _AGED) for row in flow.begun_tasks(aged).to_dict("records")],
    }


def _weeks(figures: Figures, model: Model, timezone: str) -> list[dict[str, Any]]:
    """Tasks to do, in progress and done at the end of each week, and finished in it."""
    weeks = flow.shown_weeks(figures, timezone)
    rows = flow.cumulative_flow(figures, model, weeks, timezone).merge(
        flow.throughput(figures, weeks, timezone), on="week_starting"
    )
    return [{"week_starting": row["week_starting"].isoformat()} | picked(row, _WEEK) for row in rows.to_dict("records")]


def _breaches_by_week(figures: Figures, model: Model, workflow: Workflow, calendars: Calendars) -> list[dict[str, Any]]:
    """How many breaches of each rule stood at the end of the last weeks."""
    zone = calendars.team.timezone
    weeks = flow.shown_weeks(figures, zone)[-SHOWN_WEEKS:]
    ends = [week_span(week, zone, as_of=figures.as_of)[1] for week in weeks]
    counts = weekly_breaches(breaches_at(model, workflow, calendars, ends), ends)
    return [picked(row, _STOOD) for row in counts.to_dict("records")]

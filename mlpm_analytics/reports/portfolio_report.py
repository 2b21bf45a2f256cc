"""All projects as a report: one row each, what they teach together, everything that is in breach."""

from typing import Any

from mlpm_analytics.frames import Figures
from mlpm_analytics.mapping import Mapped
from mlpm_analytics.metrics import flow
from mlpm_analytics.metrics.blocked import BLOCKED_BY_REASON, by_reason
from mlpm_analytics.metrics.effort import EFFORT_PARTS, EFFORT_WEEKS, effort_parts, effort_weeks
from mlpm_analytics.metrics.lead_times import (
    FINISHED_QUARTERS,
    FLOW_EFFICIENCY,
    LEAD_TIMES,
    finished_quarters,
    flow_efficiency,
    lead_times,
)
from mlpm_analytics.metrics.parallel import PARALLEL_RATES
from mlpm_analytics.metrics.portfolio import MOVES_BACK, PLAN_BIAS, moves_back, plan_bias
from mlpm_analytics.metrics.portfolio import summary as summed
from mlpm_analytics.metrics.trends import PHASE_TRENDS, phase_trends
from mlpm_analytics.reports.as_json import picked, plain, portfolio_json, worded
from mlpm_analytics.reports.formats import Records, Report
from mlpm_analytics.views.model import View
from mlpm_analytics.views.parallel_section import rates_of_all
from mlpm_analytics.views.portfolio_view import portfolio_view

_RECORD = (
    *(
        "as_of",
        "project",
        "name",
        "owner",
        "is_owner_derived",
        "team",
        "state",
        "current_phase",
        "started_at",
        "finished_at",
        "elapsed_days",
    ),
    *("active_days", "effort_days", "idle_days", "forward", "back", "resumed", "reentries", "rework_days"),
    *("rework_share", "reopened", "handed_over_days", "breaches", "evidence"),
)
_SUMMARY = {
    "projects": "project_count",
    "finished": "finished_count",
    "open": "open_count",
    "moves_back": "back_count",
    "reopened": "reopened_count",
    "rework_days": "rework_days",
    "rework_share": "rework_share",
}
_AGED = (
    *("key", "summary", "project", "phase", "scientist", "status", "age_days", "active_days", "test_day", "test_days"),
    "evidence",
)
_WEEK = {
    "week_starting": "week_starting",
    "to_do": "to_do_count",
    "in_progress": "in_progress_count",
    "done": "done_count",
    "finished": "finished_count",
}
_STOOD = {"as_of": "as_of", "rule": "rule", "breaches": "breach_count"}


def portfolio_report(figures: Figures, mapped: Mapped) -> Report:
    """The report on all projects; one CSV row per project, with the number of its breaches."""
    view = portfolio_view(figures, mapped)
    content = portfolio_json(figures, mapped.workflow) | _lessons(figures, mapped, view)
    return Report(content, _records(content), view)


def _records(content: dict[str, Any]) -> Records:
    rows = [
        worded(project)
        | {name: project["moves"][name] for name in ("forward", "back", "resumed")}
        | {"breaches": len(project["breaches"])}
        for project in content["projects"]
    ]
    return Records(_RECORD, tuple(rows))


def _lessons(figures: Figures, mapped: Mapped, view: View) -> dict[str, Any]:
    """The figures of all projects together; medians and biases are null below three projects."""
    sums, workflow, zone = summed(figures), mapped.workflow, mapped.calendars.team.timezone
    lessons = {
        "phase_spread": (phase_trends(figures, workflow, zone), PHASE_TRENDS),
        "plan_bias": (plan_bias(figures, workflow), PLAN_BIAS),
        "lead_times": (lead_times(figures, zone), LEAD_TIMES),
        "finished_quarters": (finished_quarters(figures, zone), FINISHED_QUARTERS),
        "flow_efficiency": (flow_efficiency(figures), FLOW_EFFICIENCY),
        "effort_parts": (effort_parts(figures, workflow, mapped.calendars), EFFORT_PARTS),
        "effort_weeks": (effort_weeks(figures, workflow, mapped.calendars), EFFORT_WEEKS),
        "moves_back": (moves_back(figures), MOVES_BACK),
        "parallel": (rates_of_all(figures, mapped), PARALLEL_RATES),
        "blocked": (by_reason(figures.blocked), BLOCKED_BY_REASON),
    }
    return {
        "summary": {key: plain(sums[name]) for key, name in _SUMMARY.items()},
        **{
            key: [picked(row, tuple(contract.columns)) for row in rows.to_dict("records")]
            for key, (rows, contract) in lessons.items()
        },
        "task_ages": _task_ages(figures, mapped),
        "weeks": _weeks(figures, mapped),
        "breaches_by_week": _breaches_by_week(view),
    }


def _task_ages(figures: Figures, mapped: Mapped) -> dict[str, Any]:
    """How old the Tasks are that are begun and not done, and what so many in a hundred finished ones took at most."""
    aged = flow.aged_tasks(figures, mapped.calendars)
    return {
        "finished_within_days": {
            str(share): plain(days)
            for share, days in flow.age_percentiles(aged, mapped.workflow, as_of=figures.as_of).items()
        },
        "in_progress": [picked(row, _AGED) for row in flow.begun_tasks(aged).to_dict("records")],
    }


def _weeks(figures: Figures, mapped: Mapped) -> list[dict[str, Any]]:
    """Tasks to do, in progress and done at the end of each week, and finished in it."""
    timezone = mapped.calendars.team.timezone
    weeks = flow.shown_weeks(figures, timezone)
    rows = flow.cumulative_flow(figures, mapped.model, weeks, timezone).merge(
        flow.throughput(figures, weeks, timezone), on="week_starting"
    )
    return [picked(row, _WEEK) for row in rows.to_dict("records")]


def _breaches_by_week(view: View) -> list[dict[str, Any]]:
    """How many breaches of each rule stood at the end of the last weeks."""
    chart = view["kept"].content.chart if view.tiles else None
    return [picked(row, _STOOD) for row in chart.shows["counts"].to_dict("records")] if chart else []

"""All projects, one row each, and everything that is in breach."""

import math
from typing import Any

from mlpm_analytics import wording
from mlpm_analytics.calendars import Calendars
from mlpm_analytics.frames import Figures, Model
from mlpm_analytics.metrics.standings import with_plans
from mlpm_analytics.reports.as_json import portfolio_json, worded
from mlpm_analytics.reports.blocks import EFFORT_NOTE, as_of_text, breaches_blocks, key_link, not_counted_blocks, text
from mlpm_analytics.reports.document import Block, Heading, Paragraph, Records, Report, Table
from mlpm_analytics.reports.lessons import lessons_blocks
from mlpm_analytics.reports.portfolio_figures import portfolio_figures
from mlpm_analytics.reports.sentences import portfolio_sentence
from mlpm_analytics.workflow import Workflow

_RECORD = (
    *("as_of", "project", "name", "state", "current_phase", "started_at", "finished_at", "elapsed_days"),
    *("active_days", "effort_days", "idle_days", "forward", "back", "resumed", "reentries", "rework_days"),
    *("rework_share", "breaches", "evidence"),
)


def portfolio_report(figures: Figures, model: Model, workflow: Workflow, calendars: Calendars) -> Report:
    """The report on all projects; one CSV row per project, with the number of its breaches."""
    content = portfolio_json(figures, workflow) | portfolio_figures(figures, model, workflow, calendars)
    return Report(content, _records(content), _blocks(figures, workflow, calendars))


def _records(content: dict[str, Any]) -> Records:
    rows = [
        worded(project)
        | {name: project["moves"][name] for name in ("forward", "back", "resumed")}
        | {"breaches": len(project["breaches"])}
        for project in content["projects"]
    ]
    return Records(_RECORD, tuple(rows))


def _blocks(figures: Figures, workflow: Workflow, calendars: Calendars) -> tuple[Block, ...]:
    timezone = calendars.team.timezone
    first = (
        Heading("Portfolio", level=1),
        Paragraph(as_of_text(figures.as_of, timezone)),
        Paragraph(portfolio_sentence(figures, timezone)),
        *not_counted_blocks(figures.not_counted),
    )
    breaches = breaches_blocks(figures.breaches, figures.not_counted, timezone)
    if figures.projects.empty:
        return (*first, *breaches)
    table = (Heading("Projects"), _projects_table(figures, workflow, timezone), EFFORT_NOTE)
    lessons = lessons_blocks(figures, workflow, calendars)
    return (*first, *table, *lessons, *breaches)


def _projects_table(figures: Figures, workflow: Workflow, timezone: str) -> Table:
    numbers = ["Elapsed", "Active", "Effort", "Idle", "Moves back", "Rework"]
    rows = [
        [
            key_link(row["project"], workflow),
            text(row["name"]),
            row["state"],
            text(row["current_phase"]),
            wording.date(row["started_at"], timezone),
            wording.date(row["finished_at"], timezone),
            *(wording.decimal(row[name]) for name in ("elapsed_days", "active_days", "effort_days", "idle_days")),
            str(row["back_count"]),
            wording.share(row["rework_share"]),
            spent_of(row["actual_days"], row["planned_days"]),
            wording.evidence(row["evidence"]),
        ]
        for row in with_plans(figures, workflow).to_dict("records")
    ]
    headers = ["Project", "Name", "State", "Phase", "Began", "Finished", *numbers, "Planned phases", "Evidence"]
    return Table.of(headers, rows, numbers)


def spent_of(actual_days: float, planned_days: float) -> str:
    """Days spent of days planned.

    >>> spent_of(12.5, 15), spent_of(3, float("nan")), spent_of(float("nan"), float("nan"))
    ('12.5 of 15 days', '3 days, no plan', 'no plan')
    """
    if math.isnan(planned_days):
        return "no plan" if math.isnan(actual_days) else f"{wording.days(actual_days)}, no plan"
    return f"{wording.number(actual_days)} of {wording.days(planned_days)}"

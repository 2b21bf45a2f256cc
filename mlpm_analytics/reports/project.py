"""One project: its time per phase against the plan, its visits and moves, its breaches."""

from typing import Any

import pandas as pd

from mlpm_analytics import wording
from mlpm_analytics.calendars import Calendars
from mlpm_analytics.frames import PHASES, Figures, Kind
from mlpm_analytics.reports.as_json import Row, phase_keys, project_json, with_bounds, worded
from mlpm_analytics.reports.blocks import EFFORT_NOTE, as_of_text, breaches_blocks, key_link, not_counted_blocks, text
from mlpm_analytics.reports.document import Block, Cell, Heading, Link, Paragraph, Records, Report, Table
from mlpm_analytics.reports.lookup import project_row
from mlpm_analytics.reports.phase_table import cell, phase_figures
from mlpm_analytics.reports.sentences import project_sentence
from mlpm_analytics.workflow import Workflow


def project_report(figures: Figures, key: str, workflow: Workflow, calendars: Calendars) -> Report:
    """The report on one project; `NotFoundError` with the nearest keys where there is none. One CSV row per phase."""
    content = project_json(figures, key, workflow)
    return Report(content, _records(content), _blocks(figures, key, workflow, calendars.team.timezone))


def _records(content: dict[str, Any]) -> Records:
    facts = {name: content[name] for name in ("as_of", "project", "name", "state")}
    rows = [worded(facts | phase) for phase in content["phases"]]
    return Records((*facts, *phase_keys()), tuple(rows))


def _blocks(figures: Figures, key: str, workflow: Workflow, timezone: str) -> tuple[Block, ...]:
    row = project_row(figures, key)
    phases, visits, moves, breaches = (
        frame[frame["project"] == row["project"]]
        for frame in (figures.phases, figures.visits, figures.moves, figures.breaches)
    )
    link = key_link(row["project"], workflow)
    return (
        Heading(f"{row['project']} · {row['name']}", level=1),
        Paragraph(as_of_text(figures.as_of, timezone), Link("Open in Jira", link.url) if link.url else None),
        Paragraph(project_sentence(figures, key, workflow, timezone)),
        *not_counted_blocks(figures.not_counted),
        _totals(row, timezone),
        Heading("Phases"),
        _phases_table(phases, timezone),
        EFFORT_NOTE,
        *_visits_blocks(visits, timezone),
        *_moves_blocks(row, moves, timezone),
        *_bounds_blocks(with_bounds(figures.tasks[figures.tasks["project_id"] == row["project_id"]]), workflow),
        *breaches_blocks(breaches, figures.not_counted, timezone),
    )


def _totals(row: Row, timezone: str) -> Table:
    figures = {
        "Began": wording.date(row["started_at"], timezone),
        "Finished": wording.date(row["finished_at"], timezone),
        "Elapsed": wording.days(row["elapsed_days"]),
        "Active": wording.days(row["active_days"]),
        "Effort": wording.days(row["effort_days"]),
        "Idle": wording.days(row["idle_days"]),
        "Rework": f"{wording.days(row['rework_days'])} ({wording.share(row['rework_share'])})",
        "Evidence": wording.evidence(row["evidence"]),
    }
    return Table.of(list(figures), [list(figures.values())])


def _phases_table(phases: pd.DataFrame, timezone: str) -> Table:
    figures = phase_figures(without=("to_come_days", "task_count"))
    instants = [known for known in PHASES if known.kind is Kind.INSTANT]
    rows = [
        [
            phase["phase"],
            *(cell(known, phase) for known in figures),
            *(wording.date(phase[known.name], timezone) for known in instants),
            wording.evidence(phase["evidence"]),
        ]
        for phase in phases.assign(variance_days=phases["actual_days"] - phases["planned_days"]).to_dict("records")
    ]
    headers = [known.label for known in (PHASES["phase"], *figures, *instants, PHASES["evidence"])]
    return Table.of(headers, rows, [known.label for known in figures if known.name != "done_count"])


def _visits_blocks(visits: pd.DataFrame, timezone: str) -> list[Block]:
    if visits.empty:
        return [Heading("Visits"), Paragraph("No phase has been visited yet.")]
    rows = [
        [
            visit["phase"],
            wording.moment(visit["started_at"], timezone, with_year=True),
            wording.moment(visit["stopped_at"], timezone, with_year=True),
            wording.decimal(visit["active_days"]),
            wording.evidence(visit["evidence"]),
        ]
        for visit in visits.to_dict("records")
    ]
    return [Heading("Visits"), Table.of(["Phase", "From", "To", "Active", "Evidence"], rows, ["Active"])]


def _moves_blocks(row: Row, moves: pd.DataFrame, timezone: str) -> list[Block]:
    if moves.empty:
        return []
    counts = ", ".join(f"{row[f'{name}_count']} {name}" for name in ("forward", "back", "resumed"))
    reentries = wording.count(row["reentry_count"], "re-entry", "re-entries")
    rows = [
        [
            wording.date(move["moved_at"], timezone),
            move["from_phase"],
            move["to_phase"],
            move["direction"],
            wording.days(move["cost_days"]),
        ]
        for move in moves.to_dict("records")
    ]
    return [
        Heading("Moves"),
        Paragraph(f"{counts}; {reentries}."),
        Table.of(["On", "From", "To", "Direction", "Cost of going back"], rows),
    ]


def _bounds_blocks(tasks: pd.DataFrame, workflow: Workflow) -> list[Block]:
    """How long Tasks without a history were active, and within which bounds; nothing where all are exact."""
    rows: list[list[Cell]] = [
        [
            key_link(task["key"], workflow),
            text(task["phase"]),
            wording.decimal(task["active_days"]),
            wording.within(task["least_active_days"], task["most_active_days"]) or wording.NOTHING,
            wording.evidence(task["evidence"]),
        ]
        for task in tasks.to_dict("records")
    ]
    if not rows:
        return []
    return [
        Heading("Tasks known without a history"),
        Table.of(["Task", "Phase", "Active", "Within", "Evidence"], rows, ["Active"]),
    ]

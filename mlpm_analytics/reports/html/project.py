"""One project as a file for people who have no Jira: where it stands, and how it got here."""

from collections.abc import Callable
from dataclasses import dataclass

import pandas as pd

from mlpm_analytics import wording
from mlpm_analytics.charts import Figure, Look, phase_times_figure, visit_timeline_figure, where_time_went_figure
from mlpm_analytics.frames import Figures, Model
from mlpm_analytics.mapping import Mapped
from mlpm_analytics.metrics.not_counted import all_clear
from mlpm_analytics.reports.as_json import Row
from mlpm_analytics.reports.blocks import browse_url
from mlpm_analytics.reports.html import words
from mlpm_analytics.reports.html.deliverables import deliverables
from mlpm_analytics.reports.html.glossary import GLOSSARY
from mlpm_analytics.reports.html.names import without_names
from mlpm_analytics.reports.html.pages import page
from mlpm_analytics.reports.html.pictures import Picture, picture
from mlpm_analytics.reports.html.progress import move_matrix, phase_rows, task_rows, to_come
from mlpm_analytics.reports.lookup import project_row
from mlpm_analytics.reports.phase_table import cell, phase_figures
from mlpm_analytics.reports.sentences import project_sentence


@dataclass(frozen=True)
class Parts:
    """The rows of every frame that belong to one project."""

    row: Row
    phases: pd.DataFrame
    visits: pd.DataFrame
    moves: pd.DataFrame
    tasks: pd.DataFrame
    intervals: pd.DataFrame
    where: Row
    breaches: pd.DataFrame
    findings: pd.DataFrame


def project_html(figures: Figures, key: str, mapped: Mapped, *, data_at: pd.Timestamp, with_names: bool = True) -> str:
    """The file on the project with this key; `data_at` is the instant of the last load.

    The same figures give the same text. `NotFoundError` with the nearest keys where there is no such project.
    """
    if not with_names:
        figures, mapped = without_names(figures, mapped)
    return project_page(figures, key, mapped, data_at=data_at, with_names=with_names)


def project_page(figures: Figures, key: str, mapped: Mapped, *, data_at: pd.Timestamp, with_names: bool) -> str:
    """The file, of figures in which nobody's name is left where it is `without_names`."""
    model, workflow, zone = mapped.model, mapped.workflow, mapped.calendars.team.timezone
    found = _parts(figures, key, model)
    linked = deliverables(figures, found.row, model, workflow)
    return page(
        "project.html",
        phases=workflow.phases,
        timezone=zone,
        not_counted=figures.not_counted,
        found=found,
        row=found.row,
        url=browse_url(found.row["project"], workflow),
        browse_url=lambda key: browse_url(key, workflow),
        sentence=project_sentence(figures, key, workflow, zone),
        tiles=words.project_tiles(found.row, zone),
        pictures=_pictures(found, linked, mapped),
        figures=phase_figures(without=("effort_days", "elapsed_days", "task_count")),
        cell=cell,
        plan=phase_rows(found.phases, found.row["state"]).to_dict("records"),
        to_come=to_come(found.phases, found.row, workflow),
        parts=wording.TIME_PARTS,
        moves_told=words.moves_in_words(found.row),
        matrix=move_matrix(found.moves, workflow.phases),
        tasks=task_rows(found.tasks, found.intervals),
        deliverables=linked,
        evidence=words.evidence_in_words(found.tasks),
        glossary=GLOSSARY,
        as_of=figures.as_of,
        data_at=data_at,
        with_names=with_names,
        kept=all_clear(figures.not_counted, "Nowhere: the way of working is kept.", "No breach"),
    )


def _parts(figures: Figures, key: str, model: Model) -> Parts:
    row = project_row(figures, key)
    phases, visits, moves, tasks, intervals, where = (
        rows[rows["project_id"] == row["project_id"]]
        for rows in (
            *(figures.phases, figures.visits, figures.moves, figures.tasks, figures.work_intervals),
            figures.where_time_went,
        )
    )
    is_here = model.findings["issue_id"].isin([row["project_id"], *tasks["issue_id"]])
    return Parts(
        row=row,
        phases=phases,
        visits=visits,
        moves=moves,
        tasks=tasks,
        intervals=intervals,
        where=where.to_dict("records")[0],
        breaches=figures.breaches[figures.breaches["project"] == row["project"]],
        findings=model.findings[is_here],
    )


def _pictures(found: Parts, linked: list[Row], mapped: Mapped) -> dict[str, Picture]:
    """The charts that there is something for."""
    timezone = mapped.calendars.team.timezone
    milestones = pd.DataFrame(linked, columns=["phase", "key", "linked_at"])
    no_tasks = found.intervals.iloc[:0].assign(summary="", scientist="")  # they stand in a table beneath
    charts: dict[str, tuple[bool, Callable[[Look], Figure], Callable[[], str]]] = {
        "timeline": (
            not found.visits.empty,
            lambda look: visit_timeline_figure(
                found.visits, found.moves, no_tasks, look, timezone=timezone, milestones=milestones
            ),
            lambda: words.visits_in_words(found.visits, found.moves, timezone),
        ),
        "phases": (
            not found.intervals.empty or bool(found.phases["planned_days"].notna().any()),
            lambda look: phase_times_figure(found.phases, look),
            lambda: words.phases_in_words(found.phases),
        ),
        "where": (
            found.row["elapsed_days"] > 0,
            lambda look: where_time_went_figure(found.where, look),
            lambda: words.where_in_words(found.where, found.row["elapsed_days"]),
        ),
    }
    look = Look(mapped.workflow.phases, hours_per_day=mapped.calendars.day_hours)
    return {name: picture(name, draw, told(), look) for name, (is_shown, draw, told) in charts.items() if is_shown}

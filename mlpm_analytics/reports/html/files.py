"""A project, a retrospective, a week as one file each, which loads nothing from anywhere."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any, Final

import pandas as pd

from mlpm_analytics.charts import FIGURES, Look
from mlpm_analytics.frames import Figures
from mlpm_analytics.mapping import Mapped
from mlpm_analytics.metrics.weekly import weekly_review
from mlpm_analytics.reports.html.glossary import GLOSSARY
from mlpm_analytics.reports.html.names import without_names
from mlpm_analytics.reports.html.pages import page
from mlpm_analytics.reports.html.pictures import Picture, picture
from mlpm_analytics.views.cells import Cell, browse_url, cells
from mlpm_analytics.views.model import Chart, Column, Section, View
from mlpm_analytics.views.project_view import project_view
from mlpm_analytics.views.retrospective_view import retrospective_of, retrospective_view
from mlpm_analytics.views.shared_sections import Row
from mlpm_analytics.views.summaries import strip_sentence
from mlpm_analytics.views.weekly_view import weekly_view

_OPEN: Final = ("phases", "tasks")  # tables that stand open beside their chart


@dataclass(frozen=True)
class Stretch:
    """A work interval as a bar: where it begins and how long it is, in percent of the project's span."""

    left: float
    width: float
    phase: str | None


@dataclass(frozen=True)
class Lane:
    """When a Task was in progress, from its first stretch to its last."""

    started_at: pd.Timestamp
    stopped_at: pd.Timestamp
    stretches: tuple[Stretch, ...]


@dataclass(frozen=True)
class Strip:
    """A project and its visits, each with `width` in percent of the longest strip."""

    project: Row
    visits: tuple[Row, ...]
    alt: str


@dataclass(frozen=True)
class Part:
    """A section as a file shows it."""

    section: Section
    picture: Picture | None
    matrix: list[tuple[str, list[int]]]
    columns: tuple[Column, ...]
    rows: list[tuple[Cell, ...]]
    lanes: dict[str, Lane] = field(default_factory=dict)

    @property
    def is_folded(self) -> bool:
        """Whether its table opens on demand, on paper always."""
        return self.picture is not None and self.section.name not in _OPEN


def project_html(figures: Figures, key: str, mapped: Mapped, *, data_at: pd.Timestamp, with_names: bool = True) -> str:
    """The file on the project with this key; `data_at` is the instant of the last load.

    The same figures give the same text. `NotFoundError` with the nearest keys where there is no such project.
    """
    if not with_names:
        figures, mapped = without_names(figures, mapped)
    return project_page(figures, key, mapped, data_at=data_at, with_names=with_names)


def project_page(figures: Figures, key: str, mapped: Mapped, *, data_at: pd.Timestamp, with_names: bool) -> str:
    """The file, of figures in which nobody's name is left where it is `without_names`."""
    view = project_view(figures, key, mapped, with_names=with_names)
    drawn = view["timeline"].content.chart
    work = drawn.shows["intervals"] if drawn else figures.work_intervals.iloc[:0]
    return _file(view, mapped, figures, lanes=_lanes(work), cover=1, data_at=data_at)


def retro_html(figures: Figures, key: str, mapped: Mapped) -> str:
    """The retrospective; the same figures give the same text, whatever was loaded since their instant."""
    project = retrospective_of(figures, key, mapped)
    return _file(retrospective_view(figures, project, mapped), mapped, figures)


def weekly_html(before: Figures, now: Figures, mapped: Mapped, *, data_at: pd.Timestamp) -> str:
    """The week between two sets of figures, with each project over time."""
    review = weekly_review(before, now, mapped.workflow, timezone=mapped.calendars.team.timezone)
    standing = now.projects.set_index("project").loc[review.standings["project"]].reset_index()
    view = weekly_view(review, mapped)
    return _file(view, mapped, now, strips=strips(standing, now.visits), data_at=data_at)


def _file(
    view: View,
    mapped: Mapped,
    figures: Figures,
    *,
    lanes: dict[str, Lane] | None = None,
    **more: Any,  # noqa: ANN401  # what the template shows
) -> str:
    shown = {"cover": 0, "strips": (), "data_at": None} | more
    return page(
        "view.html",
        phases=mapped.workflow.phases,
        timezone=view.timezone,
        not_counted=figures.not_counted,
        view=view,
        parts=list(_parts(view, mapped, lanes or {})),
        url=browse_url(view.key or None, view.browse_url),
        browse_url=lambda key: browse_url(key, view.browse_url),
        glossary=GLOSSARY,
        as_of=figures.as_of,
        **shown,
    )


def _parts(view: View, mapped: Mapped, lanes: dict[str, Lane]) -> Iterator[Part]:
    look = Look(mapped.workflow.phases, hours_per_day=mapped.calendars.day_hours)
    for section in view.sections:
        chart, table = section.content.chart, section.content.table
        narrow = table.shown() if table else None
        is_matrix = chart is not None and chart.name == "move_matrix"
        yield Part(
            section,
            picture=_picture(section.name, chart, look) if chart and not is_matrix else None,
            matrix=move_matrix(chart.shows["counts"], look.phases) if chart and is_matrix else [],
            columns=narrow.columns if narrow else (),
            rows=cells(narrow, view) if narrow else [],
            lanes=lanes if section.name == "tasks" else {},
        )


def _picture(name: str, chart: Chart, look: Look) -> Picture:
    """The chart; Tasks have their lanes in a table."""
    shows = dict(chart.shows)
    if "intervals" in shows:
        shows["intervals"] = shows["intervals"].iloc[:0]
    return picture(name, lambda on: FIGURES[chart.name](**shows, look=on), chart.alt, look)


def move_matrix(counts: pd.DataFrame, phases: tuple[str, ...]) -> list[tuple[str, list[int]]]:
    """How often the project went from each phase to each, for the phases that it left or entered."""
    used = [phase for phase in phases if phase in {*counts["from_phase"], *counts["to_phase"]}]
    times = counts.set_index(["from_phase", "to_phase"])["count"].to_dict()
    return [(left, [int(times.get((left, entered), 0)) for entered in used]) for left in used]


def _lanes(intervals: pd.DataFrame) -> dict[str, Lane]:
    """When each Task was in progress, by its key."""
    began = intervals["started_at"].min()
    left, right = ((intervals[edge] - began).dt.total_seconds() for edge in ("started_at", "stopped_at"))
    placed = intervals.assign(left=left / right.max() * 100, width=(right - left) / right.max() * 100)
    return {
        str(key): Lane(rows["started_at"].min(), rows["stopped_at"].max(), _stretches(rows))
        for key, rows in placed.groupby("key")
    }


def _stretches(rows: pd.DataFrame) -> tuple[Stretch, ...]:
    cells_of = rows[["left", "width", "phase"]].itertuples(index=False)
    return tuple(
        Stretch(round(left, 2), round(width, 2), phase if isinstance(phase, str) else None)
        for left, width, phase in cells_of
    )


def strips(projects: pd.DataFrame, visits: pd.DataFrame) -> list[Strip]:
    """The visits of each project side by side, all projects on one scale, in the order of `projects`."""
    shown = visits[visits["project"].isin(projects["project"])]
    longest = shown.groupby("project")["active_days"].sum().max()
    sized = shown.assign(width=(shown["active_days"] / longest * 100).round(2))
    by_project = dict(iter(sized.groupby("project")))
    of_each = [(row, by_project.get(row["project"], sized.iloc[:0])) for row in projects.to_dict("records")]
    return [Strip(row, tuple(rows.to_dict("records")), strip_sentence(rows)) for row, rows in of_each]

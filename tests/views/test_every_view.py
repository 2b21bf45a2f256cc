"""What a view says stands in every rendering of it, and every chart is drawn by its name."""

from collections.abc import Callable

import pytest

from mlpm_analytics.charts import FIGURES, Look
from mlpm_analytics.metrics.weekly import weekly_review
from mlpm_analytics.reports import Report, project_report, render, retro_report, weekly_report
from mlpm_analytics.reports.html import project_html, retro_html, weekly_html
from mlpm_analytics.views.model import Column, Content, Table, View, section
from mlpm_analytics.views.portfolio_view import portfolio_view, timeline_section
from mlpm_analytics.views.project_view import project_view
from mlpm_analytics.views.retrospective_view import retrospective_of, retrospective_view
from mlpm_analytics.views.scientist_view import scientist_view, work_of
from mlpm_analytics.views.weekly_view import weekly_view
from tests.builder import instant
from tests.reports.case import AS_OF, WORKFLOW, figures, mapped
from tests.reports.parsed import Parsed

BEFORE = "2026-03-05 12:00"
VIEWS: dict[str, Callable[[], View]] = {
    "project": lambda: project_view(figures(), "CHURN-1", mapped()),
    "portfolio": lambda: portfolio_view(figures(), mapped()),
    "scientist": lambda: scientist_view(figures(), work_of(figures(), "Ana", mapped()), mapped()),
    "retrospective": lambda: retrospective_view(figures(), retrospective_of(figures(), "CHURN-1", mapped()), mapped()),
    "week": lambda: weekly_view(weekly_review(figures(BEFORE), figures(), WORKFLOW), mapped()),
}
RENDERED: dict[str, tuple[Callable[[], Report], Callable[[], str]]] = {
    "project": (
        lambda: project_report(figures(), "CHURN-1", mapped()),
        lambda: project_html(figures(), "CHURN-1", mapped(), data_at=instant(AS_OF)),
    ),
    "retrospective": (
        lambda: retro_report(figures(), "CHURN-1", mapped()),
        lambda: retro_html(figures(), "CHURN-1", mapped()),
    ),
    "week": (
        lambda: weekly_report(figures(BEFORE), figures(), mapped()),
        lambda: weekly_html(figures(BEFORE), figures(), mapped(), data_at=instant(AS_OF)),
    ),
}


@pytest.mark.parametrize("name", VIEWS)
def test_every_chart_of_a_view_is_drawn_by_its_name_and_described(name: str):
    look = Look(WORKFLOW.phases)
    view = VIEWS[name]()
    sections = [*view.sections, *([timeline_section(figures(), figures().projects, "UTC")] if view.tiles else [])]
    for chart in (part.content.chart for part in sections if part.content.chart):
        assert FIGURES[chart.name](**chart.shows, look=look).data, chart.name
        assert chart.alt.endswith("."), chart.name


@pytest.mark.parametrize("name", RENDERED)
def test_text_and_html_say_what_the_view_says(name: str):
    view, (report, html) = VIEWS[name](), RENDERED[name]
    page, text = Parsed(html()).text, render(report(), "table")
    for part in view.sections:
        content = part.content
        for said in filter(None, (part.title, content.text, content.empty, *content.points)):
            assert said in text, said
            assert said in page, said
        for column in content.table.shown().columns if content.table and not content.empty else ():
            assert column.label in text, column
            assert column.label in page, column
    assert view.sentence in text
    assert view.sentence in page
    for tile in view.tiles:
        assert tile.label in text
        assert tile.value in page


def test_a_section_is_composed_once_and_only_when_it_is_asked_for():
    asked = []

    def compose() -> Content:
        asked.append("now")
        return Content("So.")

    part = section("part", "Part", compose)
    assert asked == []
    assert part.content is part.content
    assert asked == ["now"]


def test_columns_are_shown_by_the_room_that_there_is():
    rows = figures().tasks
    levels = (Column("key", "Task"), Column("status", "Status", level="data"), Column("phase", "Phase", level="wide"))
    table = Table(rows, levels)
    assert [column.label for column in table.shown().columns] == ["Task"]
    assert [column.label for column in table.shown("wide").columns] == ["Task", "Phase"]
    assert [column.label for column in table.shown("wide", "data").columns] == ["Task", "Status", "Phase"]

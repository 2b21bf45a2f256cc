"""A part of a page that fails says so in its own place; the others stand, and the log has the trace."""

import pytest

from mlpm_analytics.charts import FIGURES
from mlpm_analytics.load import import_paths
from mlpm_analytics.settings import Settings
from mlpm_analytics.sources import ReadingOptions
from mlpm_analytics.store import Store
from mlpm_analytics.ui import project_rows, views
from mlpm_analytics.views import project_view
from tests.pages.reading_pages import charts, texts
from tests.pages.test_portfolio import AS_OF, busy
from tests.ui.publishing import publish

DRAWING = ("weekly_review", "project", "portfolio", "scientist", "retrospective")
NO_PHASE_YET = """Summary,Issue key,Issue id,Issue Type,Status,Status Category,Assignee,Created,Updated,Parent key,\
Custom field (Phase)
Pricing,PR-1,1,Epic,In Progress,In Progress,Ana,01/Jun/26 9:12 AM,11/Jun/26 10:00 AM,,
Read,PR-2,2,Task,In Progress,In Progress,Ana,05/Jun/26 9:20 AM,11/Jun/26 10:00 AM,PR-1,
Build,PR-3,3,Task,To Do,To Do,Ana,05/Jun/26 9:20 AM,10/Jun/26 4:00 PM,PR-1,Modeling
"""


def broken(*_, **__):
    raise TypeError("not what this figure expects")


def headings(app) -> list[str]:
    return [heading.value for heading in (*app.title, *app.header, *app.subheader)]


@pytest.mark.parametrize("name", DRAWING)
def test_of_a_page_whose_charts_all_fail_everything_else_stands(name, opened, store, faults, monkeypatch):
    publish(store, busy(), AS_OF)
    whole = opened(name)
    drawn, shown = len(charts(whole)), headings(whole)
    assert faults() == []
    assert drawn
    for figure in FIGURES:
        monkeypatch.setitem(FIGURES, figure, broken)
    monkeypatch.setattr(project_rows, "phase_strip_figure", broken)
    app = opened(name)
    assert not app.exception
    assert charts(app) == {}
    assert headings(app) == shown
    assert len(app.dataframe) == len(whole.dataframe)
    assert texts(app).count("could not be shown") == len(faults()) == drawn
    assert all("TypeError: not what this figure expects" in fault for fault in faults())
    assert "TypeError" not in texts(app)


def test_of_a_chart_that_fails_the_words_and_the_table_are_in_sight(opened, store, faults, monkeypatch):
    publish(store, busy(), AS_OF)
    whole = charts(opened("project"))
    monkeypatch.setitem(FIGURES, "phase_times", broken)
    app = opened("project")
    (missing,) = whole.keys() - charts(app).keys()
    assert missing in texts(app)
    assert len(faults()) == 1
    assert [box.label for box in app.expander if box.proto.expanded] == ["The figures behind this chart"]


def test_a_part_that_fails_otherwise_leaves_the_next_ones_alone(opened, store, faults, monkeypatch):
    publish(store, busy(), AS_OF)
    monkeypatch.setattr(project_view, "_moves", broken)
    app = opened("project")
    assert "“Back and forth” could not be shown" in texts(app)
    assert headings(app)[-3:] == ["How the figures are known", "One Task", "Why?"]
    assert len(faults()) == 1


def test_a_page_that_fails_as_a_whole_says_so_without_a_trace(opened, store, faults, monkeypatch):
    publish(store, busy(), AS_OF)
    monkeypatch.setattr(views, "project_view", broken)
    app = opened("project")
    assert "This page could not be shown" in texts(app)
    assert not app.exception
    assert "Traceback" in faults()[0]


def test_a_project_whose_only_work_has_no_phase_is_shown_with_its_tasks(opened, store, tmp_path):
    (tmp_path / "export.csv").write_text(NO_PHASE_YET, encoding="utf-8")
    import_paths([tmp_path / "export.csv"], Store(store), Settings(), ReadingOptions("UTC"))
    app = opened("project", project="PR-1", why="Breach: no-phase of PR-2")
    assert "No phase has been visited yet" in texts(app)
    assert "PR-2" in str([frame.value for frame in app.dataframe])
    assert any("timeline shows the work on 1 Task" in words for words in charts(app))

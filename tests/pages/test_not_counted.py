"""What is loaded and not counted stands on every page with figures, and nothing is called well meanwhile."""

import pytest

from mlpm_analytics.settings import Settings
from mlpm_analytics.store import Store
from mlpm_analytics.ui.pages import PAGES
from tests.pages.reading_pages import texts
from tests.test_not_counted import NO_PHASE, PARENTS_ELSEWHERE, UNKNOWN_PHASES, loaded

PAGES_WITH_FIGURES = [name for name in PAGES if name != "definitions"]
ALL_CLEAR = ("Nothing is in breach", "Nothing was in breach", "as planned, and forward alone")
ALL_CLEAR += ("Nothing in the data casts doubt", "Nothing: no history is cut", "Everything in the data fits")


@pytest.mark.parametrize("name", PAGES_WITH_FIGURES)
def test_every_page_names_what_is_not_counted_and_calls_nothing_well(name, opened, store):
    loaded(UNKNOWN_PHASES, Store(store))
    app = opened(name)
    shown = texts(app) + "\n".join(one.value for one in app.success)
    assert "1 Epic with 2 Tasks is no project" in shown
    assert "DS-1: “EDA” 1 and “Modelling” 1" in shown
    assert not [clear for clear in ALL_CLEAR if clear in shown]


@pytest.mark.parametrize("name", ["weekly_review", "data"])
def test_also_where_there_is_no_project_at_all(name, opened, store):
    loaded(NO_PHASE, Store(store))
    assert "1 Epic with 1 Task is no project" in texts(opened(name))


def test_the_data_page_tells_absent_parents_from_absent_epics(opened, store):
    loaded(PARENTS_ELSEWHERE, Store(store))
    shown = texts(opened("data"))
    assert "Parent that no file holds" in shown
    assert "Task without an Epic" not in shown


def test_where_everything_counts_pages_may_say_that_all_is_well(opened, store, tmp_path):
    (tmp_path / "mlpm.toml").write_text('[workflow]\nphases = ["EDA", "Modelling", "Research"]\n', encoding="utf-8")
    known = Settings.model_validate({"workflow": {"phases": ["EDA", "Modelling", "Research"]}})
    loaded(UNKNOWN_PHASES, Store(store), known)
    shown = texts(opened("project", project="DS-10"))
    assert "Not counted" not in shown
    assert "Nothing is in breach of the way of working" in shown

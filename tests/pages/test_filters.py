"""Filters: in the address of every page; they choose what is listed and change no figure."""

import pytest

from mlpm_analytics.frames import TAG_FIELDS, TAG_FILTERS, TagField
from mlpm_analytics.load import import_paths
from mlpm_analytics.settings import load_settings
from mlpm_analytics.sources import ReadingOptions
from mlpm_analytics.store import Store
from tests.builder import epic, portfolio, task
from tests.jira import answer, issue
from tests.pages.reading_pages import metrics, table, texts
from tests.ui.publishing import publish

AS_OF = "2026-03-18 16:00"


@pytest.fixture
def published(store):
    model = portfolio(
        epic("ML-1", plan={"Research": 1}),
        task("ML-2", epic="ML-1", phase="Research").active("2026-03-02 08:00", "2026-03-03 16:00", after="done"),
        task("ML-3", epic="ML-1", phase="Modeling").active("2026-03-04 08:00"),
        epic("ML-4"),
        task("ML-5", epic="ML-4", phase="Research", who="bob").active("2026-03-16 08:00"),
    )
    publish(store, model, AS_OF, labels={"ML-4": "search"})


CHOICES = [
    ({"projects": "ML-4 · About ML-4"}, ["ML-4"]),
    ({"scientists": "Ana"}, ["ML-1"]),
    ({"tags": "search"}, ["ML-4"]),
    ({"projects": ["ML-1 · About ML-1", "ML-4 · About ML-4"]}, ["ML-1", "ML-4"]),
    ({"period": ["2026-03-02", "2026-03-03"]}, ["ML-1"]),
]


@pytest.mark.parametrize(("query", "listed"), CHOICES)
def test_what_the_address_chooses_is_listed(opened, published, query, listed):
    app = opened("weekly_review", **query)
    assert not app.exception
    assert table(app, "In this phase (days)")["Project"].tolist() == listed


def test_a_filter_changes_no_figure_of_a_project(opened, published):
    every = table(opened("weekly_review"), "In this phase (days)").set_index("Project")
    for query, listed in CHOICES:
        some = table(opened("weekly_review", **query), "In this phase (days)").set_index("Project")
        assert some.equals(every.loc[listed]), query


def test_a_filter_changes_no_figure_of_the_project_page(opened, published):
    whole, filtered = opened("project", project="ML-1"), opened("project", project="ML-1", tags="search")
    assert metrics(filtered) == metrics(whole)
    assert table(filtered, "Planned (days)").equals(table(whole, "Planned (days)"))
    assert "Filtered: 1 of 2 projects listed" in texts(filtered)


def test_the_project_page_lists_the_chosen_projects_and_tasks(opened, published):
    app = opened("project", scientists="Bob")
    assert app.header[0].value == r"About ML\-4"
    assert [option.split(" ")[0] for option in app.selectbox(key="chosen_project").options] == ["ML-4"]
    assert table(app, "Estimate (days)")["Task"].tolist() == ["ML-5"]


def test_filters_that_nothing_fits_say_so(opened, published):
    app = opened("project", scientists="Ana", tags="search")
    assert not app.exception
    assert "No project fits the filters" in texts(app)


def test_a_way_back_to_everything(opened, published):
    app = opened("weekly_review", tags="search")
    next(button for button in app.button if button.label == "Show everything").click().run()
    assert table(app, "In this phase (days)")["Project"].tolist() == ["ML-1", "ML-4"]
    assert "Filtered" not in texts(app)


def test_a_value_that_is_not_there_is_dropped(opened, published):
    app = opened("weekly_review", projects="NOPE-1", period="never")
    assert not app.exception
    assert len(table(app, "In this phase (days)")) == 2


def test_a_project_opens_with_the_same_filters(opened, published):
    link = opened("weekly_review", tags="search", as_of="2026-03-17").get("page_link")[0].proto
    assert link.query_string == "project=ML-4&as_of=2026-03-17&tags=search"


@pytest.mark.parametrize("page", ["data", "definitions"])
def test_other_pages_take_the_filters_too(opened, published, page):
    assert not opened(page, tags="search", scientists="Ana").exception


@pytest.fixture
def with_priorities(store, tmp_path, monkeypatch):
    """A program in which issues have a priority to filter by, and nothing else was changed."""
    monkeypatch.setitem(TAG_FIELDS, "priority", TagField("priority", "Priority", "priorities"))
    monkeypatch.setitem(TAG_FILTERS, "priorities", "Priorities")
    path = tmp_path / "jira.json"
    text = answer(
        issue("ML-1", "Epic", labels=["search"]),
        issue("ML-2", parent="ML-1", phase="Research", priority={"id": "2", "name": "High"}).worked(
            "2026-03-02T09:00:00Z"
        ),
        issue("ML-3", "Epic"),
        issue("ML-4", parent="ML-3", phase="Research", labels=["High"]).worked("2026-03-03T09:00:00Z"),
    )
    path.write_text(text, encoding="utf-8")
    import_paths([path], Store(store), load_settings(environ={}), ReadingOptions())


def test_a_field_to_filter_by_is_one_entry(opened, with_priorities):
    listed = {
        query: table(opened("weekly_review", **dict([query])), "In this phase (days)")["Project"].tolist()
        for query in (("priorities", "High"), ("tags", "High"), ("tags", "search"))
    }
    assert listed == {("priorities", "High"): ["ML-1"], ("tags", "High"): ["ML-3"], ("tags", "search"): ["ML-1"]}


def test_several_filters_all_have_to_fit(opened, with_priorities):
    app = opened("weekly_review", priorities="High", tags="High")
    assert not app.exception
    assert "Filtered: 0 of 2 projects listed" in texts(app)

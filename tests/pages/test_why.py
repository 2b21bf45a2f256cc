"""Why: a figure on the project page opens down to its parts, what was left out, and the changes in Jira."""

import pytest

from mlpm_analytics.frames import CHANGES
from tests.builder import epic, instant, portfolio, task
from tests.pages.reading_pages import table, texts
from tests.ui.publishing import publish

AS_OF = "2026-03-18 16:00"
BEGAN = "2026-03-04 08:00"


@pytest.fixture
def published(store):
    model = portfolio(
        epic("ML-1", plan={"Research": 1}),
        task("ML-2", epic="ML-1", phase="Research").active("2026-03-02 08:00", "2026-03-03 16:00", after="done"),
        task("ML-3", epic="ML-1", phase="Modeling").active(BEGAN),
        task("ML-4", epic="ML-1", phase="Research").active("2026-03-06 08:00", "2026-03-06 08:02"),
    )
    change = {"issue_id": "ML-3", "history_id": "1", "item_no": 0, "position": 0, "changed_at": instant(BEGAN)}
    words = {"field": "status", "from_text": "To Do", "to_text": "=In Progress", "author": "Ana"}
    publish(store, model, AS_OF, changes=CHANGES.of([change | words]))


def test_nothing_is_explained_until_somebody_asks(opened, published):
    app = opened("project", project="ML-1")
    assert app.selectbox(key="why").value is None
    assert "What it was added up from" not in texts(app)


def test_a_figure_is_the_sum_of_its_parts(opened, published):
    app = opened("project", project="ML-1", why="Effort of Modeling")
    assert "Effort of Modeling: 11 person-days, the sum of 1 part below." in texts(app)
    parts = table(app, "Counts")
    assert parts["Counts"].sum() == 11.0
    assert parts["Jira"].tolist() == ["https://jira.example.com/browse/ML-3"]


def test_what_was_left_out_says_why(opened, published):
    reasons = table(opened("project", project="ML-1", why="Effort of Research"), "Why it does not count")
    assert set(reasons["Why it does not count"]) == {
        "outside working hours",
        "a mis-click: in progress for less than 5 minutes, and back to where it was",
    }


def test_the_changes_in_jira_are_on_the_screen(opened, published):
    changes = table(opened("project", project="ML-1", why="Visit 2: Modeling"), "Before")
    assert changes[["Issue", "Field", "Before", "After", "By"]].to_numpy().tolist() == [
        ["ML-3", "status", "To Do", "=In Progress", "Ana"]
    ]


def test_every_question_of_a_project_has_an_answer(opened, published):
    app = opened("project", project="ML-1")
    for label in app.selectbox(key="why").options:
        app.selectbox(key="why").select(label).run()
        assert not app.exception, label
        assert len(table(app, "Counts")), label


def test_where_time_went_opens_down_to_calendar_time_and_re_adds(opened, published):
    app = opened("project", project="ML-1", why="Where time went: active")
    assert "Where time went: active: 13 days, the sum of 2 parts below." in texts(app)
    assert table(app, "Counts")["Counts"].sum() == 13.0


def test_a_question_that_another_project_does_not_have_is_dropped(opened, published):
    assert not opened("project", project="ML-1", why="Visit 9: Modeling").exception

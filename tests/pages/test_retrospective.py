from tests.builder import epic, portfolio
from tests.pages.reading_pages import charts, metrics, table, texts
from tests.reports.test_retro import model
from tests.ui.publishing import publish

AS_OF = "2026-04-30 12:00"


def test_an_empty_store_says_what_to_do(opened):
    app = opened("retrospective")
    assert not app.exception
    assert "mlpm import" in texts(app)


def test_without_a_project_that_is_over_it_says_so(opened, store):
    publish(store, portfolio(epic("ML-1")), AS_OF)
    app = opened("retrospective")
    assert not app.exception
    assert "nothing to look back on" in texts(app)


def test_what_the_project_teaches_with_its_questions_and_their_issues(opened, store):
    publish(store, model(), AS_OF)
    app = opened("retrospective")
    assert not app.exception
    shown = texts(app)
    cited = ", ".join(f"[{key}](<https://jira.example.com/browse/{key}>)" for key in ("ML-3", "ML-5"))
    assert f"1. Modeling was left twice for Research, 3 days, {cited}: what would have shown it earlier?" in shown
    assert "It went back twice, which cost 3 days" in shown
    assert metrics(app)["Moves back"] == "2"
    assert len(charts(app)) == 4
    assert table(app, "Step")["Days"].tolist() == [5.0, 3.0, 6.0, 14.0]
    assert table(app, "Tasks active then")["Tasks active then"].tolist() == ["ML-3", "ML-5"]


def test_a_project_that_is_not_over_is_said_to_be_none(opened, store):
    publish(store, model(), AS_OF)
    app = opened("retrospective", project="ML-1", as_of="2026-03-10")
    assert not app.exception
    assert "nothing to look back on" in texts(app)


def test_an_unknown_key_in_the_address_is_said_to_be_missing(opened, store):
    publish(store, model(), AS_OF)
    app = opened("retrospective", project="ML-9")
    assert not app.exception
    assert "No project ML-9" in app.warning[0].value.replace("\\", "")


def test_a_project_of_an_export_without_history(opened, sample_csv):
    app = opened("retrospective")
    assert not app.exception
    assert "inferred" in texts(app)

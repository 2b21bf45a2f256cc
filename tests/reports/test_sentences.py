import pytest

from mlpm_analytics.mapping import Mapped
from mlpm_analytics.reports import portfolio_report, render, weekly_report
from mlpm_analytics.views.summaries import portfolio_sentence, project_sentence
from mlpm_analytics.workflow import Workflow
from tests.builder import epic, portfolio, seen, task
from tests.reports.case import CALENDARS


def told(model, as_of, workflow=None):
    workflow = workflow or Workflow()
    return project_sentence(seen(model, as_of, workflow), "P", workflow)


def test_a_running_project_tells_its_phase_its_plan_and_how_it_went_back():
    model = portfolio(
        epic("P", plan={"Modeling": 2}),
        task("A").active("2026-03-02 09:00", "2026-03-05 17:00"),
        task("B", phase="Data Exploration").active("2026-03-06 09:00", "2026-03-11 17:00"),
        task("C").active("2026-03-12 09:00"),
    )
    assert told(model, "2026-03-10 17:00") == (
        "In Data Exploration since 6 March 2026, 3 days, no plan; "
        "went back to Data Exploration once, which has taken 3 days so far."
    )
    assert told(model, "2026-03-23 17:00") == (
        "In Modeling since 12 March 2026, third week of two planned; "
        "went back to Data Exploration once, which took 4 days."
    )


def test_going_back_twice_tells_what_each_time_took():
    model = portfolio(
        epic("P"),
        task("A").active("2026-03-02 09:00", "2026-03-02 17:00"),
        task("B", phase="Research").active("2026-03-03 09:00", "2026-03-03 17:00"),
        task("C").active("2026-03-04 09:00", "2026-03-04 17:00"),
        task("D", phase="Research").active("2026-03-05 09:00", "2026-03-06 17:00"),
        task("E").active("2026-03-09 09:00"),
    )
    assert told(model, "2026-03-10 09:00").endswith("; went back to Research twice, which took 1 and 2 days.")


def test_a_visit_too_short_to_count_has_begun_with_its_task():
    model = portfolio(
        epic("P"),
        task("A", phase="Research").active("2026-03-02 09:00", "2026-03-02 17:00"),
        task("B").active("2026-03-04 09:00"),
    )
    assert told(model, "2026-03-04 10:00") == "In Modeling since 4 March 2026, 0.1 days, no plan."


def test_a_waiting_project_tells_for_how_long():
    model = portfolio(epic("P", plan={"Modeling": 0.5}), task("A").active("2026-03-02 09:00", "2026-03-02 17:00"))
    assert told(model, "2026-03-09 17:00") == "Waiting for 1 week, last in Modeling, 1 of 2.5 planned days."


@pytest.mark.parametrize(
    ("model", "sentence"),
    [
        (portfolio(epic("P"), task("A")), "Not started."),
        (portfolio(epic("P").done("2026-03-04 09:00"), task("A")), "Done on 4 March 2026 without having begun."),
        (
            portfolio(epic("P").done("2026-03-04 09:00"), task("A").active("2026-03-02 09:00", "2026-03-02 17:00")),
            "Done on 4 March 2026, 2 days after it began, 1 day of effort.",
        ),
        (
            portfolio(epic("P"), task("A", phase=None).active("2026-03-02 09:00"), task("B")),
            "Active since 2 March 2026, without a phase.",
        ),
    ],
)
def test_every_state_has_its_sentence(model, sentence):
    assert told(model, "2026-03-06 16:00") == sentence


def test_an_empty_portfolio_is_told_in_sentences():
    nothing = seen(portfolio(), "2026-03-02 09:00")
    assert portfolio_sentence(nothing) == "No project has begun by 2 March 2026."
    report = portfolio_report(nothing, Mapped(portfolio(), Workflow(), CALENDARS))
    assert "Nothing is in breach of the way of working." in render(report, "markdown")
    assert render(report, "csv").count("\n") == 1


def test_an_empty_week_is_told_in_sentences():
    before, now = seen(portfolio(), "2026-02-23 09:00"), seen(portfolio(), "2026-03-02 09:00")
    text = render(weekly_report(before, now, Mapped(portfolio(), Workflow(), CALENDARS)), "markdown")
    assert "No project is open as of 2 March 2026, and nothing is in breach." in text
    assert "Nobody who is listed worked on a project in the last 90 days." in text

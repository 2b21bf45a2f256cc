import math

from mlpm_analytics.mapping import Mapped
from mlpm_analytics.metrics.portfolio import moves_back, phase_spread, plan_bias
from mlpm_analytics.reports import portfolio_report, render
from mlpm_analytics.views.portfolio_view import age_sentence, back_sentence, bias_sentence, spread_sentence
from tests.builder import epic, portfolio, seen, task
from tests.reports.case import CALENDARS, WORKFLOW, figures


def issues(*, plan):
    return portfolio(
        *(
            issue
            for key, last in (("A-1", 2), ("B-1", 4), ("C-1", 6), ("D-1", 3), ("E-1", 5))
            for issue in (
                epic(key, plan=plan).done("2026-03-10 12:00"),
                task(f"{key}1", epic=key, who=key).active("2026-03-02 08:00", f"2026-03-{last:02} 16:00", after="done"),
            )
        )
    )


def five(*, plan):
    return seen(issues(plan=plan), "2026-03-12 12:00", WORKFLOW, CALENDARS)


def test_medians_and_biases_are_said_with_their_number_of_projects():
    found = five(plan={"Modeling": 0.4})
    assert (
        spread_sentence(phase_spread(found, WORKFLOW))
        == "Half of the projects took at most: Modeling 3 days (5 finished, 0 open)."
    )
    assert bias_sentence(plan_bias(found, WORKFLOW)) == "Modeling takes 1.5 × its plan, 5 projects."


def test_too_few_projects_are_said_to_be_too_few():
    found = figures()
    assert "too few for a median" in spread_sentence(phase_spread(found, WORKFLOW))
    assert "too few to compare" in bias_sentence(plan_bias(found, WORKFLOW))
    assert "too few to say" in age_sentence({50: math.nan, 85: math.nan})


def test_going_back_is_said_with_its_cost():
    assert back_sentence(moves_back(five(plan=None))) == "No project has gone back to an earlier phase."
    told = back_sentence(moves_back(figures()))
    assert told.startswith("1 move back cost ")


def test_the_portfolio_report_has_them_in_text_and_in_its_json():
    plan = {"Modeling": 0.4}
    report = portfolio_report(five(plan=plan), Mapped(issues(plan=plan), WORKFLOW, CALENDARS))
    assert "| Modeling | 5 | 10.0 | 15.0 | 1.50 |" in render(report, "markdown")
    assert "Modeling takes 1.5 × its plan, 5 projects." in render(report, "table")
    first = ["as_of", "projects", "breaches", "summary"]
    assert list(report.content) == [
        *first,
        *("phase_spread", "plan_bias", "lead_times", "finished_quarters", "flow_efficiency", "effort_parts"),
        *("effort_weeks", "moves_back", "parallel", "blocked", "task_ages", "weeks", "breaches_by_week"),
    ]
    told = report.content
    assert told["summary"] == {
        "projects": 5,
        "finished": 5,
        "open": 0,
        "moves_back": 0,
        "reopened": 0,
        "rework_days": 0.0,
        "rework_share": 0.0,
    }
    assert [row["bias"] for row in told["plan_bias"] if row["phase"] == "Modeling"] == [1.5]
    assert told["task_ages"]["finished_within_days"]["50"] == 3.0
    assert told["weeks"][0] == {"week_starting": "2026-03-02", "to_do": 0, "in_progress": 0, "done": 5, "finished": 5}

import json

from mlpm_analytics.mapping import Mapped
from mlpm_analytics.reports import render, scientist_report
from mlpm_analytics.workflow import Workflow
from tests.builder import epic, portfolio, seen, task
from tests.reports.case import CALENDARS, figures, mapped


def told(name="bob"):
    return json.loads(render(scientist_report(figures(), name, mapped()), "json"))


def test_the_json_says_who_and_when_and_holds_every_part():
    found = told("Bob")
    assert (found["as_of"], found["scientist"], found["scientist_id"]) == ("2026-03-12T12:00:00Z", "Bob", "bob")
    assert list(found)[3:] == [
        *("in_progress", "blocked", "next_up", "finished", "weeks", "parallel", "estimates", "overlaps", "put_back"),
        "breaches",
    ]


def test_a_task_in_progress_says_since_when_and_how_much_of_its_five_days():
    assert told("ana")["in_progress"][1] == {
        "key": "CHURN-2",
        "summary": "Compare [baselines]",
        "project": "CHURN-1",
        "phase": "Modeling",
        "active_days": 8.5,
        "limited_days": 8.5,
        "test_day": None,
        "test_days": None,
        "since": "2026-03-02T08:00:00Z",
        "evidence": "changelog",
        "limit": 5.0,
        "url": "https://example.atlassian.net/browse/CHURN-2",
    }


def test_a_week_without_work_is_a_nought():
    weeks = told()["weeks"]
    assert [week["week_starting"] for week in weeks[-3:]] == ["2026-02-23", "2026-03-02", "2026-03-09"]
    assert weeks[0] == {
        "week_starting": "2026-01-19",
        "effort_days": 0.0,
        "there_days": 5.0,
        "away_days": 0.0,
        "spent_on": [],
    }
    assert weeks[-3]["spent_on"] == [{"project": "CHURN-20", "phase": "Modeling", "effort_days": 3.5}]


def test_overlaps_are_told_with_their_hours_and_tasks():
    assert told("ana")["overlaps"] == [
        {
            "started_at": "2026-03-10T08:00:00Z",
            "stopped_at": "2026-03-12T12:00:00Z",
            "hours": 20.0,
            "tasks": ["CHURN-2", "CHURN-4"],
        }
    ]


def test_a_task_that_was_put_back_is_told():
    assert [(row["key"], row["put_back_at"], row["status"]) for row in told("cleo")["put_back"]] == [
        ("CHURN-31", "2026-02-20T12:00:00Z", "todo")
    ]


def test_estimates_are_held_against_actuals_as_sums():
    found = told()["estimates"]
    assert (found["estimate_days"], found["actual_days"], found["ratio"]) == (3.0, 5.375, 5.375 / 3)


def test_inferred_times_are_left_out_of_estimates_and_said_to_be():
    found = told("dora")["estimates"]
    assert found["left_out"] == {"inferred": 1, "never_active": 0}
    assert (found["tasks"], found["ratio"]) == ([], None)
    text = render(scientist_report(figures(), "dora", mapped()), "markdown")
    assert "left out: 1 inferred, 0 never in progress" in text


def test_a_scientist_without_work_reads_as_such():
    made = portfolio(epic("P"), task("T", phase=None, who="ana"))
    report = scientist_report(seen(made, "2026-03-12 12:00"), "Ana", Mapped(made, Workflow(), CALENDARS))
    text = render(report, "markdown")
    assert "No Tasks in progress, 1 next up and 0 finished in the last 8 weeks." in text
    assert "Nothing is in breach of the way of working." in text

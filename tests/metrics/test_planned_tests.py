"""A/B tests with a planned length, by hand. 2 March 2026 is a Monday."""

import pandas as pd
import pytest

from mlpm_analytics.calendars import Calendars, Hours
from mlpm_analytics.metrics.questions import Ledger, explain, questions
from mlpm_analytics.workflow import Workflow
from tests.builder import epic, instant, portfolio, seen, since, task

PLANNED = Workflow(has_test_field=True, nothing_done_resolutions=frozenset({"won't do"}))


def ab_test(key="T", *, length=14, **more):
    issue = task(key, phase="A/B Testing", **more)
    issue.initial["test_days"] = length
    return issue


def ending(day):
    issue = task("T", phase="A/B Testing")
    issue.initial["test_ends"] = day
    return issue.active("2026-03-02 09:00")


def at(as_of, *issues, workflow=PLANNED, calendars=None):
    return seen(portfolio(epic("P"), *issues), as_of, workflow, calendars)


def day_of(found, key="T"):
    return tuple(found.tasks.set_index("key").loc[key, ["test_day", "test_days"]])


def breached(found, rule):
    rows = found.breaches[found.breaches["rule"] == rule]
    return {row["subject"]: (row["value"], row["limit"]) for row in rows.to_dict("records")}


def test_a_test_is_on_day_one_when_it_begins_and_counts_weekends():
    running = ab_test().active("2026-03-02 09:00")
    assert day_of(at("2026-03-02 12:00", running)) == (1, 14)
    assert day_of(at("2026-03-09 08:00", running)) == (8, 14)


def test_days_are_those_of_the_teams_zone():
    auckland = Calendars(Hours(timezone="Pacific/Auckland"))
    running = ab_test().active("2026-03-02 09:00")  # 22:00 there
    assert day_of(at("2026-03-02 12:00", running, calendars=auckland)) == (2, 14)


def test_the_last_day_gives_the_length_and_a_gap_does_not_stop_it():
    assert day_of(at("2026-03-09 08:00", ending("2026-03-15"))) == (8, 14)
    assert day_of(at("2026-03-09 08:00", ending("2026-02-15"))) == (8, 0)
    paused = ab_test().active("2026-03-02 09:00", "2026-03-03 09:00", after="blocked")
    assert day_of(at("2026-03-09 08:00", paused)) == (8, 14)


@pytest.mark.parametrize("length", [None, 0, -1, 1e12])
def test_what_is_no_length_is_no_plan(length):
    found = at("2026-03-09 08:00", ab_test(length=length).active("2026-03-02 09:00"))
    assert found.tasks[["test_day", "test_days"]].isna().all(axis=None)


def test_a_part_of_a_day_is_a_day_and_a_task_of_another_phase_is_no_test():
    assert day_of(at("2026-03-02 12:00", ab_test(length=2.5).active("2026-03-02 09:00"))) == (1, 3)
    other = ab_test().active("2026-03-02 09:00").changed("phase", "2026-03-03 09:00", "Modeling")
    assert found_no_test(at("2026-03-04 12:00", other))


def found_no_test(found):
    return bool(found.tasks["test_days"].isna().all())


def test_a_test_is_overdue_from_the_midnight_after_its_last_day_until_it_is_extended():
    running = ab_test().active("2026-03-02 09:00")
    assert breached(at("2026-03-15 23:59", running), "test-overdue") == {}
    found = at("2026-03-17 12:00", running)
    assert breached(found, "test-overdue") == {"T": (16, 14)}
    assert since(found, "test-overdue") == {"T": "2026-03-16 00:00:00"}
    assert found.breaches["message"].tolist()[-1].endswith("is on day 16 of a test that was planned for 14.")
    assert breached(at("2026-03-17 12:00", running.changed("test_days", "2026-03-17 10:00", 21)), "test-overdue") == {}


def test_a_test_that_ended_without_analysis_is_a_breach_after_three_working_days():
    ended = ab_test().active("2026-03-02 09:00", "2026-03-09 09:00", after="done")
    assert breached(at("2026-03-11 17:00", ended), "test-ended") == {}
    found = at("2026-03-12 13:00", ended)
    assert breached(found, "test-ended") == {"T": (3.5, 3.0)}
    assert since(found, "test-ended") == {"T": "2026-03-12 09:00:00"}


def test_a_test_past_its_planned_end_has_ended_though_its_task_goes_on():
    running = ab_test(length=7).active("2026-03-02 09:00")
    found = at("2026-03-12 13:00", running)
    assert breached(found, "test-ended") == {"T": (3.5, 3.0)}
    assert breached(found, "test-overdue") == {"T": (11, 7)}


@pytest.mark.parametrize(
    ("phase", "span", "is_breach"),
    [
        ("Results Analysis", ("2026-03-13 09:00", None), False),
        ("Results Analysis", ("2026-03-09 08:00", "2026-03-09 10:00"), False),
        ("Results Analysis", ("2026-03-06 09:00", "2026-03-06 17:00"), True),  # before the test ended
        ("Modeling", ("2026-03-10 09:00", None), True),
    ],
)
def test_an_analysis_is_a_task_of_a_later_phase_at_the_end_of_the_test_or_since(phase, span, is_breach):
    ended = ab_test().active("2026-03-02 09:00", "2026-03-09 09:00", after="done")
    found = at("2026-03-16 12:00", ended, task("A", phase=phase, who="bob").active(*span))
    assert bool(breached(found, "test-ended")) == is_breach


def test_a_project_that_is_done_and_a_test_closed_as_nothing_done_need_no_analysis():
    ended = ab_test().active("2026-03-02 09:00", "2026-03-09 09:00", after="done")
    done = portfolio(epic("P").done("2026-03-10 09:00"), ended)
    assert breached(seen(done, "2026-03-16 12:00", PLANNED), "test-ended") == {}
    dropped = ended.changed("resolution", "2026-03-09 09:00", "won't do")
    assert breached(at("2026-03-16 12:00", dropped), "test-ended") == {}


def test_without_a_configured_field_neither_rule_is_judged():
    issues = [ab_test(length=3).active("2026-03-02 09:00")]
    found = at("2026-03-30 12:00", *issues, workflow=Workflow())
    assert not pd.Series(["test-overdue", "test-ended"]).isin(found.breaches["rule"]).any()


def explained(rule, as_of, *issues):
    model = portfolio(epic("P"), *issues)
    ledger = Ledger(seen(model, as_of, PLANNED), model, PLANNED, Calendars())
    asked = next(one for one in questions(ledger, "P") if one.kind == "breach" and one.breach["rule"] == rule)
    return explain(ledger, "P", asked)


def test_an_overdue_test_is_explained_by_the_calendar_days_since_it_began():
    found = explained("test-overdue", "2026-03-17 12:00", ab_test().active("2026-03-02 09:00"))
    assert (found.total, found.unit, found.parts["amount"].tolist()) == (16.0, "calendar days", [16.0])
    assert found.parts["started_at"].tolist() == [instant("2026-03-02 09:00")]


def test_a_test_without_analysis_is_explained_by_the_working_time_since_its_end():
    ended = ab_test().active("2026-03-02 09:00", "2026-03-09 09:00", after="done")
    found = explained("test-ended", "2026-03-12 13:00", ended)
    assert (found.total, found.unit) == (3.5, "days")
    assert found.parts["started_at"].tolist() == [instant("2026-03-09 09:00")]

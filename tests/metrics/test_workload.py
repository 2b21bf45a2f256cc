from datetime import date

import pytest

from mlpm_analytics.calendars import Calendars
from mlpm_analytics.metrics.workload import Workload, workload
from mlpm_analytics.workflow import Workflow
from tests.builder import epic, portfolio, seen, task


def at_desk(model, as_of="2026-03-12 17:00", who="ana") -> Workload:
    return workload(seen(model, as_of), who, model, Workflow(), Calendars())


def test_tasks_lie_in_three_piles_by_what_they_are_now():
    model = portfolio(
        epic("P"),
        task("ML-1").active("2026-03-10 09:00"),
        task("ML-10"),
        task("ML-9").active("2026-03-02 09:00", "2026-03-03 09:00"),
        task("ML-3").active("2026-03-04 09:00", "2026-03-05 09:00", "done"),
        task("ML-4").active("2026-03-05 09:00", "2026-03-06 09:00", "done"),
        task("ML-5", who="bob").active("2026-03-05 09:00"),
    )
    found = at_desk(model)
    assert list(found.in_progress["key"]) == ["ML-1"]
    assert list(found.next_up["key"]) == ["ML-9", "ML-10"]
    assert list(found.finished["key"]) == ["ML-4", "ML-3"]


def test_finished_are_the_last_eight_weeks_from_a_monday_on():
    model = portfolio(
        epic("P"),
        task("T").active("2026-01-16 09:00", "2026-01-18 23:59", "done"),
        task("U").active("2026-01-16 09:00", "2026-01-19 00:00", "done"),
    )
    found = at_desk(model)
    assert (found.weeks[0], found.weeks[-1], len(found.weeks)) == (date(2026, 1, 19), date(2026, 3, 9), 8)
    assert list(found.finished["key"]) == ["U"]


def test_estimates_leave_out_and_count_what_is_inferred_or_was_never_in_progress():
    model = portfolio(
        epic("P"),
        task("T", estimate=2).active("2026-03-02 09:00", "2026-03-05 17:00", "done"),
        task("U", estimate=2, evidence="inferred").active("2026-03-06 09:00", "2026-03-06 17:00", "done"),
        task("V", estimate=2).done("2026-03-06 17:00"),
        task("W").active("2026-03-09 09:00", "2026-03-09 17:00", "done"),
        task("X", estimate=1).active("2026-03-10 09:00"),
    )
    found = at_desk(model)
    assert found.estimated[["key", "estimate_days", "actual_days"]].to_numpy().tolist() == [["T", 2.0, 4.0]]
    assert (found.inferred_count, found.never_active_count) == (1, 1)


def test_the_actual_of_an_ab_test_is_its_active_time():
    model = portfolio(
        epic("P"), task("T", phase="A/B Testing", estimate=2).active("2026-03-02 09:00", "2026-03-05 17:00", "done")
    )
    assert at_desk(model).estimated["actual_days"].tolist() == [4.0]


def test_effort_of_the_weeks_is_their_own_share_alone():
    model = portfolio(
        epic("P"),
        task("T").active("2026-03-02 09:00").changed("assignee", "2026-03-04 09:00", "bob"),
        task("U", epic=None, phase=None).active("2026-03-10 09:00", "2026-03-10 17:00"),
    )
    found = at_desk(model).effort
    assert found["effort_days"].tolist() == [2.0, 1.0]
    assert found["week_starting"].tolist() == [date(2026, 3, 2), date(2026, 3, 9)]
    assert found["project"].fillna("none").tolist() == ["P", "none"]


def test_breaches_are_those_of_the_scientist_and_of_their_tasks():
    model = portfolio(
        epic("P"),
        task("T", phase=None).active("2026-03-11 09:00"),
        task("U").active("2026-03-11 09:00"),
        task("V", who="bob", phase=None).active("2026-03-11 09:00"),
    )
    found = at_desk(model).breaches
    assert list(zip(found["rule"], found["subject"], strict=True)) == [
        ("no-phase", "T"),
        ("too-many-in-progress", "ana"),
    ]


@pytest.mark.parametrize("as_of", ["2026-01-05 09:00", "2026-03-12 17:00"])
def test_a_scientist_who_never_worked_has_an_empty_desk(as_of):
    found = at_desk(portfolio(epic("P"), task("T", phase=None)), as_of)
    assert (len(found.in_progress), len(found.finished), len(found.effort)) == (0, 0, 0)
    assert list(found.next_up["key"]) == ["T"]

from datetime import date

from mlpm_analytics.calendars import Calendars, Hours
from mlpm_analytics.metrics.scientist import overlaps, put_back, week_days
from mlpm_analytics.workflow import Workflow
from tests.builder import epic, instant, portfolio, seen, task

AS_OF = "2026-03-20 17:00"
WEEK = date(2026, 3, 2)


def crossed(*issues):
    return overlaps(seen(portfolio(epic("P"), *issues), AS_OF), "ana", WEEK, Workflow(), Calendars())


def test_leave_is_away_and_not_among_the_days_there_are():
    own = Hours(days_off=frozenset({date(2026, 3, 3), date(2026, 3, 4), date(2026, 3, 14)}))  # the last a Saturday
    found = week_days(
        (WEEK, date(2026, 3, 9)), "ana", Calendars(scientists=(("ana", own),)), as_of=instant("2026-03-30")
    )
    assert found[["there_days", "away_days"]].to_numpy().tolist() == [[3.0, 2.0], [5.0, 0.0]]


def test_half_days_count_in_days_of_the_team():
    from datetime import time

    own = Hours(closes=time(13))
    found = week_days((WEEK,), "ana", Calendars(scientists=(("ana", own),)), as_of=instant("2026-03-30"))
    assert found["there_days"].tolist() == [2.5]


def test_an_overlap_has_its_tasks_and_its_working_hours():
    found = crossed(
        task("T").active("2026-03-03 09:00", "2026-03-04 12:00"),
        task("U").active("2026-03-03 15:00", "2026-03-05 12:00"),
    )
    assert found[["keys", "hours"]].to_numpy().tolist() == [["T, U", 5.0]]


def test_a_third_task_begins_a_new_row_and_the_last_comes_first():
    found = crossed(
        task("T").active("2026-03-03 09:00", "2026-03-03 17:00"),
        task("U").active("2026-03-03 10:00", "2026-03-03 17:00"),
        task("V").active("2026-03-03 15:00", "2026-03-03 16:00"),
    )
    assert found[["keys", "hours"]].to_numpy().tolist() == [["T, U", 1.0], ["T, U, V", 1.0], ["T, U", 5.0]]


def test_ab_tests_other_people_and_earlier_weeks_are_no_overlap():
    assert crossed(
        task("T").active("2026-03-03 09:00", "2026-03-04 12:00"),
        task("U", phase="A/B Testing").active("2026-03-03 09:00", "2026-03-04 12:00"),
        task("V", who="bob").active("2026-03-03 09:00", "2026-03-04 12:00"),
        task("W").active("2026-02-23 09:00", "2026-02-23 12:00"),
        task("X").active("2026-02-23 09:00", "2026-02-23 12:00"),
    ).empty


def test_a_task_that_is_begun_and_put_back_is_told():
    model = portfolio(
        epic("P"),
        task("T").active("2026-03-03 09:00", "2026-03-04 12:00"),
        task("BLOCKED").active("2026-03-03 09:00", "2026-03-04 12:00", after="blocked"),
        task("DONE").active("2026-03-03 09:00", "2026-03-04 12:00", after="done"),
        task("OPEN").active("2026-03-03 09:00"),
        task("CLICKED").active("2026-03-03 09:00", "2026-03-03 09:02"),
        task("BOBS", who="bob").active("2026-03-03 09:00", "2026-03-04 12:00"),
        task("LATER").active("2026-03-03 09:00", "2026-03-25 12:00"),
    )
    found = put_back(seen(model, AS_OF), "ana", model)
    assert found[["key", "status"]].to_numpy().tolist() == [["T", "todo"]]


def test_who_never_worked_has_no_overlap_and_put_nothing_back():
    model = portfolio(epic("P"), task("T"))
    assert crossed(task("T")).empty
    assert put_back(seen(model, AS_OF), "ana", model).empty

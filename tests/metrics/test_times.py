from datetime import date, time

import pytest

from mlpm_analytics.calendars import Calendars, Hours
from tests.builder import epic, phase, portfolio, project, seen, task


def test_overlaps_count_once_as_active_and_are_shared_as_effort():
    model = portfolio(
        epic("P"),
        task("T").active("2026-03-02 09:00", "2026-03-02 17:00"),
        task("U").active("2026-03-02 13:00", "2026-03-02 17:00"),
    )
    found = seen(model, "2026-03-04 12:00")
    assert project(found)["active_days"] == 1.0
    assert project(found)["effort_days"] == 1.0
    assert found.tasks.set_index("key")["effort_days"].to_dict() == {"T": 0.75, "U": 0.25}


def test_two_people_on_a_project_at_once_are_two_person_days():
    model = portfolio(
        epic("P"),
        task("T").active("2026-03-02 09:00", "2026-03-02 17:00"),
        task("U", who="bob").active("2026-03-02 09:00", "2026-03-02 17:00"),
    )
    assert project(seen(model, "2026-03-04 12:00"))["effort_days"] == 2.0


def test_a_scientist_shares_their_time_with_tasks_outside_any_project():
    model = portfolio(
        epic("P"),
        task("T").active("2026-03-02 09:00", "2026-03-02 17:00"),
        task("X", epic=None, phase=None).active("2026-03-02 09:00", "2026-03-02 17:00"),
    )
    assert project(seen(model, "2026-03-04 12:00"))["effort_days"] == 0.5


def test_a_task_in_a_passive_phase_takes_no_effort_and_is_held_against_the_plan_by_its_active_days():
    model = portfolio(
        epic("P"),
        task("T").active("2026-03-02 09:00", "2026-03-02 17:00"),
        task("U", phase="A/B Testing").active("2026-03-02 09:00", "2026-03-03 17:00"),
    )
    found = seen(model, "2026-03-04 12:00")
    assert phase(found, "Modeling")["actual_days"] == phase(found, "Modeling")["effort_days"] == 1.0
    assert phase(found, "A/B Testing")["effort_days"] == 0.0
    assert phase(found, "A/B Testing")["actual_days"] == phase(found, "A/B Testing")["active_days"] == 2.0


def test_every_unassigned_task_counts_as_one_person():
    model = portfolio(
        epic("P"),
        task("T", who=None).active("2026-03-02 09:00", "2026-03-02 17:00"),
        task("U", who=None).active("2026-03-02 09:00", "2026-03-02 17:00"),
    )
    assert project(seen(model, "2026-03-04 12:00"))["effort_days"] == 2.0


def test_effort_goes_by_the_calendar_of_the_scientist_and_everything_else_by_the_teams():
    model = portfolio(epic("P"), task("T").active("2026-03-02 00:00", "2026-03-04 00:00"))
    half_days = Hours(closes=time(13), days_off=frozenset([date(2026, 3, 3)]))
    found = project(seen(model, "2026-03-04 12:00", calendars=Calendars(scientists=(("ana", half_days),))))
    assert found["effort_days"] == 0.5
    assert found["active_days"] == 2.0


def test_work_outside_working_hours_takes_no_working_time_though_it_is_seen():
    model = portfolio(epic("P"), task("T").active("2026-03-07 10:00", "2026-03-07 18:00"))  # a Saturday
    found = phase(seen(model, "2026-03-09 12:00"), "Modeling")
    assert (found["active_days"], found["effort_days"], found["visit_count"]) == (0.0, 0.0, 0)
    assert f"{found['first_started_at']:%d %H:%M}–{found['last_stopped_at']:%d %H:%M}" == "07 10:00–07 18:00"


def test_a_phase_elapses_from_its_first_active_moment_to_its_last():
    model = portfolio(
        epic("P"),
        task("T").active("2026-03-02 09:00", "2026-03-02 13:00").active("2026-03-04 13:00", "2026-03-04 17:00"),
    )
    found = phase(seen(model, "2026-03-20 12:00"), "Modeling")
    assert (found["elapsed_days"], found["active_days"]) == (3.0, 1.0)


def test_a_project_elapses_to_the_moment_its_epic_was_done_or_else_as_of():
    work = task("T").active("2026-03-02 09:00", "2026-03-02 13:00")
    assert project(seen(portfolio(epic("P"), work), "2026-03-04 13:00"))["elapsed_days"] == 2.5
    done = portfolio(epic("P").done("2026-03-03 13:00"), work)
    assert project(seen(done, "2026-03-20 13:00"))["elapsed_days"] == 1.5


def test_a_project_done_before_its_first_active_moment_has_no_elapsed_days():
    model = portfolio(epic("P").done("2026-02-02 09:00"), task("T").active("2026-03-02 09:00", "2026-03-02 17:00"))
    found = project(seen(model, "2026-03-04 12:00"))
    assert (found["elapsed_days"], found["active_days"]) == (0.0, 1.0)


def test_time_without_a_phase_shows_in_the_project_alone():
    model = portfolio(epic("P"), task("T").active("2026-03-02 09:00").changed("phase", "2026-03-03 09:00", None))
    found = seen(model, "2026-03-03 17:00")
    assert project(found)["active_days"] == project(found)["effort_days"] == 2.0
    assert phase(found, "Modeling")["active_days"] == 1.0
    assert found.visits["active_days"].tolist() == [1.0]


def test_a_task_that_changes_epic_leaves_its_earlier_time_where_it_was_spent():
    model = portfolio(
        epic("P"),
        epic("Q"),
        task("T").active("2026-03-02 09:00", "2026-03-03 17:00").changed("epic", "2026-03-03 09:00", "Q"),
    )
    found = seen(model, "2026-03-04 12:00")
    assert project(found, "P")["active_days"] == project(found, "Q")["active_days"] == 1.0
    assert (phase(found, "Modeling", "P")["task_count"], phase(found, "Modeling", "Q")["task_count"]) == (0, 1)


@pytest.mark.parametrize("zone", ["Europe/Berlin", "America/New_York", "Australia/Sydney"])
def test_a_clock_change_moves_no_working_hour(zone):
    model = portfolio(epic("P"), task("T").active("2026-03-02 00:00", "2026-04-11 00:00"))  # past every spring change
    calendars = Calendars(Hours(timezone=zone, days_off=frozenset([date(2026, 3, 2), date(2026, 4, 10)])))
    assert project(seen(model, "2026-04-13 00:00", calendars=calendars))["active_days"] == 28.0

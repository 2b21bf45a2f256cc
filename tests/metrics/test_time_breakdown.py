from datetime import date

from mlpm_analytics.calendars import Calendars, Hours
from mlpm_analytics.workflow import Workflow
from tests.builder import epic, portfolio, project, seen, task


def where(model, as_of, key="P"):
    """Active, blocked, elsewhere and idle days; they add up to what has elapsed."""
    found = seen(model, as_of)
    row = found.where_time_went.set_index("project").loc[
        key, ["active_days", "blocked_days", "elsewhere_days", "idle_days"]
    ]
    assert row.sum() == project(found, key)["elapsed_days"]
    return row.tolist()


def test_time_of_a_project_is_active_or_else_idle():
    model = portfolio(epic("P"), task("T").active("2026-03-02 09:00", "2026-03-02 13:00"))
    assert where(model, "2026-03-04 13:00") == [0.5, 0.0, 0.0, 2.0]


def test_time_in_which_no_task_is_active_and_one_is_in_a_waiting_status_is_blocked():
    model = portfolio(
        epic("P"),
        task("T").active("2026-03-02 09:00", "2026-03-02 13:00", after="blocked").status("2026-03-03 13:00", "todo"),
        task("U").active("2026-03-03 09:00", "2026-03-03 11:00"),
    )
    assert where(model, "2026-03-03 17:00") == [0.75, 0.75, 0.0, 0.5]


def test_a_task_blocked_before_the_first_active_moment_or_in_another_project_blocks_nothing():
    model = portfolio(
        epic("P"),
        epic("Q"),
        task("T").status("2026-02-02 09:00", "blocked").active("2026-03-02 09:00", "2026-03-02 13:00", after="blocked"),
        task("U", epic="Q").status("2026-02-02 09:00", "blocked").changed("epic", "2026-03-03 13:00", "P"),
    )
    assert where(model, "2026-03-02 13:00") == [0.5, 0.0, 0.0, 0.0]
    model = portfolio(
        epic("P"),
        epic("Q"),
        task("T").active("2026-03-02 09:00", "2026-03-02 13:00"),
        task("U", epic="Q", status="blocked"),
    )
    assert where(model, "2026-03-02 17:00") == [0.5, 0.0, 0.0, 0.5]


def test_time_in_which_the_scientist_who_was_active_last_works_on_something_else_is_elsewhere():
    model = portfolio(
        epic("P"),
        epic("Q"),
        task("T").active("2026-03-02 09:00", "2026-03-02 13:00"),
        task("U", epic="Q").active("2026-03-02 15:00", "2026-03-02 17:00"),
        task("V", epic="Q", who="bob").active("2026-03-03 09:00", "2026-03-03 17:00"),
    )
    assert where(model, "2026-03-03 17:00") == [0.5, 0.0, 0.25, 1.25]


def test_monitoring_a_test_is_not_working_elsewhere():
    model = portfolio(
        epic("P"),
        epic("Q"),
        task("T").active("2026-03-02 09:00", "2026-03-02 13:00"),
        task("U", epic="Q", phase="A/B Testing").active("2026-03-02 09:00", "2026-03-03 17:00"),
    )
    assert where(model, "2026-03-02 17:00") == [0.5, 0.0, 0.0, 0.5]


def test_of_several_who_were_active_last_any_may_be_elsewhere():
    model = portfolio(
        epic("P"),
        epic("Q"),
        task("T").active("2026-03-02 09:00", "2026-03-02 13:00"),
        task("U", who="bob").active("2026-03-02 09:00", "2026-03-02 13:00"),
        task("V", epic="Q", who="bob").active("2026-03-02 13:00", "2026-03-02 17:00"),
    )
    assert where(model, "2026-03-02 17:00") == [0.5, 0.0, 0.5, 0.0]


def test_blocked_comes_before_elsewhere():
    model = portfolio(
        epic("P"),
        epic("Q"),
        task("T").active("2026-03-02 09:00", "2026-03-02 13:00", after="blocked"),
        task("V", epic="Q").active("2026-03-02 13:00", "2026-03-02 17:00"),
    )
    assert where(model, "2026-03-02 17:00") == [0.5, 0.5, 0.0, 0.0]


def test_activity_after_the_epic_was_done_is_nowhere():
    model = portfolio(
        epic("P").done("2026-03-02 11:00"), task("T").active("2026-03-02 09:00", "2026-03-02 17:00", after="blocked")
    )
    assert where(model, "2026-03-04 17:00") == [0.25, 0.0, 0.0, 0.0]


def test_a_project_that_never_started_has_no_time():
    assert where(portfolio(epic("P"), task("T", status="blocked")), "2026-03-04 17:00") == [0.0, 0.0, 0.0, 0.0]


def test_a_day_of_leave_in_another_zone_is_away_as_far_as_the_team_works_in_it():
    """Sydney's Tuesday is 22:00 on Monday to 6:00 on Tuesday in UTC, where ana is off on Tuesday."""
    off = Hours("UTC", days_off=frozenset({date(2026, 3, 3)}))
    calendars = Calendars(Hours("Australia/Sydney"), scientists=(("ana", off),))
    model = portfolio(epic("P"), task("T").active("2026-03-01 22:00", "2026-03-02 06:00"))
    found = seen(model, "2026-03-03 06:00", Workflow(), calendars).where_time_went
    assert found[["active_days", "away_days", "idle_days"]].to_numpy().tolist() == [[1.0, 0.75, 0.25]]

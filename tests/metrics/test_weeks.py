from datetime import date

import pandas as pd
import pytest

from mlpm_analytics.calendars import Calendars, Hours
from mlpm_analytics.errors import NotFoundError
from mlpm_analytics.metrics.weeks import effort_by_week, mondays, week_span
from mlpm_analytics.workflow import Workflow
from tests.builder import epic, instant, portfolio, seen, task


def span(week, timezone, as_of):
    return tuple(f"{edge:%Y-%m-%d %H:%M}" for edge in week_span(week, timezone, as_of=instant(as_of)))


def test_without_a_week_it_is_the_seven_days_up_to_as_of():
    assert span(None, "UTC", "2026-03-12 12:00") == ("2026-03-05 12:00", "2026-03-12 12:00")


def test_seven_days_are_the_same_hour_by_the_clock_across_its_change():
    assert span(None, "Europe/Berlin", "2026-04-01 12:00") == ("2026-03-25 13:00", "2026-04-01 12:00")


def test_a_week_runs_from_monday_to_monday_in_the_teams_time_zone():
    assert span(date(2026, 3, 4), "Asia/Kathmandu", "2026-03-30 12:00") == ("2026-03-01 18:15", "2026-03-08 18:15")


def test_a_week_that_is_not_over_ends_at_as_of():
    assert span(date(2026, 3, 9), "UTC", "2026-03-12 12:00") == ("2026-03-09 00:00", "2026-03-12 12:00")


def test_a_week_that_has_not_begun_is_not_there():
    with pytest.raises(NotFoundError, match=r"The week of 2026-03-16 begins after .*\(2026-03-12 12:00 UTC\)"):
        week_span(date(2026, 3, 18), "UTC", as_of=instant("2026-03-12 12:00"))


def test_the_last_monday_is_that_of_the_local_day():
    late_on_sunday = instant("2026-03-08 23:30")
    assert mondays(2, "UTC", as_of=late_on_sunday) == [date(2026, 2, 23), date(2026, 3, 2)]
    assert mondays(2, "Europe/Berlin", as_of=late_on_sunday) == [date(2026, 3, 2), date(2026, 3, 9)]


def test_effort_is_split_at_mondays_and_shared_within_each_week():
    model = portfolio(
        epic("P"),
        task("T").active("2026-03-05 09:00", "2026-03-10 17:00"),  # Thursday to Tuesday
        task("U", phase="Research").active("2026-03-09 09:00", "2026-03-09 17:00"),
    )
    found = seen(model, "2026-03-13 17:00")
    weeks = mondays(3, "UTC", as_of=found.as_of)
    effort = effort_by_week(found.work_intervals, weeks, Workflow(), Calendars(), as_of=found.as_of)
    pd.testing.assert_frame_equal(
        effort,
        pd.DataFrame(
            {
                "week_starting": [date(2026, 3, 2), date(2026, 3, 9), date(2026, 3, 9)],
                "scientist_id": pd.Series(["ana"] * 3, dtype="str"),
                "project_id": pd.Series(["P"] * 3, dtype="str"),
                "phase": pd.Series(["Modeling", "Modeling", "Research"], dtype="str"),
                "effort_days": [2.0, 1.5, 0.5],
            }
        ),
    )


def test_the_weeks_together_are_the_whole_effort_also_on_a_calendar_of_ones_own():
    calendars = Calendars(Hours("Europe/Berlin"), (("ana", Hours("Asia/Kathmandu", weekdays=frozenset(range(7)))),))
    model = portfolio(
        epic("P"),
        task("T").active("2026-02-03 11:17"),
        task("U", who="bob").active("2026-02-20 11:00", "2026-03-09 08:00"),
    )
    found = seen(model, "2026-03-13 15:00", calendars=calendars)
    weeks = mondays(8, "Europe/Berlin", as_of=found.as_of)
    effort = effort_by_week(found.work_intervals, weeks, Workflow(), calendars, as_of=found.as_of)
    assert effort["effort_days"].sum() == pytest.approx(found.projects["effort_days"].sum(), abs=1e-9)

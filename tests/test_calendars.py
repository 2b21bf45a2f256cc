from datetime import date, time

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mlpm_analytics.calendars import Calendars, Hours, WorkCalendar, micros
from tests.builder import instant
from tests.oracle_time import worked

HOUR = 3_600_000_000


def hours_between(hours, start, stop):
    """Working hours between two wall-clock times in UTC."""
    calendar = WorkCalendar.of(hours, date(2011, 1, 1), date(2026, 12, 31))
    started, stopped = micros(pd.Series([instant(str(start)), instant(str(stop))]))
    return calendar.between_micros(np.array([started]), np.array([stopped])).item() / HOUR


def test_a_week_has_five_working_days_of_eight_hours():
    assert hours_between(Hours(), "2026-03-02", "2026-03-09") == 40
    assert Calendars().day_micros == 8 * HOUR


def test_only_the_part_of_a_stretch_inside_working_hours_counts():
    assert hours_between(Hours(), "2026-03-02 08:00", "2026-03-02 10:30:30") == pytest.approx(1.5 + 30 / 3600)
    assert hours_between(Hours(), "2026-03-02 17:00", "2026-03-03 09:00") == 0


def test_days_off_and_other_weekdays_are_free():
    hours = Hours(weekdays=frozenset({6, 0, 1, 2, 3}), days_off=frozenset({date(2026, 3, 3)}))
    assert hours_between(hours, "2026-03-01", "2026-03-08") == 32  # Sunday to Thursday, less a Tuesday


def test_working_hours_are_those_of_the_wall_clock_of_their_zone():
    assert hours_between(Hours("Asia/Kathmandu"), "2026-03-02 03:15", "2026-03-02 11:15") == 8  # 5:45 ahead of UTC


@pytest.mark.parametrize(
    ("zone", "sunday"),
    [
        ("Europe/Berlin", "2026-03-29"),
        ("Europe/Berlin", "2026-10-25"),
        ("America/New_York", "2026-03-08"),
        ("America/New_York", "2026-11-01"),
        ("Australia/Sydney", "2026-04-05"),
        ("Australia/Sydney", "2026-10-04"),
    ],
)
def test_a_clock_change_moves_no_working_hour(zone, sunday):
    local = pd.Timestamp(sunday, tz=zone)
    week = (local - pd.Timedelta(days=7), local + pd.Timedelta(days=7))
    assert hours_between(Hours(zone), *week) == 80


def test_a_day_that_the_calendar_left_out_has_no_working_time():
    # Samoa went from Thursday, 29 December 2011, to Saturday, 31 December
    assert hours_between(Hours("Pacific/Apia"), "2011-12-26 10:00", "2012-01-01") == 32


def test_working_hours_that_a_clock_change_leaves_out_are_not_worked():
    night = Hours("Europe/Berlin", opens=time(1, 30), closes=time(4), weekdays=frozenset({6}))
    assert hours_between(night, "2026-03-28", "2026-03-30") == 1.5
    small_hours = Hours("Europe/Berlin", opens=time(2, 15), closes=time(2, 45), weekdays=frozenset({6}))
    assert hours_between(small_hours, "2026-03-28", "2026-03-30") == 0


def test_a_working_day_may_end_at_midnight():
    assert hours_between(Hours(opens=time(20), closes=None), "2026-03-02", "2026-03-03") == 4
    assert Hours(opens=time(20), closes=None).day_micros == 4 * HOUR


def test_nobody_works_where_no_day_is_a_working_day():
    assert hours_between(Hours(weekdays=frozenset()), "2026-03-02", "2026-03-09") == 0


def test_the_last_instant_up_to_which_no_more_was_worked_lies_after_the_night():
    calendar = WorkCalendar.of(Hours(), date(2026, 3, 2), date(2026, 3, 13))
    day = np.array([0, 4, 8, 40]) * HOUR
    assert pd.to_datetime(calendar.instants(day), unit="us").strftime("%a %H:%M").tolist() == [
        "Mon 09:00",
        "Mon 13:00",
        "Tue 09:00",
        "Mon 09:00",
    ]


instants = st.integers(0, 3 * 7 * 24 * 3600).map(lambda second: second * 1_000_000)


@settings(max_examples=50)
@given(
    st.sampled_from(
        [("2026-03-23", "Europe/Berlin"), ("2026-10-26", "America/New_York"), ("2011-12-26", "Pacific/Apia")]
    ),
    st.sampled_from([(time(9), time(17)), (time(0), None), (time(8, 30), time(16, 15)), (time(0), time(4))]),
    instants,
    instants,
)
def test_working_time_is_what_looking_at_every_minute_finds(where, shift, one, other):
    monday, zone = where
    begin = int(pd.Timestamp(monday, tz="UTC").timestamp()) * 1_000_000
    start, stop = sorted((begin + one, begin + other))
    hours = Hours(zone, opens=shift[0], closes=shift[1])
    calendar = WorkCalendar.of(hours, date(2011, 1, 1), date(2026, 12, 31))
    assert calendar.between_micros(np.array([start]), np.array([stop])).item() == worked(hours, start, stop)

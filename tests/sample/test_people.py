"""The holidays that are written down are those of the calendars that the settings give."""

from datetime import date

import holidays as library
import pytest

from simulator.people import SCIENTISTS, holidays


@pytest.mark.parametrize("country", ["DE", "US"])
def test_the_holidays_of_a_country_are_those_of_the_library(country):
    known = library.country_holidays(country, years=[2025, 2026])
    during = {day for day in known if day >= date(2025, 4, 14) and day.weekday() < 5}
    assert holidays(country) == during


def test_everybody_takes_leave_and_one_scientist_is_on_leave_at_the_end():
    assert all(person.leaves for person in SCIENTISTS.values())
    away = [
        one
        for one in SCIENTISTS.values()
        if any(leave.first <= date(2026, 10, 14) <= leave.last for leave in one.leaves)
    ]
    assert len(away) == 1

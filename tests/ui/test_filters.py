from datetime import date

from mlpm_analytics.ui.filters import end_of_day
from tests.builder import instant


def test_a_day_means_its_end_in_the_time_zone_of_the_team():
    assert end_of_day(date(2026, 3, 18), "America/New_York") == instant("2026-03-19T04:00Z")


def test_a_midnight_that_a_clock_change_skips_is_the_first_moment_after_it():
    assert end_of_day(date(2026, 9, 5), "America/Santiago") == instant("2026-09-06T04:00Z")

"""Lead time of projects, their trend, quarters and flow efficiency, against examples by hand and the oracle's."""

import math
from datetime import date

import pytest

from mlpm_analytics.calendars import Calendars, Hours
from mlpm_analytics.metrics.lead_times import finished_quarters, flow_efficiency, lead_times
from mlpm_analytics.metrics.trends import phase_trends
from mlpm_analytics.workflow import Workflow
from tests.builder import epic, instant, portfolio, seen, task
from tests.metrics.portfolio_checks import assert_lead_times, assert_trends
from tests.oracle import Oracle
from tests.oracle_time import micros

AS_OF = "2026-08-03 12:00"


CREATED = "2025-01-01 09:00"


def finished(key, days, done):
    """A project of one Task that was active so many days from a Monday on, and that was done at an instant."""
    last = f"2025-01-{6 + days - 1 + 2 * ((days - 1) // 5):02} 17:00"
    return (
        epic(key, created=CREATED).done(done),
        task(f"{key}-1", epic=key, who=f"who {key}", created=CREATED).active("2025-01-06 09:00", last, after="done"),
    )


def two_years(recent, earlier):
    """Projects finished in the last 12 months, and in the 12 before, that took so many days each."""
    return [
        issue
        for number, (days, done) in enumerate(
            [*((days, "2026-03-06 17:00") for days in recent), *((days, "2025-03-07 17:00") for days in earlier)]
        )
        for issue in finished(f"P{number}", days, done)
    ]


def world(issues, as_of=AS_OF):
    oracle = Oracle(portfolio(*issues), Workflow(), Calendars())
    return oracle.at(micros(instant(as_of)))


def row_of(issues, unit="working days", as_of=AS_OF):
    return lead_times(seen(portfolio(*issues), as_of), "UTC").set_index("unit").loc[unit]


def modeling(issues, as_of=AS_OF):
    return phase_trends(seen(portfolio(*issues), as_of), Workflow(), "UTC").set_index("phase").loc["Modeling"]


def test_lead_time_is_in_working_days_and_in_weeks_by_the_clock():
    one = [
        epic("P").done("2026-03-13 17:00"),
        task("T").active("2026-03-02 09:00", "2026-03-03 17:00", after="done"),
    ]
    assert row_of(one)["most"] == 10.0
    assert row_of(one, "calendar weeks")["most"] == pytest.approx((11 + 8 / 24) / 7)


def test_the_trend_is_the_median_of_two_years_with_both_numbers():
    found = modeling(two_years([3, 4, 5, 8, 9], [6, 7, 9, 9, 12]))
    assert found[["recent_count", "recent_median_days", "earlier_count", "earlier_median_days"]].tolist() == [
        5,
        5,
        5,
        9,
    ]


def test_without_five_finished_projects_in_either_year_there_is_no_trend():
    found = modeling(two_years([3, 4, 5, 8, 9], [6, 7, 9, 9]))
    assert (found["recent_count"], found["earlier_count"]) == (5, 4)
    assert math.isnan(found["recent_median_days"])
    assert math.isnan(found["earlier_median_days"])


def test_a_project_finished_exactly_a_year_ago_belongs_to_the_year_before():
    issues = [*finished("P", 1, "2025-08-03 12:00"), *finished("Q", 1, "2025-08-03 12:00:01")]
    assert modeling(issues)[["recent_count", "earlier_count"]].tolist() == [1, 1]


def test_open_projects_raise_the_lead_time_and_are_in_no_trend():
    running = [
        issue
        for key in "ABCDEF"
        for issue in (epic(key), task(f"{key}-1", epic=key, who=key).active("2026-01-06 09:00"))
    ]
    issues = [*two_years([3, 4, 5, 8, 9], [6, 7, 9, 9, 12]), *running]
    found, expected = seen(portfolio(*issues), AS_OF), world(issues)
    assert row_of(issues)[["finished_count", "open_count", "recent_count"]].tolist() == [10, 6, 5]
    assert_lead_times(found, expected)
    assert_trends(found, expected)


def test_a_p85_is_given_from_twenty_finished_projects_on():
    nineteen = two_years(range(1, 11), range(1, 10))
    assert math.isnan(row_of(nineteen)["p85"])
    twenty = two_years(range(1, 11), range(1, 11))
    assert not math.isnan(row_of(twenty)["p85"])
    assert_lead_times(seen(portfolio(*twenty), AS_OF), world(twenty))


def test_a_project_is_in_the_quarter_of_the_teams_zone_in_which_it_was_done():
    berlin = Calendars(Hours(timezone="Europe/Berlin"))
    issues = [*finished("P", 1, "2026-03-31 21:30"), *finished("Q", 1, "2026-03-31 22:30")]  # 23:30 and 0:30
    found = finished_quarters(seen(portfolio(*issues), "2026-07-03 12:00", calendars=berlin), "Europe/Berlin")
    counts = found.set_index("quarter_starting")["finished_count"]
    assert (counts[date(2026, 1, 1)], counts[date(2026, 4, 1)], counts[date(2026, 7, 1)]) == (1, 1, 0)
    assert found["is_running"].tolist() == [False] * (len(found) - 1) + [True]


def test_quarters_begin_with_the_first_project_and_none_is_left_out():
    found = finished_quarters(seen(portfolio(*finished("P", 1, "2025-01-06 17:00")), AS_OF), "UTC")
    days = [date(2025, month, 1) for month in (1, 4, 7, 10)] + [date(2026, month, 1) for month in (1, 4, 7)]
    assert found["quarter_starting"].tolist() == days
    assert found["finished_count"].tolist() == [1, *[0] * 6]


def test_flow_efficiency_is_a_sum_over_a_sum_of_what_was_active_until_the_end():
    issues = [
        epic("P").done("2026-03-13 17:00"),  # 10 days, 4 of them active, and one more after it was done
        task("P-1", epic="P").active("2026-03-02 09:00", "2026-03-05 17:00"),
        task("P-2", epic="P").active("2026-03-16 09:00", "2026-03-16 17:00", after="done"),
        epic("Q").done("2026-03-13 17:00"),
        task("Q-1", epic="Q", who="bob").active("2026-03-02 09:00", "2026-03-12 17:00", after="done"),
        epic("R"),
        task("R-1", epic="R", who="eve").active("2026-03-16 09:00", "2026-03-16 17:00"),
    ]
    found = flow_efficiency(seen(portfolio(*issues), "2026-03-17 17:00")).set_index("state")
    assert found["project_count"].tolist() == [2, 1]
    assert found["active_share"].tolist() == [0.65, 0.5]


def test_nothing_in_is_no_quarter_and_no_statistic():
    found = seen(portfolio(epic("N"), task("T", epic="N")), AS_OF)
    assert finished_quarters(found, "UTC").empty
    assert lead_times(found, "UTC")["median"].isna().all()
    assert flow_efficiency(found)["active_share"].isna().all()

import pandas as pd
import pytest

from mlpm_analytics import wording


@pytest.mark.parametrize(
    ("value", "text"),
    [(3.5, "3.5 days"), (1.0, "1 day"), (0.5, "half a day"), (0.96, "1 day"), (12.04, "12 days"), (0.0, "0 days")],
)
def test_days_read_with_one_decimal_at_most(value, text):
    assert wording.days(value) == text


def test_a_little_time_is_not_shown_as_none():
    assert wording.days(0.01) == "less than 0.1 days"


@pytest.mark.parametrize(("value", "text"), [(10.0, "2 weeks"), (5.0, "1 week"), (7.5, "7.5 days"), (0.0, "0 days")])
def test_a_duration_is_in_weeks_where_they_are_whole(value, text):
    assert wording.duration(value) == text


def test_a_duration_of_weeks_survives_binary_fractions():
    assert wording.duration(0.1 * 50) == "1 week"
    assert wording.duration(10 - 1e-12) == "2 weeks"


def test_what_is_missing_is_a_dash():
    nan = float("nan")
    assert {
        wording.days(nan),
        wording.number(nan),
        wording.share(nan),
        wording.date(pd.NaT),
        wording.evidence(nan),
    } == {wording.NOTHING}


def test_a_negative_figure_that_rounds_to_nothing_has_no_sign():
    assert (wording.number(-0.01), wording.decimal(-0.01), wording.change(-0.01)) == ("0", "0.0", "±0")


def test_a_date_is_the_day_in_the_teams_time_zone():
    late = pd.Timestamp("2026-12-31T23:30:00Z")
    assert wording.date(late, "Europe/Berlin") == "1 January 2027"
    assert wording.moment(late, "Asia/Kathmandu", with_year=True) == "1 January 2027, 05:15"


def test_one_and_many():
    assert wording.count(1, "breach", "breaches") == "1 breach"
    assert wording.count(2, "breach", "breaches") == "2 breaches"
    assert wording.count(0, "Task") == "no Tasks"


def test_every_kind_of_evidence_has_words():
    from mlpm_analytics.workflow import EVIDENCE

    assert wording.NOTHING not in {wording.evidence(name) for name in EVIDENCE}

"""How long to wait, by what Jira says."""

from datetime import UTC, datetime, timedelta

import pytest

from mlpm_analytics.sources.api.pacing import LONGEST_WAIT, Clock, Pace, seconds_to_wait

NOON = datetime(2026, 3, 2, 12, tzinfo=UTC)


@pytest.mark.parametrize(
    ("headers", "least"),
    [
        ({"Retry-After": "7"}, 7),
        ({"Retry-After": "1.5"}, 1.5),
        ({"Retry-After": "1847"}, 1847),
        ({"Retry-After": "Mon, 02 Mar 2026 12:01:00 GMT"}, 60),
        ({"Retry-After": "Mon, 02 Mar 2026 11:01:00 GMT"}, 0),
        ({"Retry-After": "soon"}, 2),
        ({"Retry-After": "Mon, 02 Mar 99999 12:01:00 GMT"}, 2),
        ({"Retry-After": "Mon, 02 Mar 9999 12:01:00 GMT"}, LONGEST_WAIT),
        ({"Retry-After": "1e300"}, LONGEST_WAIT),
        ({"Retry-After": "nan"}, 2),
        ({"Retry-After": "-5"}, 0),
        ({"Retry-After": "inf"}, 2),
        ({"Retry-After": "Mon, 02 Mar 2026 12:01:00 +9999999999999"}, 2),
        ({"X-RateLimit-Reset": "2026-03-02T12:03Z"}, 180),
        ({"X-RateLimit-Reset": "2026-03-02T12:00:30.5+00:00"}, 30.5),
        ({"X-RateLimit-Reset": "2027-03-02T12:03Z"}, 2),
        ({"Retry-After": "7", "X-RateLimit-Reset": "2026-03-02T12:03Z"}, 7),
        ({}, 2),
    ],
)
def test_never_less_than_told_and_not_much_more(headers, least):
    for _ in range(20):
        assert least <= seconds_to_wait(headers, 1, NOON) <= max(least, 0.25) * 1.3 + 1e-6


def test_without_a_word_from_jira_the_waits_double_up_to_half_a_minute():
    assert [round(min(seconds_to_wait({}, attempt, NOON) for _ in range(300))) for attempt in (1, 2, 3, 4, 5, 9)] == [
        2,
        4,
        8,
        16,
        30,
        30,
    ]


def test_a_told_zero_does_not_become_a_hammer():
    assert seconds_to_wait({"Retry-After": "0"}, 6, NOON) >= 3


class Still(Clock):
    def __init__(self):
        self.seconds, self.slept = 100.0, []

    def monotonic(self):
        return self.seconds

    def sleep(self, seconds):
        self.slept.append(round(seconds, 3))
        self.seconds += seconds

    def now(self):
        return NOON + timedelta(seconds=self.seconds)


def test_the_pace_is_kept_and_drops_when_jira_says_too_many():
    clock = Still()
    pace = Pace(5, clock)
    for _ in range(3):
        pace.wait()
    assert clock.slept == [0.2, 0.2]
    pace.slow_down()
    pace.wait()
    pace.wait()
    assert clock.slept[-1] == 0.4
    for _ in range(60):
        pace.speed_up()
    pace.wait()
    pace.wait()
    assert clock.slept[-1] == 0.2


def test_without_a_pace_nobody_waits():
    clock = Still()
    pace = Pace(0, clock)
    for _ in range(5):
        pace.wait()
    assert clock.slept == []

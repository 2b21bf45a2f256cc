"""How long to wait: between requests, and after an answer that asks to wait or shows a passing fault."""

import math
import random
import time
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime
from typing import Final

LONGEST_BACKOFF: Final = 30.0  # seconds
LONGEST_WAIT: Final = 30 * 86_400.0  # a wait that is asked for beyond this one is said as this one: dates end somewhere
LONGEST_RESET: Final = 3600.0  # a reset that lies further away is not believed
SLOWEST: Final = 5.0  # seconds between requests, however often Jira says that they are too many


class Clock:
    """The time, and waiting for it to pass."""

    def now(self) -> datetime:
        """The present, in UTC."""
        return datetime.now(UTC)

    def monotonic(self) -> float:
        """Seconds on a clock that is never set."""
        return time.monotonic()

    def sleep(self, seconds: float) -> None:
        """Wait."""
        time.sleep(seconds)


class Pace:
    """One request at a time, and only so many in a second; slower for a while after Jira said "too many"."""

    def __init__(self, per_second: float, clock: Clock) -> None:
        self._usual = 1 / per_second if per_second > 0 else 0.0
        self._gap, self._clock, self._next = self._usual, clock, 0.0

    def wait(self) -> None:
        """Wait for the next request's turn."""
        early = self._next - self._clock.monotonic()
        if early > 0:
            self._clock.sleep(early)
        self._next = self._clock.monotonic() + self._gap

    def slow_down(self) -> None:
        """Jira said "too many"."""
        self._gap = min(max(self._gap * 2, 0.2), SLOWEST)

    def speed_up(self) -> None:
        """A request went well."""
        self._gap = max(self._usual, self._gap * 0.95 if self._gap > self._usual * 1.05 else self._usual)


def seconds_to_wait(headers: Mapping[str, str], attempt: int, now: datetime) -> float:
    """Seconds until the next attempt, never less than what the answer asks for; `attempt` counts from 1.

    >>> noon = datetime(2026, 3, 2, 12, tzinfo=UTC)
    >>> seconds = {"7": 7, "1.5": 1.5, "Mon, 02 Mar 2026 12:01:00 GMT": 60}
    >>> [least <= seconds_to_wait({"Retry-After": text}, 1, noon) < 1.3 * least for text, least in seconds.items()]
    [True, True, True]
    """
    backoff = min(LONGEST_BACKOFF, 2.0**attempt)
    asked_for = _retry_after(headers.get("Retry-After"), now)
    if asked_for is None:
        asked_for = _reset(headers.get("X-RateLimit-Reset"), now)
    patient = backoff if asked_for is None else max(asked_for, backoff / 8)
    return patient * (1 + 0.3 * random.random())  # noqa: S311  # so that several loaders do not come back at once


def _retry_after(text: str | None, now: datetime) -> float | None:
    """Seconds by the header Retry-After: a number, whole or not, or an instant of HTTP."""
    if text is None:
        return None
    seconds = _number(text) if _number(text) is not None else _seconds_to(text, now)
    return None if seconds is None else min(max(0.0, seconds), LONGEST_WAIT)


def _number(text: str) -> float | None:
    try:
        return float(text) if math.isfinite(float(text)) else None
    except ValueError:
        return None


def _seconds_to(text: str, now: datetime) -> float | None:
    """Seconds to an instant of HTTP; a date that is none, or of a year that no calendar has, says nothing."""
    try:
        return (_aware(parsedate_to_datetime(text)) - now).total_seconds()
    except (ValueError, TypeError, IndexError, OverflowError):
        return None


def _reset(text: str | None, now: datetime) -> float | None:
    """Seconds to the instant in X-RateLimit-Reset, ISO with or without seconds; None where it cannot be meant."""
    try:
        moment = datetime.fromisoformat(text or "")
    except ValueError:
        return None
    seconds = (_aware(moment) - now) / timedelta(seconds=1)
    return seconds if 0 <= seconds <= LONGEST_RESET else None


def _aware(moment: datetime) -> datetime:
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)

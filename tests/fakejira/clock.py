"""The clock of a simulated Jira: it stands still unless a test moves it."""

import threading
from datetime import UTC, datetime, timedelta

START = datetime(2026, 3, 2, 8, tzinfo=UTC)


class Clock:
    """Standing time, moved by `advance`; `Clock(runs=True)` also runs along with the real one."""

    def __init__(self, start: datetime = START, *, runs: bool = False):
        self._lock = threading.Lock()
        self._now = start.astimezone(UTC)
        self._real = datetime.now(UTC) if runs else None

    def now(self) -> datetime:
        """The present, to the millisecond."""
        with self._lock:
            if self._real is not None:
                real = datetime.now(UTC)
                self._now, self._real = self._now + (real - self._real), real
            return self._now.replace(microsecond=self._now.microsecond // 1000 * 1000)

    def advance(self, seconds: float) -> None:
        """Move on by some seconds (backwards where they are negative)."""
        with self._lock:
            self._now += timedelta(seconds=seconds)

    def set(self, now: datetime) -> None:
        """Make it this moment."""
        with self._lock:
            self._now = now.astimezone(UTC)

"""Working time: how much of a stretch of clock time lies in somebody's working hours.

A `WorkCalendar` holds the working windows of a span of years as UTC instants and their running sum, so
that the working time between two instants is the difference of two look-ups, exact to the microsecond.
"""

from bisect import bisect_left
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo

import numpy as np
import numpy.typing as npt
import pandas as pd

Micros = npt.NDArray[np.int64]
_DAY = timedelta(days=1)


@dataclass(frozen=True)
class Hours:
    """Whose working time: time zone, hours of a day, working weekdays (Monday is 0), days off and halves of days.

    `half_days_off` are dates with "morning" or "afternoon", which meet in the middle of the hours.
    """

    timezone: str = "UTC"
    opens: time = time(9)
    closes: time | None = time(17)  # None: midnight at the end of the day
    weekdays: frozenset[int] = frozenset(range(5))
    days_off: frozenset[date] = frozenset()
    half_days_off: frozenset[tuple[date, str]] = frozenset()

    @property
    def day_micros(self) -> int:
        """The length of one working day by the clock on the wall."""
        closes = timedelta(days=1) if self.closes is None else _since_midnight(self.closes)
        return int((closes - _since_midnight(self.opens)) / timedelta(microseconds=1))

    @property
    def middle(self) -> time:
        """The middle of a working day."""
        since_midnight = _since_midnight(self.opens) + timedelta(microseconds=self.day_micros) / 2
        return (datetime(1, 1, 1, tzinfo=UTC) + since_midnight).time()

    def worked_on(self, day: date) -> tuple[time, time | None] | None:
        """From when to when somebody works on a date; None for not at all."""
        if day.weekday() not in self.weekdays or day in self.days_off:
            return None
        is_off = {half for when, half in self.half_days_off if when == day}
        if is_off == {"morning", "afternoon"}:
            return None
        opens = self.middle if "morning" in is_off else self.opens
        return opens, self.middle if "afternoon" in is_off else self.closes

    def half_of_a_day(self, half: str) -> tuple[time, time | None]:
        """From when to when the morning or the afternoon lasts."""
        return (self.opens, self.middle) if half == "morning" else (self.middle, self.closes)


@dataclass(frozen=True)
class WorkCalendar:
    """Working windows in UTC microseconds, sorted, with the working time before each."""

    starts: Micros
    stops: Micros
    before: Micros

    @classmethod
    def of(cls, hours: Hours, first: date, last: date) -> "WorkCalendar":
        """The calendar of `hours` from `first` to `last`, both included."""
        return _calendar(hours, first, last)

    def worked_micros(self, instants: Micros) -> Micros:
        """Working time from the beginning of the calendar to each instant."""
        window = np.searchsorted(self.starts, instants, side="right") - 1
        inside = np.clip(instants - self.starts[window], 0, self.stops[window] - self.starts[window])
        return np.where(window < 0, 0, self.before[window] + inside).astype(np.int64)

    def instants(self, worked: Micros) -> Micros:
        """The last instant up to which no more than `worked` has passed: from then on working time exceeds it."""
        window = np.clip(np.searchsorted(self.before, worked, side="right") - 1, 0, None)
        return self.starts[window] + (worked - self.before[window])

    def first_instants(self, worked: Micros) -> Micros:
        """The first instant at which as much as `worked` has passed."""
        return self.instants(worked - 1) + 1

    def between_micros(self, started: Micros, stopped: Micros) -> Micros:
        """Working time in `[started, stopped)`."""
        return self.worked_micros(stopped) - self.worked_micros(started)


def micros(instants: pd.Series) -> Micros:
    """UTC microseconds since 1970 of a column of instants; a missing one is the lowest int64."""
    return instants.array.as_unit("us").asi8


def to_instants(values: Micros | pd.Series) -> pd.Series:
    """UTC microseconds since 1970 as instants, with the index they came with."""
    return pd.Series(pd.to_datetime(values, unit="us", utc=True)).dt.as_unit("us")


def _since_midnight(moment: time) -> timedelta:
    return timedelta(hours=moment.hour, minutes=moment.minute, seconds=moment.second)


@lru_cache(maxsize=64)
def _calendar(hours: Hours, first: date, last: date) -> WorkCalendar:
    zone = ZoneInfo(hours.timezone)
    days = [first + _DAY * n for n in range((last - first).days + 1)]
    spans = [span_micros(day, *worked, zone) for day in days if (worked := hours.worked_on(day)) is not None]
    starts, stops = np.array(spans or [(0, 0)], dtype=np.int64).T
    before = np.concatenate([[0], np.cumsum(stops - starts)[:-1]]).astype(np.int64)
    return WorkCalendar(starts, stops, before)


def span_micros(day: date, opens: time, closes: time | None, zone: ZoneInfo) -> tuple[int, int]:
    """Beginning and end of some hours of a date as UTC microseconds; None is the midnight that ends it."""
    return _utc(day, opens, zone), _utc(day + _DAY, time(0), zone) if closes is None else _utc(day, closes, zone)


def _utc(day: date, moment: time, zone: ZoneInfo) -> int:
    """The instant of a wall-clock time; of one that a clock change leaves out, the instant of the change."""
    local = datetime.combine(day, moment, zone)
    second, earlier = int(local.timestamp()), int(local.replace(fold=1).timestamp())
    if earlier < second:  # by the offset that follows; so it is of skipped times alone
        offset = local.replace(fold=1).utcoffset()
        seconds = range(earlier, second)
        second = earlier + bisect_left(
            seconds, True, key=lambda at: datetime.fromtimestamp(at, zone).utcoffset() == offset
        )
    return second * 1_000_000


@dataclass(frozen=True)
class Calendars:
    """The team's hours, and those of scientists who differ from them, by scientist id."""

    team: Hours = Hours()
    scientists: tuple[tuple[str, Hours], ...] = ()

    @property
    def day_micros(self) -> int:
        """One working day, by which every figure in days is divided."""
        return self.team.day_micros

    @property
    def day_hours(self) -> float:
        """The same in hours."""
        return self.day_micros / 3_600_000_000

"""Working time: how much of a stretch of clock time lies in somebody's working hours.

A `WorkCalendar` holds the working windows of a span of years as UTC instants and their running sum, so
that the working time between two instants is the difference of two look-ups, exact to the microsecond.
"""

from bisect import bisect_left
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo

import numpy as np
import numpy.typing as npt
import pandas as pd

Micros = npt.NDArray[np.int64]
_DAY = timedelta(days=1)


@dataclass(frozen=True)
class Hours:
    """Whose working time: time zone, hours of a day, working weekdays (Monday is 0), days off."""

    timezone: str = "UTC"
    opens: time = time(9)
    closes: time | None = time(17)  # None: midnight at the end of the day
    weekdays: frozenset[int] = frozenset(range(5))
    days_off: frozenset[date] = frozenset()

    @property
    def day_micros(self) -> int:
        """The length of one working day by the clock on the wall."""
        closes = timedelta(days=1) if self.closes is None else _since_midnight(self.closes)
        return int((closes - _since_midnight(self.opens)) / timedelta(microseconds=1))


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
    return instants.dt.as_unit("us").astype("int64").to_numpy()


def to_instants(values: Micros | pd.Series) -> pd.Series:
    """UTC microseconds since 1970 as instants, with the index they came with."""
    return pd.Series(pd.to_datetime(values, unit="us", utc=True)).dt.as_unit("us")


def _since_midnight(moment: time) -> timedelta:
    return timedelta(hours=moment.hour, minutes=moment.minute, seconds=moment.second)


@lru_cache(maxsize=64)
def _calendar(hours: Hours, first: date, last: date) -> WorkCalendar:
    zone = ZoneInfo(hours.timezone)
    days = [first + _DAY * n for n in range((last - first).days + 1)]
    open_days = [day for day in days if day.weekday() in hours.weekdays and day not in hours.days_off]
    starts = np.array([_utc(day, hours.opens, zone) for day in open_days], dtype=np.int64)
    stops = np.array(
        [
            _utc(day + _DAY, time(0), zone) if hours.closes is None else _utc(day, hours.closes, zone)
            for day in open_days
        ],
        dtype=np.int64,
    )
    if not open_days:
        starts = stops = np.zeros(1, dtype=np.int64)
    before = np.concatenate([[0], np.cumsum(stops - starts)[:-1]]).astype(np.int64)
    return WorkCalendar(starts, stops, before)


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

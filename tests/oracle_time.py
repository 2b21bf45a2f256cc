"""The oracle's clock: working time out of what the clocks on the wall show. Instants are microseconds since 1970."""

from datetime import UTC, date, datetime, time, timedelta
from functools import cache, lru_cache
from itertools import groupby
from typing import Any
from zoneinfo import ZoneInfo

import pandas as pd

from mlpm_analytics.calendars import Calendars, Hours

MINUTE = 60_000_000
DAY = 1440 * MINUTE
MICROSECOND = timedelta(microseconds=1)
EPOCH = datetime.fromtimestamp(0, UTC)
Stretches = tuple[tuple[int, int], ...]


@cache
def offsets(zone: str, utc_day: int) -> tuple[tuple[int, int, int], ...]:
    """A day in UTC in pieces of one offset: start, stop, offset. A clock change is looked for minute by minute."""

    def offset(at: int) -> int:
        return datetime.fromtimestamp(at // 1_000_000, ZoneInfo(zone)).utcoffset() // MICROSECOND

    begin, end = utc_day * DAY, (utc_day + 1) * DAY
    if offset(begin) == offset(end):
        return ((begin, end, offset(begin)),)
    pieces = [(value, list(minutes)) for value, minutes in groupby(range(begin, end, MINUTE), key=offset)]
    return tuple((minutes[0], minutes[-1] + MINUTE, value) for value, minutes in pieces)


@cache
def on_the_wall(zone: str, day: int, opens: int, closes: int) -> Stretches:
    """When the clocks of a zone show a time of day from `opens` to `closes` on a date (days since 1970)."""
    pieces = [piece for utc_day in (day - 1, day, day + 1) for piece in offsets(zone, utc_day)]
    stretches = [
        (max(start, day * DAY + opens - offset), min(stop, day * DAY + closes - offset))
        for start, stop, offset in pieces
    ]
    return tuple((start, stop) for start, stop in stretches if start < stop)


def opening(hours: Hours) -> tuple[int, int]:
    """The hours of a working day, from midnight on."""
    return _since_midnight(hours.opens), DAY if hours.closes is None else _since_midnight(hours.closes)


def _since_midnight(clock: time) -> int:
    return (clock.hour * 60 + clock.minute) * MINUTE + clock.second * 1_000_000


@cache
def date_of(day: int) -> date:
    return date(1970, 1, 1) + timedelta(days=day)


@lru_cache(maxsize=100_000)
def working(hours: Hours, day: int) -> Stretches:
    """The working time of a date."""
    if date_of(day).weekday() not in hours.weekdays or date_of(day) in hours.days_off:
        return ()
    return without(on_the_wall(hours.timezone, day, *opening(hours)), half_day_of_leave(hours, day))


def half_day_of_leave(hours: Hours, day: int) -> Stretches:
    """The hours of a date that are leave, where half of it is."""
    opens, closes = opening(hours)
    noon = (opens + closes) // 2
    halves = {"morning": (opens, noon), "afternoon": (noon, closes)}
    return tuple(
        stretch
        for when, half in getattr(hours, "half_days_off", ())
        if when == date_of(day)
        for stretch in on_the_wall(hours.timezone, day, *halves[half])
    )


@lru_cache(maxsize=100_000)
def leave(hours: Hours, day: int) -> Stretches:
    """When somebody is off on a date: all day, or half of it."""
    if date_of(day) in hours.days_off:
        return on_the_wall(hours.timezone, day, 0, DAY)
    return half_day_of_leave(hours, day)


@lru_cache(maxsize=100_000)
def away(hours: Hours, team: Hours, day: int) -> Stretches:
    """When somebody is away in the team's working time of a date: off, or without working time on all of that date."""
    date_of_team = on_the_wall(team.timezone, day, 0, DAY)
    nearby = (day - 1, day, day + 1)
    if not both(date_of_team, tuple(stretch for other in nearby for stretch in working(hours, other))):
        return working(team, day)
    return both(working(team, day), tuple(stretch for other in nearby for stretch in leave(hours, other)))


def both(some: Stretches, others: Stretches) -> Stretches:
    """What lies in both."""
    common = [(max(a, c), min(b, d)) for a, b in some for c, d in others]
    return tuple((start, stop) for start, stop in sorted(common) if start < stop)


def without(some: Stretches, others: Stretches) -> Stretches:
    """What lies in `some` and not in `others`."""
    for start, stop in others:
        some = tuple((a, b) for c, d in some for a, b in ((c, min(d, start)), (max(c, stop), d)) if a < b)
    return some


def lengths(stretches: Stretches, start: int, stop: int) -> int:
    """How much of them lies in `[start, stop)`."""
    return sum(max(0, min(stop, end) - max(start, begin)) for begin, end in stretches)


def dates(start: int, stop: int) -> range:
    """The dates that some zone can have between two instants."""
    return range(start // DAY - 1, stop // DAY + 2)


@lru_cache(maxsize=200_000)
def worked(hours: Hours, start: int, stop: int) -> int:
    """Working microseconds in `[start, stop)`."""
    return sum(lengths(working(hours, day), start, stop) for day in dates(start, stop))


@lru_cache(maxsize=100_000)
def all_away(people: frozenset[Hours], team: Hours, start: int, stop: int) -> int:
    """Microseconds of the team's working time in `[start, stop)` in which all of them are away."""
    total = 0
    for day in dates(start, stop):
        stretches = working(team, day)
        for hours in people:
            stretches = both(stretches, away(hours, team, day))
        total += lengths(stretches, start, stop)
    return total


def reached(hours: Hours, start: int, stop: int, needed: int) -> int:
    """The first instant of `[start, stop]` up to which that much working time has passed since `start`."""
    low, high = start - 1, stop
    while high - low > 1:
        middle = (low + high) // 2
        low, high = (low, middle) if worked(hours, start, middle) >= needed else (middle, high)
    return high


def week_before(calendars: Calendars, at: int) -> int:
    """Seven days earlier, at the same time by the clock on the team's wall."""
    local = datetime.fromtimestamp(0, UTC) + timedelta(microseconds=at)
    earlier = local.astimezone(ZoneInfo(calendars.team.timezone)) - timedelta(days=7)
    return (earlier.astimezone(UTC) - datetime.fromtimestamp(0, UTC)) // MICROSECOND


def on_the_clock(zone: str, at: int) -> datetime:
    """What the clocks of a zone show at an instant."""
    return (EPOCH + timedelta(microseconds=at)).astimezone(ZoneInfo(zone)).replace(tzinfo=None)


def instant_of(zone: str, wall: datetime) -> int:
    """When the clocks of a zone showed that: the former of two instants, the first one after a gap."""
    at = (wall.replace(tzinfo=ZoneInfo(zone)).astimezone(UTC) - EPOCH) // MICROSECOND
    if on_the_clock(zone, at) == wall:
        return at
    low, high = at - 2 * DAY, at + 2 * DAY
    while high - low > 1:
        middle = (low + high) // 2
        low, high = (middle, high) if on_the_clock(zone, middle) < wall else (low, middle)
    return high


def at_midnight(zone: str, day: date) -> int:
    """The first instant of a date; the first one after it where the zone has no such date."""
    return instant_of(zone, datetime.combine(day, time()))


def micros(stamp: Any) -> int | None:
    return None if pd.isna(stamp) else round(stamp.timestamp() * 1_000_000)


def shown(instant: int | None) -> str | None:
    """An instant for people."""
    return None if instant is None else (datetime.fromtimestamp(0, UTC) + timedelta(microseconds=instant)).isoformat()

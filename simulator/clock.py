"""The simulated clock: whole minutes since `START`, and who works in which of them."""

from datetime import UTC, datetime, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo

from mlpm_analytics.calendars import Hours

START = datetime(2025, 3, 3, tzinfo=UTC)
END = datetime(2026, 10, 14, 14, tzinfo=UTC)  # a Wednesday: 16:00 in Berlin, 10:00 in New York
DAY = 480  # minutes of a working day
_DAYS_PLANNED_BEYOND_END = 120


def minute_of(moment: datetime) -> int:
    """The minute in which a moment lies."""
    return int((moment - START) / timedelta(minutes=1))


NOW = minute_of(END)
HORIZON = NOW + _DAYS_PLANNED_BEYOND_END * 24 * 60


def instant(minute: int) -> datetime:
    """The beginning of a minute, in UTC."""
    return START + timedelta(minutes=minute)


@lru_cache
def working_minutes(hours: Hours) -> bytes:
    """A byte for each minute up to `HORIZON`: 1 where somebody with these hours works, else 0."""
    works = bytearray(HORIZON)
    zone = ZoneInfo(hours.timezone)
    for number in range(HORIZON // (24 * 60)):
        day = (START + timedelta(days=number)).date()
        if day.weekday() in hours.weekdays and day not in hours.days_off:
            opens = minute_of(datetime.combine(day, hours.opens, zone))
            works[opens : opens + DAY] = b"\1" * DAY
    return bytes(works)


def after(minute: int, worked: int, works: bytes) -> int:
    """The minute at which `worked` more working minutes have passed."""
    while worked > 0:
        worked -= works[minute]
        minute += 1
    return minute

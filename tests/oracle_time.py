"""The oracle's clock: working time found by asking every minute whether it is one. Instants are microseconds."""

from datetime import UTC, datetime, timedelta
from functools import cache, lru_cache
from typing import Any
from zoneinfo import ZoneInfo

import pandas as pd

from mlpm_analytics.calendars import Hours

MINUTE = 60_000_000
DAY = 1440 * MINUTE


@cache
def working_minutes(hours: Hours, utc_day: int) -> tuple[tuple[int, int], ...]:
    """The working stretches of one day in UTC, found minute by minute on the wall clock of the hours' zone."""
    zone, stretches = ZoneInfo(hours.timezone), []
    for minute in range(utc_day * DAY, (utc_day + 1) * DAY, MINUTE):
        local = datetime.fromtimestamp(minute // 1_000_000, zone)
        if local.weekday() in hours.weekdays and local.date() not in hours.days_off and local.time() >= hours.opens:
            if hours.closes is not None and local.time() >= hours.closes:
                continue
            if stretches and stretches[-1][1] == minute:
                stretches[-1] = (stretches[-1][0], minute + MINUTE)
            else:
                stretches.append((minute, minute + MINUTE))
    return tuple(stretches)


@lru_cache(maxsize=100_000)
def worked(hours: Hours, start: int, stop: int) -> int:
    """Working microseconds in `[start, stop)`."""
    return sum(
        max(0, min(stop, end) - max(start, begin))
        for utc_day in range(start // DAY, stop // DAY + 1)
        for begin, end in working_minutes(hours, utc_day)
    )


def micros(stamp: Any) -> int | None:
    return None if pd.isna(stamp) else round(stamp.timestamp() * 1_000_000)


def shown(instant: int | None) -> str | None:
    """An instant for people."""
    return None if instant is None else (datetime.fromtimestamp(0, UTC) + timedelta(microseconds=instant)).isoformat()

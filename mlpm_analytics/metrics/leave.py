"""Who is away: leave, and holidays that the team does not share, by the calendars of the scientists."""

from datetime import date, timedelta
from zoneinfo import ZoneInfo

import pandas as pd

from mlpm_analytics.calendars import Calendars, Hours

FURTHEST = timedelta(days=366)


def back_on(scientist_ids: pd.Series, calendars: Calendars, *, as_of: pd.Timestamp) -> pd.Series:
    """The day on which each scientist who is away works again, as text (2026-04-13); missing for who is there.

    Away is somebody whose next day of work, from the day of `as_of` on, comes later than it would by the team's days
    off. A midnight belongs to the day that it ends.
    """
    own = dict(calendars.scientists)
    days = [_back_on(own[one], calendars.team, as_of) if one in own else None for one in scientist_ids]
    return pd.Series(days, index=scientist_ids.index, dtype="str")


def _back_on(hours: Hours, team: Hours, as_of: pd.Timestamp) -> str | None:
    today = (as_of - pd.Timedelta(microseconds=1)).tz_convert(ZoneInfo(hours.timezone)).date()
    expected = _next_day_of_work(hours, team.days_off, today)
    found = _next_day_of_work(hours, hours.days_off, today)
    return found.isoformat() if found is not None and expected is not None and found > expected else None


def _next_day_of_work(hours: Hours, days_off: frozenset[date], today: date) -> date | None:
    days = (today + timedelta(days=n) for n in range(FURTHEST.days))
    return next((day for day in days if day.weekday() in hours.weekdays and day not in days_off), None)

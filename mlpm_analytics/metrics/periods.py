"""Months and quarters of the calendar in the team's time zone, up to the instant of the figures."""

from datetime import date
from zoneinfo import ZoneInfo

import pandas as pd

from mlpm_analytics.metrics.weeks import to_utc

Span = tuple[pd.Timestamp, pd.Timestamp]


def months_before(count: int, timezone: str, *, as_of: pd.Timestamp) -> pd.Timestamp:
    """The same local date and time, so many months earlier; the last day of the month where that is shorter.

    >>> months_before(12, "Europe/Berlin", as_of=pd.Timestamp("2024-02-29 12:00", tz="UTC"))
    Timestamp('2023-02-28 12:00:00+0000', tz='UTC')
    """
    local = as_of.tz_convert(ZoneInfo(timezone)).tz_localize(None)
    return to_utc(local - pd.DateOffset(months=count), timezone)


def quarters(count: int, timezone: str, *, as_of: pd.Timestamp) -> dict[date, Span]:
    """The last calendar quarters by their first days; the last one holds `as_of` and ends there."""
    now = as_of.tz_convert(ZoneInfo(timezone)).tz_localize(None).to_period("Q")
    return {
        quarter.start_time.date(): _span(quarter, timezone, as_of)
        for quarter in pd.period_range(end=now, periods=count)
    }


def _span(quarter: pd.Period, timezone: str, as_of: pd.Timestamp) -> Span:
    began_at, ended_at = (to_utc(edge.start_time, timezone) for edge in (quarter, quarter + 1))
    return began_at, min(ended_at, as_of)

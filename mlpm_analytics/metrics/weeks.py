"""Weeks: where one begins and ends, and the effort in each. A week is named by its Monday."""

from datetime import date, timedelta
from zoneinfo import ZoneInfo

import pandas as pd

from mlpm_analytics.calendars import Calendars
from mlpm_analytics.errors import NotFoundError
from mlpm_analytics.frames import INSTANT
from mlpm_analytics.metrics.times import Clock, effort_days
from mlpm_analytics.workflow import Workflow


def week_span(week: date | None, timezone: str, *, as_of: pd.Timestamp) -> tuple[pd.Timestamp, pd.Timestamp]:
    """Beginning and end of the week that holds `week`, from Monday on; without one, of the seven days up to `as_of`.

    Midnights are those of the team's time zone. A week that is not over ends at `as_of`; one that begins
    later raises `NotFoundError`.
    """
    as_of = as_of.tz_convert("UTC").as_unit("us")
    if week is None:
        local = as_of.tz_convert(ZoneInfo(timezone)).tz_localize(None) - pd.Timedelta(days=7)
        return to_utc(local, timezone), as_of
    monday = week - timedelta(days=week.weekday())
    began_at = to_utc(pd.Timestamp(monday), timezone)
    if began_at >= as_of:
        raise NotFoundError(
            f"The week of {monday} begins after the instant the figures are as of ({as_of:%Y-%m-%d %H:%M} UTC). "
            "Ask for an earlier week, or import newer data."
        )
    return began_at, min(to_utc(pd.Timestamp(monday + timedelta(days=7)), timezone), as_of)


def to_utc(local: pd.Timestamp, timezone: str) -> pd.Timestamp:
    """A local time as an instant: the former of two, and the first one after a gap."""
    zoned = local.tz_localize(ZoneInfo(timezone), ambiguous=True, nonexistent="shift_forward")
    return zoned.tz_convert("UTC").as_unit("us")


def within(instants: pd.Series, began_at: pd.Timestamp, ended_at: pd.Timestamp) -> pd.Series:
    """Whether each instant lies after the beginning, which belongs to the week before, up to the end."""
    return (instants > began_at) & (instants <= ended_at)


def finished_within(finishes: pd.DataFrame, began_at: pd.Timestamp, ended_at: pd.Timestamp) -> pd.DataFrame:
    """Of `frames.FINISHES` those that figures as of the end have and figures as of the beginning do not."""
    is_done = finishes["reopened_at"].isna() | (finishes["reopened_at"] > ended_at)
    return finishes[within(finishes["finished_at"], began_at, ended_at) & is_done]


def mondays(count: int, timezone: str, *, as_of: pd.Timestamp) -> list[date]:
    """The Mondays of the last `count` weeks up to the one of `as_of`, in the team's time zone."""
    today = as_of.tz_convert(ZoneInfo(timezone)).date()
    last = today - timedelta(days=today.weekday())
    return [last - timedelta(weeks=n) for n in reversed(range(count))]


def week_of(instants: pd.Series, timezone: str) -> pd.Series:
    """The Monday of the week of each instant, in the team's time zone."""
    local = instants.dt.tz_convert(ZoneInfo(timezone)).dt.tz_localize(None).dt.normalize()
    return (local - pd.to_timedelta(local.dt.day_of_week, unit="D")).dt.date


def parts_by_week(intervals: pd.DataFrame, weeks: list[date], timezone: str, *, as_of: pd.Timestamp) -> pd.DataFrame:
    """The parts of intervals that lie in each of some weeks, with `week_starting`; a running week ends at `as_of`."""
    spans = [(monday, *week_span(monday, timezone, as_of=as_of)) for monday in weeks]
    edges = pd.DataFrame(spans, columns=["week_starting", "began_at", "ended_at"])
    edges = edges.astype({"began_at": INSTANT, "ended_at": INSTANT})
    parts = intervals[intervals["stopped_at"] > edges["began_at"].min()].merge(edges, how="cross")
    parts = parts[(parts["started_at"] < parts["ended_at"]) & (parts["stopped_at"] > parts["began_at"])]
    return parts.assign(
        started_at=parts["started_at"].where(parts["started_at"] > parts["began_at"], parts["began_at"]),
        stopped_at=parts["stopped_at"].where(parts["stopped_at"] < parts["ended_at"], parts["ended_at"]),
    ).reset_index(drop=True)


def effort_by_week(
    intervals: pd.DataFrame, weeks: list[date], workflow: Workflow, calendars: Calendars, *, as_of: pd.Timestamp
) -> pd.DataFrame:
    """Person-days in each week: week_starting, scientist_id, project_id, phase, effort_days.

    `intervals` must hold all work intervals of the scientists in it, since their Tasks share their time. A week
    without effort has no row; one that is not over counts up to `as_of`.
    """
    parts = parts_by_week(intervals, weeks, calendars.team.timezone, as_of=as_of)
    clock = Clock.over(calendars, pd.concat([intervals["started_at"], pd.Series([as_of])]))
    timed = parts.assign(effort_days=effort_days(parts, workflow, clock))
    keys = ["week_starting", "scientist_id", "project_id", "phase"]
    return timed.groupby(keys, dropna=False, as_index=False)[["effort_days"]].sum()

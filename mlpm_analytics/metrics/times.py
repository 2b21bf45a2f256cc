"""Time: active days (a union), effort days (shared between a scientist's Tasks), elapsed days."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, time, timedelta
from zoneinfo import ZoneInfo

import numpy as np
import pandas as pd

from mlpm_analytics.calendars import Calendars, Hours, Micros, WorkCalendar, micros, span_micros, to_instants
from mlpm_analytics.frames import INSTANT
from mlpm_analytics.metrics.slices import slices, unions
from mlpm_analytics.workflow import Workflow


@dataclass(frozen=True)
class Clock:
    """Working time over the years that a set of figures looks at."""

    calendars: Calendars
    first: date
    last: date

    @classmethod
    def over(cls, calendars: Calendars, instants: pd.Series) -> "Clock":
        """A clock for all `instants`; whole years, so that figures as of nearby instants share their calendars."""
        years = instants.dropna().dt.year
        first, last = (int(years.min()), int(years.max())) if len(years) else (2000, 2000)
        return cls(calendars, date(max(first - 1, 1), 1, 1), date(min(last + 1, 9998), 12, 31))

    def calendar(self, hours: Hours) -> WorkCalendar:
        """The working windows of `hours`."""
        return WorkCalendar.of(hours, self.first, self.last)

    @property
    def team(self) -> WorkCalendar:
        """The team's working windows."""
        return self.calendar(self.calendars.team)

    def days(self, worked: Micros | pd.Series) -> pd.Series:
        """Working microseconds as working days of the team."""
        return pd.Series(worked, dtype="float64") / self.calendars.day_micros

    def team_micros(self, started: pd.Series, stopped: pd.Series) -> Micros:
        """Working time of the team between two columns of instants; 0 where one is missing or they run backwards."""
        worked = self.team.between_micros(micros(started), micros(stopped))
        usable = (started.notna() & stopped.notna()).to_numpy()
        return np.where(usable, np.maximum(worked, 0), 0)

    def team_days(self, started: pd.Series, stopped: pd.Series) -> pd.Series:
        """The same in working days."""
        return pd.Series(self.team_micros(started, stopped) / self.calendars.day_micros, index=started.index)

    def scientists_micros(self, scientist_ids: pd.Series, started: Micros, stopped: Micros) -> Micros:
        """Working time of each row by its scientist's own calendar, or else the team's."""
        worked = self.team.between_micros(started, stopped)
        for scientist_id, hours in self.calendars.scientists:
            own = (scientist_ids == scientist_id).to_numpy()
            worked[own] = self.calendar(hours).between_micros(started[own], stopped[own])
        return worked

    def away(self, scientist_ids: Iterable[str]) -> pd.DataFrame:
        """When scientists are away while the team works: scientist_id, started_at, stopped_at.

        On leave, or on a day of the team's calendar on which they have no working time.
        """
        own = dict(self.calendars.scientists)
        rows = [_away(scientist_id, own[scientist_id], self) for scientist_id in scientist_ids if scientist_id in own]
        found = pd.concat([_NOBODY_AWAY, *rows], ignore_index=True)
        return found.astype(_NOBODY_AWAY.dtypes.to_dict())

    def own_day_micros(self, scientist_ids: pd.Series) -> pd.Series:
        """The length of a working day of each row's scientist, or else of the team's."""
        own = {scientist_id: hours.day_micros for scientist_id, hours in self.calendars.scientists}
        return scientist_ids.map(own).fillna(self.calendars.day_micros).astype("float64")


def _away(scientist_id: str, hours: Hours, clock: Clock) -> pd.DataFrame:
    """The team's working windows on days on which a scientist has none, and what of the others lies in leave."""
    team, own, zone = clock.team, clock.calendar(hours), clock.calendars.team.timezone
    windows = pd.DataFrame({"started_at": to_instants(team.starts), "stopped_at": to_instants(team.stops)})
    works = to_instants(np.concatenate([own.starts, own.stops - 1])).dt.tz_convert(zone).dt.date
    has_work = windows["started_at"].dt.tz_convert(zone).dt.date.isin(set(works)).to_numpy()
    starts, stops = team.starts[has_work], team.stops[has_work]
    parts = [
        (max(starts[place], first), min(stops[place], last))
        for first, last in _leave(hours, clock.first, clock.last)
        for place in range(np.searchsorted(stops, first, "right"), np.searchsorted(starts, last, "left"))
    ]
    edges = np.array(parts, dtype=np.int64).reshape(-1, 2)
    leave = pd.DataFrame({"started_at": to_instants(edges[:, 0]), "stopped_at": to_instants(edges[:, 1])})
    return pd.concat([windows[~has_work], leave], ignore_index=True).assign(scientist_id=scientist_id)


def _leave(hours: Hours, first: date, last: date) -> Iterator[tuple[int, int]]:
    """The days and half days off from one date to another in somebody's own zone, in microseconds."""
    zone, day = ZoneInfo(hours.timezone), timedelta(days=1)
    for off in hours.days_off:
        if first - day <= off <= last + day:
            yield span_micros(off, time(0), None, zone)
    for off, half in hours.half_days_off:
        if off not in hours.days_off:
            yield span_micros(off, *hours.half_of_a_day(half), zone)


_NOBODY_AWAY = pd.DataFrame(
    {
        "scientist_id": pd.Series(dtype="str"),
        "started_at": pd.Series(dtype=INSTANT),
        "stopped_at": pd.Series(dtype=INSTANT),
    }
)


def active_days(intervals: pd.DataFrame, group: pd.Series, clock: Clock) -> pd.Series:
    """Working days in which at least one interval of the group was active, by group; overlaps count once."""
    return clock.days(active_micros(intervals, group, clock))


def active_micros(intervals: pd.DataFrame, group: pd.Series, clock: Clock) -> pd.Series:
    """The same in working microseconds of the team."""
    covered = unions(intervals, group)
    worked = clock.team.between_micros(covered["started"].to_numpy(), covered["stopped"].to_numpy())
    return covered.assign(worked=worked).groupby("group")["worked"].sum()


def effort_slices(intervals: pd.DataFrame, workflow: Workflow) -> pd.DataFrame:
    """How each moment of a scientist is shared: `row` of the interval, `started`, `stopped`, `share`.

    A scientist's time is shared equally between their active Tasks outside passive phases; an unassigned Task
    counts as one person; a Task in a passive phase gets nothing and has no row.
    """
    rows = np.flatnonzero(~intervals["phase"].isin(workflow.passive_phases).to_numpy())
    sharing = intervals.iloc[rows]
    person = sharing["scientist_id"].fillna("\0" + sharing["issue_id"])
    cut = slices(sharing, person)
    share = 1.0 / cut.groupby("slice_no")["row"].transform("size")
    return cut.assign(row=rows[cut["row"].to_numpy()], share=share)


def effort_days(intervals: pd.DataFrame, workflow: Workflow, clock: Clock) -> pd.Series:
    """Person-days of each interval, in the intervals' order: time in progress, shared; not hours at the desk."""
    cut = effort_slices(intervals, workflow)
    people = intervals["scientist_id"].iloc[cut["row"].to_numpy()]
    worked = clock.scientists_micros(people, cut["started"].to_numpy(), cut["stopped"].to_numpy())
    shared = np.bincount(cut["row"].to_numpy(), weights=worked * cut["share"].to_numpy(), minlength=len(intervals))
    return pd.Series(shared / clock.calendars.day_micros, index=intervals.index)

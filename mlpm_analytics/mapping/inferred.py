"""When a Task began that nobody saw beginning: the rule of one Task at a time (`docs/definitions.md`, Evidence)."""

from dataclasses import dataclass
from datetime import date

import numpy as np
import pandas as pd

from mlpm_analytics.calendars import WorkCalendar, micros
from mlpm_analytics.frames import INSTANT
from mlpm_analytics.settings import Settings

LONGEST_DAYS = 5  # a Task is at most that many working days


@dataclass(frozen=True)
class TeamTime:
    """The team's working hours over the years of the data."""

    calendar: WorkCalendar
    day_micros: int

    @classmethod
    def of(cls, settings: Settings, instants: pd.Series) -> "TeamTime":
        """The calendar from the year before the first of some instants to the one after the last."""
        years = instants.dropna().dt.year
        first, last = (int(years.min()) - 1, int(years.max()) + 1) if len(years) else (2000, 2001)
        hours = settings.team_hours(first, last)
        return cls(WorkCalendar.of(hours, date(first, 1, 1), date(last, 12, 31)), hours.day_micros)

    def before(self, instants: pd.Series, days: float) -> pd.Series:
        """The instant that lies so many working days before each; NaT for none."""
        known = instants.dropna()
        worked = self.calendar.worked_micros(micros(known)) - np.int64(days * self.day_micros)
        found = pd.Series(self.calendar.instants(worked).view("datetime64[us]"), index=known.index)
        return found.dt.tz_localize("UTC").astype(INSTANT).reindex(instants.index)


def inferred_starts(ends: pd.DataFrame, finished: pd.DataFrame, team: TeamTime) -> pd.Series:
    """When each Task began that ended at `ended_at`: the latest of three instants, and never after its end.

    `ends` has ended_at, scientist and floor_at, before which it did not begin; `finished` when Tasks of each
    scientist ended: scientist, ended_at. A Task that ended at the same instant is none before it. NaT without an end.
    """
    asked = ends[["scientist", "ended_at"]].assign(place=range(len(ends))).dropna()
    known = finished[["scientist", "ended_at"]].dropna().assign(previous_at=lambda row: row["ended_at"])
    found = pd.merge_asof(
        asked.sort_values("ended_at", kind="stable"),
        known.sort_values("ended_at", kind="stable"),
        on="ended_at",
        by="scientist",
        allow_exact_matches=False,
    )
    previous = found.set_index("place")["previous_at"].reindex(range(len(ends))).set_axis(ends.index)
    latest = pd.concat([ends["floor_at"], previous, team.before(ends["ended_at"], LONGEST_DAYS)], axis=1).max(axis=1)
    began = latest.where(~(latest > ends["ended_at"]), ends["ended_at"])
    return began.where(ends["ended_at"].notna()).astype(INSTANT)  # what has no end on record has no start either

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
    return _latest(ends, previous, team.before(ends["ended_at"], LONGEST_DAYS))


def _latest(ends: pd.DataFrame, *instants: pd.Series) -> pd.Series:
    """The latest of some instants and `floor_at`, at most `ended_at`; what has no end on record has no start either."""
    latest = pd.concat([ends["floor_at"], *instants], axis=1).max(axis=1)
    began = latest.where(~(latest > ends["ended_at"]), ends["ended_at"])
    return began.where(ends["ended_at"].notna()).astype(INSTANT)


def passive_starts(ends: pd.DataFrame, finished: pd.DataFrame) -> pd.Series:
    """When each Task of a passive phase began: when the last Task of an earlier phase of its project had ended.

    `ends` has issue_id, epic, position (of the phase), ended_at and floor_at, `finished` the same of finished Tasks
    without floor_at. NaT where no such Task ended by then: nothing tells.
    """
    asked = ends.reset_index(names="place").dropna(subset=["epic", "ended_at"])
    pairs = asked.merge(finished.dropna(), on="epic", suffixes=("", "_before"))
    is_before = (pairs["position_before"] < pairs["position"]) & (pairs["ended_at_before"] <= pairs["ended_at"])
    last = pairs[is_before & (pairs["issue_id"] != pairs["issue_id_before"])].groupby("place")["ended_at_before"].max()
    previous = last.reindex(ends.index).astype(INSTANT)
    return _latest(ends, previous).where(previous.notna())

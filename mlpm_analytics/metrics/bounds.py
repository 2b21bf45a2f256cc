"""The bounds of what rests on exports without history: how long a Task was active at least, and at most."""

from typing import Final

import pandas as pd

from mlpm_analytics.metrics.times import Clock

WITH_BOUNDS: Final = ("snapshot", "inferred")  # dates of fields are as somebody entered them


def active_bounds(possible: pd.DataFrame, tasks: pd.DataFrame, clock: Clock, *, as_of: pd.Timestamp) -> pd.DataFrame:
    """The columns least_active_days and most_active_days for `tasks` (by issue id; active_days, evidence).

    The figure itself lies within. NaN for Tasks that `possible` (`frames.POSSIBLE_RUNS`) says nothing of.
    """
    rows = possible[possible["started_at"] < as_of]
    stopped = rows["stopped_at"].where(rows["stopped_at"] <= as_of, as_of)
    worked = clock.team_days(rows["started_at"], stopped)
    has_bounds = tasks["evidence"].isin(WITH_BOUNDS) & tasks.index.isin(possible["issue_id"])
    found = tasks["active_days"].where(has_bounds)

    def total(days: pd.Series) -> pd.Series:
        return days.groupby(rows["issue_id"]).sum().reindex(tasks.index).fillna(0)

    least, most = total(worked.where(rows["is_certain"], 0.0)), total(worked)
    return pd.DataFrame(
        {
            "least_active_days": found.where(found < least, least).where(has_bounds),
            "most_active_days": found.where(found > most, most).where(has_bounds),
        }
    )

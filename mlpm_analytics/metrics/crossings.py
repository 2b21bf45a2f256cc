"""When a sum of working time crossed a limit: the inverse of the calendar, exact to the microsecond."""

import numpy as np
import pandas as pd

from mlpm_analytics.calendars import Micros, micros
from mlpm_analytics.metrics.slices import slices
from mlpm_analytics.metrics.times import Clock
from mlpm_analytics.workflow import TOLERANCE_DAYS

NEVER = np.iinfo(np.int64).max


def crossed_at(ledger: pd.DataFrame, asked: pd.DataFrame, clock: Clock) -> Micros:
    """The first instant at which the sum of each group asked for exceeded a limit, or `NEVER`.

    `ledger` has columns group, scientist_id (on whose calendar time counts), started_at, stopped_at and rate (days
    per working microsecond); `asked` has group and limit (days).
    """
    cut = slices(ledger, ledger["group"])
    facts = ledger[["group", "scientist_id", "rate"]].iloc[cut["row"].to_numpy()].reset_index(drop=True)
    pieces = cut.join(facts)
    added = _days(pieces, pieces["started"].to_numpy(), pieces["stopped"].to_numpy(), clock)
    whole = pieces.assign(added=added).groupby("slice_no").agg(group=("group", "first"), added=("added", "sum"))
    whole = whole.assign(after=whole.groupby("group")["added"].cumsum()).reset_index()
    pairs = asked.reset_index(drop=True).rename_axis("place").reset_index().merge(whole, on="group")
    first = pairs[pairs["after"] > pairs["limit"] + TOLERANCE_DAYS].drop_duplicates("place")
    inside = first.assign(missing=first["limit"] + TOLERANCE_DAYS - (first["after"] - first["added"]))
    reached = _within(inside[["place", "slice_no", "missing"]].merge(pieces, on="slice_no"), clock)
    found = np.full(len(asked), NEVER)
    found[reached.index.to_numpy(dtype=np.int64)] = reached.to_numpy()
    return found


def _days(rows: pd.DataFrame, started: Micros, stopped: Micros, clock: Clock) -> np.ndarray:
    return clock.scientists_micros(rows["scientist_id"], started, stopped) * rows["rate"].to_numpy(dtype=np.float64)


def _within(rows: pd.DataFrame, clock: Clock) -> pd.Series:
    """For each `place` the first instant of its slice at which the rows of that slice add up to more than `missing`."""
    number = pd.factorize(rows["place"])[0]
    started, missing = rows["started"].to_numpy(), rows["missing"].to_numpy()
    low, high = started.copy(), rows["stopped"].to_numpy(copy=True)
    while (high - low > 1).any():
        middle = (low + high) // 2
        is_over = np.bincount(number, weights=_days(rows, started, middle, clock))[number] > missing
        low, high = np.where(is_over, low, middle), np.where(is_over, middle, high)
    return pd.Series(high, index=rows["place"])[lambda found: ~found.index.duplicated()]


def passed_at(since: pd.Series, days: pd.Series | float, clock: Clock) -> Micros:
    """The first instant at which the team's working time since each instant was more than so many days."""
    return clock.team.first_instants(_worked(since, clock) + _micros(days, clock) + _tolerance(clock) + 1)


def lasted_at(since: pd.Series, days: pd.Series | float, clock: Clock) -> Micros:
    """The first instant at which the team's working time since each instant was as many days, or more."""
    return clock.team.first_instants(_worked(since, clock) + _micros(days, clock) - _tolerance(clock))


def _worked(since: pd.Series, clock: Clock) -> Micros:
    return clock.team.worked_micros(micros(since))


def _micros(days: pd.Series | float, clock: Clock) -> Micros:
    return np.round(np.asarray(days, dtype=np.float64) * clock.calendars.day_micros).astype(np.int64)


def _tolerance(clock: Clock) -> int:
    return int(TOLERANCE_DAYS * clock.calendars.day_micros)

"""What an explanation is made of: the parts that add up to a figure, and what was left out of it."""

from dataclasses import dataclass

import numpy as np
import pandas as pd

from mlpm_analytics.calendars import micros, to_instants
from mlpm_analytics.frames import Frame, column

HOUR_MICROS = 3_600_000_000

PARTS = Frame(
    "parts",
    [
        *("issue_id", "key", "phase", "scientist_id"),
        *(column("started_at", label="From"), column("stopped_at", label="To")),
        *("worked_days", "share", "shared_with", "amount", "evidence"),
    ],
)
LEFT_OUT = Frame(
    "left_out",
    [
        *("issue_id", "key", "phase", column("started_at", label="From"), column("stopped_at", label="To")),
        column("hours", label="Hours by the clock", meaning="how long it is by the clock"),
        column("reason", label="Why it does not count", meaning="why it does not count"),
    ],
)


@dataclass(frozen=True)
class Explanation:
    """A figure, and what it was added up from.

    The `amount` of the `parts` (`PARTS`) adds up to `total`, in `unit`; where `total` is NaN there is nothing to add
    up, and the parts are what the figure rests on. `left_out` (`LEFT_OUT`) says what does not count, and why.
    `bounded_by` has the ids of further issues whose changes began or ended parts.
    """

    total: float
    unit: str
    parts: pd.DataFrame
    left_out: pd.DataFrame
    bounded_by: frozenset[str] = frozenset()


def pieces(cut: pd.DataFrame, intervals: pd.DataFrame, *, by: list[str]) -> pd.DataFrame:
    """Slices of intervals as parts; neighbours of one interval that are the same in `by` become one.

    `cut` has `row` (a place in `intervals`), `started`, `stopped` and `worked` (microseconds), and the columns `by`.
    """
    ordered = cut.sort_values(["row", "started"], kind="stable", ignore_index=True)
    same = (ordered[["row", *by]] == ordered[["row", *by]].shift()).all(axis=1)
    stretch = (~(same & (ordered["started"] == ordered["stopped"].shift()))).cumsum()
    merged = ordered.groupby(stretch).agg(
        {"row": "first", "started": "first", "stopped": "last", "worked": "sum"} | dict.fromkeys(by, "first")
    )
    facts = intervals[["issue_id", "key", "phase", "scientist_id", "evidence"]].iloc[merged["row"].to_numpy()]
    found = facts.reset_index(drop=True).join(merged[["worked", *by]].reset_index(drop=True))
    return found.assign(
        started_at=to_instants(merged["started"].to_numpy()).array,
        stopped_at=to_instants(merged["stopped"].to_numpy()).array,
    )


def as_parts(rows: pd.DataFrame, *, day_micros: int) -> pd.DataFrame:
    """Pieces as `PARTS`, in order of time; without a `share` all of it counts."""
    shared = rows.assign(**{name: value for name, value in _WHOLE.items() if name not in rows})
    worked = shared["worked"] / day_micros
    found = shared.assign(worked_days=worked, amount=worked * shared["share"])
    return PARTS.check(found).sort_values(["started_at", "key"], kind="stable", ignore_index=True)


_WHOLE = {"share": 1.0, "shared_with": np.nan}


def as_left_out(rows: pd.DataFrame, reason: str | pd.Series) -> pd.DataFrame:
    """Stretches as `LEFT_OUT`, with their length by the clock."""
    if rows.empty:
        return LEFT_OUT.empty()
    return LEFT_OUT.check(
        rows.assign(hours=(micros(rows["stopped_at"]) - micros(rows["started_at"])) / HOUR_MICROS, reason=reason)
    )


def outside(parts: pd.DataFrame, *, day_micros: int) -> pd.DataFrame:
    """The time outside working hours of each part, as `LEFT_OUT`."""
    clock = micros(parts["stopped_at"]) - micros(parts["started_at"])
    beyond = pd.Series(clock, index=parts.index) - (parts["worked_days"] * day_micros).round()
    rows = parts.assign(hours=beyond / HOUR_MICROS, reason="outside working hours")
    return LEFT_OUT.check(rows[rows["hours"] > 0])


def joined(frames: list[pd.DataFrame]) -> pd.DataFrame:
    """Several frames of `LEFT_OUT`, in order of time."""
    rows = pd.concat([frame for frame in frames if len(frame)] or [LEFT_OUT.empty()], ignore_index=True)
    return LEFT_OUT.check(rows.sort_values(["started_at", "key", "reason"], kind="stable", ignore_index=True))

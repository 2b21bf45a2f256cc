"""Statistics over what is finished and what is not: open ones count as at least so long (Kaplan and Meier, 1958)."""

from collections.abc import Sequence
from typing import Final, NamedTuple

import numpy as np
import pandas as pd

from mlpm_analytics.workflow import TOLERANCE_DAYS

LEAST: Final = {0.5: 5, 0.25: 8, 0.75: 8, 0.85: 20}  # finished ones, for a quantile to be given


class Quantile(NamedTuple):
    """A quantile in days, and whether it is only known to be more than that; NaN for too few finished ones."""

    days: float
    is_more: bool = False


def quantile(days: Sequence[float], is_finished: Sequence[bool], share: float) -> Quantile:
    """The quantile of durations of which some still go on.

    Without an open one it is linear between order statistics (type 7), else the smallest x at which the product-limit
    curve is at or under 1 - share; where it never is, the longest one observed and `is_more`.
    """
    lasted, finished = np.asarray(days, dtype=np.float64), np.asarray(is_finished, dtype=bool)
    if finished.sum() < LEAST[share]:
        return Quantile(float("nan"))
    if finished.all():
        return Quantile(float(np.quantile(lasted, share)))
    ends, deaths = np.unique(lasted[finished], return_counts=True)
    at_risk = (lasted[:, None] >= ends).sum(axis=0)
    is_reached = np.cumprod(1 - deaths / at_risk) <= 1 - share + TOLERANCE_DAYS
    if is_reached.any():
        return Quantile(float(ends[is_reached.argmax()]))
    return Quantile(float(lasted.max()), is_more=True)


class Range(NamedTuple):
    """How many there are, the range of the finished ones, and how many open ones are beyond it."""

    finished_count: int
    open_count: int
    least: float
    most: float
    beyond_count: int


def finished_range(lasted: pd.Series, is_finished: pd.Series) -> Range:
    """The range of durations of which some still go on; NaN without a finished one."""
    finished, still_open = lasted[is_finished], lasted[~is_finished]
    most = finished.max()
    return Range(len(finished), len(still_open), finished.min(), most, int((still_open > most).sum()))

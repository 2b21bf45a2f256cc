"""Hand-overs: time in which somebody works on a project who is none of the scientists that the settings name."""

import numpy as np
import pandas as pd

from mlpm_analytics.metrics.known import Known
from mlpm_analytics.metrics.times import active_days


def handed_over_days(intervals: pd.DataFrame, keys: list[str], known: Known) -> pd.Series:
    """Working days with at least one Task of somebody else active, by `keys`; a group without such time has no row.

    Overlaps count once. A Task that nobody is assigned to is handed over to nobody.
    """
    is_other = intervals["scientist_id"].notna() & ~intervals["scientist_id"].isin(known.workflow.named_scientists)
    rows = intervals[is_other].dropna(subset=keys)
    grouped = rows.groupby(keys)
    index = grouped.size().index
    return active_days(rows, grouped.ngroup(), known.clock).reindex(range(len(index))).set_axis(index)


def known_hand_overs(days: pd.Series, known: Known) -> pd.Series:
    """Days of hand-overs, 0 where there are none; missing where the settings name no scientist."""
    return days.fillna(0.0) if known.workflow.named_scientists else pd.Series(np.nan, index=days.index)

"""The weakest evidence among what a figure was added up from."""

import numpy as np
import pandas as pd

from mlpm_analytics.workflow import EVIDENCE

_RANKS = {name: rank for rank, name in enumerate(EVIDENCE)}


def weakest(evidence: pd.Series, group: pd.Series) -> pd.Series:
    """The weakest evidence of each group, by group; rows without a group are left out."""
    ranks = evidence.map(_RANKS).astype("float64")
    return named(ranks.groupby(group.to_numpy()).max())


def named(ranks: pd.Series) -> pd.Series:
    """Ranks as the names of `workflow.EVIDENCE`; no rank is no evidence."""
    return ranks.map(dict(enumerate(EVIDENCE))).astype("str").where(ranks.notna(), np.nan)

"""The weekly review as a row of figures."""

from typing import Final

import pandas as pd

from mlpm_analytics import wording
from mlpm_analytics.metrics.weekly import WeeklyReview
from mlpm_analytics.ui.blocks import Metric

_BETTER: Final = {"Tasks finished": 1}  # the sign of a change for the better
_TOLD: Final = "Breaches"  # in the sentence above the row, and there already as the new and the settled ones


def metrics(review: WeeklyReview) -> list[Metric]:
    """The figures of the week, with the change since the week before where it can be known."""
    rows = review.figures[review.figures["figure"] != _TOLD]
    rows = rows.assign(change=rows["value"] - rows["before"])
    return [
        Metric(
            figure,
            wording.number(value),
            None if pd.isna(change) else f"{wording.change(change)} since last week",
            change_is=_judged(figure, change),
        )
        for figure, value, change in rows[["figure", "value", "change"]].itertuples(index=False)
    ]


def _judged(figure: str, change: float) -> str:
    better = _BETTER.get(figure, 0) * change
    return "good" if better > 0 else "bad" if better < 0 else "neutral"

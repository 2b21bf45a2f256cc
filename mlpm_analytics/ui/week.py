"""The weekly review as a row of figures."""

from typing import Final

import pandas as pd

from mlpm_analytics import wording
from mlpm_analytics.metrics.weekly import WeeklyReview
from mlpm_analytics.ui.blocks import Metric

_MORE_IS: Final = {"Tasks finished": "good", "Breaches": "bad"}


def metrics(review: WeeklyReview) -> list[Metric]:
    """The figures of the week, with the change since the week before where it can be known."""
    rows = review.figures.assign(change=review.figures["value"] - review.figures["before"])
    return [
        Metric(
            figure,
            wording.number(value),
            None if pd.isna(change) else f"{wording.change(change)} since last week",
            more_is=_MORE_IS.get(figure, "neutral") if change else "neutral",
        )
        for figure, value, change in rows[["figure", "value", "change"]].itertuples(index=False)
    ]

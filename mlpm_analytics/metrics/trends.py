"""The trend of a statistic: the projects finished in the last 12 months against those finished in the 12 before."""

from typing import NamedTuple

import pandas as pd

from mlpm_analytics.frames import Figures, Frame
from mlpm_analytics.metrics.periods import months_before
from mlpm_analytics.metrics.portfolio import PHASE_SPREAD, phase_spread, visited_phases
from mlpm_analytics.metrics.statistics import LEAST, quantile
from mlpm_analytics.metrics.weeks import within
from mlpm_analytics.workflow import Workflow

PHASE_TRENDS = Frame(
    "phase_trends", [*PHASE_SPREAD, "recent_count", "recent_median_days", "earlier_count", "earlier_median_days"]
)


class Trend(NamedTuple):
    """How many were finished in each of two years, and their medians; NaN in both where either has too few."""

    recent_count: int
    recent_median: float
    earlier_count: int
    earlier_median: float


def trend(marks: pd.DataFrame, figure: str, timezone: str, *, as_of: pd.Timestamp) -> Trend:
    """The trend of a column of projects with `finished_at` and `is_finished`."""
    a_year_ago, two_years_ago = (months_before(count, timezone, as_of=as_of) for count in (12, 24))
    finished = marks[marks["is_finished"]]
    recent, earlier = (
        finished.loc[within(finished["finished_at"], *period), figure].tolist()
        for period in ((a_year_ago, as_of), (two_years_ago, a_year_ago))
    )
    is_known = min(len(recent), len(earlier)) >= LEAST[0.5]
    medians = [quantile(took, [True] * len(took), 0.5).days if is_known else float("nan") for took in (recent, earlier)]
    return Trend(len(recent), medians[0], len(earlier), medians[1])


def phase_trends(seen: Figures, workflow: Workflow, timezone: str) -> pd.DataFrame:
    """What each phase took (`portfolio.phase_spread`), with its trend; columns as in `PHASE_TRENDS`."""
    marks = visited_phases(seen)
    trends = [
        trend(marks[marks["phase"] == phase], "actual_days", timezone, as_of=seen.as_of) for phase in workflow.phases
    ]
    added = pd.DataFrame(trends).rename(
        columns={"recent_median": "recent_median_days", "earlier_median": "earlier_median_days"}
    )
    return PHASE_TRENDS.check(phase_spread(seen, workflow).join(added))

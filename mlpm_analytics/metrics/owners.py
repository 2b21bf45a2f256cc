"""Whose project it is: the assignee of its Epic, else who spends most of their time on it."""

from typing import Final

import pandas as pd

from mlpm_analytics.metrics.histories import latest
from mlpm_analytics.metrics.known import Known
from mlpm_analytics.metrics.times import effort_days
from mlpm_analytics.workflow import TOLERANCE_DAYS

WINDOW: Final = pd.Timedelta(hours=28 * 24)  # how far back effort makes somebody the owner


def owners(known: Known, project_ids: pd.Index) -> pd.DataFrame:
    """The `owner_id` of each project, and whether it `is_owner_derived`, by project id.

    While an Epic has no assignee, its owner is whoever has most effort on it in the last 28 days, of several the
    smaller id; nobody, where nobody has any.
    """
    stated = latest(known.model.histories, "assignee")["value"].reindex(project_ids)
    derived = _most_effort(known).reindex(project_ids)
    return pd.DataFrame(
        {"owner_id": stated.fillna(derived), "is_owner_derived": stated.isna() & derived.notna()}, index=project_ids
    )


def _most_effort(known: Known) -> pd.Series:
    """Who has most effort on each project in the window, by project id."""
    began_at, rows = known.as_of - WINDOW, known.intervals
    rows = rows[rows["stopped_at"] > began_at].reset_index(drop=True)
    rows = rows.assign(started_at=rows["started_at"].where(rows["started_at"] > began_at, began_at))
    spent = effort_days(rows, known.workflow, known.clock).groupby([rows["project_id"], rows["scientist_id"]]).sum()
    most = spent.groupby("project_id").transform("max")
    first = spent[(spent > TOLERANCE_DAYS) & (spent >= most - TOLERANCE_DAYS)].reset_index()
    return first.groupby("project_id")["scientist_id"].min().astype("str")

"""The plan of a project: weeks for each phase, in force as of an instant, and the first there ever was."""

import pandas as pd

from mlpm_analytics.metrics.histories import at_instants
from mlpm_analytics.workflow import DAYS_PER_WEEK, Workflow

FIELD = "plan:"


def plan_rows(histories: pd.DataFrame) -> pd.DataFrame:
    """The histories of plans, in order of time, with the `phase` each is for."""
    rows = histories[histories["field"].str.startswith(FIELD)].sort_values("changed_at", kind="stable")
    return rows.assign(phase=rows["field"].str.removeprefix(FIELD))


def plans(points: pd.DataFrame, rows: pd.DataFrame, workflow: Workflow) -> pd.DataFrame:
    """The plan in force of every phase at every point: the columns of `points`, phase, position, planned_days.

    `points` has columns project_id and as_of; `rows` are `plan_rows`. Days are NaN without a plan.
    """
    order = pd.DataFrame({"phase": workflow.phases, "position": range(len(workflow.phases))}).astype({"phase": "str"})
    asked = points.merge(order, how="cross")
    weeks = at_instants(asked.assign(issue_id=asked["project_id"]), rows, ["issue_id", "phase"])["number"]
    return asked.drop(columns="as_of").assign(planned_days=weeks.to_numpy() * DAYS_PER_WEEK)


def baseline_days(rows: pd.DataFrame) -> pd.Series:
    """The first plan that each Epic had for a phase, by (project_id, phase); `rows` are `plan_rows`."""
    first = rows.dropna(subset=["number"]).drop_duplicates(["issue_id", "phase"])
    days = first.set_index(["issue_id", "phase"])["number"] * DAYS_PER_WEEK
    return days.rename_axis(["project_id", "phase"]).rename("baseline_days")

"""The plan of a project: weeks for each phase, in force as of an instant, and the first there ever was."""

import pandas as pd

from mlpm_analytics.frames import Model
from mlpm_analytics.metrics.histories import at_instants, of_field
from mlpm_analytics.workflow import DAYS_PER_WEEK, Workflow


def planned_days(worlds: pd.DataFrame, model: Model, phase: str) -> pd.Series:
    """The plan of `phase` in force in each world (columns issue_id, as_of), in its order; NaN without one."""
    return at_instants(worlds, model.histories, f"plan:{phase}")["number"] * DAYS_PER_WEEK


def baseline_days(histories: pd.DataFrame, phase: str) -> pd.Series:
    """The first plan of `phase` that each Epic had, by issue id."""
    rows = of_field(histories, f"plan:{phase}").dropna(subset=["number"])
    return rows.drop_duplicates("issue_id").set_index("issue_id")["number"] * DAYS_PER_WEEK


def plans(worlds: pd.DataFrame, model: Model, workflow: Workflow) -> pd.DataFrame:
    """The plan in force of every phase in every world: project_id, phase, position, planned_days."""
    found = [
        pd.DataFrame(
            {
                "project_id": worlds["project_id"].to_numpy(),
                "phase": phase,
                "position": position,
                "planned_days": planned_days(worlds, model, phase),
            }
        )
        for position, phase in enumerate(workflow.phases)
    ]
    return pd.concat(found, ignore_index=True)

"""Mis-clicks: short runs of activity that led back to the status they came from, as if they had not happened."""

from dataclasses import replace

import numpy as np
import pandas as pd

from mlpm_analytics.frames import Model
from mlpm_analytics.metrics.histories import of_field
from mlpm_analytics.workflow import Workflow


def without_mis_clicks(model: Model, workflow: Workflow) -> tuple[Model, pd.DataFrame]:
    """The model without mis-clicks, and the mis-clicks: issue_id, run_started_at (`docs/definitions.md`, Histories).

    A run that is still open, began with its issue or led elsewhere is none.
    """
    steps = of_field(model.histories, "status")
    active_ids = model.status_roles.loc[model.status_roles["is_active"], "status_id"]
    is_active = steps["value"].isin(active_ids).to_numpy()
    issue = pd.factorize(steps["issue_id"])[0]
    same_issue = np.append(False, issue[1:] == issue[:-1])
    continues = is_active & np.append(False, is_active[:-1]) & same_issue
    first = np.flatnonzero(is_active & ~continues)
    back = np.append(first, len(steps))[:-1] + _lengths(continues, first)  # the row that ends each run
    is_inside = (back < len(steps)) & same_issue[first]
    first, back = first[is_inside], back[is_inside]
    is_inside = issue[first] == issue[back]
    first, back = first[is_inside], back[is_inside]
    lasted = steps["changed_at"].to_numpy()[back] - steps["changed_at"].to_numpy()[first]
    status = pd.factorize(steps["value"])[0]
    is_click = (lasted < np.timedelta64(workflow.min_active)) & (status[first - 1] == status[back])
    first, back = first[is_click], back[is_click]
    clicks = steps.iloc[first][["issue_id", "changed_at"]].set_axis(["issue_id", "run_started_at"], axis=1)
    return replace(model, histories=_without(model.histories, steps, first, back)), clicks.reset_index(drop=True)


def _lengths(continues: np.ndarray, first: np.ndarray) -> np.ndarray:
    """How many rows each run has, of which all but the first continue it."""
    run = np.cumsum(~continues)
    return np.bincount(run, minlength=run.max(initial=0) + 1)[run[first]]


def _without(histories: pd.DataFrame, steps: pd.DataFrame, first: np.ndarray, back: np.ndarray) -> pd.DataFrame:
    """The histories less all rows of the status from each `first` place among `steps` up to `back`."""
    if not len(first):
        return histories
    opened = np.zeros(len(steps) + 1, dtype=np.int64)
    np.add.at(opened, first, 1)
    np.add.at(opened, back + 1, -1)
    return histories.drop(index=steps.index[np.cumsum(opened)[:-1] > 0])

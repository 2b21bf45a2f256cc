"""Work intervals: the longest stretches in which a Task is active and stays with its project, phase and assignee."""

import numpy as np
import pandas as pd

from mlpm_analytics.frames import WORK_INTERVALS, Model
from mlpm_analytics.frames.membership import is_in
from mlpm_analytics.metrics.histories import states
from mlpm_analytics.workflow import Workflow

FIELDS = ("status", "phase", "epic", "assignee")


def counted_kinds(workflow: Workflow) -> list[str]:
    """Which kinds of issue carry time."""
    return ["task", "subtask"] if workflow.include_subtasks else ["task"]


def counted_items(model: Model, workflow: Workflow) -> pd.DataFrame:
    """The issues that carry time of their own."""
    return model.work_items[model.work_items["kind"].isin(counted_kinds(workflow))]


def work_intervals(model: Model, workflow: Workflow, *, as_of: pd.Timestamp) -> pd.DataFrame:
    """The work intervals of what is known as of an instant; columns as in `frames.WORK_INTERVALS`.

    `model` is without mis-clicks. An interval that is still going on stops at `as_of` and is marked open, with no
    length where it began exactly then. A run is the stretch from becoming active to becoming inactive.
    """
    items = counted_items(model, workflow)
    histories = model.histories[is_in(model.histories["issue_id"], items["issue_id"])]
    active_ids = model.status_roles.loc[model.status_roles["is_active"], "status_id"]
    return _named(_longest_stretches(_active_runs(states(histories, FIELDS), active_ids, as_of)), items)


def _active_runs(held: pd.DataFrame, active_ids: pd.Series, as_of: pd.Timestamp) -> pd.DataFrame:
    """The active states, each with the run it lies in."""
    is_active = held["status"].isin(active_ids)
    continues = is_active.shift(fill_value=False) & (held["issue_id"] == held["issue_id"].shift())
    active = held.assign(run=(is_active & ~continues).cumsum(), is_open=held["stopped_at"].isna())[is_active]
    active = active.assign(stopped_at=active["stopped_at"].fillna(as_of))
    spans = active.groupby("run").agg(run_started_at=("started_at", "min"), run_stopped_at=("stopped_at", "max"))
    return active.join(spans, on="run")


def _longest_stretches(active: pd.DataFrame) -> pd.DataFrame:
    """Merge successive states of a run that differ in their status alone."""
    new_phase = _differs(active, ["run", "phase"])
    became_active_at = active["started_at"].where(new_phase).ffill()
    stretch = _differs(active, ["run", "phase", "epic", "assignee"]).cumsum()
    grouped = active.assign(became_active_at=became_active_at).groupby(stretch, sort=False)
    return grouped.agg(
        issue_id=("issue_id", "first"),
        project_id=("epic", "first"),
        phase=("phase", "first"),
        scientist_id=("assignee", "first"),
        started_at=("started_at", "first"),
        stopped_at=("stopped_at", "last"),
        is_open=("is_open", "last"),
        run_started_at=("run_started_at", "first"),
        became_active_at=("became_active_at", "first"),
    )


def _differs(rows: pd.DataFrame, columns: list[str]) -> pd.Series:
    """Whether a row differs from the one before it in any of `columns`; two NaN are the same."""
    codes = np.column_stack([pd.factorize(rows[column])[0] for column in columns])
    changed = np.ones(len(rows), dtype=bool)
    changed[1:] = (codes[1:] != codes[:-1]).any(axis=1)
    return pd.Series(changed, index=rows.index)


def _named(stretches: pd.DataFrame, items: pd.DataFrame) -> pd.DataFrame:
    facts = items.set_index("issue_id")[["key", "evidence"]]
    named = stretches.join(facts, on="issue_id").sort_values(["issue_id", "started_at"], kind="stable")
    return WORK_INTERVALS.check(named.reset_index(drop=True))

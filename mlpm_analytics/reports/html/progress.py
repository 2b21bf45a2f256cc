"""The tables of a project's file: plan beside actual and what is still to come, moves, Tasks with their stretches."""

from dataclasses import dataclass

import numpy as np
import pandas as pd

from mlpm_analytics import wording
from mlpm_analytics.reports.as_json import Row
from mlpm_analytics.workflow import TOLERANCE_DAYS, Workflow

OVER = ("done", "abandoned")


def phase_rows(phases: pd.DataFrame, state: str) -> pd.DataFrame:
    """The phases with `variance_days`, and `to_come_days`: what is left of the plan, NaN without one or when over."""
    left = (phases["planned_days"] - phases["actual_days"]).clip(lower=0)
    return phases.assign(
        variance_days=phases["actual_days"] - phases["planned_days"],
        to_come_days=np.nan if state in OVER else left,
    )


def to_come(phases: pd.DataFrame, row: Row, workflow: Workflow) -> str:
    """What is still to come of the plan, in a sentence or two; passive phases are kept apart."""
    if row["state"] in OVER:
        return f"The project is {row['state']}: nothing is still to come."
    left = phase_rows(phases, row["state"])
    left = left[left["to_come_days"] > TOLERANCE_DAYS]
    if left.empty:
        is_planned = phases["planned_days"].notna().any()
        return "All planned days are used up." if is_planned else "There is no plan to hold it against."
    is_passive = left["phase"].isin(workflow.passive_phases)
    own, beside = (left.loc[mask, "to_come_days"].sum() for mask in (~is_passive, is_passive))
    parts = [wording.days(own)] if own else []
    parts += [f"{wording.days(beside)} of {wording.listing(left.loc[is_passive, 'phase'].tolist())}"] if beside else []
    return f"Still to come by the plan: {wording.listing(parts)}. {_next(left, row, workflow)}".rstrip()


def _next(left: pd.DataFrame, row: Row, workflow: Workflow) -> str:
    """The first phase after the current one that has days to come, and what it is to bring."""
    place = workflow.phases.index(row["current_phase"]) if isinstance(row["current_phase"], str) else -1
    later = [phase for phase in left["phase"] if workflow.phases.index(phase) > place]
    if not later:
        return ""
    bring = workflow.deliverables.get(later[0])
    return f"Next is {later[0]}" + (f", which is to bring {bring}." if bring else ".")


def move_matrix(moves: pd.DataFrame, phases: tuple[str, ...]) -> list[tuple[str, list[int]]]:
    """How often the project went from each phase to each, for the phases that it left or entered."""
    used = [phase for phase in phases if phase in {*moves["from_phase"], *moves["to_phase"]}]
    counted = moves.groupby(["from_phase", "to_phase"]).size().to_dict()
    return [(left, [int(counted.get((left, entered), 0)) for entered in used]) for left in used]


@dataclass(frozen=True)
class Stretch:
    """A work interval as a bar: where it begins and how long it is, in percent of the project's span."""

    left: float
    width: float
    phase: str | None


@dataclass(frozen=True)
class TaskRow:
    """A Task and when it was active."""

    task: Row
    stretches: tuple[Stretch, ...]


def task_rows(tasks: pd.DataFrame, intervals: pd.DataFrame) -> list[TaskRow]:
    """The Tasks in the order in which they were begun, those not begun last."""
    ordered = tasks.sort_values(["started_at", "key"], na_position="last", kind="stable")
    began = intervals["started_at"].min()
    left, right = ((intervals[edge] - began).dt.total_seconds() for edge in ("started_at", "stopped_at"))
    placed = intervals.assign(left=left / right.max() * 100, width=(right - left) / right.max() * 100)
    by_task = {issue_id: _stretches(rows) for issue_id, rows in placed.groupby("issue_id")}
    return [TaskRow(task, by_task.get(task["issue_id"], ())) for task in ordered.to_dict("records")]


def _stretches(rows: pd.DataFrame) -> tuple[Stretch, ...]:
    cells = rows[["left", "width", "phase"]].itertuples(index=False)
    return tuple(
        Stretch(round(left, 2), round(width, 2), phase if isinstance(phase, str) else None)
        for left, width, phase in cells
    )

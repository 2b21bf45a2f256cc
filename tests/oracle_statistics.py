"""The oracle's statistics over projects and Tasks as of one instant; see `tests/oracle.py`.

A mark is how long something took, and whether it is finished: what is not has taken at least so long.
"""

from fractions import Fraction
from math import floor
from typing import Any

from mlpm_analytics.workflow import TOLERANCE_DAYS
from tests.oracle_time import DAY
from tests.oracle_world import ENDED, World

Mark = tuple[float, bool]
LEAST = {"median": 5, "quartiles": 8, "p85": 20}  # finished ones, for a statistic to be given
TASKS_OF = 26 * 7 * DAY


def type_7(values: list[float], q: Fraction) -> float:
    """Linear between order statistics."""
    ordered, place = sorted(values), (len(values) - 1) * q
    below, above = ordered[floor(place)], ordered[min(floor(place) + 1, len(values) - 1)]
    return below + (above - below) * float(place - floor(place))


def quantile(marks: list[Mark], q: Fraction) -> tuple[float, bool]:
    """The quantile, and whether it is only known to be more than that."""
    if all(is_finished for _, is_finished in marks):
        return type_7([days for days, _ in marks], q), False
    share = Fraction(1)
    for days in sorted({days for days, is_finished in marks if is_finished}):
        at_risk = sum(other >= days for other, _ in marks)
        share *= 1 - Fraction(marks.count((days, True)), at_risk)
        if share <= 1 - q:
            return days, False
    return max(days for days, _ in marks), True


def spread(marks: list[Mark]) -> dict[str, Any]:
    """How many there are, their range, and the statistics that so many finished ones allow."""
    finished = [days for days, is_finished in marks if is_finished]
    opened = [days for days, is_finished in marks if not is_finished]

    def at(name: str, q: Fraction) -> tuple[float, bool] | None:
        return quantile(marks, q) if len(finished) >= LEAST[name] else None

    return {
        "n": len(marks),
        "finished_count": len(finished),
        "open_count": len(opened),
        "shortest": min(finished, default=None),
        "longest": max(finished, default=None),
        "past_longest_count": sum(days > max(finished) for days in opened) if finished else None,
        "median": at("median", Fraction(1, 2)),
        "lower_quartile": at("quartiles", Fraction(1, 4)),
        "upper_quartile": at("quartiles", Fraction(3, 4)),
        "p85": at("p85", Fraction(85, 100)),
    }


def project_marks(world: World, figure: str, without: str | None = None) -> list[Mark]:
    """A figure of every project that began; peers of a project are the others."""
    rows = [world.project(epic) for epic in world.projects if epic != without]
    return [(row[figure], row["state"] == "done") for row in rows if row["started_at"] is not None]


def phase_marks(world: World, phase: str, figure: str, without: str | None = None) -> list[Mark]:
    """A figure of a phase of every project that visited it."""
    visitors = [
        epic for epic in world.projects if epic != without and phase in [visit.phase for visit in world.visits(epic)]
    ]
    return [(world.phase(epic, phase)[figure], world.state(epic) == "done") for epic in visitors]


def recent_tasks(world: World, *, is_passive: bool) -> list[str]:
    """Tasks finished within the last 26 weeks; those of passive phases are apart."""
    finished = {task: world.task(task)["finished_at"] for task in world.oracle.tasks if world.in_scope(task)}
    return [
        task
        for task, at in finished.items()
        if at is not None and at > world.now - TASKS_OF and world.is_passive(world.held(task, "phase")) == is_passive
    ]


def effort_bias(world: World, phase: str) -> dict[str, Any]:
    """Actual over baseline days of a phase, over finished projects that had a plan for it."""
    rows = {epic: world.phase(epic, phase) for epic in world.projects}
    planned = {epic: row for epic, row in rows.items() if row["baseline_days"] is not None}
    finished = [row for epic, row in planned.items() if world.state(epic) == "done"]
    opened = [row for epic, row in planned.items() if world.state(epic) not in ENDED]
    baseline = sum(row["baseline_days"] for row in finished)
    ratios = [row["actual_days"] / row["baseline_days"] for row in finished if row["baseline_days"]]
    is_known = len(finished) >= 3 and baseline > 0
    return {
        "n": len(finished),
        "bias": sum(row["actual_days"] for row in finished) / baseline if is_known else None,
        "least": min(ratios, default=None),
        "most": max(ratios, default=None),
        "over_count": sum(map(_is_over, finished)),
        "open_over_count": sum(map(_is_over, opened)),
    }


def _is_over(row: dict[str, Any]) -> bool:
    return row["actual_days"] > row["baseline_days"] + TOLERANCE_DAYS


def delivery_ratio(world: World, epic: str, phase: str | None = None) -> float | None:
    """Days stayed over baseline days, of a phase, or of all phases after the first."""
    phases = world.workflow.phases[1:] if phase is None else (phase,)
    baselines = [world.baseline_days(epic, name) for name in phases]
    visited = {visit.phase for visit in world.visits(epic)}
    has_all = all(days is not None for name, days in zip(phases, baselines, strict=True) if name in visited)
    total = sum(days for days in baselines if days is not None)
    stayed = sum(world.phase(epic, name)["stay_days"] for name in phases)
    return stayed / total if has_all and total > 0 else None

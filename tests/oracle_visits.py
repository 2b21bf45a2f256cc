"""The oracle's visits, moves and their costs, and how long a project stayed in a phase; see `tests/oracle.py`."""

from dataclasses import dataclass
from itertools import pairwise
from typing import Any

from mlpm_analytics.workflow import TOLERANCE_DAYS
from tests.oracle_history import Active
from tests.oracle_time import reached, worked


@dataclass
class Visit:
    phase: str
    start: int
    stop: int
    worked: int
    pieces: tuple[tuple[int, int], ...]


def phase_of(world: Any, tasks: list[Active]) -> str | None:
    """Not passive before passive, then the one that became active last, then the later phase."""
    known = [active for active in tasks if active.phase]
    best = max(
        known,
        key=lambda active: (not world.is_passive(active.phase), active.became, world.place(active.phase)),
        default=None,
    )
    return best.phase if best else None


def phase_runs(world: Any, epic: str) -> list[Visit]:
    """Visits and noise."""
    phases = [(phase_of(world, piece.of(epic)), piece) for piece in world.slices_of(epic) if piece.stop > piece.start]
    return _merged(
        [
            Visit(
                phase,
                piece.start,
                piece.stop,
                worked(world.team, piece.start, piece.stop),
                ((piece.start, piece.stop),),
            )
            for phase, piece in phases
            if phase
        ]
    )


def visits(world: Any, epic: str) -> list[Visit]:
    """Phase runs that are long enough; once the others are dropped, neighbours of one phase are one."""
    least = world.workflow.min_visit_days - TOLERANCE_DAYS
    return _merged([run for run in phase_runs(world, epic) if run.worked / world.day_micros >= least])


def _merged(runs: list[Visit]) -> list[Visit]:
    """Neighbours of one phase as one."""
    merged: list[Visit] = []
    for run in runs:
        if merged and merged[-1].phase == run.phase:
            last = merged[-1]
            merged[-1] = Visit(run.phase, last.start, run.stop, last.worked + run.worked, last.pieces + run.pieces)
        else:
            merged.append(run)
    return merged


def became_visits(world: Any, epic: str) -> list[int]:
    """When each phase run that is long enough came to be so, and with it a visit."""
    needed = round((world.workflow.min_visit_days - TOLERANCE_DAYS) * world.day_micros)
    return [at for run in phase_runs(world, epic) if (at := _reached(world, run, needed)) is not None]


def _reached(world: Any, run: Visit, needed: int) -> int | None:
    for start, stop in run.pieces:
        length = worked(world.team, start, stop)
        if length >= needed:
            return reached(world.team, start, stop, needed)
        needed -= length
    return None


def moves(world: Any, epic: str) -> list[dict[str, Any]]:
    """One row of `frames.MOVES` each."""
    path = world.visits(epic)
    rows = [
        {
            "visit_no": number,
            "moved_at": new.start,
            "from_phase": left.phase,
            "to_phase": new.phase,
            "direction": _direction(world, epic, left, new),
            "is_reentry": new.phase in [visit.phase for visit in path[:number]],
        }
        for number, (left, new) in enumerate(pairwise(path), start=1)
    ]
    back = [row["visit_no"] for row in rows if row["direction"] == "back"]
    charged = [_charged_to(world, path, back, number) for number in range(len(path))]
    for row in rows:
        own = [visit.worked for visit, move in zip(path, charged, strict=True) if move == row["visit_no"]]
        row["cost_days"] = sum(own) / world.day_micros if row["visit_no"] in back else None
    return rows


def _charged_to(world: Any, path: list[Visit], back: list[int], number: int) -> int | None:
    """The innermost move back that a visit belongs to: the last one before it that is not yet made good."""
    return max(
        (move for move in back if move <= number and not _is_made_good(world, path[move - 1 : number + 1])),
        default=None,
    )


def _is_made_good(world: Any, path: list[Visit]) -> bool:
    """Whether after leaving the first visit the project was again in its phase, or in a later one."""
    return any(world.place(visit.phase) >= world.place(path[0].phase) for visit in path[1:])


def _direction(world: Any, epic: str, left: Visit, new: Visit) -> str:
    if world.place(new.phase) > world.place(left.phase):
        return "forward"
    return "back" if _became_active(world, epic, left, new) else "resumed"


def _became_active(world: Any, epic: str, left: Visit, new: Visit) -> set[str]:
    """Tasks of a visit's phase that became active in the project after the visit before it started."""
    return {
        active.task
        for piece, active in world.pieces(epic)
        if active.phase == new.phase
        if left.start < active.became == piece.start <= new.start
    }


def cause_tasks(world: Any, epic: str, visit_no: int) -> set[str]:
    """The Tasks that make a move a move back."""
    path = world.visits(epic)
    return _became_active(world, epic, path[visit_no - 1], path[visit_no])


def rework_days(world: Any, epic: str) -> float:
    resumed = [move["visit_no"] for move in world.moves(epic) if move["direction"] == "resumed"]
    path = world.visits(epic)
    again = [
        visit.worked
        for number, visit in enumerate(path)
        if number not in resumed
        and any(world.place(visit.phase) < world.place(before.phase) for before in path[:number])
    ]
    return sum(again) / world.day_micros


def stay_days(world: Any, epic: str, phase: str) -> float:
    """Working time from each visit of a phase to the next visit, and at the latest to the project's end."""
    path, end = world.visits(epic), world.end(epic)
    starts = [min(visit.start, end) for visit in path]
    pairs = zip(path, starts, [*starts[1:], end], strict=False)
    return sum(world.days(start, stop) for visit, start, stop in pairs if visit.phase == phase)

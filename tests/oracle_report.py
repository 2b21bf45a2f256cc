"""The oracle's figures under the keys of `mlpm report portfolio --format json`; see `tests/oracle.py`."""

from collections import Counter
from datetime import UTC, datetime
from typing import Any

from tests.oracle_world import World

NAMES = {
    "visit_count": "visits",
    "task_count": "tasks",
    "done_count": "tasks_done",
    "reentry_count": "reentries",
    "reopened_count": "reopened",
}
INSTANTS = ("started_at", "finished_at", "first_started_at", "last_stopped_at")
OTHERWISE = ("owner_id", "forward_count", "back_count", "resumed_count")  # not in the JSON, or elsewhere in it


def report(world: World) -> dict[str, Any]:
    """What is asked of every report: projects by key, and every breach as (rule, subject)."""
    projects = {world.key(epic): _project(world, epic) for epic in world.projects}
    return {"as_of": stamp(world.now), "projects": projects, "breaches": set(world.oracle.breaches(world.now))}


def stamp(at: int | None) -> str | None:
    """An instant as the JSON has it, cut to the second."""
    return None if at is None else datetime.fromtimestamp(at // 1_000_000, UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def _project(world: World, epic: str) -> dict[str, Any]:
    pairs = Counter((move["from_phase"], move["to_phase"]) for move in world.moves(epic))
    directions = [move["direction"] for move in world.moves(epic)]
    moves: dict[str, Any] = {name: directions.count(name) for name in ("forward", "back", "resumed")}
    phases = [{"phase": phase} | _row(world.phase(epic, phase)) for phase in world.workflow.phases]
    return _row(world.project(epic)) | {
        "project": world.key(epic),
        "phases": phases,
        "visits": [_visit(world, visit) for visit in world.visits(epic)],
        "moves": moves | {"matrix": [[*pair, count] for pair, count in sorted(pairs.items())]},
    }


def _visit(world: World, visit: Any) -> dict[str, Any]:
    return {
        "phase": visit.phase,
        "started_at": stamp(visit.start),
        "stopped_at": stamp(visit.stop),
        "active_days": visit.worked / world.day_micros,
    }


def _row(row: dict[str, Any]) -> dict[str, Any]:
    return {
        NAMES.get(name, name): stamp(value) if name in INSTANTS else value
        for name, value in row.items()
        if name not in OTHERWISE
    }

"""What became known in a stretch of time, by the oracle; see `tests/oracle.py`."""

from typing import Any

from tests.oracle import Oracle
from tests.oracle_time import week_before
from tests.oracle_world import World


def moves(world: World) -> set[tuple[str, str, str, int]]:
    """Every move as it is known: by project, phases and instant."""
    return {
        (epic, move["from_phase"], move["to_phase"], move["moved_at"])
        for epic in world.projects
        for move in world.moves(epic)
    }


def moves_back(world: World) -> set[tuple[str, str, str, int]]:
    return {known for known in moves(world) if world.place(known[2]) < world.place(known[1]) and _is_back(world, known)}


def _is_back(world: World, known: tuple[str, str, str, int]) -> bool:
    return any(move["moved_at"] == known[3] and move["direction"] == "back" for move in world.moves(known[0]))


def finished_tasks(world: World) -> set[tuple[str, int | None]]:
    """Every finished Task as it is known: by the instant since when it is done."""
    return {
        (task, world.task(task)["finished_at"])
        for task in world.oracle.tasks
        if world.in_scope(task) and world.is_done(task)
    }


def breaches(world: World) -> set[tuple[str, str, int]]:
    """Every breach as it is known: by rule, subject and since."""
    oracle = world.oracle
    return {(*breach, oracle.since(*breach, world.now)) for breach in oracle.breaches(world.now)}


def reopened(world: World, begin: int) -> list[tuple[str, int]]:
    """Each leaving of a done status after `begin`."""
    done = world.oracle.done_ids
    return [
        (task, at)
        for task in world.oracle.tasks
        if world.in_scope(task)
        for (_, before), (at, status) in zip(world.steps(task, "status"), world.steps(task, "status")[1:], strict=False)
        if before in done and status not in done and at > begin
    ]


def known_between(oracle: Oracle, begin: int, end: int) -> dict[str, Any]:
    """What is among the figures as of the end and not among those as of the beginning."""
    before, after = oracle.at(begin), oracle.at(end)
    return {
        "moves": moves(after) - moves(before),
        "moves_back": moves_back(after) - moves_back(before),
        "finished_tasks": finished_tasks(after) - finished_tasks(before),
        "breaches": breaches(after) - breaches(before),
        "reopened": reopened(after, begin),
    }


def review_week(oracle: Oracle, end: int) -> dict[str, Any]:
    """What became known in the seven days up to a review."""
    return known_between(oracle, week_before(oracle.calendars, end), end)

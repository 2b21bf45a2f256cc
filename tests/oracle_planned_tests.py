"""The oracle's A/B tests with a planned length as of one instant; see `tests/oracle.py`."""

from dataclasses import dataclass
from datetime import date, timedelta
from math import ceil
from typing import Any

from tests.oracle_time import at_midnight, on_the_clock


@dataclass(frozen=True)
class PlannedTest:
    """An A/B test: on which day of how many it is, and the midnight after the last of them."""

    day: int
    days: float
    planned_end: int


def planned_test(world: Any, task: str) -> PlannedTest | None:
    """A Task in a passive phase that was active in one and has a planned length."""
    began = [piece.start for piece, active in world.pieces(task) if world.is_passive(active.phase)]
    if not began or not world.is_passive(world.held(task, "phase")):
        return None
    first, today = (on_the_clock(world.team.timezone, at).date() for at in (min(began), world.now))
    days = _planned_days(world, task, first)
    if days is None or days > 36_500:
        return None
    return PlannedTest((today - first).days + 1, days, at_midnight(world.team.timezone, first + timedelta(days=days)))


def _planned_days(world: Any, task: str, first: date) -> int | None:
    length, last = world.held(task, "test_days"), world.held(task, "test_ends")
    if length is not None and length > 0:
        return ceil(length)
    return None if last is None else max(0, (date.fromisoformat(last) - first).days + 1)


def columns_of_test(world: Any, task: str) -> dict[str, Any]:
    """What a row of `frames.TASKS` says of it."""
    test = None if world.is_done(task) else planned_test(world, task)
    return {"test_day": test and test.day, "test_days": test and test.days}

"""The oracle's figures of all projects together, for a head of machine learning; see `tests/oracle.py`."""

from calendar import monthrange
from datetime import date, timedelta
from statistics import median
from typing import Any

from tests.oracle_statistics import Mark, project_marks
from tests.oracle_time import DAY, at_midnight, instant_of, on_the_clock, worked
from tests.oracle_world import ENDED, World


def years_before(world: World, count: int) -> int:
    """The same local date and time, so many years earlier."""
    now = on_the_clock(world.team.timezone, world.now).replace(tzinfo=None)
    last = monthrange(now.year - count, now.month)[1]
    return instant_of(world.team.timezone, now.replace(year=now.year - count, day=min(now.day, last)))


def trend(world: World, figure: dict[str, float]) -> dict[str, Any]:
    """Of a figure by project: the finished ones of the last 12 months, and of the 12 before."""
    periods = [(years_before(world, 1), world.now), (years_before(world, 2), years_before(world, 1))]
    took = [[figure[epic] for epic in _finished(world, *period) if epic in figure] for period in periods]
    is_given = min(map(len, took)) >= 5
    return {
        "recent_count": len(took[0]),
        "recent": median(took[0]) if is_given else None,
        "earlier_count": len(took[1]),
        "earlier": median(took[1]) if is_given else None,
    }


def _finished(world: World, after: int, until: int) -> list[str]:
    done = {epic: world.finished(epic) for epic in world.projects if world.state(epic) == "done"}
    return [epic for epic, at in done.items() if at is not None and after < at <= until]


def phase_trend(world: World, phase: str) -> dict[str, Any]:
    visited = [epic for epic in world.projects if phase in [visit.phase for visit in world.visits(epic)]]
    return trend(world, {epic: world.actual(epic, phase) for epic in visited})


def lead_days(world: World) -> dict[str, float]:
    """Working days from the first active moment to done, of every project that began."""
    return {epic: world.project(epic)["elapsed_days"] for epic in _begun(world)}


def lead_weeks(world: World) -> dict[str, float]:
    return {epic: max(0, world.end(epic) - world.span(epic)[0]) / (7 * DAY) for epic in _begun(world)}


def _begun(world: World) -> list[str]:
    return [epic for epic in world.projects if world.span(epic)[0] is not None]


def lead_marks(world: World, unit: str) -> list[Mark]:
    if unit == "working days":
        return project_marks(world, "elapsed_days")
    return [(weeks, world.state(epic) == "done") for epic, weeks in lead_weeks(world).items()]


def quarters(world: World) -> dict[date, list[str]]:
    """First day → the projects finished in the quarter, for the last eight."""
    today = on_the_clock(world.team.timezone, world.now)
    first_of_now = today.year * 4 + (today.month - 1) // 3
    starts = [date(number // 4, number % 4 * 3 + 1, 1) for number in range(first_of_now - 7, first_of_now + 2)]
    edges = [at_midnight(world.team.timezone, day) for day in starts]
    began = min((world.span(epic)[0] for epic in _begun(world)), default=world.now)
    begun = set(_begun(world))
    return {
        day: [epic for epic in _finished(world, start, min(stop, world.now)) if epic in begun]
        for day, start, stop in zip(starts, edges, edges[1:], strict=False)
        if min(stop, world.now) > began
    }


def flow_efficiency(world: World, *, is_finished: bool) -> tuple[int, float | None]:
    """How many projects, and which share of their elapsed days they were active."""
    epics = [
        epic
        for epic in _begun(world)
        if (world.state(epic) == "done" if is_finished else world.state(epic) not in ENDED)
    ]
    elapsed = sum(world.project(epic)["elapsed_days"] for epic in epics)
    active = sum(world.where(epic)["active_days"] for epic in epics)
    return len(epics), active / elapsed if elapsed else None


def effort_parts(world: World, begin: int, end: int) -> dict[str, float]:
    """Person-days that were spent in a stretch of time, by what they went to."""
    spent: dict[str, float] = {}
    for piece in world.slices:
        start, stop = max(piece.start, begin), min(piece.stop, end)
        sharing = [active for active in piece.active if not world.is_passive(active.phase)]
        for active in sharing if start < stop else ():
            others = [other for other in sharing if other.who == active.who] if active.who else [active]
            own = worked(world.hours.get(active.who, world.team), start, stop) / len(others) / world.day_micros
            spent[_part(world, active)] = spent.get(_part(world, active), 0.0) + own
    return spent


def _part(world: World, active: Any) -> str:
    if active.who is None:
        return "Unassigned"
    if active.epic not in world.projects:
        return "Outside any project"
    if world.state(active.epic) == "abandoned":
        return "In abandoned projects"
    return active.phase or "No phase"


def effort_weeks(world: World) -> dict[date, dict[str, float]]:
    """Monday → what the week's person-days went to, for the last twelve."""
    today = on_the_clock(world.team.timezone, world.now).date()
    mondays = [today - timedelta(days=today.weekday() + 7 * weeks) for weeks in range(11, -1, -1)]
    first = min((piece.start for piece in world.slices if piece.active), default=world.now)
    edges = [at_midnight(world.team.timezone, day) for day in (*mondays, mondays[-1] + timedelta(days=7))]
    spans = zip(mondays, edges, edges[1:], strict=False)
    return {day: effort_parts(world, start, stop) for day, start, stop in spans if min(stop, world.now) > first}

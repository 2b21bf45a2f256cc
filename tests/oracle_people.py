"""The oracle's figures about people: owners, hand-overs, who stands in the way; see `tests/oracle.py`."""

from itertools import pairwise
from typing import Any

from tests.oracle_time import DAY, worked

OWNER_WINDOW = 28 * DAY
TOLERANCE = 1e-9


def owner(world: Any, epic: str) -> tuple[str | None, bool]:
    """Whose project it is, and whether that is derived: the Epic's assignee, else most effort in the window."""
    stated = world.held(epic, "assignee")
    if stated is not None:
        return stated, False
    spent = efforts_since(world, epic, world.now - OWNER_WINDOW)
    most = max(spent.values(), default=0.0)
    busiest = [who for who, days in spent.items() if days >= most - TOLERANCE and days > TOLERANCE]
    return min(busiest, default=None), bool(busiest)


def efforts_since(world: Any, epic: str, begin: int) -> dict[str, float]:
    """Person-days on a project since an instant, by scientist."""
    spent: dict[str, float] = {}
    for piece in world.slices:
        start = max(piece.start, begin)
        sharing = [active for active in piece.active if active.who and not world.is_passive(active.phase)]
        for active in sharing if start < piece.stop else ():
            if active.epic == epic:
                own = worked(world.hours.get(active.who, world.team), start, piece.stop) / world.day_micros
                others = sum(other.who == active.who for other in sharing)
                spent[active.who] = spent.get(active.who, 0.0) + own / others
    return spent


def handed_over_days(world: Any, epic: str, phase: str | None = None) -> float | None:
    """Working time with somebody active whom the settings do not name."""
    named = world.oracle.named
    if not named:
        return None
    others = [piece for piece in world.slices if any(a.who and a.who not in named for a in piece.of(epic, phase))]
    return sum(world.days(piece.start, piece.stop) for piece in others)


def reopened_count(world: Any, epic: str) -> int:
    """Leavings of a done status of the Tasks that belong to a project."""
    done, tasks = world.oracle.done_ids, [t for t in world.oracle.tasks if world.held(t, "epic") == epic]
    steps = [[status for _, status in world.steps(task, "status")] for task in tasks]
    return sum(a in done and b not in done for own in steps for a, b in pairwise(own))


def team(world: Any, epic: str) -> str | None:
    """The team that the settings give the Epic, else its Jira project."""
    item, teams = world.oracle.items[epic], world.workflow.teams
    return teams.get(item["key"], teams.get(item["project_key"]))


def blocked(world: Any, epic: str) -> dict[tuple[str, str | None], float]:
    """Blocked days of a project by waiting status and by who blocks: each moment is that of who has waited longest."""
    found: dict[tuple[str, str | None], float] = {}
    first, end = world.span(epic)[0], world.end(epic)
    for piece in world.slices if first is not None else ():
        stop = min(piece.stop, end)
        waiting = [task for task in world.oracle.tasks if _waits(world, task, epic, piece.start)]
        if first <= piece.start < stop and waiting and not piece.of(epic) and world.days(piece.start, stop):
            longest = min(waiting, key=lambda task, at=piece.start: (_waiting_since(world, task, at), task))
            status = world.history.held(longest, "status", piece.start)
            reason = world.oracle.status_names[status], _text(world.oracle.items[longest]["blocked_by"])
            found[reason] = found.get(reason, 0.0) + world.days(piece.start, stop)
    return found


def _waits(world: Any, task: str, epic: str, at: int) -> bool:
    held = world.history.held
    return held(task, "epic", at) == epic and held(task, "status", at) in world.oracle.waiting_ids


def _waiting_since(world: Any, task: str, at: int) -> int:
    since = None
    for when, status in [step for step in world.steps(task, "status") if step[0] <= at]:
        since = (when if since is None else since) if status in world.oracle.waiting_ids else None
    return since if since is not None else at


def _text(value: object) -> str | None:
    return value if isinstance(value, str) else None


def work_intervals(world: Any, who: str) -> list[tuple[int, int, str, str]]:
    """The work intervals of a scientist in projects and outside passive phases: start, stop, task, project."""
    found: list[tuple[int, int, str, str]] = []
    for task in world.oracle.tasks:
        runs: list[tuple[int, int, Any]] = []
        for piece, active in world.pieces(task):
            key = active.epic, active.phase, active.who
            goes_on = runs and runs[-1][1:] == (piece.start, key)
            runs = [*runs[:-1], (runs[-1][0], piece.stop, key)] if goes_on else [*runs, (piece.start, piece.stop, key)]
        found += [
            (start, stop, task, epic)
            for start, stop, (epic, phase, own) in runs
            if own == who and epic in world.projects and not world.is_passive(phase)
        ]
    return sorted(found, key=lambda run: (run[0], run[2]))


def in_parallel(world: Any, who: str, begin: int, end: int) -> tuple[int, float | None, int]:
    """Projects of a scientist in a stretch of time, at once on average, and switches."""
    runs = work_intervals(world, who)
    projects = {epic for start, stop, _, epic in runs if start < min(end, world.now) and stop > begin and start < stop}
    switches = sum(a[3] != b[3] and begin <= b[0] < end for a, b in pairwise(runs))
    edges = sorted({begin, min(end, world.now), *(at for run in runs for at in run[:2] if begin < at < end)})
    total, weighted = 0.0, 0.0
    for left, right in pairwise(edges):
        count = len({epic for start, stop, _, epic in runs if start <= left and right <= stop})
        own = worked(world.hours.get(who, world.team), left, right) if count else 0
        total, weighted = total + own, weighted + own * count
    return len(projects), weighted / total if total else None, switches

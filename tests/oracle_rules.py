"""The oracle's breaches of the way of working as of one instant; see `tests/oracle.py`."""

from mlpm_analytics.workflow import TOLERANCE_DAYS
from tests.oracle_time import DAY
from tests.oracle_world import World


def breaches(world: World) -> dict[tuple[str, str], tuple[float | None, float | None]]:
    """(rule, subject) → (value, limit)."""
    return dict([*_of_tasks(world), *_of_scientists(world), *_of_projects(world)])


def in_scope(world: World, task: str) -> bool:
    """Tasks of a project, and those without an Epic in a Jira project that holds a project."""
    epic, own = world.held(task, "epic"), world.oracle.items[task]["project_key"]
    beside = {world.oracle.items[project]["project_key"] for project in world.projects}
    return epic in world.projects or (epic is None and own in beside)


def _of_tasks(world: World):
    limits = world.workflow.limits
    for active in [one for one in world.active_now if in_scope(world, one.task)]:
        key, days = world.oracle.items[active.task]["key"], world.task(active.task)["limited_days"]
        if not world.is_passive(active.phase) and days > limits.max_task_days + TOLERANCE_DAYS:
            yield ("task-too-long", key), (days, limits.max_task_days)
        for rule, value in (("no-phase", active.phase), ("no-project", active.epic), ("unassigned", active.who)):
            if value is None:
                yield (rule, key), (None, None)
        if active.epic in world.projects and world.is_done(active.epic):
            yield ("active-in-done", key), (None, None)
    for task in [task for task in world.oracle.tasks if in_scope(world, task)]:
        days = world.held(task, "estimate")
        if days is not None and days > limits.max_estimate_days + TOLERANCE_DAYS and _is_estimated(world, task):
            yield ("estimate-too-long", world.oracle.items[task]["key"]), (days, limits.max_estimate_days)


def _is_estimated(world: World, task: str) -> bool:
    return not world.is_done(task) and not world.is_passive(world.held(task, "phase"))


def _of_scientists(world: World):
    limit = world.workflow.limits.max_in_progress
    busy = [one.who for one in world.active_now if one.who and not world.is_passive(one.phase)]
    for who in set(busy):
        if busy.count(who) > limit:
            yield ("too-many-in-progress", who), (busy.count(who), limit)


def _of_projects(world: World):
    limits = world.workflow.limits
    for epic in world.projects:
        key, row = world.oracle.items[epic]["key"], world.project(epic)
        is_running = row["state"] in ("active", "waiting")
        if row["state"] == "waiting" and row["idle_days"] >= limits.stalled_after_days - TOLERANCE_DAYS:
            yield ("stalled", key), (row["idle_days"], limits.stalled_after_days)
        plans = [world.plan_days(epic, phase) for phase in world.workflow.phases]
        if is_running and row["current_phase"] in world.workflow.phases[1:] and plans[1:].count(None) == len(plans[1:]):
            yield ("no-plan", key), (None, None)
        for phase, planned in zip(world.workflow.phases, plans, strict=True):
            actual = world.active_days(epic, phase) if world.is_passive(phase) else world.effort_days(epic, phase)
            if is_running and planned is not None and actual > planned + TOLERANCE_DAYS:
                yield ("over-plan", f"{key}:{phase}"), (actual, planned)
        after = world.now - limits.bouncing_window_days * DAY
        back = [move for move in world.moves(epic) if move["direction"] == "back" and move["moved_at"] > after]
        if row["state"] not in ("done", "abandoned") and len(back) >= limits.bouncing_moves:
            yield ("bouncing", key), (len(back), limits.bouncing_moves)
        yield from _missing_deliverables(world, epic)


def _missing_deliverables(world: World, epic: str):
    left = {move["from_phase"] for move in world.moves(epic) if move["direction"] == "forward"}
    for phase in left if world.workflow.has_deliverable_field and not world.held(epic, "deliverable") else ():
        own = [
            task
            for task in world.oracle.tasks
            if (world.held(task, "epic"), world.held(task, "phase")) == (epic, phase)
        ]
        if not any(world.held(task, "deliverable") for task in own):
            yield ("missing-deliverable", f"{world.oracle.items[epic]['key']}:{phase}"), (None, None)

"""The oracle's breaches of the way of working as of one instant; see `tests/oracle.py`."""

from mlpm_analytics.workflow import TOLERANCE_DAYS
from tests.oracle_planned_tests import planned_test
from tests.oracle_time import DAY
from tests.oracle_world import ENDED, RUNNING, World


def breaches(world: World) -> dict[tuple[str, str], tuple[float | None, float | None]]:
    """(rule, subject) → (value, limit)."""
    return dict([*_of_tasks(world), *_of_scientists(world), *_of_projects(world)])


def _of_tasks(world: World):
    limits = world.workflow.limits
    for active in [active for active in world.active_now if world.in_scope(active.task)]:
        key, days = world.key(active.task), world.limited_days(active.task)
        if not world.is_passive(active.phase) and days > limits.max_task_days + TOLERANCE_DAYS:
            yield ("task-too-long", key), (days, limits.max_task_days)
        for rule, value in (("no-phase", active.phase), ("no-project", active.epic), ("unassigned", active.who)):
            if value is None:
                yield (rule, key), (None, None)
        if active.epic in world.projects and world.is_done(active.epic):
            yield ("active-in-done", key), (None, None)
    for task in [task for task in world.oracle.tasks if world.in_scope(task)]:
        days = world.held(task, "estimate")
        if days is not None and days > limits.max_estimate_days + TOLERANCE_DAYS and _is_estimated(world, task):
            yield ("estimate-too-long", world.key(task)), (days, limits.max_estimate_days)
        yield from _blocked_too_long(world, task)
        yield from _of_planned_tests(world, task) if world.workflow.has_test_field else ()


def _is_estimated(world: World, task: str) -> bool:
    return not world.is_done(task) and not world.is_passive(world.held(task, "phase"))


def _blocked_too_long(world: World, task: str):
    limit, epic = getattr(world.workflow.limits, "blocked_after_days", 2.0), world.held(task, "epic")
    since = None
    for at, status in world.steps(task, "status"):
        since = None if status not in world.oracle.waiting_ids else at if since is None else since
    if since is None or not world.pieces(task) or epic not in world.projects or world.is_done(epic):
        return
    if (days := world.days(since, world.now)) > limit + TOLERANCE_DAYS:
        yield ("blocked-too-long", world.key(task)), (days, limit)


def _of_planned_tests(world: World, task: str):
    limit, test, epic = world.workflow.limits.analysis_after_days, planned_test(world, task), world.held(task, "epic")
    if test is None:
        return
    if any(active.task == task for active in world.active_now) and world.now >= test.planned_end:
        yield ("test-overdue", world.key(task)), (test.day, test.days)
    done = world.done_since(task, None) if world.is_done(task) else None
    is_nothing = done is not None and world.held(task, "resolution") in world.workflow.nothing_done_resolutions
    if epic not in world.projects or world.is_done(epic) or is_nothing:
        return
    end = test.planned_end if done is None else min(done, test.planned_end)
    if end > world.now or _is_analysed(world, epic, world.held(task, "phase"), end):
        return
    if (days := world.days(end, world.now)) > limit + TOLERANCE_DAYS:
        yield ("test-ended", world.key(task)), (days, limit)


def _is_analysed(world: World, epic: str, phase: str, end: int) -> bool:
    """Whether a Task of a later phase was active in the project at the end of a test, or since."""
    return any(
        active.phase is not None
        and world.place(active.phase) > world.place(phase)
        and (piece.stop > end or piece.start >= end)
        for piece, active in world.pieces(epic)
    )


def _of_scientists(world: World):
    limit = world.workflow.limits.max_in_progress
    busy = [active.who for active in world.active_now if not world.is_passive(active.phase)]
    for who in world.scientists:
        if busy.count(who) > limit:
            yield ("too-many-in-progress", who), (busy.count(who), limit)


def _of_projects(world: World):
    limits = world.workflow.limits
    for epic in world.projects:
        key, row = world.key(epic), world.project(epic)
        if row["state"] == "waiting" and row["idle_days"] >= limits.stalled_after_days - TOLERANCE_DAYS:
            yield ("stalled", key), (row["idle_days"], limits.stalled_after_days)
        after = world.now - limits.bouncing_window_days * DAY
        back = [move for move in world.moves(epic) if move["direction"] == "back" and move["moved_at"] > after]
        bounced = [move for move in back if not world.is_passive(move["from_phase"])]
        if row["state"] not in ENDED and len(bounced) >= limits.bouncing_moves:
            yield ("bouncing", key), (len(bounced), limits.bouncing_moves)
        if row["state"] in RUNNING:
            yield from _against_the_plan(world, epic)
        yield from _missing_deliverables(world, epic)


def _against_the_plan(world: World, epic: str):
    key, phases = world.key(epic), world.workflow.phases
    plans = [world.plan_days(epic, phase) for phase in phases]
    has_none = plans[1:].count(None) == len(plans[1:])
    if world.state(epic) != "paused" and world.current_phase(epic) in phases[1:] and has_none:
        yield ("no-plan", key), (None, None)
    for phase, planned in zip(phases, plans, strict=True):
        if planned is not None and (actual := world.actual(epic, phase)) > planned + TOLERANCE_DAYS:
            yield ("over-plan", f"{key}:{phase}"), (actual, planned)
    later = [visit for visit in world.visits(epic) if visit.phase in phases[1:]]
    due = plans[1 : 1 + max((world.place(visit.phase) for visit in later), default=0)]
    if later and None not in due and (days := world.days(later[0].start, world.now)) > sum(due) + TOLERANCE_DAYS:
        yield ("late", key), (days, sum(due))


def _missing_deliverables(world: World, epic: str):
    left = {move["from_phase"] for move in world.moves(epic) if move["direction"] == "forward"}
    for phase in left if world.workflow.has_deliverable_field and not world.held(epic, "deliverable") else ():
        own = [
            task
            for task in world.oracle.tasks
            if (world.held(task, "epic"), world.held(task, "phase")) == (epic, phase)
        ]
        if not any(world.held(task, "deliverable") for task in own):
            yield ("missing-deliverable", f"{world.key(epic)}:{phase}"), (None, None)

"""Seeded worlds: a believable small site, random edits of it, and a large plain one for measuring speed."""

import random
from collections.abc import Callable
from datetime import timedelta

from tests.fakejira.clock import START, Clock
from tests.fakejira.defaults import PHASE, PHASES, PLAN
from tests.fakejira.index import Index
from tests.fakejira.model import Issue, User
from tests.fakejira.world import World

SECONDS_PER_DAY = 8 * 3600
OTHER_PROJECT = "OPS"


def random_world(seed: int, *, epics: int = 4, tasks: int = 30, edits: int = 120, index: Index | None = None) -> World:
    """Two months of two projects (ML and OPS) with Epics, Tasks and edits, all of them indexed."""
    dice = random.Random(seed)
    world = World(Clock(START - timedelta(days=60)), index)
    world.add_project(OTHER_PROJECT, "Operations")
    for _ in range(epics):
        create_epic(world, dice)
    pause = 55 * 86400 / (tasks + edits)
    for step in range(tasks + edits):
        world.clock.advance(dice.uniform(0, 2 * pause))
        create_task(world, dice) if step % (1 + edits // tasks) == 0 else edit_task(world, dice)
    world.index.catch_up(world.issues)
    return world


def stir(world: World, dice: random.Random) -> None:
    """One random operation: mostly edits, and now and then anything else that happens to issues in Jira."""
    world.clock.advance(dice.choice((0.001, 0.5, 20, 300)))
    operations = (edit_task, create_task, move_task, delete_task, archive_or_restore, rename_something)
    dice.choices(operations, weights=(70, 12, 5, 5, 4, 4))[0](world, dice)


def plain_world(issues: int, changes: int) -> World:
    """`issues` Tasks of one Epic with `changes` histories each."""
    world = World(Clock(START - timedelta(days=60)))
    epic = world.create("Epic", summary="Epic")
    for number in range(issues - 1):
        task = world.create("Task", summary=f"Task {number}", parent=epic, customfield_10031=PHASES[number % 6])
        for step in range(changes):
            if step % 2:
                world.transition(task, "In Progress" if step % 4 == 1 else "In Review")
            else:
                world.edit(task, customfield_10031=PHASES[(number + step // 2 + 1) % 6])
    world.index.catch_up(world.issues)
    return world


# One operation each


def create_epic(world: World, dice: random.Random) -> None:
    plan = {PLAN[phase]: float(dice.randint(1, 6)) for phase in dice.sample(PHASES, 3)}
    name = f"Project {len(world.issues) + 1}"
    world.create("Epic", summary=name, author=_person(world, dice), customfield_10011=name, **plan)


def create_task(world: World, dice: random.Random) -> None:
    epic = _one(world, dice, lambda one: one.type.name == "Epic")
    estimate = dice.choice((None, SECONDS_PER_DAY, 3 * SECONDS_PER_DAY))
    phase = {PHASE: world.option(PHASE, dice.choice(world.fields[PHASE].options).id).value}
    held = {"assignee": dice.choice((None, *world.users)), "timeoriginalestimate": estimate, "parent": epic}
    project = dice.choice(("ML", "ML", "ML", OTHER_PROJECT))
    world.create("Task", project, summary=f"Task {len(world.issues) + 1}", author=_person(world, dice), **held, **phase)


def edit_task(world: World, dice: random.Random) -> None:
    task = _task(world, dice)
    if task is None:
        return
    who = _person(world, dice)
    kind = dice.choice(("status", "status", "phase", "assignee", "parent", "estimate", "labels"))
    if kind == "status":
        world.transition(task, dice.choice(world.statuses).id, author=who)
    elif kind == "phase":
        option = dice.choice((*world.fields[PHASE].options, None))
        world.edit(task, author=who, **{PHASE: option and option.id})
    elif kind == "assignee":
        world.edit(task, author=who, assignee=dice.choice((None, *world.users)))
    elif kind == "parent":
        world.edit(task, author=who, parent=_one(world, dice, lambda one: one.type.name == "Epic"))
    elif kind == "estimate":
        world.edit(task, author=who, timeoriginalestimate=dice.choice((None, 0, 3600, 2 * SECONDS_PER_DAY)))
    else:
        world.edit(task, author=who, labels=dice.sample(("nlp", "vision", "🚀"), 2))


def move_task(world: World, dice: random.Random) -> None:
    task = _task(world, dice)
    if task is not None:
        other = [one for one in world.projects if one is not task.project]
        world.move(task, dice.choice(other).key)


def delete_task(world: World, dice: random.Random) -> None:
    task = _task(world, dice)
    if task is not None:
        world.delete(task)


def archive_or_restore(world: World, dice: random.Random) -> None:
    task = _task(world, dice)
    if task is not None:
        world.restore(task) if task.is_archived else world.archive(task)


def rename_something(world: World, dice: random.Random) -> None:
    number = len(world.events)
    kind = dice.choice(("option", "status", "user"))
    if kind == "option":
        option = dice.choice(world.fields[PHASE].options)
        world.rename_option(PHASE, option.id, f"{option.value.partition(' · ')[0]} · {number}")
    elif kind == "status":
        status = dice.choice(world.statuses)
        world.rename_status(status.id, f"{status.name.partition(' · ')[0]} · {number}")
    else:
        user = _person(world, dice)
        world.rename_user(user, f"{user.display_name.partition(' · ')[0]} · {number}")


def _person(world: World, dice: random.Random) -> User:
    return dice.choice(world.users)


def _task(world: World, dice: random.Random) -> Issue | None:
    return _one(world, dice, lambda one: one.type.name == "Task")


def _one(world: World, dice: random.Random, is_wanted: Callable[[Issue], bool]) -> Issue | None:
    found = [one for one in world.issues.values() if is_wanted(one)]
    return dice.choice(found) if found else None

"""What happens beside the plan: the oddities that every real Jira has, and a few breaches that nobody has noticed yet.

Each oddity changes a played world a little. A Task is found by its project, its phase and its place among the
Tasks of that phase, so that an oddity stays where it is when the agendas change.
"""

from dataclasses import replace
from datetime import datetime

from simulator.clock import HORIZON, NOW, minute_of
from simulator.issues import IN_PROGRESS, TASK, TO_DO, Change, Issue
from simulator.people import MANAGER, SCIENTISTS, Person
from simulator.project_runs import ProjectRun
from simulator.simulator import Simulator

MIRA, JONAS, LEYLA, CALEB = (SCIENTISTS[name] for name in ("mira", "jonas", "leyla", "caleb"))


def add_oddities(world: Simulator) -> None:
    """All oddities, in a world that has been played."""
    project_runs = world.project_runs
    two_at_once(world, project_runs["homepage"])
    nobody_assigned(world, project_runs["assistant"])
    work_in_a_done_project(world, project_runs["anomaly"])
    too_large(world, project_runs["energy"])
    too_large(world, project_runs["forecast"])
    moved_to_another_epic(_task(world, "weather", "Data Exploration", 4), project_runs["demand"])
    handed_over(_task(world, "churn", "Modeling", 6), JONAS)
    came_from_another_jira_project(_task(world, "fraud", "Data Exploration", 1))
    phase_changed_on_the_way(_task(world, "reviews", "Data Exploration", 2), "Modeling")
    phase_set_late(_task(world, "churn", "Data Exploration", 1))
    phase_set_late(_task(world, "query", "Data Exploration", 2))
    history_cut(_task(world, "basket", "Modeling", 3))
    last_words(world)


def _task(world: Simulator, slug: str, phase: str, place: int) -> Issue:
    """The Task at a place, from 0, among those of a phase that were begun."""
    epic = world.project_runs[slug].epic
    tasks = [one for one in world.issues if one.kind == TASK and one.first.get("parent") is epic and one.changes]
    return [one for one in tasks if one.first["phase"] == phase][place]


def _berlin(moment: str) -> int:
    """The minute of a moment in Berlin's summer time."""
    return minute_of(datetime.fromisoformat(f"{moment}+02:00"))


def _new(world: Simulator, run: ProjectRun, title: str, created: int, creator: Person, **first: object) -> Issue:
    values = {"status": TO_DO, "parent": run.epic, "assignee": None} | first
    task = Issue(TASK, title, created, creator, values, (run.slug,), run.epic.component)
    world.issues.append(task)
    return task


def two_at_once(world: Simulator, project_run: ProjectRun) -> None:
    """A repair that could not wait, taken up beside the Task that was already in progress."""
    title = "Repair the assignment of sessions to test groups"
    first = {"phase": "Productization", "assignee": JONAS, "estimate": 1}
    task = _new(world, project_run, title, _berlin("2026-10-13 10:41"), JONAS, **first)
    task.set(_berlin("2026-10-13 11:12"), JONAS, status=IN_PROGRESS)


def nobody_assigned(world: Simulator, project_run: ProjectRun) -> None:
    """Work that goes on, and nobody's name is on it."""
    title = "Collect questions that the help centre cannot answer"
    created = _berlin("2026-10-09 14:20")
    task = _new(world, project_run, title, created, MANAGER, phase="Data Exploration", estimate=2)
    task.set(_berlin("2026-10-12 15:37"), MANAGER, status=IN_PROGRESS)


def work_in_a_done_project(world: Simulator, project_run: ProjectRun) -> None:
    """A test that was begun again after its Epic had been closed."""
    created, title = _berlin("2026-10-05 15:48"), "Watch the alarms of the new fridges"
    task = _new(world, project_run, title, created, CALEB, phase="A/B Testing", assignee=CALEB)
    task.set(_berlin("2026-10-05 16:03"), CALEB, status=IN_PROGRESS)


def too_large(world: Simulator, project_run: ProjectRun) -> None:
    """A Task that should have been split before anybody begins it."""
    title = f"Build a labelling tool for {project_run.titles.words.unit}"
    _new(world, project_run, title, _berlin("2026-09-23 16:25"), MANAGER, phase="Data Exploration", estimate=8)


def moved_to_another_epic(task: Issue, project_run: ProjectRun) -> None:
    """Half-way, the Task turns out to belong to another project."""
    task.set(_half_way(task), task.creator, parent=project_run.epic)


def handed_over(task: Issue, colleague: Person) -> None:
    """Half-way, a colleague takes the Task over."""
    minute = _half_way(task)
    task.changes = [replace(one, author=colleague) if one.minute > minute else one for one in task.changes]
    task.set(minute, task.creator, assignee=colleague)


def phase_changed_on_the_way(task: Issue, phase: str) -> None:
    """Half-way, the Task turns out to be work of another phase."""
    task.set(_half_way(task), task.creator, phase=phase)


def phase_set_late(task: Issue) -> None:
    """Somebody forgot the phase when the Task was filed, and added it before the work began."""
    task.set(task.created + 1, MANAGER, phase=task.first["phase"])
    task.first["phase"] = None


def came_from_another_jira_project(task: Issue) -> None:
    """The issue was filed elsewhere, and moved: its key changed, its id did not."""
    task.old_key = "OPS-212"
    task.set(task.created + 6, task.creator, key="")


def history_cut(task: Issue) -> None:
    """Before it was begun, the Task went through several hands; Jira has lost one of these changes."""
    for minute, person, is_lost in ((1, LEYLA, False), (2, MIRA, True), (3, JONAS, False)):
        task.changes.append(Change(task.created + minute, MANAGER, "assignee", person, is_lost=is_lost))


def last_words(world: Simulator) -> None:
    """Somebody files a Task in the very minute in which the story ends: what is known is known as of then."""
    task = Issue(TASK, "Plan the team's reading group", NOW, MANAGER, {"status": TO_DO}, ("ad-hoc",))
    world.issues.append(task)


def _half_way(task: Issue) -> int:
    """The middle of a Task's first active run."""
    runs = [change for change in task.changes if change.field == "status" and not change.is_mis_click]
    start, stop = sorted(change.minute for change in runs if change.minute < HORIZON)[:2]
    return (start + stop) // 2

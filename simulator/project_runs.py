"""How far each project has come: its Epic, its plan, and the Tasks that are filed for it."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from mlpm_analytics.workflow import DAYS_PER_WEEK, PHASES
from simulator.clock import HORIZON
from simulator.issues import DONE, EPIC, IN_PROGRESS, ON_HOLD, TASK, TO_DO, Issue
from simulator.people import MANAGER, Person
from simulator.projects import PROJECTS, Project
from simulator.randomness import RandomSource
from simulator.story import LETTERS, Step
from simulator.titles import Titles

ESTIMATES = {
    "Research": (1, 2, 2, 3),
    "Data Exploration": (2, 2, 3, 4),
    "Modeling": (2, 3, 3, 4),
    "Productization": (2, 3, 4, 4),
    "A/B Testing": (1, 2, 2),
    "Results Analysis": (2, 3, 3),
}
HOPED_DAYS = 3.0  # what a Task will take, says the plan
SOME_TASKS, SOME_DAYS = 2, 15  # of a phase, or a test, that nobody has thought about yet
STINTS_FORESEEN = 3
WITH_EXTRAS = ("Data Exploration", "Modeling")


@dataclass
class ProjectRun:
    """A project on its way; new issues go into `filed`, which all projects share."""

    slug: str
    project: Project
    epic: Issue
    titles: Titles
    random: RandomSource
    filed: list[Issue]
    furthest: int = -1
    stints: dict[str, int] = field(default_factory=dict)  # how many there were, by phase
    test_ends: int = 0  # minute in which the running test ends
    extras: list[Issue] = field(default_factory=list)

    @classmethod
    def open(cls, slug: str, minute: int, filed: list[Issue]) -> "ProjectRun":
        """A project of which there is an Epic, and nothing else yet."""
        project, random = PROJECTS[slug], RandomSource(slug)
        first: dict[str, Any] = {"status": TO_DO, "assignee": None}
        epic = Issue(EPIC, project.title, minute, MANAGER, first, (slug,), project.component, "High")
        filed.append(epic)
        return cls(slug, project, epic, Titles(project.words, random), random, filed)

    def is_again(self, phase: str | None) -> bool:
        """Whether the project would go back by working on that phase."""
        return phase is not None and PHASES.index(phase) < self.furthest

    def is_first_stint(self, phase: str | None) -> bool:
        """Whether the stint that was filed last for a phase was the first one."""
        return phase is not None and self.stints[phase] == 1

    def file_stint(self, step: Step, minute: int, person: Person) -> list[Issue]:
        """The Tasks of a stint, filed together before its first one begins."""
        phase, is_again = step.phase, self.is_again(step.phase)
        if phase is not None:
            self.furthest = max(self.furthest, PHASES.index(phase))
            self.stints[phase] = self.stints.get(phase, 0) + 1
        has_end = self.is_first_stint(phase) or step.what == "A"
        tasks = self._file(phase, step.task_count, minute, person, is_again=is_again, has_end=has_end)
        if phase in WITH_EXTRAS and self.is_first_stint(phase) and self.random.chance(0.6):
            self.extras.append(self._task(phase, self.titles.of_extra(), minute + 2 * step.task_count, person))
        return tasks

    def file_backlog(self, minute: int) -> None:
        """The first Tasks of a project that nobody has begun."""
        for task in self._file("Research", 4, minute + 9, MANAGER, is_again=False, has_end=True):
            task.first["assignee"] = None

    def _file(
        self, phase: str | None, count: int, minute: int, person: Person, *, is_again: bool, has_end: bool
    ) -> list[Issue]:
        told = phase or "Modeling"
        tasks = []
        for number in range(count):
            is_end = has_end and number == count - 1
            title = self.titles.of_last(told) if is_end else self.titles.of_task(told, is_again=is_again)
            labels = ("data-quality",) if is_again and phase == "Data Exploration" else ()
            tasks.append(self._task(phase, title, minute + 2 * number, person, labels))
        return tasks

    def _task(self, phase: str | None, title: str, minute: int, person: Person, labels: Sequence[str] = ()) -> Issue:
        first: dict[str, Any] = {"status": TO_DO, "phase": phase, "parent": self.epic, "assignee": person}
        if phase and self.random.chance(0.88):
            first["estimate"] = self.random.pick(ESTIMATES[phase])
        task = Issue(TASK, title, minute, person, first, (self.slug, *labels), self.project.component)
        task.priority = self.random.pick(("Low", "Medium", "Medium", "Medium", "High"))
        self.filed.append(task)
        return task

    def plan(self, ahead: list[Step], minute: int, person: Person) -> None:
        """What a scientist expects at the end of Research: less than the story has `ahead`, and often too little."""
        weeks = {phase: self._weeks(letter, ahead) for letter, phase in LETTERS.items() if phase != PHASES[0]}
        if self.project.has_plan:
            self.epic.set(minute, person, plan=weeks)

    def _weeks(self, letter: str, ahead: list[Step]) -> float:
        """The plan of a phase, in half weeks."""
        counts = [step.count for step in ahead if step.project == self.slug and step.what == letter]
        if letter == "A":
            days: float = counts[0] if counts else SOME_DAYS
        else:
            days = sum(counts[:STINTS_FORESEEN] or [SOME_TASKS]) * HOPED_DAYS
        hoped = days / DAYS_PER_WEEK * self.random.around_one() / self.project.optimism
        return max(1.0, round(2 * hoped) / 2)

    def revise(self, phase: str, minute: int, person: Person) -> None:
        """The project goes back to a phase: sometimes the plan says so."""
        weeks = self.epic.held(f"plan:{phase}", minute)
        if weeks is not None and self.random.chance(0.4):
            self.epic.set(minute, person, plan={phase: weeks + self.random.pick((1, 1.5, 2))})

    def begin(self, task: Issue) -> None:
        """The Epic follows when its first Task is taken up."""
        if self.epic.held("status", HORIZON) == TO_DO:
            start = next(change for change in task.changes if change.value == IN_PROGRESS and not change.is_mis_click)
            self.epic.set(start.minute + 1, start.author, status=IN_PROGRESS, assignee=start.author)

    def end(self, how: str, minute: int, person: Person) -> None:
        """The Epic is put on hold, or closed as done or dropped, with what was never begun."""
        if how == "hold":
            self.epic.set(minute, person, status=ON_HOLD)
            return
        for extra in self.extras:
            extra.set(minute - 3, person, status=DONE, resolution="Won't Do")
        self.epic.set(minute, person, status=DONE, resolution="Won't Do" if how == "drop" else "Done")

"""Plays the story: who took which Task when, day by day, and what Jira would have noted of it."""

from collections import deque
from dataclasses import dataclass, field
from datetime import datetime
from itertools import cycle
from zoneinfo import ZoneInfo

from mlpm_analytics.sample.clock import DAY, HORIZON, NOW, after, minute_of, working_minutes
from mlpm_analytics.sample.dice import Dice
from mlpm_analytics.sample.issues import (
    BLOCKED,
    DONE,
    EPIC,
    IN_PROGRESS,
    IN_REVIEW,
    ON_HOLD,
    SUBTASK,
    TASK,
    TO_DO,
    Change,
    Issue,
)
from mlpm_analytics.sample.people import MANAGER, SCIENTISTS, Person
from mlpm_analytics.sample.projects import PROJECTS
from mlpm_analytics.sample.story import AGENDAS, BACKLOG, LETTERS, NO_PROJECT, Step, steps
from mlpm_analytics.sample.titles import AD_HOC, PARTS, Titles
from mlpm_analytics.workflow import PHASES

ESTIMATES = {
    "Research": (1, 2, 2, 3),
    "Data Exploration": (2, 2, 3, 4),
    "Modeling": (2, 3, 3, 4),
    "Productization": (2, 3, 4, 4),
    "A/B Testing": (1, 2, 2),
    "Results Analysis": (2, 3, 3),
}
# How much longer Tasks take than they are estimated at.
BIAS = {"Research": 1.1, "Data Exploration": 1.2, "Modeling": 1.4, "Productization": 1.1, "Results Analysis": 0.9}
HOPED_DAYS = 3.0  # what a Task will take, says the plan
LONGEST = int(4.9 * DAY)  # people split what would take longer


@dataclass
class Course:
    """How far a project has come."""

    slug: str
    epic: Issue
    titles: Titles
    dice: Dice
    furthest: int = -1
    stints: dict[str, int] = field(default_factory=dict)  # by phase
    test_ends: int = 0  # minute in which the running test ends
    extras: list[Issue] = field(default_factory=list)


@dataclass
class Worker:
    """A scientist, what is still on the agenda, and the minute up to which it has been played."""

    person: Person
    agenda: deque[Step]
    dice: Dice
    minute: int
    works: bytes

    @classmethod
    def of(cls, name: str, first_day: str, agenda: str) -> "Worker":
        """The worker of an agenda, on the morning of the first day."""
        person = SCIENTISTS[name]
        works = working_minutes(person.hours)
        first = minute_of(datetime.fromisoformat(first_day).replace(tzinfo=ZoneInfo(person.timezone)))
        return cls(person, deque(steps(agenda)), Dice(name), works.index(1, first), works)

    def spend(self, minutes: int) -> int:
        """Let so many of the worker's minutes pass; the minute after them."""
        self.minute = after(self.minute, minutes, self.works)
        return self.minute

    def leave_between(self, start: int, stop: int) -> list[tuple[int, int]]:
        """Last minute before and first minute after each leave in between that is over by the end of the story."""
        zone = ZoneInfo(self.person.timezone)
        found = []
        for leave in self.person.leaves:
            first = minute_of(datetime.combine(leave.first, datetime.min.time(), zone))
            last = minute_of(datetime.combine(leave.last, datetime.max.time(), zone))
            if start < first < stop and last < NOW:
                found.append((self.works.rindex(1, 0, first), self.works.index(1, last)))
        return found


class Simulator:
    """The world while it is played: `issues` grows, in no particular order."""

    def __init__(self) -> None:
        self.issues: list[Issue] = []
        self.courses: dict[str, Course] = {}
        self.ad_hoc = cycle(Dice("ad hoc").shuffled(AD_HOC))

    def play(self) -> list[Issue]:
        """Everything that happened up to `NOW`, and what was under way goes on a little beyond."""
        workers = [Worker.of(name, first_day, agenda) for name, (first_day, agenda) in AGENDAS.items()]
        while busy := [worker for worker in workers if worker.agenda and worker.minute <= NOW]:
            worker = min(busy, key=lambda one: one.minute)
            self._take(worker, worker.agenda.popleft())
        for slug, day in BACKLOG.items():
            self._file(slug, minute_of(datetime.fromisoformat(f"{day}T13:20:00Z")))
        return self.issues

    def _take(self, worker: Worker, step: Step) -> None:
        if step.what == "@":
            morning = datetime.fromisoformat(step.day).replace(hour=9, minute=12, tzinfo=ZoneInfo(worker.person.timezone))
            worker.minute = max(worker.minute, minute_of(morning))
        elif step.project == NO_PROJECT:
            self._ad_hoc(worker, step)
        elif step.what in ("done", "drop", "hold"):
            self._end(worker, self.courses[step.project], step.what)
        else:
            self._stint(worker, self._course(step.project, worker), step)

    # Projects

    def _course(self, slug: str, worker: Worker) -> Course:
        if slug not in self.courses:
            filed = worker.minute - worker.dice.between(6, 20) * 24 * 60 + worker.dice.between(30, 300)
            self._open(slug, working_minutes(MANAGER.hours).rindex(1, 0, filed))
        return self.courses[slug]

    def _open(self, slug: str, minute: int) -> Course:
        project = PROJECTS[slug]
        first = {"status": TO_DO, "assignee": None}
        epic = Issue(EPIC, project.title, minute, MANAGER, first, (slug,), project.component, "High")
        dice = Dice(slug)
        self.courses[slug] = Course(slug, epic, Titles(project.words, dice), dice)
        self.issues.append(epic)
        return self.courses[slug]

    def _file(self, slug: str, minute: int) -> None:
        """A project that nobody has begun, with its first Tasks."""
        course = self._open(slug, minute)
        for number in range(4):
            task = self._task(course, "Research", minute + 9 + 4 * number, MANAGER, is_last=number == 3)
            task.first["assignee"] = None

    def _end(self, worker: Worker, course: Course, how: str) -> None:
        minute = worker.spend(worker.dice.between(15, 90))
        if how == "hold":
            course.epic.set(minute, MANAGER, status=ON_HOLD)
            return
        for extra in course.extras:
            extra.set(minute - 3, worker.person, status=DONE, resolution="Won't Do")
        course.epic.set(minute, worker.person, status=DONE, resolution="Won't Do" if how == "drop" else "Done")

    def _plan(self, worker: Worker, course: Course, minute: int) -> None:
        """What the scientist expects at the end of Research: the agenda, less the ways back, and often too little."""
        project = PROJECTS[course.slug]
        ahead = [step for step in worker.agenda if step.project == course.slug]
        weeks = {}
        for letter, phase in list(LETTERS.items())[1:]:
            counts = [step.count for step in ahead if step.what == letter] or [15 if letter == "A" else 2]
            days = counts[0] if letter == "A" else sum(counts[:3]) * HOPED_DAYS
            weeks[phase] = max(1.0, round(2 * days / 5 * course.dice.around_one() / project.optimism) / 2)
        if project.has_plan:
            course.epic.set(minute, worker.person, plan=weeks)

    def _revise(self, worker: Worker, course: Course, phase: str) -> None:
        """The project went back to a phase: sometimes the plan says so."""
        weeks = course.epic.held(f"plan:{phase}", worker.minute)
        if weeks is not None and course.dice.chance(0.4):
            course.epic.set(worker.minute, worker.person, plan={phase: weeks + course.dice.pick((1, 1.5, 2))})

    # Tasks

    def _stint(self, worker: Worker, course: Course, step: Step) -> None:
        phase = step.phase
        if step.what == "S" and course.test_ends > worker.minute:
            worker.minute = course.test_ends
        worker.spend(worker.dice.between(60, 2 * DAY) if not step.days and worker.dice.chance(0.5) else 12)
        is_again = phase is not None and PHASES.index(phase) < course.furthest
        if is_again and phase is not None:
            self._revise(worker, course, phase)
        tasks = self._planned(worker, course, step, is_again=is_again)
        if step.what == "A":
            self._test(worker, course, tasks, step.count)
            return
        for number, task in enumerate(tasks, start=1):
            is_last = number == len(tasks) and course.stints.get(phase or "", 0) == 1
            if is_last and phase == "Research":
                self._plan(worker, course, after(worker.minute, 60, worker.works))
            self._work(worker, task, step.days, delivers=is_last and phase is not None)
            self._begin(course, task)

    def _planned(self, worker: Worker, course: Course, step: Step, *, is_again: bool) -> list[Issue]:
        """The Tasks of a stint, filed together before its first one begins."""
        phase = step.phase
        if phase is not None:
            course.furthest = max(course.furthest, PHASES.index(phase))
            course.stints[phase] = course.stints.get(phase, 0) + 1
        is_first = phase is not None and course.stints[phase] == 1
        count = 2 if step.what == "A" else step.count
        minute = worker.minute
        tasks = [
            self._task(
                course,
                phase,
                minute + 2 * number,
                worker.person,
                is_again=is_again,
                is_last=(is_first or step.what == "A") and number == count - 1,
            )
            for number in range(count)
        ]
        if phase in ("Data Exploration", "Modeling") and is_first and course.dice.chance(0.6):
            extra = self._task(course, phase, minute + 2 * count, worker.person, is_extra=True)
            course.extras.append(extra)
        if count > 3 and course.dice.chance(0.25):
            self._mis_click(worker, tasks[2], minute + 70)
        worker.spend(2 * count + 4)
        return tasks

    def _task(
        self,
        course: Course,
        phase: str | None,
        minute: int,
        person: Person,
        *,
        is_again: bool = False,
        is_last: bool = False,
        is_extra: bool = False,
    ) -> Issue:
        titles = course.titles
        words = phase or "Modeling"
        title = (
            titles.of_extra()
            if is_extra
            else titles.of_last(words)
            if is_last
            else titles.of_task(words, is_again=is_again)
        )
        first = {"status": TO_DO, "phase": phase, "parent": course.epic, "assignee": person}
        if phase and course.dice.chance(0.88):
            first["estimate"] = course.dice.pick(ESTIMATES[phase])
        labels = (course.slug, "data-quality") if is_again and phase == "Data Exploration" else (course.slug,)
        task = Issue(TASK, title, minute, person, first, labels, course.epic.component)
        task.priority = course.dice.pick(("Low", "Medium", "Medium", "Medium", "High"))
        self.issues.append(task)
        return task

    def _mis_click(self, worker: Worker, task: Issue, minute: int) -> None:
        clicked = after(minute, 1, worker.works)
        undone = clicked + worker.dice.between(1, 4)
        for at, status in ((clicked, IN_PROGRESS), (undone, TO_DO)):
            task.changes.append(Change(at, worker.person, "status", status, is_mis_click=True))

    def _begin(self, course: Course, task: Issue) -> None:
        if course.epic.held("status", HORIZON) == TO_DO:
            start = next(change for change in task.changes if change.value == IN_PROGRESS and not change.is_mis_click)
            course.epic.set(start.minute + 1, start.author, status=IN_PROGRESS, assignee=start.author)

    def _work(self, worker: Worker, task: Issue, days: int | None = None, *, delivers: bool = False) -> None:
        """A scientist takes a Task, and works on it until it is done."""
        dice, person = worker.dice, worker.person
        start = worker.spend(dice.between(5, 35))
        minutes = days * DAY if days else self._minutes(task, dice)
        task.set(start, person, status=IN_PROGRESS)
        stop = worker.spend(minutes)
        for before, back in worker.leave_between(start, stop):
            resumed = after(back, dice.between(5, 40), worker.works)
            task.set(max(before - dice.between(0, 20), start + 6), person, status=TO_DO)
            task.set(resumed, person, status=IN_PROGRESS)
            stop = worker.minute = max(stop, after(resumed, 60, worker.works))
        if task.held("phase", HORIZON) == "Productization":
            task.set(after(start, minutes * 4 // 5, worker.works), person, status=IN_REVIEW)
        elif days is None and minutes > DAY and dice.chance(0.035):
            stop = self._blocked(worker, task, stop)
        if dice.chance(0.012):
            self._parts(worker, task, start, stop)
        if delivers:
            self._deliver(worker, task, stop)
        task.set(stop, person, status=DONE, resolution="Done")
        if days is None and dice.chance(0.05):
            task.set(worker.spend(dice.between(20, 300)), person, status=IN_PROGRESS, resolution=None)
            task.set(worker.spend(dice.between(60, 400)), person, status=DONE, resolution="Done")

    def _minutes(self, task: Issue, dice: Dice) -> int:
        phase = task.first.get("phase")
        expected = task.first.get("estimate", 2.5) * BIAS.get(phase, 1.0) * dice.around_one()
        return min(LONGEST, int(expected * DAY) + dice.between(-40, 40))

    def _blocked(self, worker: Worker, task: Issue, stop: int) -> int:
        """The Task waits for somebody, and something without an Epic is done meanwhile; when the Task is done."""
        task.set(stop, worker.person, status=BLOCKED)
        self._ad_hoc(worker, Step(NO_PROJECT, "x"))
        task.set(worker.spend(worker.dice.between(5, 30)), worker.person, status=IN_PROGRESS)
        return worker.spend(worker.dice.between(60, DAY))

    def _deliver(self, worker: Worker, task: Issue, stop: int) -> None:
        slug, phase = task.labels[0], task.first["phase"]
        if phase not in PROJECTS[slug].without_deliverable:
            page = phase.lower().replace("/", "-").replace(" ", "-")
            task.set(stop - 1, worker.person, deliverable=f"https://docs.example.com/ml/{slug}/{page}")

    def _parts(self, worker: Worker, task: Issue, start: int, stop: int) -> None:
        """Sub-tasks, done one after the other."""
        count = worker.dice.between(2, 3)
        for number, part in enumerate(PARTS[:count]):
            first = {"status": TO_DO, "parent": task, "assignee": worker.person}
            issue = Issue(SUBTASK, part, start + 1 + number, worker.person, first, task.labels, task.component)
            begun = start + 5 + (stop - start - 5) * number // count
            issue.set(worker.works.index(1, begun), worker.person, status=IN_PROGRESS)
            done = worker.works.rindex(1, 0, start + (stop - start) * (number + 1) // count)
            issue.set(max(done, worker.works.index(1, begun) + 1), worker.person, status=DONE, resolution="Done")
            self.issues.append(issue)

    def _test(self, worker: Worker, course: Course, tasks: list[Issue], days: int) -> None:
        """A test is designed; then it runs, and its owner takes up something else."""
        design, run = tasks
        self._work(worker, design)
        start = worker.spend(worker.dice.between(20, 90))
        course.test_ends = after(start, days * DAY + worker.dice.between(-90, 90), worker.works)
        run.first["estimate"] = None
        run.set(start, worker.person, status=IN_PROGRESS)
        self._deliver(worker, run, course.test_ends)
        run.set(course.test_ends, worker.person, status=DONE, resolution="Done")

    def _ad_hoc(self, worker: Worker, step: Step) -> None:
        for _ in range(step.count):
            title = next(self.ad_hoc)
            first = {"status": TO_DO, "assignee": worker.person, "estimate": worker.dice.pick((1, 2, 2, 3))}
            task = Issue(TASK, title, worker.minute, worker.person, first, ("ad-hoc",))
            self.issues.append(task)
            self._work(worker, task, step.days)

"""Plays the story: who took which Task when, day by day, and what Jira would have noted of it."""

from datetime import datetime
from itertools import cycle

from mlpm_analytics.sample.clock import DAY, NOW, after, minute_of, working_minutes
from mlpm_analytics.sample.courses import Course
from mlpm_analytics.sample.dice import Dice
from mlpm_analytics.sample.issues import DONE, IN_PROGRESS, Issue
from mlpm_analytics.sample.people import MANAGER
from mlpm_analytics.sample.story import AGENDAS, BACKLOG, NO_PROJECT, Step
from mlpm_analytics.sample.titles import AD_HOC
from mlpm_analytics.sample.worker import Worker

LARGE_STINT = 4  # Tasks, among which somebody may click on the wrong one


class Simulator:
    """The world while it is played: `issues` grows, in no particular order."""

    def __init__(self) -> None:
        self.issues: list[Issue] = []
        self.courses: dict[str, Course] = {}

    def play(self) -> None:
        """Everything that happened up to `NOW`; what was under way goes on a little beyond."""
        errands = cycle(Dice("ad hoc").shuffled(AD_HOC))
        workers = [Worker.of(name, agenda, self.issues, errands) for name, agenda in AGENDAS.items()]
        while busy := [worker for worker in workers if worker.agenda and worker.minute <= NOW]:
            worker = min(busy, key=lambda one: one.minute)
            self._take(worker, worker.agenda.popleft())
        for slug, day in BACKLOG.items():
            filed = minute_of(datetime.fromisoformat(f"{day}T13:20:00Z"))
            self.courses[slug] = Course.open(slug, filed, self.issues)
            self.courses[slug].file_backlog(filed)

    def _take(self, worker: Worker, step: Step) -> None:
        """The next step of an agenda."""
        if step.what == "@":
            worker.wait_for(step.day)
        elif step.project == NO_PROJECT:
            for _ in range(step.count):
                worker.errand(step.days)
        elif step.what in ("done", "drop", "hold"):
            self.courses[step.project].end(step.what, worker.spend(worker.dice.between(15, 90)), worker.person)
        else:
            self._stint(worker, self._course(step.project, worker), step)

    def _course(self, slug: str, worker: Worker) -> Course:
        """The project, whose Epic the manager had filed some days before anybody worked on it."""
        if slug not in self.courses:
            before = worker.minute - worker.dice.between(6, 20) * 24 * 60 + worker.dice.between(30, 300)
            filed = working_minutes(MANAGER.hours).rindex(1, 0, before)
            self.courses[slug] = Course.open(slug, filed, self.issues)
        return self.courses[slug]

    def _stint(self, worker: Worker, course: Course, step: Step) -> None:
        """Work on one phase of a project, after a while of other things that Jira knows nothing about."""
        if step.what == "S":
            worker.minute = max(worker.minute, course.test_ends)
        worker.spend(worker.dice.between(60, 2 * DAY) if not step.days and worker.dice.chance(0.5) else 12)
        if step.phase and course.is_again(step.phase):
            course.revise(step.phase, worker.minute, worker.person)
        tasks = course.file_stint(step, worker.minute, worker.person)
        if len(tasks) >= LARGE_STINT and course.dice.chance(0.25):
            worker.mis_click(tasks[2], worker.minute + 70)
        worker.spend(2 * len(tasks) + 4)
        if step.what == "A":
            self._test(worker, course, *tasks, days=step.count)
        else:
            self._work_through(worker, course, tasks, step)

    def _work_through(self, worker: Worker, course: Course, tasks: list[Issue], step: Step) -> None:
        """One Task after the other; the last of a phase's first stint makes its deliverable."""
        for task in tasks:
            is_end = task is tasks[-1] and course.is_first_stint(step.phase)
            if is_end and step.phase == "Research":
                course.plan(list(worker.agenda), after(worker.minute, 60, worker.works), worker.person)
            worker.work(task, step.days)
            course.begin(task)
            if is_end:
                _deliver(course, task, worker)

    def _test(self, worker: Worker, course: Course, design: Issue, run: Issue, *, days: int) -> None:
        """A test is designed; then it runs, and its owner takes up something else."""
        worker.work(design)
        start = worker.spend(worker.dice.between(20, 90))
        course.test_ends = after(start, days * DAY + worker.dice.between(-90, 90), worker.works)
        run.first["estimate"] = None
        run.set(start, worker.person, status=IN_PROGRESS)
        run.set(course.test_ends, worker.person, status=DONE, resolution="Done")
        _deliver(course, run, worker)


def _deliver(course: Course, task: Issue, worker: Worker) -> None:
    """Link the deliverable of the Task's phase a minute before the Task is first done."""
    phase = task.first["phase"]
    if phase not in course.project.without_deliverable:
        done = min(change.minute for change in task.changes if change.value == DONE)
        page = phase.lower().replace("/", "-").replace(" ", "-")
        task.set(done - 1, worker.person, deliverable=f"https://docs.example.com/ml/{course.slug}/{page}")

"""Plays the story: who took which Task when, day by day, and what Jira would have noted of it."""

from datetime import datetime
from itertools import cycle

from simulator.clock import DAY, NOW, after, minute_of, working_minutes
from simulator.issues import DONE, IN_PROGRESS, Issue
from simulator.people import MANAGER
from simulator.project_runs import ProjectRun
from simulator.randomness import RandomSource
from simulator.story import AGENDAS, BACKLOG, NO_PROJECT, Step
from simulator.titles import AD_HOC
from simulator.worker import Worker

LARGE_STINT = 4  # Tasks, among which somebody may click on the wrong one


class Simulator:
    """The world while it is played: `issues` grows, in no particular order."""

    def __init__(self) -> None:
        self.issues: list[Issue] = []
        self.project_runs: dict[str, ProjectRun] = {}

    def play(self) -> None:
        """Everything that happened up to `NOW`; what was under way goes on a little beyond."""
        errands = cycle(RandomSource("ad hoc").shuffled(AD_HOC))
        workers = [Worker.of(name, agenda, self.issues, errands) for name, agenda in AGENDAS.items()]
        while busy := [worker for worker in workers if worker.agenda and worker.minute <= NOW]:
            worker = min(busy, key=lambda one: one.minute)
            self._take(worker, worker.agenda.popleft())
        for slug, day in BACKLOG.items():
            filed = minute_of(datetime.fromisoformat(f"{day}T13:20:00Z"))
            self.project_runs[slug] = ProjectRun.open(slug, filed, self.issues)
            self.project_runs[slug].file_backlog(filed)

    def _take(self, worker: Worker, step: Step) -> None:
        """The next step of an agenda."""
        if step.what == "@":
            worker.wait_for(step.day)
        elif step.project == NO_PROJECT:
            for _ in range(step.count):
                worker.errand(step.days)
        elif step.what in ("done", "drop", "hold"):
            self.project_runs[step.project].end(step.what, worker.spend(worker.random.between(15, 90)), worker.person)
        else:
            self._stint(worker, self._project_run(step.project, worker), step)

    def _project_run(self, slug: str, worker: Worker) -> ProjectRun:
        """The project, whose Epic the manager had filed some days before anybody worked on it."""
        if slug not in self.project_runs:
            before = worker.minute - worker.random.between(6, 20) * 24 * 60 + worker.random.between(30, 300)
            filed = working_minutes(MANAGER.hours).rindex(1, 0, before)
            self.project_runs[slug] = ProjectRun.open(slug, filed, self.issues)
        return self.project_runs[slug]

    def _stint(self, worker: Worker, project_run: ProjectRun, step: Step) -> None:
        """Work on one phase of a project, after a while of other things that Jira knows nothing about."""
        if step.what == "S":
            worker.minute = max(worker.minute, project_run.test_ends)
        worker.spend(worker.random.between(60, 2 * DAY) if not step.days and worker.random.chance(0.5) else 12)
        if step.phase and project_run.is_again(step.phase):
            project_run.revise(step.phase, worker.minute, worker.person)
        tasks = project_run.file_stint(step, worker.minute, worker.person)
        if len(tasks) >= LARGE_STINT and project_run.random.chance(0.25):
            worker.mis_click(tasks[2], worker.minute + 70)
        worker.spend(2 * len(tasks) + 4)
        if step.what == "A":
            self._test(worker, project_run, *tasks, days=step.count)
        else:
            self._work_through(worker, project_run, tasks, step)

    def _work_through(self, worker: Worker, project_run: ProjectRun, tasks: list[Issue], step: Step) -> None:
        """One Task after the other; the last of a phase's first stint makes its deliverable."""
        for task in tasks:
            is_end = task is tasks[-1] and project_run.is_first_stint(step.phase)
            if is_end and step.phase == "Research":
                project_run.plan(list(worker.agenda), after(worker.minute, 60, worker.works), worker.person)
            worker.work(task, step.days)
            project_run.begin(task)
            if is_end:
                _deliver(project_run, task, worker)

    def _test(self, worker: Worker, project_run: ProjectRun, design: Issue, run: Issue, *, days: int) -> None:
        """A test is designed; then it runs, and its owner takes up something else."""
        worker.work(design)
        start = worker.spend(worker.random.between(20, 90))
        project_run.test_ends = after(start, days * DAY + worker.random.between(-90, 90), worker.works)
        run.first["estimate"] = None
        run.set(start, worker.person, status=IN_PROGRESS)
        run.set(project_run.test_ends, worker.person, status=DONE, resolution="Done")
        _deliver(project_run, run, worker)


def _deliver(project_run: ProjectRun, task: Issue, worker: Worker) -> None:
    """Link the deliverable of the Task's phase a minute before the Task is first done."""
    phase = task.first["phase"]
    if phase not in project_run.project.without_deliverable:
        done = min(change.minute for change in task.changes if change.value == DONE)
        page = phase.lower().replace("/", "-").replace(" ", "-")
        task.set(done - 1, worker.person, deliverable=f"https://docs.example.com/ml/{project_run.slug}/{page}")

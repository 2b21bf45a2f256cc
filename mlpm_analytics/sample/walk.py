"""Walks through the story minute by minute, and counts: who was active on what, and in which phase projects were.

It knows Tasks as the simulator played them, not as Jira's changelog tells them, and shares no code with the metrics.
"""

from collections import defaultdict
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from fractions import Fraction

from mlpm_analytics.calendars import Hours
from mlpm_analytics.sample.clock import NOW, working_minutes
from mlpm_analytics.sample.issues import IN_PROGRESS, IN_REVIEW, TASK, Issue, Portfolio
from mlpm_analytics.sample.people import TEAM, Person
from mlpm_analytics.workflow import PHASES

PASSIVE = "A/B Testing"
ACTIVE = (IN_PROGRESS, IN_REVIEW)


@dataclass
class Now:
    """What is the case with a Task at the present minute."""

    task: Issue
    status: str
    phase: str | None
    project: Issue | None
    scientist: Person | None
    became_active: int = -1

    @property
    def is_active(self) -> bool:
        """Whether somebody works on it."""
        return self.status in ACTIVE

    @property
    def is_passive(self) -> bool:
        """Whether it is a test that runs by itself."""
        return self.phase == PASSIVE


@dataclass
class Stretch:
    """A stretch of minutes in which a project was in one phase."""

    phase: str
    start: int
    stop: int
    minutes: int  # working minutes of the team with an active Task


@dataclass
class Record:
    """What was counted: minutes of working time, by what they were spent on."""

    active: dict[object, int] = field(default_factory=lambda: defaultdict(int))  # of a project, or (project, phase)
    limited: dict[Issue, int] = field(default_factory=lambda: defaultdict(int))  # of a Task, without passive phases
    effort: dict[object, Fraction] = field(default_factory=lambda: defaultdict(Fraction))  # as `active`
    spans: dict[Issue, list[int]] = field(default_factory=dict)  # of a project: first and last active minute
    stretches: dict[Issue, list[Stretch]] = field(default_factory=lambda: defaultdict(list))
    beginnings: dict[tuple[Issue, str], list[int]] = field(default_factory=lambda: defaultdict(list))
    tasks: list[Now] = field(default_factory=list)  # as they are at the end


class Walk:
    """One walk from the first minute to `NOW`."""

    def __init__(self, portfolio: Portfolio) -> None:
        self.record = Record()
        self._world = {task: _born(task) for task in portfolio.of_kind(TASK)}
        self._events = _events(portfolio)

    def go(self) -> Record:
        """Count every minute."""
        minute = 0
        for at in sorted({*self._events, NOW}):
            self._count(minute, at)
            minute = at
            for change in self._events.get(at, ()):
                change(self._world, self.record)
        self.record.tasks = list(self._world.values())
        return self.record

    def _count(self, start: int, stop: int) -> None:
        """The minutes from `start` to before `stop`, in which nothing changes."""
        active = [one for one in self._world.values() if one.is_active]
        team = _worked(TEAM, start, stop)
        for project in {one.project for one in active if one.project}:
            self._count_project(project, [one for one in active if one.project is project], start, stop)
        for one in active:
            if not one.is_passive:
                self.record.limited[one.task] += team
                self._share(one, active, start, stop)

    def _count_project(self, project: Issue, active: list[Now], start: int, stop: int) -> None:
        record, team = self.record, _worked(TEAM, start, stop)
        record.spans.setdefault(project, [start, stop])[1] = stop
        record.active[project] += team
        phases = {one.phase for one in active if one.phase}
        for phase in phases:
            record.active[project, phase] += team
        if phases:
            record.stretches[project].append(Stretch(_phase_of(active), start, stop, team))

    def _share(self, one: Now, active: list[Now], start: int, stop: int) -> None:
        same = [other for other in active if other.scientist is one.scientist and not other.is_passive]
        count = len(same) if one.scientist else 1
        effort = Fraction(_worked(one.scientist.hours if one.scientist else TEAM, start, stop), count)
        self.record.effort[one.project] += effort
        self.record.effort[one.project, one.phase] += effort


def _worked(hours: Hours, start: int, stop: int) -> int:
    return working_minutes(hours).count(1, start, stop)


def _phase_of(active: list[Now]) -> str:
    """Not passive comes before passive; then what became active last; then the later phase."""
    known = [one for one in active if one.phase]
    first = max(known, key=lambda one: (not one.is_passive, one.became_active, PHASES.index(str(one.phase))))
    return str(first.phase)


def _born(task: Issue) -> Now:
    first = task.first
    return Now(task, first["status"], first.get("phase"), first.get("parent"), first.get("assignee"))


Event = Callable[[dict[Issue, Now], Record], None]
NAMES = {"status": "status", "phase": "phase", "parent": "project", "assignee": "scientist"}


def _events(portfolio: Portfolio) -> dict[int, list[Event]]:
    """What happens at which minute; a mis-click is no event."""
    events: dict[int, list[Event]] = defaultdict(list)
    for task in portfolio.of_kind(TASK):
        for minute, values in _changes(task):
            events[minute].append(_event(task, minute, values))
    return events


def _changes(task: Issue) -> Iterator[tuple[int, dict[str, object]]]:
    at: dict[int, dict[str, object]] = defaultdict(dict)
    for change in task.changes:
        if change.field in NAMES and not change.is_mis_click:
            at[change.minute][NAMES[change.field]] = change.value
    yield from sorted(at.items())


def _event(task: Issue, minute: int, values: dict[str, object]) -> Event:
    def happens(world: dict[Issue, Now], record: Record) -> None:
        now = world[task]
        before = (now.is_active, now.phase)
        for name, value in values.items():
            setattr(now, name, value)
        if now.is_active and before != (True, now.phase):
            now.became_active = minute
            if now.project and now.phase:
                record.beginnings[now.project, now.phase].append(minute)

    return happens

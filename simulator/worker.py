"""How a scientist works: takes a Task, is interrupted, hands something over for review, gets it done."""

from collections import deque
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from simulator.clock import DAY, HORIZON, NOW, after, minute_of, working_minutes
from simulator.issues import BLOCKED, DONE, IN_PROGRESS, IN_REVIEW, SUBTASK, TASK, TO_DO, Change, Issue
from simulator.people import SCIENTISTS, Person
from simulator.randomness import RandomSource
from simulator.story import Step, steps
from simulator.titles import PARTS

# How much longer Tasks take than they are estimated at.
BIAS = {"Research": 1.1, "Data Exploration": 1.2, "Modeling": 1.4, "Productization": 1.1, "Results Analysis": 0.9}
UNESTIMATED = 2.5  # days
LONGEST = int(4.9 * DAY)  # people split what would take longer


@dataclass
class Worker:
    """A scientist, what is still on the agenda, and the minute up to which it has been played."""

    person: Person
    agenda: deque[Step]
    random: RandomSource
    minute: int
    works: bytes
    filed: list[Issue]
    errands: Iterator[str]  # titles of Tasks without an Epic

    @classmethod
    def of(cls, name: str, agenda: tuple[str, str], filed: list[Issue], errands: Iterator[str]) -> "Worker":
        """The worker of an agenda, on the morning of its first day."""
        first_day, lines = agenda
        person = SCIENTISTS[name]
        works = working_minutes(person.hours)
        first = works.index(1, _at(person, first_day))
        return cls(person, deque(steps(lines)), RandomSource(name), first, works, filed, errands)

    def wait_for(self, day: str) -> None:
        """Do nothing until the morning of a day."""
        self.minute = max(self.minute, _at(self.person, f"{day}T09:12"))

    def spend(self, minutes: int) -> int:
        """Let so many of the worker's minutes pass; the minute after them."""
        self.minute = after(self.minute, minutes, self.works)
        return self.minute

    def work(self, task: Issue, days: int | None = None) -> None:
        """Take a Task, and work on it until it is done: exactly so many days, or as long as it takes."""
        start = self.spend(self.random.between(5, 35))
        minutes = days * DAY if days else self._minutes(task)
        task.set(start, self.person, status=IN_PROGRESS)
        stop = self._after_leave(task, start, self.spend(minutes))
        if task.held("phase", HORIZON) == "Productization":
            task.set(after(start, minutes * 4 // 5, self.works), self.person, status=IN_REVIEW)
        elif days is None and minutes > DAY and self.random.chance(0.035):
            stop = self._after_block(task, stop)
        if self.random.chance(0.012):
            self._split(task, start, stop)
        task.set(stop, self.person, status=DONE, resolution="Done")
        if days is None and self.random.chance(0.05):
            self._reopen(task)

    def errand(self, days: int | None = None) -> None:
        """Something that belongs to no project."""
        first = {"status": TO_DO, "assignee": self.person, "estimate": self.random.pick((1, 2, 2, 3))}
        task = Issue(TASK, next(self.errands), self.minute, self.person, first, ("ad-hoc",))
        self.filed.append(task)
        self.work(task, days)

    def mis_click(self, task: Issue, minute: int) -> None:
        """Set a Task in progress by mistake, and put it back within minutes."""
        clicked = after(minute, 1, self.works)
        undone = clicked + self.random.between(1, 4)
        for at, status in ((clicked, IN_PROGRESS), (undone, TO_DO)):
            task.changes.append(Change(at, self.person, "status", status, is_mis_click=True))

    def _minutes(self, task: Issue) -> int:
        estimate = task.first.get("estimate", UNESTIMATED)
        expected = estimate * BIAS.get(task.first.get("phase") or "", 1.0) * self.random.around_one()
        return min(LONGEST, int(expected * DAY) + self.random.between(-40, 40))

    def _after_leave(self, task: Issue, start: int, stop: int) -> int:
        """The Task is put back for each leave, and taken up again afterwards; when it is done."""
        for before, back in self._leaves(start, stop):
            resumed = after(back, self.random.between(5, 40), self.works)
            task.set(max(before - self.random.between(0, 20), start + 6), self.person, status=TO_DO)
            task.set(resumed, self.person, status=IN_PROGRESS)
            stop = self.minute = max(stop, after(resumed, 60, self.works))
        return stop

    def _leaves(self, start: int, stop: int) -> list[tuple[int, int]]:
        """Last minute before and first minute after each leave in between that is over by the end of the story."""
        found = []
        for leave in self.person.leaves:
            first, last = _at(self.person, f"{leave.first}"), _at(self.person, f"{leave.last}T23:59")
            if start < first < stop and last < NOW:
                found.append((self.works.rindex(1, 0, first), self.works.index(1, last)))
        return found

    def _after_block(self, task: Issue, stop: int) -> int:
        """The Task waits for somebody, and an errand is done meanwhile; when the Task is done."""
        task.set(stop, self.person, status=BLOCKED)
        self.errand()
        task.set(self.spend(self.random.between(5, 30)), self.person, status=IN_PROGRESS)
        return self.spend(self.random.between(60, DAY))

    def _reopen(self, task: Issue) -> None:
        """Something was forgotten."""
        task.set(self.spend(self.random.between(20, 300)), self.person, status=IN_PROGRESS, resolution=None)
        task.set(self.spend(self.random.between(60, 400)), self.person, status=DONE, resolution="Done")

    def _split(self, task: Issue, start: int, stop: int) -> None:
        """Sub-tasks, done one after the other."""
        count = self.random.between(2, 3)
        for number, part in enumerate(PARTS[:count]):
            first = {"status": TO_DO, "parent": task, "assignee": self.person}
            issue = Issue(SUBTASK, part, start + 1 + number, self.person, first, task.labels, task.component)
            begun = self.works.index(1, start + 5 + (stop - start - 5) * number // count)
            done = self.works.rindex(1, 0, start + (stop - start) * (number + 1) // count)
            issue.set(begun, self.person, status=IN_PROGRESS)
            issue.set(max(done, begun + 1), self.person, status=DONE, resolution="Done")
            self.filed.append(issue)


def _at(person: Person, moment: str) -> int:
    """The minute of a moment in the zone of a person."""
    return minute_of(datetime.fromisoformat(moment).replace(tzinfo=ZoneInfo(person.timezone)))

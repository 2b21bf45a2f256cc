"""What the simulator leaves behind: issues, and every change of them in order of time."""

from dataclasses import dataclass, field
from typing import Any

from simulator.clock import NOW
from simulator.people import Person

TO_DO, IN_PROGRESS, IN_REVIEW, BLOCKED, ON_HOLD, DONE = (
    "To Do",
    "In Progress",
    "In Review",
    "Blocked",
    "On Hold",
    "Done",
)
EPIC, TASK, SUBTASK = "Epic", "Task", "Sub-task"


@dataclass(frozen=True)
class Change:
    """A field of an issue got another value; of several in one minute by one person Jira makes one history."""

    minute: int
    author: Person
    field: str  # status, phase, parent, assignee, estimate (days), resolution, deliverable, plan:<phase> (weeks), key
    value: Any  # a parent is an Issue, an assignee a Person
    is_mis_click: bool = False
    is_lost: bool = False  # it happened, but Jira's history does not have it any more


@dataclass(eq=False)
class Issue:
    """An Epic, Task or sub-task, with what it held when it was created."""

    kind: str
    title: str
    created: int
    creator: Person
    first: dict[str, Any]
    labels: tuple[str, ...] = ()
    component: str | None = None
    priority: str = "Medium"
    changes: list[Change] = field(default_factory=list)
    old_key: str = ""  # in the Jira project that it was filed in, of an issue that was moved
    number: int = 0
    key: str = ""

    def set(self, minute: int, author: Person, **values: Any) -> None:  # noqa: ANN401  # what a field holds is up to the field
        """Change fields at a minute; a phase's plan is called `plan` and holds a dictionary by phase."""
        plan = values.pop("plan", {})
        for name, value in (values | {f"plan:{phase}": weeks for phase, weeks in plan.items()}).items():
            self.changes.append(Change(minute, author, name, value))

    def held(self, name: str, minute: int = NOW) -> Any:  # noqa: ANN401
        """What a field held at a minute; None for nothing."""
        past = [change.value for change in self.changes if change.field == name and change.minute <= minute]
        return past[-1] if past else self.first.get(name)

    def settle(self) -> None:
        """Forget what happens after `NOW`, and put the changes in order of time."""
        self.changes = sorted((one for one in self.changes if one.minute <= NOW), key=lambda one: one.minute)

    @property
    def updated(self) -> int:
        """The minute of the last change."""
        return max([self.created, *(change.minute for change in self.changes)])


@dataclass(frozen=True)
class Portfolio:
    """All issues as of `NOW`, in the order of their ids."""

    issues: list[Issue]

    def of_kind(self, kind: str) -> list[Issue]:
        """The issues of a kind."""
        return [issue for issue in self.issues if issue.kind == kind]


def number(issues: list[Issue]) -> Portfolio:
    """Cut the story at `NOW`, and give ids and keys in the order of creation, as Jira does."""
    known = sorted((issue for issue in issues if issue.created <= NOW), key=lambda issue: issue.created)
    for place, issue in enumerate(known, start=1):
        issue.settle()
        issue.number, issue.key = 10000 + place, f"ML-{place}"
    return Portfolio(known)

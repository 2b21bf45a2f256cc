"""What there is on a simulated Jira site, how to look it up, and the log of what happens to it."""

import threading
from collections.abc import Callable, Iterable
from datetime import datetime
from itertools import count
from typing import Any

from tests.fakejira.clock import Clock
from tests.fakejira.defaults import RESOLUTIONS, STATUSES, SYSTEM_FIELDS, TYPES, custom_fields
from tests.fakejira.index import Index
from tests.fakejira.model import EPIC_LINK, SELECT, Event, Field, Issue, IssueType, Option, Project, Status, User


class Site:
    """One project ML, three people, the way of working's fields, and no issue yet."""

    def __init__(self, clock: Clock | None = None, index: Index | None = None):
        self.clock = clock or Clock()
        self.lock = threading.RLock()
        self.index = index or Index()
        self.events: list[Event] = []
        self.issues: dict[int, Issue] = {}
        self.aliases: dict[str, int] = {}  # former keys
        self._keys: tuple[int, dict[tuple[str, str], int]] = (-1, {})
        self.hours_per_day, self.days_per_week = 8.0, 5.0
        self._history_ids, self._issue_ids, self._other_ids = count(70001), count(10101), count(20001)
        self._project_ids = count(10000)
        self.users: list[User] = []
        for name in ("Ada Keller", "Ben Ortiz", "Chen Wei"):
            self.add_user(name)
        self.projects: list[Project] = []
        self.add_project("ML", "Machine learning")
        self.statuses = [Status(*one) for one in STATUSES]
        self.types = [IssueType(*one) for one in TYPES]
        self.resolutions = dict(RESOLUTIONS)
        self.fields = {one: Field(one, name, kind) for one, name, kind in SYSTEM_FIELDS} | custom_fields()

    def add_user(self, name: str) -> User:
        """A person with an account."""
        number = len(self.users) + 1
        first = name.partition(" ")[0].lower()
        user = User(f"5b10ac8d82e05b22cc7d4e{number:02x}", name, f"{first}@example.com", first, f"JIRAUSER1010{number}")
        self.users.append(user)
        return user

    def add_project(self, key: str, name: str, *, is_team_managed: bool = False) -> Project:
        """An empty project."""
        project = Project(str(next(self._project_ids)), key, name, is_team_managed=is_team_managed)
        self.projects.append(project)
        return project

    # Looking things up

    @property
    def me(self) -> User:
        """Whose credentials `FakeJira` has unless told otherwise."""
        return self.users[0]

    def project(self, key: str) -> Project:
        """The project that has, or had, this key."""
        return _only(one for one in self.projects if key == one.key or key in one.old_keys)

    def status(self, name: str) -> Status:
        """By its name of today, or its id."""
        return _only(one for one in self.statuses if name in (one.name, one.id))

    def option(self, field: str, value: str) -> Option:
        """By its label of today, or its id."""
        return _only(one for one in self.fields[field].options if value in (one.value, one.id))

    def issue_type(self, name: str) -> IssueType:
        """By name."""
        return _only(one for one in self.types if one.name == name)

    def find(self, key_or_id: str) -> Issue | None:
        """The issue of an id, of a key in any case, or of a key that it once had."""
        if key_or_id.isdigit():
            return self.issues.get(int(key_or_id))
        project, _, number = key_or_id.upper().rpartition("-")
        for issue_id in (self._ids_by_number.get((project, number)), self.aliases.get(key_or_id.upper())):
            if issue_id in self.issues:
                return self.issues[issue_id]
        return None

    @property
    def _ids_by_number(self) -> dict[tuple[str, str], int]:
        """Keys of today; built again after each event."""
        if self._keys[0] != len(self.events):
            found = {(one.project.key, str(one.number)): one.id for one in self.issues.values()}
            self._keys = (len(self.events), found)
        return self._keys[1]

    def sees(self, user: User | None, issue: Issue) -> bool:
        """Whether this account may browse the issue; nobody may anonymously."""
        return user is not None and user not in issue.hidden_from and self.sees_project(user, issue.project)

    def sees_project(self, user: User | None, project: Project) -> bool:
        """Whether this account may browse the project."""
        return user is not None and user not in project.hidden_from and project in self.projects

    def text(self, field_id: str, value: Any) -> tuple[str | None, str | None]:
        """A value as a history states it: its id, and its name of today."""
        if value is None or value == ():
            return None, None
        field = self.fields[field_id]
        if field.kind == "user":
            return value.account_id, value.display_name
        if field.custom == EPIC_LINK or field_id == "parent":
            parent = self.issues.get(value)
            return str(value), parent.key if parent else None
        if field_id == "labels":
            return None, " ".join(value)
        names = {one.id: one.value for one in field.options} if field.custom == SELECT else {}
        names = {one.id: one.name for one in self.statuses} if field_id == "status" else names
        names = self.resolutions if field_id == "resolution" else names
        if names:
            return value, names.get(value, value)
        return (str(value) if field_id.startswith("time") else None), str(value)

    # How it is kept

    def _operation(self, kind: str, at: datetime | None) -> "_Operation":
        return _Operation(self, kind, at)

    def _change(self, subject: Any, operation: str, at: datetime | None, /, **values: Any) -> None:
        with self._operation(operation, at) as log:
            before = ", ".join(f"{name}={getattr(subject, name)!r}" for name in values)
            for name, value in values.items():
                setattr(subject, name, value)
            log(subject, before)


class _Operation:
    """One operation at a time, at its moment, with a line in the event log."""

    def __init__(self, site: Site, kind: str, at: datetime | None):
        self.site, self.kind, self.at = site, kind, at

    def __enter__(self) -> Callable[..., Any]:
        self.site.lock.acquire()
        if self.at is None:
            self.site.clock.advance(0.001)
        else:
            self.site.clock.set(self.at)
        return self.log

    def log(self, subject: Any, detail: str = "") -> Any:
        now = self.site.clock.now()
        if isinstance(subject, Issue):
            self.site.index.note(subject, now)
        name = str(getattr(subject, "id", getattr(subject, "account_id", subject)))
        self.site.events.append(Event(now, self.kind, name, detail))
        return subject

    def __exit__(self, *_: object) -> None:
        self.site.lock.release()


def _only(found: Iterable[Any]) -> Any:
    (one,) = found
    return one

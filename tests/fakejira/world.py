"""The truth behind both faces: an event log, and the operations that people and administrators do in Jira.

Every operation takes `at`, a moment (UTC) to which the world's clock is set first; without it the clock ticks one
millisecond, so that no two saves share a moment unless a test wants them to.
"""

import threading
from collections.abc import Callable, Iterable
from datetime import UTC, datetime
from itertools import count
from typing import Any

from tests.fakejira.clock import Clock
from tests.fakejira.index import Index
from tests.fakejira.model import (
    EPIC_LINK,
    EPIC_NAME,
    NUMBER,
    SELECT,
    TEXT,
    Event,
    Field,
    History,
    Issue,
    IssueType,
    Item,
    Option,
    Project,
    Status,
    User,
    Worklog,
)

PHASES = ("Research", "Data Exploration", "Modeling", "Productization", "A/B Testing", "Results Analysis")
PHASE, DELIVERABLE, LINK_TO_EPIC, NAME_OF_EPIC = (f"customfield_{n}" for n in (10031, 10040, 10014, 10011))
PLAN = {phase: f"customfield_{10100 + place}" for place, phase in enumerate(PHASES)}
STATUSES = (
    ("10000", "To Do", "new"),
    ("3", "In Progress", "indeterminate"),
    ("10004", "In Review", "indeterminate"),
    ("10005", "Blocked", "indeterminate"),
    ("10002", "Done", "done"),
)
TYPES = (("10001", "Epic", 1), ("10003", "Task", 0), ("10004", "Sub-task", -1))
RESOLUTIONS = {"10000": "Done", "10001": "Won't Do"}
SYSTEM_FIELDS = (
    ("assignee", "Assignee", "user"),
    ("created", "Created", "datetime"),
    ("issuetype", "Issue Type", "issuetype"),
    ("labels", "Labels", "array"),
    ("parent", "Parent", "issuelink"),
    ("project", "Project", "project"),
    ("reporter", "Reporter", "user"),
    ("resolution", "Resolution", "resolution"),
    ("resolutiondate", "Resolved", "datetime"),
    ("status", "Status", "status"),
    ("statuscategorychangedate", "Status Category Changed", "datetime"),
    ("summary", "Summary", "string"),
    ("timeestimate", "Remaining Estimate", "number"),
    ("timeoriginalestimate", "Original estimate", "number"),
    ("timespent", "Time Spent", "number"),
    ("updated", "Updated", "datetime"),
)
NEW_ISSUE = {
    "summary": "",
    "status": "10000",
    "assignee": None,
    "parent": None,
    "labels": (),
    "resolution": None,
    "timeoriginalestimate": None,
    "timeestimate": None,
    "timespent": None,
}


class World:
    """A Jira site with one project ML, three people, the way of working's fields, and no issue yet."""

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
        self.users: list[User] = []
        for name in ("Ada Keller", "Ben Ortiz", "Chen Wei"):
            self.add_user(name)
        self.projects: list[Project] = []
        self.add_project("ML", "Machine learning")
        self.statuses = [Status(*one) for one in STATUSES]
        self.types = [IssueType(*one) for one in TYPES]
        self.resolutions = dict(RESOLUTIONS)
        self.fields = {one: Field(one, name, kind) for one, name, kind in SYSTEM_FIELDS} | _custom_fields()

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
        if field.custom == SELECT:
            return value, next((one.value for one in field.options if one.id == value), value)
        if field.custom == EPIC_LINK or field_id == "parent":
            parent = self.issues.get(value)
            return str(value), parent.key if parent else None
        if field_id == "status":
            return value, self.status(value).name
        if field.kind == "user":
            return value.account_id, value.display_name
        if field_id == "resolution":
            return value, self.resolutions[value]
        if field_id == "labels":
            return None, " ".join(value)
        return (str(value) if field.id.startswith("time") else None), str(value)

    # What people do

    def create(
        self, kind: str = "Task", project: str = "ML", *, author: User | None = None, at: datetime | None = None, **values: Any
    ) -> Issue:
        """A new issue. Values by field id; statuses and options by name, `parent` by `Issue`."""
        with self._operation("create", at) as log:
            place, now, kept = self.project(project), self.clock.now(), self._raw(values)
            place.last_number += 1
            held = NEW_ISSUE | {"reporter": author or self.me, "statuscategorychangedate": now} | kept
            issue = Issue(next(self._issue_ids), place, place.last_number, self.issue_type(kind), now, now, held)
            self.issues[issue.id] = issue
            return log(issue)

    def edit(self, issue: Issue, *, author: User | None = None, at: datetime | None = None, **values: Any) -> Issue:
        """One save of one or more fields: one history, and none where nothing changes."""
        with self._operation("edit", at) as log:
            changed = {one: value for one, value in self._raw(values).items() if issue.values.get(one) != value}
            items = [self._item(one, issue.values.get(one), value) for one, value in changed.items()]
            if "status" in changed:
                self._note_category(issue, changed["status"])
            issue.values |= changed
            if items:
                self._save(issue, items, author)
            return log(issue, ",".join(changed))

    def transition(self, issue: Issue, status: str, *, author: User | None = None, at: datetime | None = None) -> Issue:
        """To another status; into and out of "done" the resolution follows, in the same save."""
        is_done = self.status(status).category == "done"
        resolution = (issue.values["resolution"] or "10000") if is_done else None
        return self.edit(issue, author=author, at=at, status=status, resolution=resolution)

    def move(self, issue: Issue, project: str, *, author: User | None = None, at: datetime | None = None) -> Issue:
        """To another project: the id stays, the key changes, the old key still leads to the issue."""
        with self._operation("move", at) as log:
            old, new, old_key = issue.project, self.project(project), issue.key
            self.aliases[old_key] = issue.id
            new.last_number += 1
            issue.project, issue.number = new, new.last_number
            items = [Item("project", "project", False, old.id, old.name, new.id, new.name)]
            self._save(issue, [*items, Item("Key", "Key", False, None, old_key, None, issue.key)], author)
            return log(issue, old_key)

    def log_work(self, issue: Issue, seconds: int, *, author: User | None = None, at: datetime | None = None) -> Issue:
        """A worklog; it adds to the time spent, as a change of its own."""
        spent = (issue.values["timespent"] or 0) + seconds
        self.edit(issue, author=author, at=at, timespent=spent)
        issue.worklogs.append(Worklog(next(self._other_ids), author or self.me, self.clock.now(), seconds))
        return issue

    def delete(self, issue: Issue, *, at: datetime | None = None) -> None:
        """Gone without a trace; the search index may still name it for a while."""
        with self._operation("delete", at) as log:
            del self.issues[issue.id]
            log(issue, issue.key)

    def archive(self, issue: Issue, *, at: datetime | None = None) -> None:
        """Out of every search, still there by its id."""
        self._change(issue, "archive", at, is_archived=True)

    def restore(self, issue: Issue, *, at: datetime | None = None) -> None:
        """Back from the archive."""
        self._change(issue, "restore", at, is_archived=False)

    def hide(self, issue: Issue, user: User | None = None, *, at: datetime | None = None) -> None:
        """Issue security: this account (the loader's, unless told) may not see the issue."""
        with self._operation("hide", at) as log:
            issue.hidden_from.add(user or self.me)
            log(issue)

    def show(self, issue: Issue, user: User | None = None, *, at: datetime | None = None) -> None:
        """The opposite of `hide`."""
        with self._operation("show", at) as log:
            issue.hidden_from.discard(user or self.me)
            log(issue)

    # What administrators do: no history, and no issue is `updated` by it

    def add_user(self, name: str) -> User:
        """A person with an account."""
        number = len(self.users) + 1
        first = name.split()[0].lower()
        user = User(f"5b10ac8d82e05b22cc7d4e{number:02x}", name, f"{first}@example.com", first, f"JIRAUSER1010{number}")
        self.users.append(user)
        return user

    def add_project(self, key: str, name: str, *, is_team_managed: bool = False) -> Project:
        """An empty project."""
        project = Project(str(10000 + len(self.projects)), key, name, is_team_managed=is_team_managed)
        self.projects.append(project)
        return project

    def add_field(self, name: str, custom: str = SELECT, *, scope: str | None = None, options: Iterable[str] = ()) -> Field:
        """A custom field; `scope` is the key of the team-managed project that owns it."""
        kind = {SELECT: "option", NUMBER: "number"}.get(custom, "string")
        found = Field(f"customfield_{next(self._other_ids)}", name, kind, custom, self.project(scope) if scope else None)
        self.fields[found.id] = found
        for value in options:
            self.add_option(found.id, value)
        return found

    def add_option(self, field: str, value: str) -> Option:
        """A new value of a select field."""
        option = Option(str(next(self._other_ids)), value)
        self.fields[field].options.append(option)
        return option

    def hide_project(self, key: str, user: User | None = None, *, at: datetime | None = None) -> None:
        """The account loses its permission for the project: all its issues answer 404."""
        with self._operation("hide project", at) as log:
            self.project(key).hidden_from.add(user or self.me)
            log(key)

    def show_project(self, key: str, user: User | None = None, *, at: datetime | None = None) -> None:
        """The opposite of `hide_project`."""
        with self._operation("show project", at) as log:
            self.project(key).hidden_from.discard(user or self.me)
            log(key)

    def archive_project(self, key: str, *, at: datetime | None = None) -> None:
        """Out of every search with all its issues."""
        self._change(self.project(key), "archive project", at, is_archived=True)

    def delete_project(self, key: str, *, at: datetime | None = None) -> None:
        """Gone with all its issues; a query that names it is refused."""
        with self._operation("delete project", at) as log:
            project = self.project(key)
            self.projects.remove(project)
            for issue in [one for one in self.issues.values() if one.project is project]:
                del self.issues[issue.id]
                self.index.note(issue, self.clock.now())
            log(key)

    def rename_project_key(self, key: str, new_key: str, *, at: datetime | None = None) -> None:
        """All its issues have new keys and their old ids."""
        with self._operation("rename project", at) as log:
            project = self.project(key)
            for issue in self.issues.values():
                if issue.project is project:
                    self.aliases[issue.key] = issue.id
            project.old_keys.append(project.key)
            project.key = new_key
            log(key, new_key)

    def rename_option(self, field: str, value: str, new_value: str, *, at: datetime | None = None) -> None:
        """Every issue shows the new label at once; histories keep the old one."""
        self._change(self.option(field, value), "rename option", at, value=new_value)

    def disable_option(self, field: str, value: str, *, at: datetime | None = None) -> None:
        """No longer offered; issues keep it."""
        self._change(self.option(field, value), "disable option", at, is_disabled=True)

    def delete_option(self, field: str, value: str, *, at: datetime | None = None) -> None:
        """Issues that held it hold nothing afterwards, without a history."""
        with self._operation("delete option", at) as log:
            option = self.option(field, value)
            self.fields[field].options.remove(option)
            for issue in self.issues.values():
                if issue.values.get(field) == option.id:
                    issue.values[field] = None
            log(option)

    def rename_status(self, name: str, new_name: str, *, at: datetime | None = None) -> None:
        """The id stays."""
        self._change(self.status(name), "rename status", at, name=new_name)

    def recategorise_status(self, name: str, category: str, *, at: datetime | None = None) -> None:
        """Into another category: new, indeterminate or done."""
        self._change(self.status(name), "recategorise status", at, category=category)

    def rename_user(self, user: User, name: str, *, at: datetime | None = None) -> None:
        """The id stays."""
        self._change(user, "rename user", at, display_name=name)

    def deactivate_user(self, user: User, *, at: datetime | None = None) -> None:
        """No longer active."""
        self._change(user, "deactivate user", at, active=False)

    def anonymise_user(self, user: User, *, at: datetime | None = None) -> None:
        """The right to be forgotten: id and address stay away, "Former user" is shown."""
        number = self.users.index(user) + 1
        forgotten = {"name": f"user-5769{number}", "key": f"JIRAUSER5769{number}", "account_id": f"unknown-{number}"}
        self._change(user, "anonymise user", at, display_name="Former user", email=None, active=False, **forgotten)

    def rename_field(self, field: str, name: str, *, at: datetime | None = None) -> None:
        """The id stays; later histories carry the new name."""
        self._change(self.fields[field], "rename field", at, name=name)

    def retype_field(self, field: str, custom: str, kind: str, *, at: datetime | None = None) -> None:
        """Another type under the same id."""
        self._change(self.fields[field], "retype field", at, custom=custom, kind=kind)

    def delete_field(self, field: str, *, at: datetime | None = None) -> None:
        """Gone with its values; histories keep it."""
        with self._operation("delete field", at) as log:
            log(self.fields.pop(field))

    def hide_field(self, field: str, project: str, *, at: datetime | None = None) -> None:
        """Out of the project's context: its issues no longer state it."""
        with self._operation("hide field", at) as log:
            self.fields[field].hidden_in.add(self.project(project))
            log(self.fields[field], project)

    def redact(self, issue: Issue, history: History, *, at: datetime | None = None) -> None:
        """One entry of the changelog vanishes."""
        with self._operation("redact", at) as log:
            issue.histories.remove(history)
            log(issue, str(history.id))

    # How it is kept

    def _operation(self, kind: str, at: datetime | None) -> "_Operation":
        return _Operation(self, kind, at)

    def _change(self, subject: Any, kind: str, at: datetime | None, **values: Any) -> None:
        with self._operation(kind, at) as log:
            before = ", ".join(f"{name}={getattr(subject, name)!r}" for name in values)
            for name, value in values.items():
                setattr(subject, name, value)
            log(subject, before)

    def _save(self, issue: Issue, items: list[Item], author: User | None) -> None:
        issue.updated = self.clock.now()
        issue.histories.append(History(next(self._history_ids), issue.updated, author or self.me, items))

    def _item(self, field_id: str, old: Any, new: Any) -> Item:
        field = self.fields[field_id]
        name = field.name if field.custom else field_id
        return Item(field_id, name, field.custom is not None, *self.text(field_id, old), *self.text(field_id, new))

    def _note_category(self, issue: Issue, status: str) -> None:
        now, old, new = self.clock.now(), self.status(issue.values["status"]), self.status(status)
        if old.category != new.category:
            issue.values["statuscategorychangedate"] = now
        issue.values["resolutiondate"] = now if new.category == "done" else None

    def _raw(self, values: dict[str, Any]) -> dict[str, Any]:
        """Names of statuses and options as ids, issues as ids."""
        return {one: self._raw_value(one, value) for one, value in values.items()}

    def _raw_value(self, field_id: str, value: Any) -> Any:
        if isinstance(value, Issue):
            return value.id
        if value is None:
            return None
        if field_id == "status":
            return self.status(value).id
        if field_id == "labels":
            return tuple(value)
        return self.option(field_id, value).id if self.fields[field_id].custom == SELECT else value


class _Operation:
    """One operation at a time, at its moment, with a line in the event log."""

    def __init__(self, world: World, kind: str, at: datetime | None):
        self.world, self.kind, self.at = world, kind, at

    def __enter__(self) -> Callable[..., Any]:
        self.world.lock.acquire()
        if self.at is None:
            self.world.clock.advance(0.001)
        else:
            self.world.clock.set(self.at.astimezone(UTC))
        return self.log

    def log(self, subject: Any, detail: str = "") -> Any:
        now = self.world.clock.now()
        if isinstance(subject, Issue):
            self.world.index.note(subject, now)
        name = str(getattr(subject, "id", getattr(subject, "account_id", subject)))
        self.world.events.append(Event(now, self.kind, name, detail))
        return subject

    def __exit__(self, *_: object) -> None:
        self.world.lock.release()


def _custom_fields() -> dict[str, Field]:
    options = [Option(str(10201 + place), phase) for place, phase in enumerate(PHASES)]
    epic = ("Epic",)
    found = [
        Field(PHASE, "Phase", "option", SELECT, options=options, issue_types=("Task", "Sub-task")),
        Field(DELIVERABLE, "Deliverable", "string", TEXT),
        Field(LINK_TO_EPIC, "Epic Link", "any", EPIC_LINK, issue_types=("Task",)),
        Field(NAME_OF_EPIC, "Epic Name", "string", EPIC_NAME, issue_types=epic),
        *(Field(PLAN[phase], f"{phase} plan (weeks)", "number", NUMBER, issue_types=epic) for phase in PHASES),
    ]
    return {one.id: one for one in found}


def _only(found: Iterable[Any]) -> Any:
    (one,) = found
    return one

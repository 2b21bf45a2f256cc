"""What a Jira holds: people, projects, fields, statuses, issues and their histories.

Values are raw (ids of options, users, statuses and issues; numbers; text): each face renders them its own way.
"""

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

CATEGORIES = {  # id, key, colour and name of each status category
    "undefined": (1, "medium-gray", "No Category"),
    "new": (2, "blue-gray", "To Do"),
    "done": (3, "green", "Done"),
    "indeterminate": (4, "yellow", "In Progress"),
}
CUSTOM = "com.atlassian.jira.plugin.system.customfieldtypes:"
SELECT, NUMBER, TEXT = CUSTOM + "select", CUSTOM + "float", CUSTOM + "textfield"
EPIC_LINK, EPIC_NAME = "com.pyxis.greenhopper.jira:gh-epic-link", "com.pyxis.greenhopper.jira:gh-epic-label"
NO_FIELD_ID = ("parent", "Key", "Link")  # their items never carry a fieldId


@dataclass(eq=False)
class User:
    """A person, by the id that never changes; `name` and `key` are Data Center's."""

    account_id: str
    display_name: str
    email: str | None
    name: str
    key: str
    active: bool = True


@dataclass(eq=False)
class Project:
    """A project; one whose `key` is renamed keeps its id, and its old keys still lead to it."""

    id: str
    key: str
    name: str
    old_keys: list[str] = field(default_factory=list)
    is_archived: bool = False
    is_team_managed: bool = False
    hidden_from: set[User] = field(default_factory=set)
    last_number: int = 0


@dataclass(eq=False)
class Option:
    """One value of a select field."""

    id: str
    value: str
    is_disabled: bool = False


@dataclass(eq=False)
class Field:
    """A field; `custom` is its type in `schema.custom`, None for a system field."""

    id: str
    name: str
    kind: str  # schema.type
    custom: str | None = None
    scope: Project | None = None
    options: list[Option] = field(default_factory=list)
    issue_types: tuple[str, ...] | None = None  # names of the types that have it; None for all
    hidden_in: set[Project] = field(default_factory=set)

    def is_on(self, project: Project, issue_type: str) -> bool:
        """Whether an issue of this type in this project has the field."""
        scoped_out = self.scope is not None and self.scope is not project
        typed_out = self.issue_types is not None and issue_type not in self.issue_types
        return not (scoped_out or typed_out or project in self.hidden_in)


@dataclass(eq=False)
class Status:
    """A status and the key of its category."""

    id: str
    name: str
    category: str


@dataclass(eq=False)
class IssueType:
    """1 for an Epic, 0 for a Task, -1 for a sub-task."""

    id: str
    name: str
    level: int


@dataclass(slots=True)
class Item:
    """One changed field of one save, with the names of that time."""

    field_id: str
    name: str
    is_custom: bool
    old: str | None
    old_text: str | None
    new: str | None
    new_text: str | None


@dataclass(slots=True)
class History:
    """One save of one issue."""

    id: int
    created: datetime
    author: User
    items: list[Item]


@dataclass(slots=True)
class Worklog:
    """Time that somebody logged."""

    id: int
    author: User
    started: datetime
    seconds: int


@dataclass(eq=False)
class Issue:
    """An issue as it is now."""

    id: int
    project: Project
    number: int
    type: IssueType
    created: datetime
    updated: datetime
    values: dict[str, Any]
    histories: list[History] = field(default_factory=list)
    worklogs: list[Worklog] = field(default_factory=list)
    hidden_from: set[User] = field(default_factory=set)
    is_archived: bool = False

    @property
    def key(self) -> str:
        """ML-7"""
        return f"{self.project.key}-{self.number}"


@dataclass(frozen=True)
class Event:
    """Something that happened, in the order in which it did."""

    at: datetime
    kind: str  # create, edit, move, delete, …
    subject: str  # the issue's id, else the id of what changed
    detail: str = ""

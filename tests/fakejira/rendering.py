"""How each face writes what the world holds."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from tests.fakejira.defaults import LINK_TO_EPIC
from tests.fakejira.model import (
    CATEGORIES,
    EPIC_LINK,
    NO_FIELD_ID,
    SELECT,
    Field,
    History,
    Issue,
    IssueType,
    Item,
    Project,
    Status,
    User,
)
from tests.fakejira.world import World

LOS_ANGELES = ZoneInfo("America/Los_Angeles")
Record = dict[str, Any]


@dataclass
class Pen:
    """Writes records of one world, for one face, under one address."""

    world: World
    is_cloud: bool
    rest: str  # https://site/rest/api/3
    zone: ZoneInfo = LOS_ANGELES  # of the site, in which all stamps are written
    omits_field_ids: bool = True  # a third of the items of custom fields come without a fieldId
    shows_epic_link: bool = False  # Cloud: the deprecated Epic Link stands beside the parent

    def stamp(self, moment: datetime | None) -> str | None:
        """2026-09-27T10:03:11.123+0200"""
        if moment is None:
            return None
        local = moment.astimezone(self.zone)
        return f"{local:%Y-%m-%dT%H:%M:%S}.{local.microsecond // 1000:03d}{local:%z}"

    def _self(self, kind: str, name: object) -> str:
        return f"{self.rest}/{kind}/{name}"

    # Definitions

    def user(self, user: User | None) -> Record | None:
        if user is None:
            return None
        found: Record = {"displayName": user.display_name, "active": user.active, "timeZone": "Europe/Berlin"}
        found |= {"emailAddress": user.email} if user.email else {}
        if self.is_cloud:
            address = self._self("user", f"?accountId={user.account_id}").replace("/?", "?")
            return {"self": address, "accountId": user.account_id, "accountType": "atlassian"} | found
        address = self._self("user", f"?username={user.name}").replace("/?", "?")
        return {"self": address, "name": user.name, "key": user.key} | found

    def category(self, key: str) -> Record:
        number, colour, name = CATEGORIES[key]
        return {
            "self": self._self("statuscategory", number),
            "id": number,
            "key": key,
            "colorName": colour,
            "name": name,
        }

    def status(self, status: Status) -> Record:
        found = {"self": self._self("status", status.id), "description": "", "name": status.name, "id": status.id}
        return found | {"statusCategory": self.category(status.category)}

    def project(self, project: Project) -> Record:
        found: Record = {"self": self._self("project", project.id), "id": project.id, "key": project.key}
        found |= {"name": project.name, "projectTypeKey": "software"}
        if self.is_cloud:
            found |= {
                "simplified": project.is_team_managed,
                "style": "next-gen" if project.is_team_managed else "classic",
            }
        return found

    def issue_type(self, kind: IssueType) -> Record:
        found = {"self": self._self("issuetype", kind.id), "id": kind.id, "name": kind.name, "subtask": kind.level < 0}
        return found | ({"hierarchyLevel": kind.level} if self.is_cloud else {})

    def field(self, field: Field) -> Record:
        found: Record = {"id": field.id, "name": field.name, "custom": field.custom is not None}
        found |= {"orderable": True, "navigable": True, "searchable": True, "schema": self.schema(field)}
        number = field.id.removeprefix("customfield_")
        found["clauseNames"] = [f"cf[{number}]", field.name] if field.custom else [field.id]
        found |= {"key": field.id} if self.is_cloud else {}
        if field.scope:
            found["scope"] = {"type": "PROJECT", "project": {"id": field.scope.id}}
        return found

    def schema(self, field: Field) -> Record:
        if field.custom:
            return {"type": field.kind, "custom": field.custom, "customId": int(field.id.removeprefix("customfield_"))}
        return {"type": field.kind, "system": field.id} | ({"items": "string"} if field.kind == "array" else {})

    # Issues

    def fields_of(self, issue: Issue, wanted: "Wanted") -> Record:
        """The fields of an issue; one that is not on its type in its project is absent, an empty one is null."""
        found = {}
        for field in self.world.fields.values():
            if wanted.has(field.id) and field.is_on(issue.project, issue.type.name):
                if field.id == "parent" and not self._has_parent(issue):
                    continue
                if field.custom == EPIC_LINK and self.is_cloud and not self.shows_epic_link:
                    continue
                found[field.id] = self._value(field, issue)
        return found

    def _has_parent(self, issue: Issue) -> bool:
        return issue.values["parent"] is not None and (self.is_cloud or issue.type.level < 0)

    def _value(self, field: Field, issue: Issue) -> Any:
        plain = {"project": issue.project, "issuetype": issue.type, "created": issue.created, "updated": issue.updated}
        value = plain.get(field.id, issue.values.get(field.id))
        if field.id == LINK_TO_EPIC:
            epic = self.world.issues.get(value if value is not None else issue.values["parent"])
            return epic.key if epic else None
        if field.id == "labels":
            return list(value)
        if value is None:
            return None
        if field.custom == SELECT:
            return self._option(field, value)
        if field.custom:
            return value
        return self._system_value(field, value)

    def _system_value(self, field: Field, value: Any) -> Any:
        if field.kind == "datetime":
            return self.stamp(value)
        if field.kind == "user":
            return self.user(value)
        if field.id == "status":
            return self.status(self.world.status(value))
        if field.id == "resolution":
            name = self.world.resolutions[value]
            return {"self": self._self("resolution", value), "id": value, "description": "", "name": name}
        if field.id == "parent":
            return self._parent(value)
        known = {"project": self.project, "issuetype": self.issue_type}
        return known[field.id](value) if field.id in known else value

    def _option(self, field: Field, value: str) -> Record | None:
        option = next((one for one in field.options if one.id == value), None)
        if option is None:
            return None
        found = {"self": self._self("customFieldOption", option.id), "value": option.value, "id": option.id}
        return found if self.is_cloud else found | {"disabled": option.is_disabled}

    def _parent(self, parent_id: int) -> Record | None:
        parent = self.world.issues.get(parent_id)
        if parent is None:
            return None
        fields = {"summary": parent.values["summary"], "issuetype": self.issue_type(parent.type)}
        fields["status"] = self.status(self.world.status(parent.values["status"]))
        return {"id": str(parent.id), "key": parent.key, "self": self._self("issue", parent.id), "fields": fields}

    def issue(self, issue: Issue, wanted: "Wanted", changelog: Record | None = None) -> Record:
        if wanted.is_id_only and self.is_cloud and changelog is None:
            return {"id": str(issue.id)}
        found: Record = {
            "expand": "operations,versionedRepresentations,editmeta,changelog,renderedFields",
            "id": str(issue.id),
            "self": self._self("issue", issue.id),
            "key": issue.key,
        }
        found |= {"changelog": changelog} if changelog is not None else {}
        return found | {"fields": self.fields_of(issue, wanted)}

    # Histories

    def history(self, history: History, issue: Issue, created: Any = None) -> Record:
        """One entry; `created` replaces its stamp."""
        return {
            "id": str(history.id),
            "author": self.user(history.author),
            "created": self.stamp(history.created) if created is None else created,
            "items": [self.item(one, history, issue) for one in history.items],
        }

    def item(self, item: Item, history: History, issue: Issue) -> Record:
        name, is_custom = item.name, item.is_custom
        if item.field_id == "parent":
            name, is_custom = self._parent_item(issue)
        found: Record = {
            "field": name,
            "fieldtype": "custom" if is_custom else "jira",
            "from": self._side(item, item.old),
            "fromString": item.old_text,
            "to": self._side(item, item.new),
            "toString": item.new_text,
        }
        is_forgotten = self.omits_field_ids and is_custom and history.id % 3 == 0
        if self.is_cloud and item.field_id not in NO_FIELD_ID and not is_forgotten:
            found["fieldId"] = item.field_id
        return found

    def _parent_item(self, issue: Issue) -> tuple[str, bool]:
        if self.is_cloud:
            return "IssueParentAssociation", False
        return ("Parent", False) if issue.type.level < 0 else ("Epic Link", True)

    def _side(self, item: Item, value: str | None) -> str | None:
        """Data Center names people by their key."""
        if self.is_cloud or value is None or item.field_id not in ("assignee", "reporter"):
            return value
        return next((one.key for one in self.world.users if one.account_id == value), value)


@dataclass(frozen=True)
class Wanted:
    """Which fields an answer shall have: `*all`, `*navigable`, names, and names with a minus."""

    names: frozenset[str]
    left_out: frozenset[str] = frozenset()

    @classmethod
    def of(cls, given: Iterable[str], default: str) -> "Wanted":
        """From the parameter, which may be repeated or joined by commas."""
        names = [name.strip() for one in given for name in one.split(",") if name.strip()]
        kept = frozenset(name for name in names if not name.startswith("-")) or frozenset({default})
        return cls(kept, frozenset(name[1:] for name in names if name.startswith("-")))

    @property
    def is_id_only(self) -> bool:
        """Nothing but the id."""
        return self.names == {"id"}

    def has(self, field_id: str) -> bool:
        """Whether the field is wanted."""
        return field_id not in self.left_out and bool(self.names & {"*all", "*navigable", field_id})

"""A world out of issues with changelogs as REST writes them: the same Jira, to be asked by its addresses."""

from datetime import datetime
from itertools import count
from typing import Any

from tests.fakejira.defaults import LINK_TO_EPIC
from tests.fakejira.model import NUMBER, SELECT, TEXT, Field, History, Issue, IssueType, Item, Option, Status, User
from tests.fakejira.world import World

PLAIN = ("project", "issuetype", "created", "updated")  # members of `Issue` itself
PARENT_ITEM = "IssueParentAssociation"
Record = dict[str, Any]


def world_from(answer: Record) -> World:
    """The site that would answer a search with this, all of it indexed; its clock stands at the last change."""
    return _Reading(answer).world


class _Reading:
    """Adds an answer's issues, one after the other, with all that they name."""

    def __init__(self, answer: Record):
        self.world, self.answer = World(), answer
        self.ids = {record["key"]: int(record["id"]) for record in answer["issues"]}
        self.world.projects, self.world.types, self.world.statuses = [], [], []
        system = {one.id: one for one in self.world.fields.values() if not one.custom}
        self.world.fields = system | {LINK_TO_EPIC: self.world.fields[LINK_TO_EPIC]}
        for record in answer["issues"]:
            self._add(record)
        self._finish()

    def _finish(self) -> None:
        world = self.world
        self._note_renamed_statuses()
        levels = [one.name for one in world.types if one.level == 0]
        world.fields[LINK_TO_EPIC].issue_types = tuple(levels)
        histories = [one.id for issue in world.issues.values() for one in issue.histories]
        world._history_ids = count(max(histories, default=0) + 1)
        world._issue_ids = count(max(world.issues, default=0) + 1)
        world.clock.set(max((issue.updated for issue in world.issues.values()), default=world.clock.now()))
        for issue in world.issues.values():
            world.index.note(issue, world.clock.now())
        world.index.catch_up(world.issues)

    def _note_renamed_statuses(self) -> None:
        """Statuses that only histories name, because no issue is in them today."""
        known = {one.id for one in self.world.statuses}
        items = [item for one in self.world.issues.values() for log in one.histories for item in log.items]
        sides = {item.new: item.new_text for item in items if item.field_id == "status"}
        sides |= {item.old: item.old_text for item in items if item.field_id == "status" and item.old not in sides}
        new = {one: name for one, name in sides.items() if one and one not in known}
        self.world.statuses += [Status(one, str(name), "indeterminate") for one, name in new.items()]

    def _add(self, record: Record) -> None:
        fields = record["fields"]
        project, number = self._project(fields.get("project"), record["key"]), int(record["key"].rpartition("-")[2])
        histories = sorted((self._history(one) for one in record["changelog"]["histories"]), key=lambda one: one.id)
        created = _moment(fields["created"])
        last = max((one.created for one in histories), default=created)
        kind = self._type(fields["issuetype"])
        issue = Issue(
            int(record["id"]), project, number, kind, created, _moment(fields.get("updated")) or last, {}, histories
        )
        issue.values = dict.fromkeys(("parent", "labels", "resolution", "assignee", "reporter")) | {"labels": ()}
        issue.values |= {one: self._value(one, value, kind) for one, value in fields.items() if one not in PLAIN}
        project.last_number = max(project.last_number, number)
        self.world.issues[issue.id] = issue
        self.world.aliases |= {
            str(item.old_text): issue.id for one in histories for item in one.items if item.field_id == "Key"
        }

    # Definitions, as issues name them

    def _project(self, stated: Record | None, issue_key: str) -> Any:
        key = issue_key.rpartition("-")[0]
        found = [one for one in self.world.projects if one.key == key]
        return found[0] if found else self.world.add_project(key, (stated or {}).get("name", key))

    def _type(self, stated: Record) -> IssueType:
        level = stated.get("hierarchyLevel", -1 if stated.get("subtask") else int(stated["name"] == "Epic"))
        found = [one for one in self.world.types if one.name == stated["name"]]
        if not found:
            found = [IssueType(str(stated.get("id", 10001 + len(self.world.types))), stated["name"], level)]
            self.world.types += found
        return found[0]

    def _user(self, stated: Record | None) -> User | None:
        if stated is None:
            return None
        found = [one for one in self.world.users if one.account_id == stated["accountId"]]
        if not found:
            user = self.world.add_user(stated["displayName"])
            user.account_id, user.name, user.email = stated["accountId"], user.key.lower(), None
            found = [user]
        return found[0]

    def _field(self, field_id: str, value: Any, kind: IssueType) -> Field:
        """The field, on this type of issue, too."""
        field = self.world.fields.get(field_id)
        if field is None:
            custom = TEXT if field_id.startswith("customfield_") else None
            name = self.answer.get("names", {}).get(field_id, field_id)
            types = {"custom": custom, "issue_types": ()} if custom else {}
            field = self.world.fields[field_id] = Field(
                field_id, name, "user" if field_id == "creator" else "string", **types
            )
        if field.issue_types is not None and kind.name not in field.issue_types:
            field.issue_types = (*field.issue_types, kind.name)
        if field.custom == TEXT and isinstance(value, dict) and "value" in value:
            field.custom, field.kind = SELECT, "option"
        elif field.custom == TEXT and isinstance(value, (int, float)):
            field.custom, field.kind = NUMBER, "number"
        return field

    def _value(self, field_id: str, value: Any, kind: IssueType) -> Any:
        field = self._field(field_id, value, kind)
        if value is None:
            return () if field_id == "labels" else None
        if field.custom == SELECT:
            return self._option(field, value)
        if field.custom:
            return value
        return self._system_value(field, value)

    def _system_value(self, field: Field, value: Any) -> Any:
        if field.kind == "datetime":
            return _moment(value)
        if field.kind == "user":
            return self._user(value)
        if field.id == "status":
            return self._status(value)
        if field.id == "resolution":
            self.world.resolutions[value["id"]] = value["name"]
            return value["id"]
        known = {"parent": lambda: self.ids[value["key"]], "labels": lambda: tuple(value)}
        return known[field.id]() if field.id in known else value

    def _option(self, field: Field, value: Record) -> str:
        if value["id"] not in {one.id for one in field.options}:
            field.options.append(Option(value["id"], value["value"]))
        return str(value["id"])

    def _status(self, stated: Record) -> str:
        if stated["id"] not in {one.id for one in self.world.statuses}:
            category = stated["statusCategory"]["key"]
            self.world.statuses.append(Status(stated["id"], stated["name"], category))
        return str(stated["id"])

    # Histories

    def _history(self, record: Record) -> History:
        author = self._user(record.get("author")) or self.world.me
        return History(
            int(record["id"]), _moment(record["created"]), author, [self._item(one) for one in record["items"]]
        )

    def _item(self, record: Record) -> Item:
        names = {name: one for one, name in self.answer.get("names", {}).items()}
        name = record["field"]
        field_id = "parent" if name == PARENT_ITEM else record.get("fieldId") or names.get(name, name)
        sides = [record.get(side) for side in ("from", "fromString", "to", "toString")]
        return Item(field_id, name, field_id.startswith("customfield_"), *sides)


def _moment(stamp: str | None) -> Any:
    return datetime.fromisoformat(stamp) if stamp else None

"""Writes the sample as Jira Cloud's search (REST version 3) answers, with the changelog, newest history first."""

import json
from collections import Counter
from collections.abc import Callable
from itertools import groupby
from typing import Any

from simulator import site
from simulator.issues import EPIC, Change, Issue, Portfolio
from simulator.people import Person

FIRST_HISTORY = 20001
Record = dict[str, Any]


def search_answer(portfolio: Portfolio) -> str:
    """The answer that holds every issue of the portfolio, one issue on a line."""
    logs = _changelogs(portfolio)
    names = site.SYSTEM_NAMES | site.FIELD_NAMES
    head = {"expand": "names,schema", "isLast": True, "names": dict(sorted(names.items()))}
    lines = ",\n".join(_text(_issue(issue, logs[issue])) for issue in portfolio.issues)
    return f'{_text(head)[:-1]}, "issues": [\n{lines}\n]}}\n'


def _text(record: Record) -> str:
    return json.dumps(record, ensure_ascii=False)


def stamp(minute: int) -> str:
    """A moment as Jira writes it, in the site's zone."""
    return f"{site.local(minute):%Y-%m-%dT%H:%M:%S.000%z}"


def _self(kind: str, name: str) -> str:
    return f"{site.URL}/rest/api/3/{kind}/{name}"


def _issue(issue: Issue, changelog: Record) -> Record:
    return {
        "expand": "operations,versionedRepresentations,editmeta,changelog,renderedFields",
        "id": str(issue.number),
        "self": _self("issue", str(issue.number)),
        "key": issue.key,
        "changelog": changelog,
        "fields": _fields(issue) | _custom_fields(issue),
    }


def _fields(issue: Issue) -> Record:
    done, parent = site.resolved(issue), issue.held("parent")
    found = {
        "summary": issue.title,
        "issuetype": _type(issue),
        "project": {
            "self": _self("project", "10000"),
            "id": "10000",
            "key": site.PROJECT_KEY,
            "name": site.PROJECT_NAME,
        },
        "status": _status(issue.held("status")),
        "statuscategorychangedate": stamp(site.category_changed(issue)),
        "priority": _named("priority", site.PRIORITIES[issue.priority], issue.priority),
        "assignee": _user(issue.held("assignee")),
        "reporter": _user(issue.creator),
        "creator": _user(issue.creator),
        "created": stamp(issue.created),
        "updated": stamp(issue.updated),
        "resolution": _resolution(issue.held("resolution")),
        "resolutiondate": None if done is None else stamp(done),
        "timeoriginalestimate": site.seconds(issue.held("estimate")),
        "labels": list(issue.labels),
        "components": [_named("component", site.COMPONENTS[issue.component], issue.component)]
        if issue.component
        else [],
    }
    return found | ({"parent": _parent(parent)} if parent else {})


def _custom_fields(issue: Issue) -> Record:
    if issue.kind == EPIC:
        return dict.fromkeys(site.PLAN_FIELDS.values()) | site.plan(issue)
    phase = issue.held("phase")
    option = phase and {"self": _self("customFieldOption", site.PHASE_OPTIONS[phase]), "value": phase}
    return {
        site.PHASE_FIELD: option and option | {"id": site.PHASE_OPTIONS[phase]},
        site.DELIVERABLE_FIELD: issue.held("deliverable"),
    }


def _named(kind: str, number: str, name: str) -> Record:
    return {"self": _self(kind, number), "name": name, "id": number}


def _type(issue: Issue) -> Record:
    number, level = site.TYPES[issue.kind]
    return _named("issuetype", number, issue.kind) | {"subtask": level < 0, "hierarchyLevel": level}


def _status(status: str) -> Record:
    number, key = site.STATUSES[status]
    category_id, colour, name = site.CATEGORIES[key]
    category = {"id": category_id, "key": key, "colorName": colour, "name": name}
    return _named("status", number, status) | {"statusCategory": category}


def _resolution(name: str | None) -> Record | None:
    return _named("resolution", site.RESOLUTIONS[name], name) if name else None


def _parent(parent: Issue) -> Record:
    fields = {"summary": parent.title, "status": _status(parent.held("status")), "issuetype": _type(parent)}
    return {"id": str(parent.number), "key": parent.key, "self": _self("issue", str(parent.number)), "fields": fields}


def _user(person: Person | None) -> Record | None:
    if person is None:
        return None
    return {
        "accountId": person.account_id,
        "displayName": person.name,
        "active": True,
        "timeZone": person.timezone,
        "accountType": "atlassian",
    }


# The changelog


def _changelogs(portfolio: Portfolio) -> dict[Issue, Record]:
    """The changelog of each issue; history ids grow with time over all issues."""
    saves = [save for issue in portfolio.issues for save in _saves(issue)]
    saves.sort(key=lambda save: save[1][0].minute)
    histories: dict[Issue, list[Record]] = {issue: [] for issue in portfolio.issues}
    whole = Counter(issue for issue, _ in saves)
    for number, (issue, changes) in enumerate(saves, start=FIRST_HISTORY):
        if not changes[0].is_lost:
            histories[issue].insert(0, _history(number, issue, changes))
    return {
        issue: {"startAt": 0, "maxResults": len(found), "total": whole[issue], "histories": found}
        for issue, found in histories.items()
    }


def _saves(issue: Issue) -> list[tuple[Issue, list[Change]]]:
    """The changes that somebody made at once."""
    saves = groupby(issue.changes, key=lambda change: (change.minute, change.author.name))
    return [(issue, list(changes)) for _, changes in saves]


def _history(number: int, issue: Issue, changes: list[Change]) -> Record:
    items = [item for change in changes for item in _items(issue, change)]
    return {"id": str(number), "author": _user(changes[0].author), "created": stamp(changes[0].minute), "items": items}


def _items(issue: Issue, change: Change) -> list[Record]:
    if change.field == "key":
        return _move_items(issue)
    before = issue.held(change.field, change.minute - 1)
    from_id, from_text = _logged(change.field, before, change.minute)
    to_id, to_text = _logged(change.field, change.value, change.minute)
    sides = {"from": from_id, "fromString": from_text, "to": to_id, "toString": to_text}
    return [_item_head(change.field) | sides]


def _item_head(name: str) -> Record:
    if name == "parent":
        return {"field": "IssueParentAssociation", "fieldtype": "jira"}
    phase = name.removeprefix("plan:")
    custom = {"phase": site.PHASE_FIELD, "deliverable": site.DELIVERABLE_FIELD}.get(name, site.PLAN_FIELDS.get(phase))
    if custom:
        return {"field": site.FIELD_NAMES[custom], "fieldtype": "custom", "fieldId": custom}
    field = "timeoriginalestimate" if name == "estimate" else name
    return {"field": field, "fieldtype": "jira", "fieldId": field}


def _move_items(issue: Issue) -> list[Record]:
    old, new = (site.OLD_PROJECT_ID, site.OLD_PROJECT_NAME), ("10000", site.PROJECT_NAME)
    moved = {"from": old[0], "fromString": old[1], "to": new[0], "toString": new[1]}
    renamed = {"from": None, "fromString": issue.old_key, "to": None, "toString": issue.key}
    return [
        {"field": "project", "fieldtype": "jira", "fieldId": "project"} | moved,
        {"field": "Key", "fieldtype": "jira"} | renamed,
    ]


def _logged(name: str, value: Any, minute: int) -> tuple[str | None, str | None]:  # noqa: ANN401
    """Id and text of a value, as a history of that minute has them."""
    if value is None:
        return None, None
    if name in _LOGGED:
        return _LOGGED[name](value, minute)
    return None, f"{value:g}" if name.startswith("plan:") else value


_LOGGED: dict[str, Callable[[Any, int], tuple[str, str]]] = {
    "status": lambda status, minute: (site.STATUSES[status][0], site.name_at(status, minute)),
    "phase": lambda phase, minute: (site.PHASE_OPTIONS[phase], site.name_at(phase, minute)),
    "assignee": lambda person, _: (person.account_id, person.name),
    "parent": lambda parent, _: (str(parent.number), parent.key),
    "resolution": lambda resolution, _: (site.RESOLUTIONS[resolution], resolution),
    "estimate": lambda days, _: (str(site.seconds(days)), str(site.seconds(days))),
}

"""What a world holds, and what a store holds of it, in comparable rows."""

import pandas as pd

from mlpm_analytics.frames import Raw
from mlpm_analytics.store import Store
from tests.fakejira import PHASE, Issue, World

from .jiras import Team


def raw_of(store: Store) -> Raw:
    with store.loading() as raw:
        return raw.current()


def issues_in(world: World, projects: tuple[str, ...] = ("ML",), face: str = "cloud") -> dict[str, tuple]:
    """Issue id → what it is today."""
    return {
        str(one.id): _held(one, one.__dict__["values"], world, face)
        for one in world.issues.values()
        if one.project.key in projects and world.sees(world.me, one) and not one.is_archived
    }


def _held(issue: Issue, held: dict, world: World, face: str) -> tuple:
    who, parent = held["assignee"], world.issues.get(held["parent"])
    return (
        issue.key,
        held["status"],
        who and (who.account_id if face == "cloud" else who.key),
        held.get(PHASE),
        parent and str(parent.id),
        held["timeoriginalestimate"],
        held["summary"] or None,
    )


def stored_issues(raw: Raw) -> dict[str, tuple]:
    """The same, of the issues that are not marked as gone."""
    values = raw.field_values[raw.field_values["field_id"] == PHASE].set_index("issue_id")["value_id"]
    gone = set(raw.gone["issue_id"])
    ids = raw.issues.set_index("key")["issue_id"]
    found = {}
    for row in raw.issues.to_dict("records"):
        if row["issue_id"] in gone:
            continue
        held = {name: None if pd.isna(value) else value for name, value in row.items()}
        found[row["issue_id"]] = (
            held["key"],
            held["status_id"],
            held["assignee_id"],
            values.get(row["issue_id"]),
            held["parent_id"] or ids.get(held["epic_link"]),
            held["estimate_seconds"],
            held["summary"],
        )
    return found


def changes_in(world: World, issue_ids: set[str]) -> set[tuple]:
    """Issue, history and number of every item that ever was."""
    return {
        (str(issue.id), str(history.id), number)
        for issue in world.issues.values()
        if str(issue.id) in issue_ids
        for history in issue.histories
        for number in range(len(history.items))
    }


def stored_changes(raw: Raw, issue_ids: set[str]) -> list[tuple]:
    rows = raw.changes[raw.changes["issue_id"].isin(issue_ids)]
    return sorted(zip(rows["issue_id"], rows["history_id"], rows["item_no"], strict=True))


def assert_true(team: Team) -> None:
    """The store holds what the world does, and every change once."""
    raw, world = raw_of(team.store), team.jira.world
    wanted = issues_in(world, team.projects, team.jira.face_name)
    found = stored_issues(raw)
    assert {one: (found.get(one), held) for one, held in wanted.items() if found.get(one) != held} == {}
    assert found.keys() == wanted.keys()
    ids = set(wanted)
    assert stored_changes(raw, ids) == sorted(changes_in(world, ids))

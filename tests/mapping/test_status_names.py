"""One name for statuses of two categories, in exports that give no ids of statuses."""

import pandas as pd

from mlpm_analytics.frames import CHANGES, ISSUES, SIGHTINGS, Raw
from mlpm_analytics.mapping import map_raw
from mlpm_analytics.settings import Settings

MONDAY = pd.Timestamp("2026-03-02", tz="UTC").as_unit("us")


def row(key, category, status="Review", **more):
    project = key.partition("-")[0]
    named = {"status_id": f"name:{status}", "status": status, "status_category": category}
    known = {"issue_id": key, "key": key, "project_key": project, "issue_type": "Task", "is_subtask": False, "line": 1}
    return known | named | {"created_at": MONDAY, "updated_at": MONDAY, "has_changelog": False} | more


def raw(*loads, changes=()):
    """Exports, oldest first, each a list of rows."""
    seen = [
        one | {"load_id": number, "seen_at": MONDAY + pd.Timedelta(days=number)}
        for number, rows in enumerate(loads, 1)
        for one in rows
    ]
    last = {one["key"]: one for one in seen}
    return Raw(ISSUES.of([*last.values()]), changes=CHANGES.of([*changes]), sightings=SIGHTINGS.of(seen))


def status_of(model, key):
    """active, waiting or done: what the last status of an issue means."""
    rows = model.histories[(model.histories["issue_id"] == key) & (model.histories["field"] == "status")]
    role = model.status_roles.set_index("status_id").loc[rows.sort_values("changed_at")["value"].iloc[-1]]
    return " ".join(name for name in ("active", "waiting", "done") if role[f"is_{name}"])


def findings(model, rule):
    return model.findings.loc[model.findings["rule"] == rule, "message"].tolist()


def test_one_name_in_two_jira_projects_is_two_statuses_and_a_finding():
    model = map_raw(raw([row("ML-2", "indeterminate"), row("NX-2", "done")]), Settings()).model
    assert (status_of(model, "ML-2"), status_of(model, "NX-2")) == ("active", "done")
    assert findings(model, "status-two-categories") == [
        "Statuses of two categories are called “Review”: Done in NX and In Progress in ML. Each issue counts by the "
        "category that stands in its own row."
    ]


def test_a_narrow_export_knows_the_category_by_the_jira_project():
    model = map_raw(
        raw(
            [row("ML-2", "indeterminate"), row("NX-2", "done"), row("ML-3", "new", "Later")],
            [row("ML-3", float("nan"))],
        ),
        Settings(),
    ).model
    assert status_of(model, "ML-3") == "active"


def test_a_name_in_a_history_means_the_status_of_the_same_jira_project():
    moved = {"history_id": "1", "item_no": 0, "position": 0, "field": "status", "from_text": "Review"}
    changes = [moved | {"issue_id": "NX-3", "to_text": "To Do", "changed_at": MONDAY + pd.Timedelta(hours=9)}]
    rows = [row("ML-2", "indeterminate"), row("NX-2", "done"), row("NX-3", "new", "To Do", has_changelog=True)]
    model = map_raw(raw(rows, changes=changes), Settings()).model
    held = model.histories[(model.histories["issue_id"] == "NX-3") & (model.histories["field"] == "status")]
    roles = model.status_roles.set_index("status_id")
    assert roles.loc[held.sort_values("changed_at")["value"].iloc[0], "is_done"]


def test_two_categories_within_one_jira_project_leave_a_name_in_a_history_unknown():
    moved = {"history_id": "1", "item_no": 0, "position": 0, "field": "status", "from_text": "Review"}
    changes = [moved | {"issue_id": "ML-4", "to_text": "To Do", "changed_at": MONDAY + pd.Timedelta(hours=9)}]
    rows = [row("ML-2", "indeterminate"), row("ML-3", "done"), row("ML-4", "new", "To Do", has_changelog=True)]
    model = map_raw(raw(rows, changes=changes), Settings()).model
    assert (status_of(model, "ML-2"), status_of(model, "ML-3")) == ("active", "done")
    held = model.histories[(model.histories["issue_id"] == "ML-4") & (model.histories["field"] == "status")]
    first = model.status_roles.set_index("status_id").loc[held.sort_values("changed_at")["value"].iloc[0]]
    assert not first[["is_active", "is_waiting", "is_done"]].any()
    assert "“Review”" in findings(model, "status-unknown")[0]


def test_a_category_that_an_administrator_changed_is_the_newest_and_no_second_status():
    loads = [row("ML-2", "indeterminate"), row("ML-3", "indeterminate")], [row("ML-2", "done"), row("ML-3", "done")]
    model = map_raw(raw(*loads), Settings()).model
    assert (status_of(model, "ML-2"), status_of(model, "ML-3")) == ("done", "done")
    assert findings(model, "status-two-categories") == []


def test_whoever_is_named_without_an_id_in_one_export_is_the_person_of_that_name_in_another():
    model = map_raw(
        raw(
            [row("ML-2", "done", assignee_id="acc-ana", assignee="Ana")],
            [row("ML-3", "done", assignee_id="Ana", assignee="Ana")],
        ),
        Settings(),
    ).model
    held = model.histories[model.histories["field"] == "assignee"]
    assert set(held["value"].dropna()) == {"acc-ana"}

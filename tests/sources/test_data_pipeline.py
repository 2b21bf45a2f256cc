"""The files of Data Center's Data Pipeline: together they hold what a REST answer with changelogs holds."""

import csv
import io

from mlpm_analytics.sources import ExportFile, ReadingOptions, read

from .saved import instant, messages, only

ISSUE = {
    "id": "10007",
    "instance_url": "https://jira.example.com/",
    "key": "ML-7",
    "project_key": "ML",
    "issue_type": "Task",
    "summary": "Fit",
    "assignee_id": "10100",
    "assignee_name": "ana",
    "status": "Doing",
    "status_category": "In Progress",
    "resolution": "",
    "created_date": "2026-03-02T08:00Z",
    "updated_date": "2026-03-03T08:00:00Z",
    "resolution_date": "",
    "original_estimate": "28800",
    "parent_id": "",
    "labels": '["risk","phase:Modeling"]',
    "components": "",
}
FIELD = {"issue_id": "10007", "field_id": "customfield_1", "field_name": "Phase", "field_value": "Modeling"}
CHANGE = {
    "issue_id": "10007",
    "changelog_id": "500",
    "author_id": "10100",
    "author_key": "JIRAUSER10100",
    "created_date": "2026-03-02T09:30Z",
    "field_type": "jira",
    "field": "status",
    "from": "1",
    "from_string": "To Do",
    "to": "3",
    "to_string": "Doing",
}


def pipeline(*rows, path="file.csv"):
    text = io.StringIO()
    writer = csv.DictWriter(text, list(rows[0]), lineterminator="\r\n")
    writer.writeheader()
    writer.writerows(rows)
    return read(ExportFile(path, text.getvalue().encode()), ReadingOptions(timezone="Asia/Kathmandu"))


def test_an_issue_says_what_it_is_and_its_dates_are_utc_whatever_zone_is_assumed():
    export = pipeline(ISSUE)
    assert (export.kind, export.site_url) == ("Data Pipeline issues", "https://jira.example.com")
    found = only(export.issues)
    assert found["created_at"] == instant("2026-03-02T08:00Z")
    assert found["status_category"] == "indeterminate"
    assert found["estimate_seconds"] == 28800
    assert found["assignee_id"] == "JIRAUSER10100"
    assert not found["has_changelog"]
    assert export.notes == ()


def test_labels_come_as_a_list():
    values = pipeline(ISSUE).field_values
    assert values[["field_id", "position", "value"]].to_numpy().tolist() == [
        ["labels", 0, "risk"],
        ["labels", 1, "phase:Modeling"],
    ]


def test_fields_come_in_a_file_of_their_own():
    export = pipeline(FIELD, FIELD | {"field_id": "customfield_2", "field_name": "Teams", "field_value": '["a", "b"]'})
    assert export.issues.empty
    assert export.field_values["value"].tolist() == ["Modeling", "a", "b"]
    assert export.fields.to_numpy().tolist() == [["customfield_1", "Phase"], ["customfield_2", "Teams"]]


def test_changes_come_in_a_file_of_their_own_and_items_of_one_history_stay_together():
    export = pipeline(
        CHANGE, CHANGE | {"field": "assignee", "from": "", "from_string": "", "to": "x", "to_string": "X"}
    )
    assert export.changes["changed_at"].unique().tolist() == [instant("2026-03-02T09:30Z")]
    assert export.changes[["history_id", "item_no", "field", "to_id"]].to_numpy().tolist() == [
        ["500", 0, "status", "3"],
        ["500", 1, "assignee", "x"],
    ]


def test_a_date_that_cannot_be_read_is_counted_and_named():
    export = pipeline(CHANGE, CHANGE | {"created_date": "yesterday", "changelog_id": "501"})
    assert export.changes["history_id"].tolist() == ["500"]
    assert "'yesterday' is not a date that can be read" in messages(export)
    assert export.notes[0].line == 3

"""From a changelog to step functions: `docs/definitions.md`, Histories."""

import dataclasses

import pandas as pd
import pytest

from mlpm_analytics.frames import FIELD_VALUES, Raw
from mlpm_analytics.mapping import map_raw
from mlpm_analytics.mapping.keys import Keys
from mlpm_analytics.settings import Settings
from tests.jira import NAMES, PHASE_FIELD, Issue, assigned, id_of, issue, item, moved, phase, raw, status


def steps(rows: Raw, field: str, key: str = "ML-2", settings: Settings | None = None) -> list[tuple[str, str | None]]:
    """(instant, value) of a field's history."""
    model = map_raw(rows, settings or Settings()).model
    ids = dict(zip(model.work_items["key"], model.work_items["issue_id"], strict=True))
    own = model.histories[(model.histories["issue_id"] == ids[key]) & (model.histories["field"] == field)]
    own = own.sort_values("changed_at")
    values = own["value"] if own["number"].isna().all() else own["number"]
    return [
        (f"{when:%m-%d %H:%M}", None if pd.isna(value) else value)
        for when, value in zip(own["changed_at"], values, strict=True)
    ]


def findings(rows: Raw, settings: Settings | None = None) -> list[tuple[str, str]]:
    found = map_raw(rows, settings or Settings()).model.findings
    return sorted(zip(found["rule"], found["key"].fillna(""), strict=True))


def evidence(rows: Raw) -> dict[str, str]:
    items = map_raw(rows, Settings()).model.work_items
    return dict(zip(items["key"], items["evidence"], strict=True))


EPIC = issue("ML-1", "Epic")


def test_a_field_that_never_changed_held_todays_value_from_its_creation_on():
    assert steps(raw(EPIC, issue("ML-2", parent="ML-1", phase="Modeling")), "phase") == [("02-27 09:00", "Modeling")]


def test_the_first_changes_from_is_the_initial_value():
    task = issue("ML-2", phase="Modeling").history("2026-03-02T09:00:00Z", phase("Research", "Modeling"))
    assert steps(raw(task), "phase") == [("02-27 09:00", "Research"), ("03-02 09:00", "Modeling")]


def test_of_several_changes_at_one_instant_the_one_with_the_highest_id_as_a_number_counts():
    task = (
        issue("ML-2", now="Done")
        .history("2026-03-02T09:00:00Z", status("In Progress", "Done"), history_id="1000")
        .history("2026-03-02T09:00:00Z", status("To Do", "In Progress"), history_id="999")
    )
    assert steps(raw(task), "status") == [("02-27 09:00", "1"), ("03-02 09:00", "9")]
    assert findings(raw(task)) == [("booked-late", "ML-2")]


def test_histories_without_numbers_count_by_their_place_in_the_file_at_one_instant():
    task = issue("ML-2", now="Done")
    task.history("2026-03-02T09:00:00Z", status("In Progress", "Done"), history_id="b")
    task.history("2026-03-02T09:00:00Z", status("To Do", "In Progress"), history_id="a")
    assert steps(raw(task), "status")[-1] == ("03-02 09:00", "9")


def test_an_option_that_was_renamed_is_the_same_phase_by_its_id():
    task = issue("ML-2", phase="Modeling").history(
        "2026-03-02T09:00:00Z",
        item("Phase", ("10201", "Data Exploration"), ("10202", "Modelling"), fieldId=PHASE_FIELD),
    )
    assert steps(raw(task), "phase") == [("02-27 09:00", "Data Exploration"), ("03-02 09:00", "Modeling")]
    assert findings(raw(task)) == []


def test_an_alias_of_a_phase_means_it_in_any_case_and_a_stranger_means_none():
    settings = Settings.model_validate({"workflow": {"phases": [{"name": "Modeling", "aliases": ["Model building"]}]}})
    task = issue("ML-2", **{PHASE_FIELD: {"id": "7", "value": " model BUILDING "}})
    other = issue("ML-3", **{PHASE_FIELD: {"id": "8", "value": "Waiting room"}})
    assert steps(raw(task, other), "phase", settings=settings) == [("02-27 09:00", "Modeling")]
    assert steps(raw(task, other), "phase", "ML-3", settings) == [("02-27 09:00", None)]
    assert findings(raw(task, other), settings) == [("phase-unknown", "ML-3")]


def test_a_task_that_changes_epic_and_person_keeps_both_histories():
    task = (
        issue("ML-2", parent="ML-9", who="bob")
        .history("2026-03-02T09:00:00Z", moved("ML-1", "ML-9"))
        .history("2026-03-03T09:00:00Z", assigned("ana", "bob"))
    )
    rows = raw(EPIC, issue("ML-9", "Epic"), task)
    assert steps(rows, "epic") == [("02-27 09:00", "10001"), ("03-02 09:00", "10009")]
    assert steps(rows, "assignee") == [("02-27 09:00", "ana"), ("03-03 09:00", "bob")]
    assert findings(rows) == []


def test_an_epic_is_found_by_a_key_that_it_had_before_it_moved():
    epic = issue("ML-1", "Epic").history("2026-03-05T09:00:00Z", item("Key", (None, "OLD-1"), (None, "ML-1")))
    task = issue("ML-2", customfield_10014="OLD-1")
    assert steps(raw(epic, task), "epic") == [("02-27 09:00", "10001")]


def test_an_epic_link_among_the_other_fields_is_the_epic_of_who_has_no_parent():
    found = raw(issue("ML-1", "Epic"), issue("ML-2", customfield_10014="ML-1"))
    bare = dataclasses.replace(found, issues=found.issues.assign(epic_link=None).astype({"epic_link": "str"}))
    told = {"issue_id": "10002", "field_id": "Epic Link", "field_name": "Epic Link ", "position": 0, "value": "ML-1"}
    linked = dataclasses.replace(bare, field_values=FIELD_VALUES.of([told]))
    assert Keys.of(linked).parents(linked).tolist()[1] == "10001"
    assert Keys.of(bare).parents(dataclasses.replace(bare, field_values=FIELD_VALUES.empty())).isna().all()


def test_the_parent_counts_where_the_epic_link_says_something_else():
    task = issue("ML-2", parent="ML-1", customfield_10014="ML-9")
    rows = raw(EPIC, issue("ML-9", "Epic"), task)
    assert steps(rows, "epic") == [("02-27 09:00", "10001")]
    assert findings(rows) == [("parents-differ", "ML-2")]


def test_estimates_are_days_and_plans_weeks():
    estimate = item("timeoriginalestimate", (None, None), ("144000", "144000"), fieldId="timeoriginalestimate")
    task = issue("ML-2", timeoriginalestimate=144000).history("2026-03-02T09:00:00Z", estimate)
    plan = item("Modeling plan (weeks)", (None, "1"), (None, "2.5"), fieldId="customfield_10102", fieldtype="custom")
    epic = issue("ML-1", "Epic", customfield_10102=2.5).history("2026-03-02T09:00:00Z", plan)
    assert steps(raw(epic, task), "estimate") == [("02-27 09:00", None), ("03-02 09:00", 5.0)]
    assert steps(raw(epic, task), "plan:Modeling", "ML-1") == [("02-27 09:00", 1.0), ("03-02 09:00", 2.5)]
    assert findings(raw(epic, task)) == []


def test_a_change_that_does_not_begin_where_the_last_one_ended_cuts_the_history():
    task = (
        issue("ML-2", now="Done")
        .history("2026-03-02T09:00:00Z", status("To Do", "In Progress"))
        .history("2026-03-04T09:00:00Z", status("Review", "Done"))
    )
    rows = raw(task, issue("ML-3", now="Review"))
    assert findings(rows) == [("history-cut", "ML-2")]
    assert evidence(rows) == {"ML-2": "inferred", "ML-3": "changelog"}


def test_a_last_change_that_does_not_lead_to_today_cuts_the_history():
    task = issue("ML-2", now="Done").history("2026-03-02T09:00:00Z", status("To Do", "In Progress"))
    assert findings(raw(task)) == [("history-cut", "ML-2")]


def test_fewer_histories_than_jira_counts_cut_the_history():
    task = issue("ML-2", now="In Progress").worked("2026-03-02T09:00:00Z")
    task.total = 41
    assert findings(raw(task)) == [("history-cut", "ML-2")]
    assert evidence(raw(task)) == {"ML-2": "inferred"}


TEST_FIELDS = {"customfield_10200": "Test days", "customfield_10201": "Test ends"}


def planned(task: Issue, what: str) -> list[tuple[str, str | None]]:
    """The history of the length, or of the last day, of a Task's A/B test."""
    settings = Settings.model_validate({"fields": {what: what.replace("_", " ")}})
    return steps(raw(EPIC, task, names=NAMES | TEST_FIELDS), what, settings=settings)


def test_the_length_of_an_ab_test_is_in_days_and_has_a_history():
    extended = item("Test days", (None, "14"), (None, "21"), fieldId="customfield_10200")
    task = issue("ML-2", customfield_10200=21).history("2026-03-02T09:00:00Z", extended)
    assert planned(task, "test_days") == [("02-27 09:00", 14.0), ("03-02 09:00", 21.0)]


def test_the_last_day_of_an_ab_test_is_the_date_as_jira_writes_it_whatever_its_zone():
    moved_on = item("Test ends", ("2026-03-15", "15/Mar/26"), ("2026-03-22", "22/Mar/26"), fieldId="customfield_10201")
    task = issue("ML-2", customfield_10201="2026-03-22T00:00:00.000+1300").history("2026-03-02T09:00:00Z", moved_on)
    assert planned(task, "test_ends") == [("02-27 09:00", "2026-03-15"), ("03-02 09:00", "2026-03-22")]


@pytest.mark.parametrize(
    ("text", "day"), [("15/Mar/26 12:00 AM", "2026-03-15"), ("soon", None), ("2026-02-30", None), ("01/02/2026", None)]
)
def test_a_last_day_is_a_date_of_which_day_and_month_can_be_told_apart(text, day):
    assert planned(issue("ML-2", customfield_10201=text), "test_ends") == [("02-27 09:00", day)]


def test_a_plan_whose_history_is_cut_leaves_the_evidence_of_intervals_alone():
    plan = item("Modeling plan (weeks)", (None, "1"), (None, "2"), fieldId="customfield_10102")
    epic = issue("ML-1", "Epic", customfield_10102=3).history("2026-03-02T09:00:00Z", plan)
    assert findings(raw(epic)) == [("history-cut", "ML-1")]
    assert evidence(raw(epic)) == {"ML-1": "changelog"}


def test_changes_before_the_creation_of_an_imported_issue_begin_its_history():
    task = issue("ML-2", now="Done").worked("2026-01-05T09:00:00Z", "2026-01-06T09:00:00Z")
    assert steps(raw(task), "status") == [("01-05 09:00", "3"), ("01-06 09:00", "9")]


def test_people_are_one_by_the_settings_and_called_as_these_say():
    settings = Settings.model_validate({"scientists": [{"name": "Ana Ruiz", "ids": ["new-ana", "ana"]}]})
    rows = raw(
        issue("ML-2", who="new-ana").history("2026-03-02T09:00:00Z", assigned("ana", "new-ana")),
        issue("ML-3", who="bob"),
    )
    assert {value for _, value in steps(rows, "assignee", settings=settings)} == {"new-ana"}
    scientists = map_raw(rows, settings).model.scientists
    assert dict(zip(scientists["scientist_id"], scientists["name"], strict=True)) == {
        "bob": "Bob",
        "new-ana": "Ana Ruiz",
    }


def test_a_subtask_is_in_the_epic_of_its_parent():
    task = issue("ML-2", parent="ML-9").history("2026-03-02T09:00:00Z", moved("ML-1", "ML-9"))
    rows = raw(EPIC, issue("ML-9", "Epic"), task, issue("ML-3", "Sub-task", parent="ML-2"))
    assert steps(rows, "epic", "ML-3") == [("02-27 09:00", "10001"), ("03-02 09:00", "10009")]


def test_a_move_that_jira_logs_under_both_its_names_is_one():
    both = issue("ML-2", parent="ML-1").history("2026-03-02T09:00:00.100Z", moved(None, "ML-1"))
    both.history("2026-03-02T09:00:00.123Z", item("Epic Link", (None, None), (id_of("ML-1"), "ML-1")))
    assert [value for _, value in steps(raw(issue("ML-1", "Epic"), both), "epic")] == [None, "10001"]
    assert findings(raw(issue("ML-1", "Epic"), both)) == []

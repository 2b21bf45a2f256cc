"""All loads together: which row of an issue counts, and which of its changes."""

import random

import pytest
from pandas.testing import assert_frame_equal

from .exports import add, at, change, export, issue, value

JANUARY, FEBRUARY, MARCH = at("2026-01-01"), at("2026-02-01"), at("2026-03-01")


def summaries(raw):
    return raw.current().issues["summary"].tolist()


def test_the_row_that_was_updated_last_counts(raw):
    add(raw, export(issue("1", summary="new", updated_at=FEBRUARY)))
    add(raw, export(issue("1", summary="old", updated_at=JANUARY)))
    assert summaries(raw) == ["new"]


def test_a_row_without_an_update_counts_less_than_one_with(raw):
    add(raw, export(issue("1", summary="dated", updated_at=JANUARY)))
    add(raw, export(issue("1", summary="undated")))
    assert summaries(raw) == ["dated"]


def test_of_equally_new_rows_the_last_loaded_counts(raw):
    add(raw, export(issue("1", summary="first", updated_at=JANUARY)))
    add(raw, export(issue("1", summary="second", updated_at=JANUARY)))
    assert summaries(raw) == ["second"]


def test_a_row_with_a_changelog_counts_before_a_newer_one_without(raw):
    add(raw, export(issue("1", summary="with", updated_at=JANUARY, has_changelog=True)))
    add(raw, export(issue("1", summary="without", updated_at=FEBRUARY)))
    assert summaries(raw) == ["with"]


def test_an_issue_that_a_file_holds_twice_is_one_issue(raw):
    twice = [issue("1", summary="old", updated_at=JANUARY), issue("1", summary="new", updated_at=FEBRUARY, line=2)]
    add(raw, export(*reversed(twice), values=(value("1", "Modeling"), value("1", "Modeling"))))
    assert summaries(raw) == ["new"]
    assert raw.current().field_values["value"].tolist() == ["Modeling"]


def test_field_values_come_with_the_row_that_counts(raw):
    newest, other = value("1", "Modeling"), value("1", "Research")
    add(raw, export(issue("1", updated_at=FEBRUARY, has_changelog=True), values=(newest,)))
    add(raw, export(issue("1", updated_at=JANUARY, has_changelog=True), values=(other, value("1", "x", field_id="l"))))
    assert raw.current().field_values["value"].tolist() == ["Modeling"]


def test_changes_of_all_loads_are_joined_and_each_is_there_once(raw):
    add(raw, export(issue("1"), changes=(change("1", "100", "Doing"), change("1", "101", "Done"))))
    add(raw, export(issue("1"), changes=(change("1", "101", "Done (renamed)"), change("1", "102", "Open"))))
    found = raw.current().changes
    assert found[["history_id", "to_text"]].to_numpy().tolist() == [
        ["100", "Doing"],
        ["101", "Done (renamed)"],
        ["102", "Open"],
    ]


def test_items_of_one_history_are_changes_of_their_own(raw):
    add(raw, export(issue("1"), changes=(change("1", "100", "Done"), change("1", "100", "ana", item_no=1))))
    assert raw.current().changes["to_text"].tolist() == ["Done", "ana"]


def test_the_same_history_number_of_two_issues_is_two_histories(raw):
    add(raw, export(issue("1"), issue("2"), changes=(change("1", "100", "Done"), change("2", "100", "Done"))))
    assert raw.current().changes["issue_id"].tolist() == ["1", "2"]


def test_a_history_without_an_id_counts_only_with_the_row_of_its_file(raw):
    add(raw, export(issue("1", updated_at=JANUARY, has_changelog=True), changes=(change("1", "pos:2", "Doing"),)))
    changes = (change("1", "pos:0", "Done"), change("1", "pos:1", "Doing"))
    add(raw, export(issue("1", updated_at=FEBRUARY, has_changelog=True), changes=changes))
    assert raw.current().changes["history_id"].tolist() == ["pos:0", "pos:1"]


def test_changes_in_a_file_of_their_own_give_an_issue_its_changelog(raw):
    add(raw, export(issue("1"), issue("2")))
    assert raw.current().issues["has_changelog"].tolist() == [False, False]
    add(raw, export(changes=(change("1", "100", "Done"),)))
    found = raw.current()
    assert found.issues["has_changelog"].tolist() == [True, False]
    assert found.changes["history_id"].tolist() == ["100"]


def test_changes_that_come_before_their_issue_count_once_it_is_there(raw):
    add(raw, export(changes=(change("1", "100", "Done"),)))
    add(raw, export(issue("1")))
    assert raw.current().issues["has_changelog"].tolist() == [True]


def test_a_row_that_states_only_its_key_is_the_issue_of_that_key(raw):
    add(raw, export(issue("100", key="ML-1", summary="json", updated_at=JANUARY)))
    csv = issue("ML-1", key="ML-1", summary="csv", updated_at=FEBRUARY)
    add(raw, export(csv, values=(value("ML-1", "Modeling"),)))
    found = raw.current()
    assert found.issues[["issue_id", "summary"]].to_numpy().tolist() == [["100", "csv"]]
    assert found.field_values[["issue_id", "value"]].to_numpy().tolist() == [["100", "Modeling"]]


@pytest.mark.parametrize("where", ["in an older row", "in the changelog"])
def test_a_key_from_before_a_move_is_the_same_issue(raw, where):
    add(raw, export(issue("ML-1", key="ML-1", updated_at=JANUARY)))
    moved = issue("100", key="OPS-5", updated_at=MARCH)
    if where == "in an older row":
        add(raw, export(issue("100", key="ML-1", updated_at=FEBRUARY)))
        add(raw, export(moved))
    else:
        add(raw, export(moved, changes=(change("100", "7", "OPS-5", field="Key", from_text="ML-1"),)))
    assert raw.current().issues[["issue_id", "key"]].to_numpy().tolist() == [["100", "OPS-5"]]


def test_changes_known_by_key_are_those_of_the_issue(raw):
    add(raw, export(issue("100", key="ML-1")))
    add(raw, export(changes=(change("ML-1", "7", "Done"),)))
    add(raw, export(changes=(change("100", "7", "Done"),)))
    assert raw.current().changes["issue_id"].tolist() == ["100"]


def test_a_row_whose_key_nobody_else_has_keeps_its_key_as_id(raw):
    add(raw, export(issue("ML-1", key="ML-1")))
    add(raw, export(issue("100", key="ML-2")))
    assert raw.current().issues["issue_id"].tolist() == ["100", "ML-1"]


def test_the_last_name_of_a_field_and_of_a_status_counts(raw):
    add(raw, export(fields={"cf_1": "Phase", "cf_2": "Plan"}, statuses={"3": "In Progress"}))
    add(raw, export(fields={"cf_1": "Project phase"}, statuses={"3": "Doing", "4": "Done"}))
    found = raw.current()
    assert found.fields.to_numpy().tolist() == [["cf_1", "Project phase"], ["cf_2", "Plan"]]
    assert found.statuses["name"].tolist() == ["Doing", "Done"]


def test_the_site_is_that_of_the_last_load_that_names_one(raw):
    add(raw, export(issue("1"), site_url="https://old.example"))
    add(raw, export(issue("2"), site_url="https://new.example"))
    add(raw, export(issue("3")))
    assert raw.current().site_url == "https://new.example"


def test_row_order_of_an_export_does_not_matter(store, tmp_path):
    issues = [issue(str(number), updated_at=JANUARY) for number in range(20)]
    changes = [change(str(number % 20), str(number), "Done", position=number) for number in range(60)]
    with store.loading() as raw:
        add(raw, export(*issues, changes=tuple(changes)))
        before = raw.current()
        random.Random(1).shuffle(issues)
        random.Random(2).shuffle(changes)
        raw.remove(1)
        add(raw, export(*issues, changes=tuple(changes)))
        after = raw.current()
    assert_frame_equal(after.issues, before.issues)
    assert_frame_equal(after.changes, before.changes)

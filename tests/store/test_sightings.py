"""Issues without a changelog: what successive exports of different columns say of them together."""

import itertools

import pandas as pd
import pytest
from pandas.testing import assert_frame_equal

from mlpm_analytics.frames import Export, Raw

from .exports import add, at, change, export, issue, value

JANUARY, FEBRUARY, MARCH = at("2026-01-01"), at("2026-02-01"), at("2026-03-01")


def table(*rows, columns=("status", "updated"), **more) -> Export:
    """A CSV export that has these columns, by Jira's field ids."""
    return export(*rows, fields=dict.fromkeys(columns), kind="Jira CSV", **more)


def test_each_export_is_a_sighting_and_the_newest_is_what_an_issue_is(raw):
    add(raw, table(issue("1", status="Done")), as_of=FEBRUARY)
    add(raw, table(issue("1", status="To Do")), as_of=JANUARY)
    found = raw.current()
    assert found.issues["status"].tolist() == ["Done"]
    assert found.sightings[["seen_at", "status"]].to_numpy().tolist() == [[JANUARY, "To Do"], [FEBRUARY, "Done"]]


@pytest.mark.parametrize("order", list(itertools.permutations(range(3))))
def test_the_order_of_loading_does_not_matter(store, order):
    exports = [
        (table(issue("1", status="To Do", updated_at=JANUARY), values=(value("1", "Research"),)), JANUARY),
        (table(issue("1", status="Doing", assignee="ana"), columns=("status", "assignee")), FEBRUARY),
        (table(issue("1", status="Done", updated_at=MARCH)), MARCH),
    ]

    def loaded(sequence) -> Raw:
        with store.loading() as raw:
            for load_id in raw.loads()["load_id"]:
                raw.remove(load_id)
            for brought, as_of in sequence:
                add(raw, brought, as_of=as_of)
            return raw.current()

    straight, shuffled = loaded(exports), loaded([exports[place] for place in order])
    for name in ("issues", "field_values"):
        assert_frame_equal(getattr(straight, name), getattr(shuffled, name))
    assert_frame_equal(straight.sightings.drop(columns="load_id"), shuffled.sightings.drop(columns="load_id"))


def test_a_narrower_export_does_not_blank_what_a_wider_one_knew(raw):
    wide = issue("1", status="To Do", assignee="ana", updated_at=JANUARY)
    add(raw, table(wide, columns=("status", "assignee"), values=(value("1", "Modeling"),)), as_of=JANUARY)
    add(raw, table(issue("1", status="Done"), columns=("status",)), as_of=FEBRUARY)
    found = raw.current()
    assert found.issues[["status", "assignee"]].to_numpy().tolist() == [["Done", "ana"]]
    assert found.field_values["value"].tolist() == ["Modeling"]
    assert found.sighted_values["seen_at"].tolist() == [JANUARY, FEBRUARY]


def test_what_a_wider_export_adds_later_held_before_as_far_as_anybody_knows(raw):
    add(raw, table(issue("1", status="To Do"), columns=("status",)), as_of=JANUARY)
    add(raw, table(issue("1", status="To Do", assignee="ana"), columns=("status", "assignee")), as_of=FEBRUARY)
    assert raw.current().sightings["assignee"].tolist() == ["ana", "ana"]


def test_an_export_that_has_a_column_says_so_with_an_empty_cell(raw):
    add(raw, table(issue("1", assignee="ana"), columns=("assignee", "Phase")), as_of=JANUARY)
    phased = (value("1", "Modeling", field_id="Phase"),)
    add(raw, table(issue("1"), columns=("assignee", "Phase"), values=phased), as_of=FEBRUARY)
    add(raw, table(issue("1"), columns=("assignee", "Phase")), as_of=MARCH)
    found = raw.current()
    assert found.issues["assignee"].isna().all()
    assert found.field_values.empty


def test_a_column_that_other_issues_of_an_answer_fill_is_known_to_be_empty(raw):
    add(raw, export(issue("1", assignee="ana"), issue("2")), as_of=JANUARY)
    add(raw, export(issue("1"), issue("2", assignee="bob")), as_of=FEBRUARY)
    assert raw.current().issues["assignee"].fillna("").tolist() == ["", "bob"]


def test_an_issue_that_is_missing_from_a_later_export_stays(raw):
    add(raw, table(issue("1"), issue("2")), as_of=JANUARY)
    add(raw, table(issue("1")), as_of=FEBRUARY)
    assert raw.current().issues["issue_id"].tolist() == ["1", "2"]


def test_an_issue_with_a_changelog_has_no_sightings(raw):
    add(raw, table(issue("1"), issue("2"), issue("3")), as_of=JANUARY)
    add(raw, export(issue("1", has_changelog=True)), as_of=FEBRUARY)
    add(raw, export(changes=(change("2", "100", "Done"),)), as_of=FEBRUARY)
    assert raw.current().sightings["issue_id"].tolist() == ["3"]


def test_values_in_a_file_of_their_own_belong_to_their_issue(raw):
    add(raw, export(values=(value("1", "Modeling"),)), as_of=None)
    add(raw, table(issue("1", status="Done")), as_of=JANUARY)
    found = raw.current()
    assert found.field_values["value"].tolist() == ["Modeling"]
    assert found.sightings["seen_at"].tolist() == [JANUARY]


def narrow(**stated) -> Export:
    return table(issue("1", **stated), columns=("status", "updated"))


WIDE = ("status", "statusCategory", "statuscategorychangedate", "resolution", "resolutiondate", "updated")


def wide(**stated) -> Export:
    return table(issue("1", **stated), columns=WIDE)


def test_what_a_wider_export_said_of_another_status_is_not_carried_to_this_one(raw):
    add(raw, wide(status="To Do", status_category="new", category_changed_at=JANUARY), as_of=JANUARY)
    add(raw, narrow(status="Done"), as_of=FEBRUARY)
    found = raw.current().issues.iloc[0]
    assert found["status"] == "Done"
    assert found[["status_category", "category_changed_at"]].isna().all()


def test_what_a_wider_export_said_of_the_same_status_holds(raw):
    done = {"status": "Done", "status_category": "done", "resolution": "Fixed", "resolved_at": JANUARY}
    add(raw, wide(**done, category_changed_at=JANUARY), as_of=JANUARY)
    add(raw, narrow(status="Done"), as_of=FEBRUARY)
    found = raw.current().issues.iloc[0]
    assert found[[*done, "category_changed_at"]].tolist() == [*done.values(), JANUARY]


def test_a_resolution_does_not_come_back_with_a_status_that_was_left_meanwhile(raw):
    add(raw, wide(status="Done", resolution="Fixed", resolved_at=JANUARY), as_of=JANUARY)
    add(raw, narrow(status="To Do"), as_of=FEBRUARY)
    add(raw, narrow(status="Done"), as_of=MARCH)
    assert raw.current().issues[["resolution", "resolved_at"]].isna().all(axis=None)


def test_a_parents_id_goes_with_its_key(raw):
    add(raw, table(issue("1", parent_id="7", parent_key="ML-7"), columns=("parent",)), as_of=JANUARY)
    add(raw, table(issue("1", parent_key="ML-8"), columns=("status",)), as_of=FEBRUARY)
    found = raw.current().issues.iloc[0]
    assert found["parent_key"] == "ML-8"
    assert pd.isna(found["parent_id"])

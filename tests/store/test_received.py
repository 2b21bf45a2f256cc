"""What became of every row that the loads brought, and that it adds up to what counts."""

import pandas as pd

from mlpm_analytics.frames import NOTES, Note

from .exports import add, at, change, export, issue


def outcomes(raw, what):
    """(load, issue, outcome) → rows."""
    rows = raw.received()
    rows = rows[rows["what"] == what]
    return {(row["load_id"], row["issue_id"], row["outcome"]): row["row_count"] for row in rows.to_dict("records")}


def kept(raw, what):
    rows = raw.received()
    return rows.loc[(rows["what"] == what) & (rows["outcome"] == "kept"), "row_count"].sum()


def test_nothing_loaded_is_no_row(raw):
    assert raw.received().empty


def test_of_one_file_everything_is_kept(raw):
    add(raw, export(issue("1"), issue("2"), changes=(change("1", "100", "Done"), change("1", "101", "To Do"))))
    assert outcomes(raw, "issues") == {(1, "1", "kept"): 1, (1, "2", "kept"): 1}
    assert outcomes(raw, "changes") == {(1, "1", "kept"): 2}


def logged(issue_id, **stated):
    return issue(issue_id, has_changelog=True, **stated)


def test_an_issue_whose_history_another_file_shows_later_is_older(raw):
    add(raw, export(logged("1", updated_at=at("2026-02-01"))))
    add(raw, export(logged("1", updated_at=at("2026-01-01"))))
    assert outcomes(raw, "issues") == {(1, "1", "kept"): 1, (2, "1", "older"): 1}


def test_an_issue_that_does_not_say_when_it_was_updated_is_older_than_one_that_does(raw):
    add(raw, export(logged("1", updated_at=at("2026-02-01"))))
    add(raw, export(logged("1", summary="undated")))
    assert outcomes(raw, "issues") == {(1, "1", "kept"): 1, (2, "1", "older"): 1}


def test_an_issue_in_the_same_state_is_repeated_and_the_last_load_counts(raw):
    add(raw, export(logged("1", updated_at=at("2026-02-01"))))
    add(raw, export(logged("1", updated_at=at("2026-02-01")), issue("2")))
    assert outcomes(raw, "issues") == {(1, "1", "repeated"): 1, (2, "1", "kept"): 1, (2, "2", "kept"): 1}


def test_an_issue_with_its_history_counts_before_one_that_was_seen_later(raw):
    add(raw, export(logged("1", updated_at=at("2026-01-01"))))
    add(raw, export(issue("1", updated_at=at("2026-02-01"))))
    assert outcomes(raw, "issues") == {(1, "1", "kept"): 1, (2, "1", "without history"): 1}


def test_without_any_history_the_latest_export_counts_and_earlier_ones_are_sightings(raw):
    load(raw, issue("1", summary="new"), as_of=at("2026-03-02"))
    load(raw, issue("1", summary="old", updated_at=at("2026-03-01")), as_of=at("2026-03-01"))
    load(raw, issue("1", summary="undated"), as_of=pd.NaT)
    assert outcomes(raw, "issues") == {(1, "1", "kept"): 1, (2, "1", "sighting"): 1, (3, "1", "no date"): 1}
    assert raw.current().issues["summary"].tolist() == ["new"]


def load(raw, *issues, as_of):
    known = {"options": "{}", "loaded_at": at("2026-04-02"), "as_of": as_of}
    return raw.add(export(*issues), sha256=repr((issues, as_of)), **known)


def test_a_row_that_has_the_key_alone_is_the_same_issue(raw):
    add(raw, export(logged("1", key="ML-1", updated_at=at("2026-02-01"))))
    add(raw, export(logged("ML-1", key="ML-1", updated_at=at("2026-01-01"))))
    assert outcomes(raw, "issues") == {(1, "1", "kept"): 1, (2, "1", "older"): 1}


def test_a_change_in_two_files_is_kept_once(raw):
    add(raw, export(issue("1"), changes=(change("1", "100", "Done"),)))
    add(raw, export(issue("1"), changes=(change("1", "100", "Done"), change("1", "101", "To Do"))))
    assert outcomes(raw, "changes") == {(1, "1", "repeated"): 1, (2, "1", "kept"): 2}


def test_a_change_without_an_id_counts_with_the_row_of_its_issue_alone(raw):
    add(raw, export(issue("1", updated_at=at("2026-01-01")), changes=(change("1", "pos:0", "Done"),)))
    add(raw, export(issue("1", updated_at=at("2026-02-01")), changes=(change("1", "pos:0", "Done"),)))
    assert outcomes(raw, "changes") == {(1, "1", "older"): 1, (2, "1", "kept"): 1}


def test_a_change_of_an_issue_that_no_file_brought_and_one_without_a_date_do_not_count(raw):
    add(raw, export(issue("1"), changes=(change("1", "100", "Done", changed_at=pd.NaT), change("7", "101", "Done"))))
    assert outcomes(raw, "changes") == {(1, "1", "no date"): 1, (1, "7", "no issue"): 1}


def test_what_is_kept_adds_up_to_what_counts_and_all_outcomes_to_what_was_brought(raw):
    add(raw, export(issue("1", updated_at=at("2026-01-01")), changes=(change("1", "100", "Done"),)))
    add(raw, export(issue("1", updated_at=at("2026-02-01")), issue("2"), changes=(change("1", "100", "Done"),)))
    add(raw, export(logged("2"), changes=(change("2", "102", "Done"), change("2", "103", "To Do"))))
    assert (kept(raw, "issues"), kept(raw, "changes")) == (len(raw.current().issues), len(raw.current().changes))
    brought = raw.received().groupby(["load_id", "what"])["row_count"].sum().unstack()
    loads = raw.loads().set_index("load_id")
    assert brought["issues"].tolist() == loads["issues"].tolist()
    assert brought["changes"].tolist() == loads["changes"].tolist()


def test_notes_on_a_file_stay_until_its_load_is_taken_back(raw):
    noted = export(issue("1"))
    noted = type(noted)(**vars(noted) | {"notes": (Note("a.csv", "It is odd.", 3, "Created"), Note("a.csv", "Well."))})
    first = add(raw, noted)
    expected = [{"load_id": 1, "line": 3.0, "column": "Created", "message": "It is odd."}]
    expected.append({"load_id": 1, "message": "Well."})
    pd.testing.assert_frame_equal(raw.notes(), NOTES.of(expected))
    raw.remove(first)
    assert raw.notes().empty

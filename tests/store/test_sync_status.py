"""What syncs did lately, for the Data page."""

import os
from datetime import UTC, datetime, timedelta

import pytest

from mlpm_analytics.store.sync_status import KEPT, NAME, SyncStatus, note, read_statuses

BEGAN = datetime(2026, 3, 2, 9, tzinfo=UTC)


def test_without_a_sync_there_is_nothing(tmp_path):
    assert read_statuses(tmp_path) == ()


def test_a_sync_is_one_entry_however_often_it_speaks(tmp_path):
    for words in ("Asking Jira", "Loading issues: 5 of 10"):
        note(tmp_path, SyncStatus(BEGAN, message=words))
    done = SyncStatus(BEGAN, "done", BEGAN + timedelta(minutes=1), "10 loaded")
    note(tmp_path, done)
    assert read_statuses(tmp_path) == (done,)


def test_the_latest_is_first_and_the_oldest_are_let_go(tmp_path):
    for number in range(KEPT + 5):
        note(tmp_path, SyncStatus(BEGAN + timedelta(hours=number)))
    found = read_statuses(tmp_path)
    assert len(found) == KEPT
    assert found[0].began_at == BEGAN + timedelta(hours=KEPT + 4)


def test_a_damaged_file_is_like_none(tmp_path):
    (tmp_path / NAME).write_text("[{]")
    assert read_statuses(tmp_path) == ()
    for text in ('[{"began": 1}]', "5", "[" * 100_000, '[{"began_at": "2026-03-02", "state": "odd"}]', "\xff"):
        (tmp_path / NAME).write_text(text, encoding="latin-1")
        assert read_statuses(tmp_path) == ()


@pytest.mark.skipif(os.name != "posix", reason="no pipes in folders")
def test_a_pipe_in_its_place_is_like_none(tmp_path):
    os.mkfifo(tmp_path / NAME)
    assert read_statuses(tmp_path) == ()


def test_halves_of_signs_are_no_reason_to_stop(tmp_path):
    note(tmp_path, SyncStatus(BEGAN, message="Jira says \ud83d"))
    assert read_statuses(tmp_path)[0].message == "Jira says ?"

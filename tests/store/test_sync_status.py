"""What syncs did lately, for the Data page."""

from datetime import UTC, datetime, timedelta

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
    (tmp_path / NAME).write_text('[{"began": 1}]')
    assert read_statuses(tmp_path) == ()

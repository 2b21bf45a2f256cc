"""`mlpm forget`: a person, or an issue, is nowhere in the store afterwards, and the figures are what they were."""

import shutil
from datetime import UTC, datetime

import pytest
from pandas.testing import assert_frame_equal

from mlpm_analytics.errors import NotFoundError, SettingsError
from mlpm_analytics.forget import forget
from mlpm_analytics.load import current, import_paths, reading_options
from mlpm_analytics.settings import Settings
from mlpm_analytics.store import Store
from mlpm_analytics.store.sync_status import SyncStatus, note, read_statuses
from tests.jira import answer, assigned, issue
from tests.traces import holding

ADA = {"accountId": "5f00ada1", "displayName": "Ada Exämple", "emailAddress": "ada@example.com"}
BO = {"accountId": "5f00b0b0", "displayName": "Bo Builder"}
BEGAN = datetime(2026, 3, 2, 9, tzinfo=UTC)


def portfolio(more: str = "") -> str:
    return answer(
        issue("ML-1", "Epic", summary="The forecast of demand", reporter=ADA),
        issue("ML-2", parent="ML-1", phase="Research", assignee=ADA, summary=f"Ask ADA EXÄMPLE for papers{more}")
        .worked("2026-03-02T08:00:00Z", "2026-03-03T16:00:00Z")
        .history("2026-03-04T08:00:00Z", assigned("5f00b0b0", "5f00ada1")),
        issue("ML-3", parent="ML-1", phase="Modeling", assignee=BO, now="In Progress").worked("2026-03-04T08:00:00Z"),
        issue("ML-30", parent="ML-1", phase="Modeling", assignee=BO, summary="After ML-3, not ML-30"),
    )


@pytest.fixture(scope="module")
def loaded(tmp_path_factory):
    """A folder with a store of several snapshots, with the last export beside it."""
    folder = tmp_path_factory.mktemp("forget")
    for number in range(2):
        (folder / "Ada Exämple.json").write_text(portfolio("!" * number), encoding="utf-8")
        load(Store(folder / "store"))
    note(folder / "store", SyncStatus(BEGAN, "failed", message="Ada Exämple broke ML-3."))
    return folder


@pytest.fixture
def store(loaded, tmp_path):
    """A copy of it."""
    shutil.copytree(loaded, tmp_path / "copy")
    return Store(tmp_path / "copy" / "store")


def load(store, **options):
    path = store.folder.parent / "Ada Exämple.json"
    return import_paths([path], store, Settings(), reading_options(Settings(), **options))


def forgotten(store, asked, settings=None):
    return forget(asked, store, settings or Settings(), lambda words: None)


@pytest.mark.parametrize("asked", ["ada exämple", "5f00ada1", "ada@example.com"])
def test_a_person_is_nowhere_in_the_store(store, asked):
    before = current(store, Settings())
    assert holding(store, "Ada Exämple")
    assert "is called Former user 1 now" in forgotten(store, asked)
    for word in ("Ada Exämple", "Ada Ex\\u00e4mple", "5f00ada1", "ada@example.com"):
        assert holding(store, word) == []
    after = current(store, Settings())
    assert after.frame("tasks")["scientist"].dropna().tolist() == ["Former user 1", "Bo Builder", "Bo Builder"]
    assert read_statuses(store.folder)[0].message == "Former user 1 broke ML-3."
    for table in ("visits", "projects", "phases"):
        assert_frame_equal(after.frame(table), before.frame(table))


def test_the_next_who_is_forgotten_is_another_one(store):
    forgotten(store, "Ada Exämple")
    assert "Former user 2" in forgotten(store, "Bo Builder")


def test_an_issue_is_nowhere_in_the_store_and_one_of_a_longer_key_stays(store):
    forgotten(store, "ml-3")
    keys = current(store, Settings()).frame("issues")["key"].tolist()
    assert keys == ["ML-1", "ML-2", "ML-30"]
    assert current(store, Settings()).frame("issues")["summary"].tolist()[-1] == "After forgotten issue, not ML-30"
    assert read_statuses(store.folder)[0].message == "Ada Exämple broke forgotten issue."
    forgotten(store, "ML-30")
    assert holding(store, "ML-3") == []


def test_a_forgotten_epic_leaves_tasks_without_it(store):
    forgotten(store, "ML-1")
    assert holding(store, "The forecast of demand") == []
    assert current(store, Settings()).frame("issues")["parent_key"].isna().all()


def test_the_same_file_brings_nothing_back_and_read_otherwise_it_does(store):
    forgotten(store, "Ada Exämple")
    assert load(store).files[0].outcome == "unchanged"
    assert holding(store, "5f00ada1") == []
    load(store, timezone="America/New_York")
    assert holding(store, "5f00ada1")


def test_whom_the_settings_name_is_not_forgotten_before_they_do_not(store):
    settings = Settings(scientists=({"name": "Ada Exämple"},))
    with pytest.raises(SettingsError, match=r"names Ada Exämple under \[\[scientists\]\]"):
        forgotten(store, "5f00ada1", settings)
    assert holding(store, "5f00ada1")


@pytest.mark.parametrize("asked", ["Nobody", "", "ML-99", "\x00", "%"])
def test_what_is_not_there_is_said(store, asked):
    with pytest.raises(NotFoundError, match="no issue has that key"):
        forgotten(store, asked)


def test_of_two_people_of_one_name_the_id_is_asked_for(store):
    (store.folder.parent / "Ada Exämple.json").write_text(
        answer(issue("ML-9", assignee={"accountId": "5f00ada2", "displayName": "Ada Exämple"})), encoding="utf-8"
    )
    load(store)
    with pytest.raises(NotFoundError, match=r"2 people are called Ada Exämple\. Forget them by id: 5f00ada1, 5f00ada2"):
        forgotten(store, "Ada Exämple")


def test_who_was_stopped_before_the_bytes_were_gone_goes_on_the_next_time(store, monkeypatch):
    monkeypatch.setattr(Store, "scrub", stopped)
    with pytest.raises(KeyboardInterrupt):
        forgotten(store, "Ada Exämple")
    monkeypatch.undo()
    with pytest.raises(NotFoundError, match="is gone now"):
        forgotten(store, "Ada Exämple")
    assert holding(store, "Ada Exämple") == []


def stopped(_):
    raise KeyboardInterrupt

import os
import threading
from datetime import UTC, datetime

import pytest

from mlpm_analytics.store import Store
from mlpm_analytics.store.sync_status import SyncStatus, note
from mlpm_analytics.ui.syncing import THREAD
from tests.fakejira import EVERY, FakeJira, faults
from tests.fakejira.worlds import random_world
from tests.pages.reading_pages import table, texts

BEGAN = datetime(2026, 3, 2, 8, tzinfo=UTC)


@pytest.fixture
def jira(store, monkeypatch):
    """A Jira that the settings name, and whose token is in the environment."""
    with FakeJira(random_world(3, tasks=5, edits=10)) as found:
        (store.parent / "mlpm.toml").write_text(f'[jira]\nurl = "{found.url}"\nprojects = ["ML"]\npace = 0\n')
        monkeypatch.setenv("JIRA_TOKEN", found.token)
        monkeypatch.setenv("JIRA_EMAIL", found.email)
        yield found


def synced(app):
    """Press the button, and look again when the sync has ended."""
    app.button(key="sync-now").click().run()
    for thread in threading.enumerate():
        if thread.name == THREAD:
            thread.join(60)
    return app.run()


def everything(app):
    frames = "".join(frame.value.to_csv() for frame in app.dataframe)
    return texts(app) + frames + "".join(str(one) for one in app.main)


def test_without_a_jira_in_the_settings_the_page_says_nothing_of_syncs(opened):
    assert "Syncs with Jira" not in texts(opened("data"))


def test_what_was_synced_is_said_to_be_from_jira_itself(opened, jira):
    synced(opened("data"))
    assert " · from Jira itself · from Jira's history" in texts(opened("data"))


def test_a_sync_can_be_started_from_the_page_and_is_listed_there(opened, jira, store):
    app = opened("data")
    assert "Nothing has been synced to the end yet." in texts(app)
    app = synced(app)
    assert not app.exception
    assert "Last synced" in texts(app)
    row = table(app, "Requests").iloc[0]
    assert (row["Kind"], row["Result"]) == ("full", "done")
    assert row["Issues loaded"] == len(Store(store).published().frame("issues"))
    assert row["Changes loaded"] == len(Store(store).published().frame("changes"))
    assert row["Requests"] == len(jira.requests)


def test_a_sync_that_fails_is_said_in_a_sentence_and_the_token_is_not_on_the_page(opened, jira):
    jira.faults.add("", EVERY, faults.status(400, f"You sent {jira.token}"))
    app = synced(opened("data"))
    assert not app.exception
    assert "failed: Jira refused" in texts(app)
    assert jira.token not in everything(app)


def test_without_a_token_there_is_no_button_and_the_page_says_how_to_get_one(opened, jira, monkeypatch):
    monkeypatch.delenv("JIRA_TOKEN")
    app = opened("data")
    assert "There is no token for Jira. Set JIRA_TOKEN" in texts(app)
    assert not [one for one in app.button if one.key == "sync-now"]


def test_a_sync_that_runs_is_shown_with_how_far_it_is(opened, jira, store):
    with Store(store).loading():
        note(store, SyncStatus(BEGAN, message="Loading issues: 500 of 1,000, about 2 min left"))
        app = opened("data")
        assert "Syncing since 2 March 2026, 08:00" in texts(app)
        assert "Loading issues: 500 of 1,000, about 2 min left" in texts(app)
        assert app.button(key="sync-now").disabled


def test_a_sync_that_was_killed_is_not_shown_as_running(opened, jira, store):
    store.mkdir()
    note(store, SyncStatus(BEGAN))
    assert "was cut off; the next one goes on from there" in texts(opened("data"))


def test_a_first_load_that_is_under_way_is_said_at_once(opened, store):
    with Store(store).loading():
        assert f"is under way (process {os.getpid()}" in texts(opened("weekly_review"))


def test_no_page_shows_the_password_of_a_proxy(opened, store):
    (store.parent / "mlpm.toml").write_text('[jira]\nproxy = "http://ada:pr0xy-p4ss@proxy.example.com:3128"\n')
    shown = everything(opened("data"))
    assert "proxy.example.com" in shown
    assert "pr0xy-p4ss" not in shown

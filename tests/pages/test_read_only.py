"""Pages that show what was loaded, and change nothing."""

import pytest

from mlpm_analytics.errors import ReadOnlyError
from mlpm_analytics.load import import_found
from mlpm_analytics.settings import load_settings
from mlpm_analytics.sources import ExportFile, ReadingOptions
from mlpm_analytics.store import Store
from mlpm_analytics.ui import loads, permission, syncing, uploads
from tests.jira import answer, issue
from tests.pages.reading_pages import texts

WORK = answer(issue("ML-1", "Epic"), issue("ML-2", parent="ML-1", phase="Modeling", now="In Progress"))


@pytest.fixture
def read_only(monkeypatch):
    """Switch it on, as `mlpm serve --read-only` does."""
    return lambda: monkeypatch.setenv("MLPM_READ_ONLY", "1")


@pytest.fixture
def loaded(store):
    import_found([ExportFile("a.json", WORK.encode())], Store(store), load_settings(), ReadingOptions())
    return Store(store)


def test_the_data_page_says_so_and_offers_nothing_that_changes_something(opened, loaded, read_only):
    read_only()
    app = opened("data")
    assert not app.exception
    assert "These pages are read-only" in texts(app)
    assert not app.file_uploader
    assert not {button.key for button in app.button} & {"load", "take-back", "sync-now"}


def test_a_page_that_was_open_before_cannot_take_back_any_more(opened, loaded, read_only):
    app = opened("data")
    app = app.button(key="take-back").click().run()
    read_only()
    app = app.button(key="take-back-now").click().run()
    assert len(loaded.published().frame("loads")) == 1


def test_every_action_asks_by_itself_whatever_the_page_shows(loaded, read_only):
    before = loaded.published().name
    read_only()
    settings = load_settings()
    with pytest.raises(ReadOnlyError):
        uploads._load([], uploads._Uploads(), loaded, settings, ReadingOptions(), None)
    loads._take_back(1, loaded, settings)
    syncing._sync(None, loaded, settings)
    assert loaded.published().name == before
    assert len(loaded.published().frame("loads")) == 1


def test_the_settings_switch_it_on_and_with_a_fault_allow_nothing(store, tmp_path):
    assert not permission.is_read_only()
    for stated in ("true", "3"):
        (tmp_path / "mlpm.toml").write_text(f"[app]\nread_only = {stated}\n")
        assert permission.is_read_only()

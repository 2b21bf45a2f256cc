"""What is published and damaged is moved aside, and made again from the raw rows; a line says so."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from mlpm_analytics.errors import StoreError
from mlpm_analytics.load import current, import_paths
from mlpm_analytics.settings import Settings
from mlpm_analytics.sources import ReadingOptions
from mlpm_analytics.store import Store

EXPORT = Path(__file__).parent / "golden" / "by-hand" / "jira.json"
SETTINGS, OPTIONS = Settings(), ReadingOptions(timezone_is_stated=True)


@pytest.fixture(scope="module")
def loaded(tmp_path_factory):
    """A folder in which an export was loaded; nothing is changed in it."""
    folder = tmp_path_factory.mktemp("whole") / "store"
    import_paths([EXPORT], Store(folder), SETTINGS, OPTIONS)
    return folder


@pytest.fixture
def store(loaded, tmp_path):
    """A copy of it."""
    return Store(shutil.copytree(loaded, tmp_path / "store"))


def snapshot_of(store):
    return store.folder / (store.folder / "CURRENT").read_text()


def replaced(store, content):
    """The published file with another content, under a name that was not read yet."""
    whole = snapshot_of(store).read_bytes()
    other = store.folder / "figures-000007-00000000.duckdb"
    other.write_bytes(content(whole))
    (store.folder / "CURRENT").write_text(other.name)
    return other


def keys(store):
    return current(store, SETTINGS).frame("issues")["key"].tolist()


@pytest.mark.parametrize("content", [b"", b"\x00\xff../raw.duckdb", b"figures-1.duckdb"])
def test_a_damaged_pointer_is_moved_aside_and_the_figures_are_made_again(store, caplog, content):
    before = keys(store)
    (store.folder / "CURRENT").write_bytes(content)
    assert keys(store) == before
    assert (store.folder / "CURRENT.damaged").read_bytes() == content
    assert "CURRENT is damaged. It was moved to CURRENT.damaged; the figures are made again" in caplog.text
    caplog.clear()
    assert keys(store) == before
    assert not caplog.text


@pytest.mark.parametrize(
    "content",
    [lambda _: b"", lambda _: b"no database at all " * 1000, lambda whole: whole[:10000]],
    ids=["empty", "garbage", "half"],
)
def test_a_damaged_snapshot_is_moved_aside_and_the_figures_are_made_again(store, caplog, content):
    before = keys(store)
    damaged = replaced(store, content)
    assert keys(store) == before
    assert not damaged.exists()
    assert (store.folder / "figures.duckdb.damaged").exists()
    assert f"{damaged.name} is damaged. It was moved to figures.duckdb.damaged" in caplog.text


def test_a_snapshot_without_its_own_table_is_moved_aside(store, tmp_path):
    import duckdb

    before = keys(store)
    with duckdb.connect(str(tmp_path / "foreign.duckdb")) as database:
        database.execute("CREATE TABLE other (x INT)")
    replaced(store, lambda _: (tmp_path / "foreign.duckdb").read_bytes())
    assert keys(store) == before


def test_a_load_goes_on_where_what_is_published_is_damaged(store):
    replaced(store, lambda _: b"no database at all " * 1000)
    report = import_paths([EXPORT], store, SETTINGS, OPTIONS)
    assert report.issue_count == len(keys(store))


def test_where_there_are_no_raw_rows_nothing_is_moved(store):
    damaged = replaced(store, lambda _: b"no database at all " * 1000)
    (store.folder / "raw.duckdb").unlink()
    with pytest.raises(StoreError, match="is damaged"):
        current(store, SETTINGS)
    assert damaged.exists()


def test_the_terminal_shows_the_line(store):
    (store.folder / "CURRENT").write_text("rubbish")
    done = subprocess.run(
        [sys.executable, "-c", "from mlpm_analytics.cli import main; main()", "--store", str(store.folder), "loads"],
        capture_output=True,
        text=True,
        env=os.environ | {"MLPM_CONFIG": ""},
        cwd=store.folder.parent,
        check=False,
    )
    assert (done.returncode, "CURRENT is damaged. It was moved" in done.stderr) == (0, True), done.stderr

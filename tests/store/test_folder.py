"""A folder that cannot be written, or a disk that is full, is said so, by name."""

import os
import shutil
import tempfile
from contextlib import contextmanager
from pathlib import Path

import pytest

from mlpm_analytics.errors import StoreError
from mlpm_analytics.store import Store

from .exports import add, export, issue
from .loaders import answer, ended, first_load, posix, started

NOBODY = 65534


@contextmanager
def without_privileges():
    """Root may write anywhere: be somebody else."""
    if os.geteuid() != 0:
        yield
        return
    os.seteuid(NOBODY)
    try:
        yield
    finally:
        os.seteuid(0)


@pytest.fixture
def foreign():
    """A store with one load, in a folder that one may read and not write."""
    folder = Path(tempfile.mkdtemp())  # pytest's own folders are closed to other users
    store = Store(folder / "store")
    with store.loading() as raw:
        first_load(raw)
    for path in (folder, store.folder):
        path.chmod(0o555)
    for path in store.folder.iterdir():
        path.chmod(0o444)
    yield store
    for path in (folder, store.folder):
        path.chmod(0o755)
    shutil.rmtree(folder)


@posix
def test_a_folder_that_cannot_be_written_is_named(foreign):
    with without_privileges(), pytest.raises(StoreError) as caught, foreign.loading() as raw:
        add(raw, export(issue("2")))
    assert f"The store in {foreign.folder} cannot be used: " in str(caught.value)
    assert "--store" in str(caught.value)


@posix
def test_a_folder_that_cannot_be_written_can_be_read(foreign):
    with without_privileges():
        assert foreign.published().meta["version"] == "1"
        assert len(foreign.published().frame("projects")) == 200


@posix
def test_a_folder_that_cannot_be_made_is_named(foreign):
    store = Store(foreign.folder / "mine")
    with without_privileges(), pytest.raises(StoreError) as caught, store.loading():
        pass
    assert f"The store in {store.folder} cannot be used" in str(caught.value)


def test_a_file_in_the_place_of_the_folder_is_named(tmp_path):
    (tmp_path / "store").write_text("mine")
    with pytest.raises(StoreError, match=r"The store in \S+store cannot be used"), Store(tmp_path / "store").loading():
        pass


def load_on_a_full_disk(pipe, folder, free):
    """No file may grow beyond its largest size now and `free` bytes more: what a full disk does to a process."""
    import resource

    largest = max(path.stat().st_size for path in folder.iterdir())
    resource.setrlimit(resource.RLIMIT_FSIZE, (largest + free, largest + free))
    try:
        with Store(folder).loading() as raw:
            add(raw, export(*(issue(str(number), payload=os.urandom(500).hex()) for number in range(20_000))))
    except StoreError as error:
        pipe.send(str(error))
    else:
        pipe.send("the disk was not full")


@posix
def test_a_full_disk_is_said_and_changes_nothing(store):
    with store.loading() as raw:
        first_load(raw)
        before = raw.current()
    process, pipe = started(load_on_a_full_disk, store.folder, 100_000)
    assert f"The store in {store.folder} cannot be used: " in answer(pipe)
    assert ended(process) == 0
    with store.loading() as raw:
        assert raw.current().issues.equals(before.issues)
    assert store.published().meta["version"] == "1"


def publish_on_a_full_disk(pipe, folder):
    import resource

    with Store(folder).loading() as raw:
        resource.setrlimit(resource.RLIMIT_FSIZE, (50_000, 50_000))
        try:
            first_load(raw)
        except StoreError as error:
            pipe.send(str(error))


@posix
def test_a_snapshot_that_does_not_fit_on_the_disk_is_not_shown(store):
    with store.loading() as raw:
        first_load(raw)
    process, pipe = started(publish_on_a_full_disk, store.folder)
    assert f"The store in {store.folder} cannot be used: " in answer(pipe)
    assert ended(process) == 0
    assert store.published().meta["version"] == "1"
    assert len(list(store.folder.glob("figures-*"))) == 1

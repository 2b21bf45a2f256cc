"""One loader at a time, and readers beside it."""

import os
import threading
from datetime import UTC, datetime

import duckdb
import pytest

from mlpm_analytics.errors import BusyError, StoreError
from mlpm_analytics.store import Store

from .exports import add, export, issue
from .loaders import answer, ended, hold, read_versions, started, version_of, versions_seen


def open_to_load(store, **how):
    with store.loading(**how) as raw:
        return raw.generation


def test_a_second_loader_is_told_who_is_loading(store):
    process, pipe = started(hold, store.folder)
    pid = answer(pipe)
    today = datetime.now(UTC).year
    with pytest.raises(
        StoreError, match=rf"^Another load is running \(process {pid}, since {today}-.* UTC\)\. Try again"
    ):
        open_to_load(store)
    pipe.send("let go")
    assert ended(process) == 0
    assert open_to_load(store) == 0


def test_a_second_loader_waits_as_long_as_it_was_told_to(store):
    process, pipe = started(hold, store.folder)
    answer(pipe)
    generations = []
    waiting = threading.Thread(target=lambda: generations.append(open_to_load(store, wait_seconds=60)))
    waiting.start()
    pipe.send("let go")
    waiting.join(60)
    assert generations == [0]
    assert ended(process) == 0


def test_a_second_loader_in_the_same_process_is_refused(store):
    with store.loading(), pytest.raises(StoreError, match=rf"process {os.getpid()}"):
        open_to_load(Store(store.folder))


def test_a_loader_on_another_machine_is_named_with_it(store, monkeypatch):
    with store.loading():
        monkeypatch.setattr("socket.gethostname", lambda: "elsewhere")
        with pytest.raises(StoreError, match=rf"process {os.getpid()} on [^,]+, since"):
            open_to_load(store)


def test_a_load_that_fails_lets_go_of_the_lock(store):
    def load_and_fail():
        with store.loading() as raw:
            add(raw, export(issue("1")))
            raise RuntimeError("something else went wrong")

    with pytest.raises(RuntimeError):
        load_and_fail()
    assert open_to_load(store) == 1
    assert not (store.folder / "loading.json").exists()


def hold_with_another_program(pipe, path):
    with duckdb.connect(str(path)):
        pipe.send("open")
        pipe.recv()


def test_a_raw_database_that_another_program_has_open_is_named(store):
    with store.loading() as raw:
        add(raw, export(issue("1")))
    process, pipe = started(hold_with_another_program, store.folder / "raw.duckdb")
    answer(pipe)
    with pytest.raises(StoreError, match=rf"raw\.duckdb is open in another program.*PID {process.pid}"):
        open_to_load(store)
    pipe.send("close")
    assert ended(process) == 0
    assert open_to_load(store) == 1


def test_readers_see_whole_versions_while_loads_publish(store):
    """Three threads and a second process read; twenty versions are published meanwhile."""
    with store.loading() as raw:
        raw.publish(**version_of(0))
        process, pipe = started(read_versions, store.folder)
        answer(pipe)
        is_over = threading.Event()
        seen = []
        threads = [threading.Thread(target=lambda: seen.append(versions_seen(store, is_over.is_set))) for _ in range(3)]
        for thread in threads:
            thread.start()
        for number in range(1, 21):
            raw.publish(**version_of(number))
        is_over.set()
        pipe.send("over")
        for thread in threads:
            thread.join()
        seen.append(answer(pipe))
    assert ended(process) == 0
    assert len(seen) == 4
    for readings in seen:
        assert all(len(versions) == 1 for versions in readings)
        numbers = [int(versions.pop()) for versions in readings]
        assert numbers == sorted(numbers)
        assert numbers[-1] == 20


def test_a_snapshot_is_opened_once_in_a_process(store, raw):
    raw.publish(**version_of(1))
    found = []
    threads = [threading.Thread(target=lambda: found.append(store.published())) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len({id(snapshot) for snapshot in found}) == 1


@pytest.mark.parametrize("text", ["", "{", "5", "[]", '{"pid": 1}', "[" * 100_000, "\xff"])
def test_what_the_other_loader_says_of_itself_may_be_damaged(store, text):
    with store.loading():
        (store.folder / "loading.json").write_text(text, encoding="latin-1")
        with pytest.raises(BusyError, match=r"^Another load is running\. Try again"), store.loading(wait_seconds=0):
            pass

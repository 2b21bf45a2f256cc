"""`raw.duckdb` is as small as its rows: payloads compressed, what was taken back gone, whatever is killed meanwhile."""

import os
import random
import shutil
import signal

import duckdb
import pytest
from pandas.testing import assert_frame_equal

from mlpm_analytics.errors import BusyError
from mlpm_analytics.store import Store

from .exports import APRIL, add, export, issue
from .loaders import answer, compaction_killed_at, ended, hold, posix, started


def weekly_export(week, *, issues=300, size=4000):
    """As many issues with payloads that nothing compresses."""
    noise = random.Random(week)
    payloads = (noise.randbytes(size // 2).hex() for _ in range(issues))
    return export(*(issue(str(number), payload=payload) for number, payload in enumerate(payloads)))


def load(raw, week, **how):
    """As `add`, which would take a while to hash so much."""
    return raw.add(weekly_export(week, **how), sha256=str(week), options="{}", as_of=APRIL, loaded_at=APRIL)


def size(store):
    return (store.folder / "raw.duckdb").stat().st_size


def payloads(store):
    with store.loading() as raw:
        return raw.database.read("SELECT load_id, issue_id, payload FROM issues")


@pytest.fixture
def loaded(store):
    with store.loading() as raw:
        load(raw, 1)
        load(raw, 2, issues=10)
    return store


def test_payloads_are_compressed(store):
    said = '{"summary": "What Jira says of an issue, again and again"}' * 100
    with store.loading() as raw:
        add(raw, export(*(issue(str(number), payload=f"{number} {said}") for number in range(500))))
    assert size(store) < 500 * len(said) / 2
    assert payloads(store)["payload"].str.len().min() > len(said)


def test_thirteen_weekly_exports_and_their_removal_leave_the_file_of_one(store, tmp_path):
    one = Store(tmp_path / "one")
    with one.loading() as raw:
        load(raw, 13)
    with store.loading() as raw:
        loads = [load(raw, week) for week in range(1, 14)]
    assert size(store) > 3 * size(one)
    with store.loading() as raw:
        for load_id in loads[:-1]:
            raw.remove(load_id)
    assert size(store) <= 1.3 * size(one)
    with store.loading() as raw, one.loading() as other:
        assert_frame_equal(raw.current().issues, other.current().issues)


def test_a_store_of_an_older_program_is_compressed_when_it_is_opened_and_holds_the_same(loaded):
    path, before = loaded.folder / "raw.duckdb", payloads(loaded)
    older = path.with_name("older.duckdb")
    with duckdb.connect() as connection:
        connection.execute(f"ATTACH '{path}' AS new; ATTACH '{older}' AS old (STORAGE_VERSION 'v1.0.0')")
        connection.execute("COPY FROM DATABASE new TO old")
    older.replace(path)
    was = size(loaded)
    assert_frame_equal(payloads(loaded), before)
    assert size(loaded) < 0.8 * was  # even noise in hexadecimal is half air


def test_a_store_that_is_loaded_into_is_not_compacted_meanwhile(loaded, monkeypatch):
    monkeypatch.setattr("mlpm_analytics.store.folder.PATIENCE_SECONDS", 0.1)
    process, pipe = started(hold, loaded.folder)
    answer(pipe)
    with pytest.raises(BusyError):
        loaded.compact()
    pipe.send("let go")
    assert ended(process) == 0


@posix
def test_a_compaction_that_is_killed_loses_nothing(loaded, tmp_path):
    before = payloads(loaded)
    shutil.copytree(loaded.folder, tmp_path / "counted")
    process, pipe = started(compaction_killed_at, tmp_path / "counted", None, False)
    calls = answer(pipe)
    assert ended(process) == 0
    for moment in random.Random(13).sample(range(1, calls + 1), 6):
        store = Store(tmp_path / f"killed-{moment}")
        shutil.copytree(loaded.folder, store.folder)
        process, pipe = started(compaction_killed_at, store.folder, moment, moment % 2 == 0)
        if moment % 2:
            answer(pipe)
            os.kill(process.pid, signal.SIGKILL)
        assert ended(process) == -signal.SIGKILL
        assert_frame_equal(payloads(store), before)
        store.compact()
        assert not list(store.folder.glob(".*.tmp*"))


@posix
def test_a_load_succeeds_where_there_is_no_room_to_write_the_file_anew(store):
    import resource

    with store.loading() as raw:
        loads = [load(raw, week) for week in range(1, 5)]
    before, limits = size(store), resource.getrlimit(resource.RLIMIT_FSIZE)
    try:
        with store.loading() as raw:
            for load_id in loads[:-1]:
                raw.remove(load_id)
            raw.database.run("CHECKPOINT")
            resource.setrlimit(resource.RLIMIT_FSIZE, (1_000_000, limits[1]))
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, limits)
    assert size(store) >= before
    assert not list(store.folder.glob(".*.tmp*"))
    with store.loading() as raw:
        assert raw.loads()["load_id"].tolist() == loads[-1:]
    assert size(store) < 0.7 * before

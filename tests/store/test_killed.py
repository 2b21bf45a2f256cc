"""A loader that is killed leaves the rows and the figures as they were, or as they were to become."""

import os
import random
import shutil
import signal

import pytest
from pandas.testing import assert_frame_equal

from mlpm_analytics.store import Store

from .loaders import answer, ended, first_load, hold, load_killed_at, posix, second_load, started

pytestmark = posix


def state(store):
    """The rows of all loads and the version on show, opened anew; both whole."""
    with store.loading() as raw:
        rows, loads, generation = raw.current(), raw.loads(), raw.generation
    assert len(loads) == len(set(loads["sha256"]))
    snapshot = store.published()
    if snapshot is None:
        return rows, generation, None
    version = snapshot.meta["version"]
    assert snapshot.frame("projects")["back_count"].astype("str").unique().tolist() == [version]
    assert snapshot.frame("scientists")["name"].unique().tolist() == [version]
    return rows, generation, version


@pytest.fixture(scope="module")
def before(tmp_path_factory):
    """A store with one load, and what it holds before and after the second one."""
    store = Store(tmp_path_factory.mktemp("before") / "store")
    with store.loading() as raw:
        first_load(raw)
    whole = Store(tmp_path_factory.mktemp("after") / "store")
    shutil.copytree(store.folder, whole.folder)
    with whole.loading() as raw:
        second_load(raw)
    return store.folder, state(store), state(whole)


def assert_before_or_after(found, before, after):
    rows, generation, version = found
    expected = before if generation == before[1] else after
    assert generation == expected[1]
    for name in ("issues", "field_values", "changes"):
        assert_frame_equal(getattr(rows, name), getattr(expected[0], name))
    assert version in ({before[2]} if expected is before else {before[2], after[2]})


def calls_of_a_load(folder):
    process, pipe = started(load_killed_at, folder, None, False)
    calls = answer(pipe)
    assert ended(process) == 0
    return calls


@pytest.mark.parametrize("by_itself", [True, False], ids=["between two calls", "somewhere after a call"])
def test_a_load_that_is_killed_happened_or_did_not(before, tmp_path, by_itself):
    folder, was, becomes = before
    shutil.copytree(folder, tmp_path / "counted")
    calls = calls_of_a_load(tmp_path / "counted")
    moments = random.Random(20260302).sample(range(1, calls + 1), 12)
    generations = set()
    for moment in moments:
        store = Store(tmp_path / f"killed-{moment}")
        shutil.copytree(folder, store.folder)
        process, pipe = started(load_killed_at, store.folder, moment, by_itself)
        if not by_itself:
            answer(pipe)
            os.kill(process.pid, signal.SIGKILL)
        assert ended(process) == -signal.SIGKILL
        found = state(store)
        assert_before_or_after(found, was, becomes)
        generations.add(found[1])
        with store.loading() as raw:
            second_load(raw) if found[1] == was[1] else None
        assert_frame_equal(state(store)[0].issues, becomes[0].issues)
    assert generations == {was[1], becomes[1]}, "the moments do not fall on both sides of the commit"


def test_a_first_load_that_is_killed_hinders_no_later_one(tmp_path):
    calls = calls_of_a_first_load(tmp_path / "counted")
    for moment in random.Random(1).sample(range(1, calls + 1), 6):
        folder = tmp_path / f"killed-{moment}"
        process, _ = started(first_load_killed_at, folder, moment)
        assert ended(process) == -signal.SIGKILL
        with Store(folder).loading() as raw:
            first_load(raw)
        assert state(Store(folder))[2] == "1"


def first_load_killed_at(pipe, folder, moment):
    from . import loaders

    loaders.second_load = first_load
    load_killed_at(pipe, folder, moment, True)


def calls_of_a_first_load(folder):
    process, pipe = started(first_load_killed_at, folder, None)
    calls = answer(pipe)
    assert ended(process) == 0
    return calls


def test_a_killed_loader_lets_go_of_the_lock(tmp_path):
    process, pipe = started(hold, tmp_path / "store")
    answer(pipe)
    os.kill(process.pid, signal.SIGKILL)
    assert ended(process) == -signal.SIGKILL
    with Store(tmp_path / "store").loading() as raw:
        first_load(raw)

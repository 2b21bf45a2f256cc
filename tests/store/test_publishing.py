"""Snapshots and the pointer to them."""

import os
import threading

import pandas as pd
import pytest

from mlpm_analytics.errors import FrameError, StoreError
from mlpm_analytics.frames import PROJECTS, TASKS
from mlpm_analytics.store import Store

from .loaders import posix


def projects(*names):
    counts = dict.fromkeys(("forward_count", "back_count", "resumed_count", "reentry_count", "reopened_count"), 0)
    return PROJECTS.of([{"project_id": name, "project": name, **counts} for name in names])


def test_nothing_is_published_at_first(store):
    assert store.published() is None
    assert not store.folder.exists()


def test_what_was_published_last_is_shown(store, raw):
    raw.publish({"projects": projects("A")}, {"as_of": "then"})
    second = raw.publish({"projects": projects("A", "B")}, {"as_of": "now"})
    shown = store.published()
    assert shown.name == second.name
    assert shown.meta["as_of"] == "now"
    assert shown.frame("projects")["project"].tolist() == ["A", "B"]


def test_a_snapshot_in_hand_stays_what_it_was(store, raw):
    raw.publish({"projects": projects("A")}, {})
    in_hand = store.published()
    for _ in range(5):
        raw.publish({"projects": projects("A", "B")}, {})
    assert in_hand.frame("projects")["project"].tolist() == ["A"]


def test_the_last_three_snapshots_stay(store, raw):
    names = [raw.publish({}, {}).path.name for _ in range(5)]
    assert sorted(path.name for path in store.folder.glob("figures-*")) == names[-3:]


def test_a_snapshot_that_cannot_be_deleted_hinders_no_load(store, raw):
    stuck = store.folder / "figures-000000-00000000.duckdb"
    stuck.mkdir()  # unlink refuses a folder
    for _ in range(4):
        raw.publish({}, {})
    assert stuck.exists()
    assert store.published().name.startswith("figures-000004")


def test_a_name_is_not_used_again_in_a_folder_that_was_emptied(tmp_path):
    names = set()
    for content in ("A", "B"):
        store = Store(tmp_path / "store")
        with store.loading() as raw:
            raw.publish({"projects": projects(content)}, {})
        assert store.published().frame("projects")["project"].tolist() == [content]
        names.add(store.published().name)
        for path in store.folder.iterdir():
            path.unlink()
    assert len(names) == 2


def test_what_a_killed_loader_left_behind_is_cleared_away(store, raw):
    leftovers = [store.folder / f".figures-000001-00000000.duckdb.tmp{end}" for end in ("", ".wal")]
    for path in leftovers:
        path.write_bytes(b"half")
    leftovers.append(store.folder / ".figures-000001-00000000.duckdb.tmp.tmp")
    leftovers[-1].mkdir()
    (leftovers[-1] / "spilled").write_bytes(b"half")
    raw.publish({}, {})
    assert not any(path.exists() for path in leftovers)


def test_a_snapshot_that_somebody_deleted_has_to_be_made_again(store, raw):
    raw.publish({}, {}).path.unlink()
    assert store.published() is None


@posix
def test_a_snapshot_that_was_let_go_of_since_the_pointer_was_read_is_not_missed(store, raw):
    """The pointer is a pipe here, so that what it names can go between being read and being opened."""
    pointer, moved = store.folder / "CURRENT", store.folder / "moved"
    raw.publish({"projects": projects("A")}, {})
    pointer.replace(moved)
    os.mkfifo(pointer)

    def point_at_what_is_gone():
        with pointer.open("w") as pipe:
            moved.replace(pointer)
            pipe.write("figures-000000-00000000.duckdb")

    loader = threading.Thread(target=point_at_what_is_gone)
    loader.start()
    assert store.published().frame("projects")["project"].tolist() == ["A"]
    loader.join()


def test_a_frame_lacking_a_promised_column_is_not_published(store, raw):
    raw.publish({"projects": projects("A")}, {})
    with pytest.raises(FrameError, match="tasks: columns"):
        raw.publish({"projects": projects("A", "B"), "tasks": TASKS.empty().drop(columns="key")}, {})
    assert store.published().frame("projects")["project"].tolist() == ["A"]


def test_a_column_outside_the_contract_is_refused_rather_than_lost(raw):
    with pytest.raises(FrameError, match=r"projects: columns \['budget'\] are not in its contract"):
        raw.publish({"projects": projects("A").assign(budget=1.0)}, {})


def test_a_frame_cannot_take_the_place_of_the_snapshots_own_table(raw):
    with pytest.raises(FrameError, match="meta"):
        raw.publish({"meta": pd.DataFrame({"key": ["a"]})}, {})


def test_a_pointer_that_names_no_snapshot_is_named(store, raw):
    raw.publish({}, {})
    (store.folder / "CURRENT").write_bytes(b"\x00\xff../raw.duckdb")
    with pytest.raises(StoreError, match=r"CURRENT is damaged.*Delete it"):
        store.published()

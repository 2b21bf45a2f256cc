"""A search sees edits late; reading by id does not."""

import random

from tests.fakejira import Index, World
from tests.fakejira.client import Client, ids


def test_the_next_search_misses_an_edit_and_the_one_after_it_sees_it(world: World, on_either: Client):
    task = world.create()
    assert on_either.get(f"issue/{task.id}").status_code == 200
    assert on_either.ids("project = ML") == []
    assert on_either.ids("project = ML") == ids(task)


def test_an_edit_is_seen_once_enough_time_has_passed(world: World, on_either: Client):
    task = world.create()
    world.clock.advance(120)
    assert on_either.ids("project = ML") == ids(task)


def test_a_late_index_still_lists_what_is_deleted(world: World, on_cloud: Client):
    task = world.create()
    world.index.catch_up(world.issues)
    world.delete(task)
    assert on_cloud.ids("project = ML") == ids(task)
    assert on_cloud.ids("project = ML") == []


def test_a_cloud_search_brings_the_values_of_the_index(world: World, on_cloud: Client):
    task = world.create(summary="Before")
    world.index.catch_up(world.issues)
    world.edit(task, summary="After")
    (found,) = on_cloud.search("project = ML", fields="summary,updated").json()["issues"]
    assert found["fields"]["summary"] == "Before"
    assert on_cloud.get(f"issue/{task.id}").json()["fields"]["summary"] == "After"


def test_with_scattered_lag_edits_are_indexed_out_of_order(world: World, on_cloud: Client):
    world.index = Index(lag_searches=6, scatter=random.Random(4))
    made = [world.create(summary=str(number)) for number in range(12)]
    seen = [on_cloud.ids("project = ML ORDER BY id") for _ in range(8)]
    assert seen[-1] == ids(*made)
    assert any(page != ids(*made[: len(page)]) for page in seen)

"""A disk that is full in the middle of a sync."""

import os

import pytest

from mlpm_analytics.store import Store

from .jiras import Team, indexed
from .truth import assert_true

FULL = "Make room there, see to its permissions, or choose another folder with --store."


@pytest.mark.skipif(os.name != "posix", reason="limits the size of files")
def test_a_full_disk_is_said_and_the_next_sync_ends_as_if_it_had_not_been(desk):
    said = desk.process("sync", code=2, most_bytes=1_000_000)  # there is room for the raw rows, and not for the figures
    assert "File too large. What was published stays as it was." in said
    assert FULL in said
    desk.mlpm("sync")
    shown = Store(desk.folder / "data" / "store").published().name
    world = desk.jira.world
    for issue in list(world.issues.values()):
        world.edit(issue, summary="Edited " * 200)
    world.clock.advance(3600)
    indexed(world)
    assert FULL in desk.process("sync", code=2, most_bytes=20_000)  # there is no room for the raw rows
    assert Store(desk.folder / "data" / "store").published().name == shown
    desk.mlpm("sync")
    assert_true(Team(desk.jira, Store(desk.folder / "data" / "store")))

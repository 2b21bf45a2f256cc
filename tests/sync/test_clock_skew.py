"""Clocks that are wrong: nothing that was changed is missed for it, and somebody is told."""

from datetime import datetime, timedelta

import pandas as pd
import pytest

from mlpm_analytics.store.sync_load import SyncLoad
from tests.fakejira import EVERY, World, faults

from .jiras import indexed, team
from .truth import assert_true, raw_of


@pytest.fixture
def ours(tmp_path):
    """A team with three Tasks, not synced yet."""
    world = World()
    for number in range(3):
        world.create("Task", summary=f"Task {number}")
    with team(indexed(world), tmp_path) as one:
        yield one


def ahead(ours, **by):
    """Jira's clock alone is ahead."""
    ours.jira.faults.add("serverInfo", EVERY, faults.change(lambda found: later(found, timedelta(**by))))


def later(found, by):
    return found | {"serverTime": (datetime.fromisoformat(found["serverTime"]) + by).isoformat()}


def edited(ours, number, **passed):
    ours.later(**passed)
    ours.jira.world.edit(list(ours.jira.world.issues.values())[number], summary=f"Edited after {passed}")
    indexed(ours.jira.world)


def state(ours):
    with ours.store.loading() as raw:
        return SyncLoad(raw, ours.jira.url, "ML").state()


def test_a_change_is_not_missed_after_jiras_clock_was_ahead(ours):
    ahead(ours, hours=3)
    report = ours.load()
    assert report.needs_attention
    assert "Jira's is 180 minutes ahead" in report.notes[0]
    ours.jira.faults.clear()
    edited(ours, 1, minutes=30)
    report = ours.load()
    assert (report.kind, report.loaded, report.needs_attention) == ("incremental", 1, False)
    assert_true(ours)


def test_a_clock_that_was_a_year_ahead_puts_off_no_look_at_everything(ours):
    ahead(ours, days=365)
    ours.load()
    ours.jira.faults.clear()
    ours.later(hours=25)
    assert ours.load().kind == "reconcile"
    ours.later(days=31)
    assert ours.load().kind == "full"


def test_where_both_clocks_were_ahead_everything_is_looked_at_again_and_said(ours):
    world = ours.jira.world
    world.clock.advance(3 * 3600)
    ours.load()
    world.clock.advance(-3 * 3600)
    edited(ours, 1, minutes=30)
    report = ours.load()
    assert (report.kind, report.loaded) == ("reconcile", 1)
    assert report.needs_attention
    assert "Jira's clock says 2026-03-02 08:30 UTC, and said 2026-03-02 11:00 UTC at the last sync" in report.notes[0]
    assert_true(ours)
    ours.later(minutes=1)
    assert not ours.load().needs_attention
    assert state(ours).watermark_at == pd.Timestamp(world.clock.now())


def test_a_run_that_was_stopped_while_both_clocks_were_ahead_is_not_believed_either(ours):
    world = ours.jira.world
    ours.load()
    world.clock.advance(3 * 3600)
    edited(ours, 0, minutes=1)
    ours.jira.faults.add("issue/bulkfetch", EVERY, faults.too_many("1847"))
    with pytest.raises(Exception, match="asks to wait"):
        ours.load()
    ours.jira.faults.clear()
    world.clock.set(world.clock.now() - timedelta(hours=4))
    edited(ours, 1, minutes=90)
    assert ours.load().needs_attention
    assert_true(ours)


def test_a_jira_that_is_behind_is_noted_and_nothing_is_missed(ours):
    ahead(ours, minutes=-20)
    report = ours.load()
    assert not report.needs_attention
    assert "20 minutes behind" in report.notes[0]
    edited(ours, 1, minutes=5)
    assert ours.load().loaded == 1


def test_a_miss_that_was_noted_when_the_clock_was_ahead_is_confirmed_an_hour_later_all_the_same(ours):
    world = ours.jira.world
    ours.load()
    world.delete(list(world.issues.values())[2])
    indexed(world)
    world.clock.advance(400 * 3600)
    ours.load(reconcile=True)
    world.clock.advance(-400 * 3600)
    for _ in range(2):
        ours.later(minutes=61)
        ours.load(reconcile=True)
    assert len(raw_of(ours.store).gone) == 1

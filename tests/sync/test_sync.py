"""A sync from the first to the hundredth, with a Jira that behaves."""

import json

import pytest
from pandas.testing import assert_frame_equal

from mlpm_analytics.load import current, import_paths
from mlpm_analytics.publication import FIGURES, instant_of
from mlpm_analytics.sources import ReadingOptions
from mlpm_analytics.store import Store
from mlpm_analytics.sync import raw_export
from tests.fakejira import Manners, World
from tests.fakejira.worlds import random_world

from .jiras import FACES, indexed, team
from .truth import assert_true, issues_in, raw_of


@pytest.fixture(params=FACES)
def ours(request, tmp_path):
    """A team with a site of two months, on each kind of Jira."""
    with team(random_world(3), tmp_path, request.param) as one:
        yield one


def test_the_first_sync_brings_every_issue_with_its_whole_history(ours):
    report = ours.load()
    assert (report.kind, report.loaded) == ("full", len(issues_in(ours.jira.world)))
    assert_true(ours)


def test_what_was_edited_created_and_transitioned_since_is_loaded_and_nothing_else(ours):
    ours.load()
    ours.later(hours=2)
    world = ours.jira.world
    epic, task = list(world.issues.values())[:2]
    world.edit(task, summary="Another")
    world.create("Task", parent=epic, summary="New")
    indexed(world)
    report = ours.load()
    assert (report.kind, report.loaded) == ("incremental", 2)
    assert_true(ours)


def test_a_sync_with_nothing_new_takes_at_most_ten_requests(ours):
    ours.load()
    ours.later(hours=1)
    report = ours.load()
    assert (report.kind, report.loaded) == ("incremental", 0)
    assert report.requests <= 10


def test_what_is_indexed_late_comes_with_the_next_sync(ours):
    ours.load()
    ours.later(hours=1)
    task = list(ours.jira.world.issues.values())[-1]
    ours.jira.world.index.lag_searches, ours.jira.world.index.lag_seconds = 100, 300
    ours.jira.world.edit(task, summary="Seen late")
    ours.later(seconds=30)
    assert ours.load().loaded == 0
    ours.later(minutes=6)
    assert ours.load().loaded == 1
    assert_true(ours)


def test_the_figures_stand_as_of_the_time_of_jira_when_the_sync_began(ours):
    began = ours.jira.world.clock.now()
    report = ours.sync()
    assert report.figures.as_of == began


def test_the_figures_are_those_of_an_import_of_what_jira_sent(ours, tmp_path):
    ours.sync()
    path = tmp_path / "raw.json"
    path.write_text("".join(raw_export(ours.store)), encoding="utf-8")
    other = Store(tmp_path / "other")
    synced = current(ours.store, ours.configured)
    import_paths([path], other, ours.configured, ReadingOptions(), exported_at=instant_of(synced))
    imported = current(other, ours.configured)
    for name in FIGURES:
        assert_frame_equal(synced.frame(name), imported.frame(name))
    assert len(synced.frame("work_intervals"))


def test_full_and_incremental_syncs_give_the_figures_of_one_full_sync(tmp_path):
    world = random_world(5)
    with team(world, tmp_path) as one:
        one.sync()
        one.later(hours=3)
        for issue in list(world.issues.values())[5:15]:
            world.transition(issue, "In Progress")
        indexed(world)
        one.sync()
        with team(world, tmp_path / "again") as anew:
            anew.sync()
            for name in FIGURES:
                found, wanted = (current(each.store, each.configured).frame(name) for each in (one, anew))
                assert_frame_equal(
                    found.drop(columns="url", errors="ignore"), wanted.drop(columns="url", errors="ignore")
                )


def test_cloud_and_data_center_give_the_same_figures(tmp_path):
    found = {}
    for face in FACES:
        with team(random_world(7), tmp_path / face, face) as one:
            one.sync()
            snapshot = current(one.store, one.configured)
            found[face] = {name: snapshot.frame(name) for name in ("projects", "phases", "visits", "moves")}
    for name, frame in found["cloud"].items():
        ids = [column for column in ("owner_id",) if column in frame]  # people have other ids there
        assert_frame_equal(frame.drop(columns=ids), found["dc"][name].drop(columns=ids))


@pytest.mark.parametrize("count", [0, 41, 100, 101, 250])
def test_long_histories_are_complete(tmp_path, count):
    world = World()
    task = world.create("Task")
    for number in range(count):
        world.edit(task, summary=f"Version {number}")
    for face in FACES:
        with team(indexed(world), tmp_path / face, face) as one:
            one.load()
            assert raw_of(one.store).changes["history_id"].nunique() == count


@pytest.mark.parametrize("form", ["ms", "s", "iso"])
def test_bulk_changelogs_may_state_instants_in_milliseconds_seconds_or_iso(tmp_path, form):
    world = World()
    task = world.create("Task")
    world.clock.set(world.clock.now().replace(microsecond=0))
    world.edit(task, at=world.clock.now(), summary="Another")
    with team(indexed(world), tmp_path, manners=Manners(created_in=form)) as one:
        one.load()
        assert raw_of(one.store).changes["changed_at"].tolist() == [world.clock.now()]


def test_all_that_jira_sent_is_kept(ours):
    ours.load()
    sent = json.loads("".join(raw_export(ours.store)).splitlines()[1].lstrip(","))
    assert {"id", "key", "self", "fields", "changelog"} <= sent.keys()


def test_a_dry_run_says_what_would_be_loaded_and_writes_nothing(ours):
    report = ours.sync(dry_run=True)
    assert (report.queued, report.loaded, report.figures) == (len(issues_in(ours.jira.world)), 0, None)
    assert not ours.store.has_loads


def test_a_query_can_stand_in_for_projects(ours):
    ours.settings["jira"] = {"jql": "project = ML AND issuetype = Epic"}
    assert ours.load().loaded == 4


def test_a_project_that_is_not_there_does_not_stop_the_others(ours):
    ours.projects = ("ML", "NOPE")
    report = ours.load()
    assert report.loaded == len(issues_in(ours.jira.world))
    assert any("no project NOPE" in note for note in report.notes)


def test_a_project_that_can_be_seen_again_is_read_anew(ours):
    ours.projects = ("ML", "OPS")
    world = ours.jira.world
    world.hide_project("OPS")
    ours.load()
    world.move(list(world.issues.values())[3], "OPS")
    ours.later(days=2)
    ours.load()
    world.show_project("OPS")
    indexed(world)
    assert ours.load().kind == "full"
    assert_true(ours)


def test_another_query_is_another_load_and_the_first_is_named(ours):
    ours.load()
    ours.settings["jira"] = {"jql": "project = ML"}
    report = ours.load()
    assert any("mlpm loads remove 1" in note for note in report.notes)


def test_short_pages_lose_nothing(tmp_path):
    world = random_world(2)
    for face in FACES:
        with team(world, tmp_path / face, face, Manners(page=3, bulk_entries=7)) as one:
            one.load()
            assert_true(one)

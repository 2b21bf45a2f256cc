"""What is no longer in Jira: told apart as far as Jira does, and never believed on doubt."""

from datetime import UTC, datetime

import pytest

from mlpm_analytics.load import current
from mlpm_analytics.store.sync_status import SyncStatus, note
from tests.fakejira import World, faults
from tests.fakejira.worlds import random_world
from tests.traces import holding

from .jiras import FACES, indexed, team
from .truth import raw_of

BEGAN = datetime(2026, 3, 2, 9, tzinfo=UTC)


@pytest.fixture(params=FACES)
def ours(request, tmp_path):
    """A team with ten Tasks of one Epic, synced."""
    world = World()
    world.add_project("OPS", "Operations")
    epic = world.create("Epic")
    for number in range(10):
        world.create("Task", parent=epic, summary=f"Task {number}")
    with team(indexed(world), tmp_path, request.param) as one:
        one.load()
        yield one


def a_task(ours):
    return list(ours.jira.world.issues.values())[-1]


def reconcile(ours, **asked):
    ours.later(hours=2)
    ours.jira.world.index.catch_up(ours.jira.world.issues)
    return ours.load(reconcile=True, **asked)


def gone(ours):
    rows = raw_of(ours.store).gone
    return dict(zip(rows["issue_id"], rows["reason"], strict=True))


def test_a_deleted_issue_is_gone_after_two_looks_and_kept_as_last_seen(ours):
    task = a_task(ours)
    ours.jira.world.delete(task)
    assert (reconcile(ours).notes, gone(ours)) == ([], {})
    assert "1 issue is gone: deleted in Jira, or hidden" in reconcile(ours).notes[0]
    assert gone(ours) == {str(task.id): "not found"}
    assert str(task.id) in raw_of(ours.store).issues["issue_id"].tolist()
    assert (reconcile(ours).notes, gone(ours)) == ([], {str(task.id): "not found"})


def test_two_looks_within_the_hour_are_one(ours):
    ours.jira.world.delete(a_task(ours))
    reconcile(ours)
    ours.later(minutes=30)
    ours.load(reconcile=True)
    assert gone(ours) == {}


def test_a_moved_issue_is_told_from_a_deleted_one_at_once(ours):
    task = a_task(ours)
    ours.jira.world.move(task, "OPS")
    assert "moved to a project that is not synced" in reconcile(ours).notes[0]
    assert gone(ours) == {str(task.id): "moved"}


def test_an_issue_that_moves_within_the_scope_is_one_issue_with_another_key(ours):
    ours.projects = ("ML", "OPS")
    ours.load()
    task = a_task(ours)
    ours.jira.world.move(task, "OPS")
    reconcile(ours)
    rows = raw_of(ours.store).issues
    assert rows.loc[rows["issue_id"] == str(task.id), "key"].tolist() == ["OPS-1"]
    assert gone(ours) == {}


def test_an_archived_issue_is_told_from_a_deleted_one_and_comes_back(ours):
    task = a_task(ours)
    ours.jira.world.archive(task)
    reconcile(ours)
    assert "archived" in reconcile(ours).notes[0]
    assert gone(ours) == {str(task.id): "not listed"}
    ours.jira.world.restore(task)
    reconcile(ours)
    assert gone(ours) == {}


def test_a_hidden_issue_that_is_shown_again_comes_back(ours):
    task = a_task(ours)
    ours.jira.world.hide(task)
    reconcile(ours)
    reconcile(ours)
    assert gone(ours) == {str(task.id): "not found"}
    ours.jira.world.show(task)
    ours.jira.world.edit(task, summary="Back")
    indexed(ours.jira.world)
    ours.later(minutes=1)
    ours.load()
    assert gone(ours) == {}


def test_so_many_missing_at_once_are_held_until_somebody_confirms(ours):
    world = ours.jira.world
    tasks = [world.create("Task", summary=f"More {number}") for number in range(30)]
    reconcile(ours)
    for task in tasks:
        world.delete(task)
    for _ in range(3):
        report = reconcile(ours)
        assert report.needs_attention
        assert "30 of 41 issues are no longer visible: too many at once to be believed. Kept." in report.notes[0]
        assert gone(ours) == {}
    reconcile(ours, confirm_missing=True)
    assert len(gone(ours)) == 30
    assert not reconcile(ours).needs_attention


def test_a_project_that_is_hidden_empties_nothing(ours):
    ours.projects = ("ML", "OPS")
    ours.load()
    for task in list(ours.jira.world.issues.values())[1:]:
        ours.jira.world.hide(task)
    reconcile(ours)
    reconcile(ours)
    assert len(raw_of(ours.store).issues) == 11


def test_a_renamed_project_key_changes_keys_and_not_issues(ours):
    before = raw_of(ours.store).issues
    ours.jira.world.rename_project_key("ML", "NEW")
    ours.later(hours=1)
    ours.load(full=True)
    after = raw_of(ours.store).issues
    assert after["issue_id"].tolist() == before["issue_id"].tolist()
    assert set(after["project_key"]) == {"NEW"}


def test_a_look_at_everything_is_due_once_a_day_and_everything_anew_once_a_month(ours):
    ours.later(hours=25)
    assert ours.load().kind == "reconcile"
    ours.later(hours=1)
    assert ours.load().kind == "incremental"
    ours.later(days=31)
    assert ours.load().kind == "full"


def test_what_was_missed_is_found_by_the_next_look_at_everything(ours):
    task = a_task(ours)
    ours.jira.world.index.lag_searches, ours.jira.world.index.lag_seconds = 1000, 10_000
    ours.jira.world.edit(task, summary="Indexed far too late")
    ours.later(hours=2)
    ours.load()
    ours.later(hours=2)
    indexed(ours.jira.world)
    ours.load()
    reconcile(ours)
    assert "Indexed far too late" in raw_of(ours.store).issues["summary"].tolist()


def test_what_is_gone_is_a_finding_of_the_figures(tmp_path):
    world = random_world(3)
    with team(world, tmp_path) as ours:
        ours.load()
        task = next(one for one in world.issues.values() if one.type.name == "Task" and one.project.key == "ML")
        world.move(task, "OPS")
        indexed(world)
        ours.later(hours=1)
        ours.sync(reconcile=True)
        findings = current(ours.store, ours.configured).frame("findings")
        told = findings.loc[findings["rule"] == "no-longer-in-jira", "message"].tolist()
        assert told == [
            f"It was moved to a project that is not synced (noticed {world.clock.now():%Y-%m-%d}); "
            "it is kept as last seen."
        ]


# Definitions ---------------------------------------------------------------------------------------


def test_fields_statuses_and_people_that_change_are_said_and_known_by_their_ids(ours):
    world = ours.jira.world
    world.rename_status("In Progress", "Doing")
    world.rename_field("customfield_10031", "Stage")
    ours.later(hours=1)
    notes = ours.load().notes
    assert any("The status “In Progress” is called “Doing” now" in note for note in notes)
    assert any("(customfield_10031) is called “Stage” now" in note for note in notes)
    assert ours.load().notes == []


def test_a_field_that_is_deleted_keeps_what_it_held(tmp_path):
    world = World()
    task = world.create("Task", customfield_10031="Modeling")
    with team(indexed(world), tmp_path) as ours:
        ours.load()
        world.delete_field("customfield_10031")
        ours.later(hours=1)
        world.edit(task, summary="Another")
        indexed(world)
        assert any("is no longer in Jira, or hidden" in note for note in ours.load().notes)
        assert raw_of(ours.store).field_values["value"].tolist() == ["Modeling"]


def test_a_second_field_of_the_same_name_is_said(ours):
    ours.jira.world.add_field("Phase")
    ours.later(hours=1)
    assert any("2 fields are called “Phase”" in note for note in ours.load().notes)


def relabelled(ours):
    """What the sync after an administrator's change says; the one after that has nothing to say."""
    ours.later(hours=1)
    report = ours.load()
    assert ours.load().notes == []
    return report


def test_a_status_that_counts_for_something_else_is_said_and_does_so_on_every_issue(ours):
    task = a_task(ours)
    ours.jira.world.recategorise_status("To Do", "indeterminate")
    (note,) = relabelled(ours).notes
    assert "The status “To Do” is In Progress now, and was To Do. That holds for its whole history" in note
    rows = raw_of(ours.store).issues.set_index("issue_id")
    assert rows.loc[str(task.id), "status_category"] == "indeterminate"
    assert rows["status_category"].nunique() == 1


def test_a_renamed_status_is_called_so_on_every_issue(ours):
    ours.jira.world.rename_status("To Do", "Backlog")
    assert relabelled(ours).loaded == 0
    assert set(raw_of(ours.store).issues["status"]) == {"Backlog"}


def test_a_status_that_is_no_longer_in_jira_is_said_while_issues_have_it(ours):
    ours.jira.faults.add("/status", 1, faults.change(lambda found: found.remove(found[0])))
    ours.later(hours=1)
    assert any("is no longer in Jira; 11 issues had it when last read" in note for note in ours.load().notes)
    assert ours.load().notes == []


@pytest.fixture
def phased(ours):
    """Three Tasks in Modeling, synced."""
    world = ours.jira.world
    for number in range(3):
        world.create("Task", summary=f"Model {number}", assignee=world.users[1], customfield_10031="Modeling")
    ours.later(hours=1)
    indexed(world)
    ours.load()
    return ours


def phases(ours):
    rows = raw_of(ours.store).field_values
    return rows.loc[rows["field_id"] == "customfield_10031", "value"].tolist()


def test_a_renamed_option_is_called_so_on_every_issue(phased):
    phased.jira.world.rename_option("customfield_10031", "Modeling", "Model building")
    report = relabelled(phased)
    assert report.notes == ["“Modeling” of “Phase” is called “Model building” now."]
    assert report.loaded == 0
    assert phases(phased) == ["Model building"] * 3


def test_an_option_that_is_no_longer_in_jira_is_said_and_its_issues_are_read_anew(phased):
    phased.jira.world.delete_option("customfield_10031", "Modeling")
    report = relabelled(phased)
    assert report.notes == [
        "The option “Modeling” of “Phase” is no longer in Jira; 3 issues that had it are read anew."
    ]
    assert report.loaded == 3
    assert phases(phased) == []


def test_a_renamed_person_is_called_so_on_every_issue(phased):
    world = phased.jira.world
    world.rename_user(world.users[1], "Ben Reyes")
    assert relabelled(phased).notes == ["A person is called “Ben Reyes” now."]
    assert raw_of(phased.store).issues["assignee"].dropna().tolist() == ["Ben Reyes"] * 3


def test_an_anonymised_person_is_said_and_stays_one_person(phased):
    world = phased.jira.world
    task = a_task(phased)
    world.edit(task, assignee=world.users[2])
    world.edit(task, assignee=world.users[1])
    phased.later(hours=1)
    indexed(world)
    phased.load()
    world.anonymise_user(world.users[1])
    (note,) = relabelled(phased).notes
    assert note.startswith("A person is ")  # whose name nobody has to know any more
    raw = raw_of(phased.store)
    held = {"accountId": world.users[1].account_id, "key": world.users[1].key}
    (now,) = raw.issues["assignee_id"].dropna().unique()
    assert now in held.values()
    assert raw.changes["to_id"].tolist()[-1] == now


def test_nothing_of_the_store_names_an_anonymised_person_after_the_next_sync(phased):
    world = phased.jira.world
    world.edit(a_task(phased), assignee=world.users[1])
    phased.later(hours=1)
    indexed(world)
    phased.sync()
    assert holding(phased.store, "Ben Ortiz")
    note(phased.store.folder, SyncStatus(BEGAN, "failed", message="Ben Ortiz is called otherwise now."))
    world.anonymise_user(world.users[1])
    phased.later(hours=25)
    indexed(world)
    phased.sync()
    assert holding(phased.store, "Ben Ortiz") == []
    assert phased.sync().loaded == 0

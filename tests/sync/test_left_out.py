"""Entries of histories that are left out without a sign: noticed in a sample, in the chain, or by where it begins."""

import pytest

from tests.fakejira import EVERY, Manners, World, faults
from tests.fakejira.worlds import random_world

from .jiras import FACES, indexed, team
from .truth import assert_true

HISTORIES = {"cloud": "changelog/bulkfetch", "dc": "id+in+%28"}


def leaving_out(which, only=None):
    """Of each issue (or of `only` one) some histories are left out: `which` says what is left of them, in order."""

    def alter(found):
        for log in found.get("issueChangeLogs", found.get("issues", [])):
            if only is None or str(only.id) in (log.get("issueId"), log.get("id")):
                changelog = log if "changeHistories" in log else log.get("changelog", {"total": 0})
                name = "changeHistories" if "changeHistories" in log else "histories"
                changelog[name] = which(sorted(changelog.get(name, []), key=lambda one: int(one["id"])))
                changelog |= {"total": len(changelog[name])} if "total" in changelog else {}

    return faults.change(alter)


def without_sample():
    return faults.change(lambda found: {"issues": [one | {"changelog": None} for one in found["issues"]]})


def without_first(histories):
    return histories[1:]


def without_second(histories):
    return histories[:1] + histories[2:]


@pytest.mark.parametrize("which", [without_first, without_second, lambda _: []], ids=["first", "second", "all"])
def test_what_the_bulk_answer_leaves_out_is_noticed_in_a_sample_and_asked_for_issue_by_issue(tmp_path, which):
    with team(random_world(6, tasks=12, edits=60), tmp_path) as ours:
        ours.jira.faults.add("changelog/bulkfetch", EVERY, leaving_out(which))
        report = ours.load()
        assert_true(ours)
        assert any("bulk answers leave out entries of histories" in note for note in report.notes)
        assert ours.asked_for("changelog/bulkfetch") == 1


def test_a_sample_costs_no_request_and_long_histories_that_it_cuts_are_no_sign(tmp_path):
    world = World()
    task = world.create("Task")
    for number in range(60):
        world.edit(task, summary=f"Version {number}")
    with team(indexed(world), tmp_path) as ours:
        assert ours.load().notes == []
        assert (ours.asked_for("/changelog?"), ours.asked_for("issue/bulkfetch")) == (0, 1)


def test_a_jira_that_gives_no_sample_is_read_without(tmp_path):
    with team(random_world(6, tasks=5, edits=20), tmp_path) as ours:
        with_sample = lambda request: b"expand" in request.sent and "issue/bulkfetch" in request.line  # noqa: E731
        ours.jira.faults.add(with_sample, EVERY, faults.status(400))
        assert ours.load().notes == []
        assert_true(ours)


def test_a_sample_that_counts_otherwise_is_not_believed_against_the_issue_itself(tmp_path):
    with team(random_world(6, tasks=12, edits=30), tmp_path) as ours:
        more = faults.change(lambda found: [one["changelog"].update(total=999) for one in found["issues"]] and None)
        ours.jira.faults.add(lambda request: b"expand" in request.sent, EVERY, more)
        assert ours.load().notes == []
        assert_true(ours)
        assert ours.asked_for("/changelog?") == 1


@pytest.mark.parametrize("face", FACES)
def test_a_lost_first_entry_is_noticed_by_where_the_issue_begins(tmp_path, face):
    """The sample is smaller than the team: only where it begins tells the last Task from the others."""
    world = World()
    tasks = [world.create("Task", summary=f"Task {number}") for number in range(110)]
    for task in tasks:
        world.transition(task, "In Progress")
        world.transition(task, "In Review")
    with team(indexed(world), tmp_path, face, manners=Manners(bulk_entries=500, page=500)) as ours:
        ours.jira.faults.add(HISTORIES[face], EVERY, leaving_out(without_first, tasks[-1]))
        ours.load()
        assert_true(ours)


@pytest.mark.parametrize("face", FACES)
def test_a_first_entry_that_stays_lost_is_a_finding(tmp_path, face):
    world = World()
    tasks = [world.create("Task", summary=f"Task {number}") for number in range(6)]
    for task in tasks:
        world.transition(task, "In Progress")
        world.transition(task, "In Review")
    del tasks[-1].histories[0]
    with team(indexed(world), tmp_path, face) as ours:
        findings = ours.sync().figures.findings
        rows = findings[findings["rule"] == "beginning-unusual"]
        assert rows["key"].tolist() == [tasks[-1].key]
        assert "begins in “In Progress”, where other issues of its type begin in “To Do”" in rows["message"].iloc[0]


@pytest.mark.parametrize("face", FACES)
@pytest.mark.parametrize("which", [without_second, lambda histories: histories[:-1]], ids=["middle", "last"])
def test_a_lost_change_of_parent_is_noticed_by_the_chain(tmp_path, face, which):
    world = World()
    world.add_project("OPS", "Operations")
    epics = [world.create("Epic", summary=f"Epic {number}") for number in range(4)]
    task = world.create("Task", parent=epics[0])
    for epic in epics[1:]:
        world.edit(task, parent=epic)
    world.move(epics[1], "OPS")
    with team(indexed(world), tmp_path, face) as ours:
        ours.jira.faults.add("issue/bulkfetch", EVERY, without_sample())
        ours.jira.faults.add(HISTORIES[face], 1, leaving_out(which))
        assert ours.load().notes == []
        assert_true(ours)

"""A project or an issue that Jira does not show any more is said at once, and nothing is taken for deleted."""

import pytest

from tests.fakejira import EVERY, World, faults

from .jiras import FACES, indexed, team
from .truth import assert_true, raw_of


@pytest.fixture(params=FACES)
def ours(request, tmp_path):
    """A team with two projects, three Tasks each, synced."""
    world = World()
    world.add_project("OPS", "Operations")
    for number in range(3):
        world.create("Task", summary=f"Task {number}")
        world.create("Task", "OPS", summary=f"Operation {number}")
    with team(indexed(world), tmp_path, request.param, projects=("ML", "OPS")) as one:
        one.load()
        one.later(minutes=15)
        yield one


def of(ours, key):
    return [one for one in ours.jira.world.issues.values() if one.project.key == key]


def hide_project(ours):
    ours.jira.world.hide_project("OPS")
    return ours.jira.world.show_project


def hide_issues(ours):
    for issue in of(ours, "OPS"):
        ours.jira.world.hide(issue)
    return lambda key: [ours.jira.world.show(issue) for issue in of(ours, key)]


@pytest.mark.parametrize("hide", [hide_project, hide_issues])
def test_a_permission_that_is_lost_for_one_of_two_projects_is_said_at_once(ours, hide):
    show = hide(ours)
    report = ours.load()
    assert (report.kind, report.needs_attention) == ("incremental", True)
    assert "sees nothing of project OPS any more, of which 3 issues are stored" in report.notes[0]
    ours.later(hours=2)
    for _ in range(2):
        ours.later(hours=2)
        assert ours.load(reconcile=True).needs_attention
    assert raw_of(ours.store).gone.empty
    of(ours, "OPS")[0].values["summary"] = "Edited while it was hidden"
    show("OPS")
    ours.later(minutes=15)
    report = ours.load()
    assert (report.kind, report.needs_attention) == ("full", False)
    assert "OPS can be seen again" in report.notes[0]
    assert_true(ours)


def test_issues_of_a_project_that_cannot_be_seen_can_be_confirmed_as_gone(ours):
    for issue in of(ours, "OPS"):
        ours.jira.world.delete(issue)
    indexed(ours.jira.world)
    assert ours.load().needs_attention
    ours.load(confirm_missing=True)
    assert len(raw_of(ours.store).gone) == 3
    assert not ours.load().needs_attention


def test_many_issues_that_cannot_be_seen_any_more_are_held_at_once(tmp_path):
    world = World()
    tasks = [world.create("Task", summary=f"Task {number}") for number in range(30)]
    with team(indexed(world), tmp_path) as ours:
        ours.load()
        for task in tasks[:25]:
            world.hide(task)
        ours.later(minutes=15)
        report = ours.load()
        assert (report.kind, report.held_count) == ("reconcile", 25)


# One issue -----------------------------------------------------------------------------------------


def without_fields(issue, *names):
    """Whoever asks for the issue gets it without (these) fields."""

    def alter(found):
        for one in found.get("issues", [found]):
            if one.get("id") == str(issue.id):
                held = {name: value for name, value in one["fields"].items() if name not in names}
                one.pop("fields") if not names else one.update(fields=held)

    return faults.change(alter)


@pytest.mark.parametrize("names", [(), ("status", "issuetype")])
def test_an_issue_without_fields_is_left_out_and_said_and_the_others_are_loaded(ours, names):
    world = ours.jira.world
    first, second = of(ours, "ML")[:2]
    for task in (first, second):
        world.edit(task, summary="Edited")
    indexed(world)
    for where in ("issue/bulkfetch", "id+in+%28", f"issue/{first.id}?"):
        ours.jira.faults.add(where, EVERY, without_fields(first, *names))
    report = ours.load()
    assert (report.loaded, report.needs_attention) == (1, True)
    assert f"1 issue cannot be read and was left out ({first.key}: without fields)" in report.notes[0]
    summaries = raw_of(ours.store).issues.set_index("key")["summary"]
    assert (summaries[first.key], summaries[second.key]) == ("Task 0", "Edited")
    ours.jira.faults.clear()
    ours.later(hours=25)
    assert not ours.load().needs_attention
    assert_true(ours)


def test_an_issue_that_came_without_fields_once_is_asked_for_alone(ours):
    world = ours.jira.world
    task = world.edit(of(ours, "ML")[0], summary="Edited")
    indexed(world)
    for where in ("issue/bulkfetch", "id+in+%28"):
        ours.jira.faults.add(where, EVERY, without_fields(task))
    assert not ours.load().needs_attention
    assert_true(ours)


def test_many_issues_without_fields_stop_the_run(tmp_path):
    world = World()
    tasks = [world.create("Task", summary=f"Task {number}") for number in range(30)]
    with team(indexed(world), tmp_path) as ours:
        for task in tasks:
            for where in ("issue/bulkfetch", f"issue/{task.id}?"):
                ours.jira.faults.add(where, EVERY, without_fields(task))
        with pytest.raises(Exception, match="30 issues cannot be read and were left out"):
            ours.load()

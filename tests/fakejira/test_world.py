"""What operations leave behind: histories, `updated`, keys; and what leaves no trace."""

import re
from datetime import UTC, datetime, timedelta

from tests.fakejira import PHASE, PHASES, Clock, World
from tests.fakejira.client import Client, ids
from tests.fakejira.model import NUMBER, Issue
from tests.fakejira.worlds import plain_world, random_world


def fields(client: Client, issue: Issue) -> dict:
    return client.get(f"issue/{issue.id}").json()["fields"]


def items(client: Client, issue: Issue) -> list[dict]:
    histories = client.get(f"issue/{issue.id}", expand="changelog").json()["changelog"]["histories"]
    return [item for one in sorted(histories, key=lambda one: int(one["id"])) for item in one["items"]]


def test_creation_writes_no_history(world: World, on_either: Client):
    task = world.create(customfield_10031="Modeling", assignee=world.me)
    assert items(on_either, task) == []
    assert fields(on_either, task)[PHASE]["value"] == "Modeling"


def test_one_save_is_one_history_with_an_item_for_each_changed_field(world: World):
    task = world.create(summary="Same")
    world.edit(task, summary="Same", assignee=world.me, customfield_10031="Modeling")
    (history,) = task.histories
    assert [item.field_id for item in history.items] == ["assignee", PHASE]
    world.edit(task, summary="Same")
    assert task.histories == [history]


def test_ids_grow_over_all_issues(world: World):
    tasks = [world.create() for _ in range(3)]
    for task in (*tasks, *reversed(tasks)):
        world.transition(task, "Done" if task.values["status"] == "10000" else "To Do")
    assert [task.id for task in tasks] == sorted(task.id for task in tasks)
    found = sorted((one.created, one.id) for task in tasks for one in task.histories)
    assert [number for _, number in found] == sorted(number for _, number in found)


def test_stamps_are_in_the_zone_of_the_site_to_the_millisecond(world: World, on_either: Client):
    task = world.create(at=datetime(2026, 7, 1, 1, 2, 3, 456000, tzinfo=UTC))
    assert fields(on_either, task)["created"] == "2026-06-30T18:02:03.456-0700"
    assert re.fullmatch(r"\d{4}-\d\d-\d\dT[\d:]{8}\.\d{3}-0700", on_either.get("serverInfo").json()["serverTime"])


def test_two_saves_never_share_a_moment_unless_told_to(world: World):
    task = world.create()
    before = task.updated
    world.edit(task, summary="One")
    assert task.updated == before + timedelta(milliseconds=1)
    world.edit(task, summary="Two", at=task.updated)
    assert task.histories[0].created == task.histories[1].created


def test_an_option_that_is_renamed_changes_its_label_everywhere_and_nothing_else(world: World, on_either: Client):
    task = world.create(customfield_10031="Research")
    world.edit(task, customfield_10031="Modeling")
    updated = task.updated
    world.rename_option(PHASE, "Modeling", "Building")
    assert fields(on_either, task)[PHASE]["value"] == "Building"
    assert fields(on_either, task)[PHASE]["id"] == items(on_either, task)[0]["to"]
    assert items(on_either, task)[0]["toString"] == "Modeling"
    assert task.updated == updated


def test_a_deleted_option_leaves_issues_without_a_value_and_without_a_history(world: World, on_either: Client):
    task = world.create(customfield_10031="Research")
    world.delete_option(PHASE, "Research")
    assert fields(on_either, task)[PHASE] is None
    assert items(on_either, task) == []


def test_a_disabled_option_stays_on_issues(world: World, on_dc: Client):
    task = world.create(customfield_10031="Research")
    world.disable_option(PHASE, "Research")
    assert fields(on_dc, task)[PHASE]["disabled"] is True


def test_a_status_is_renamed_and_recategorised_without_a_history(world: World, on_either: Client):
    task = world.create()
    world.transition(task, "In Review")
    world.rename_status("In Review", "Code Review")
    world.recategorise_status("Code Review", "done")
    found = fields(on_either, task)["status"]
    assert (found["name"], found["statusCategory"]["key"]) == ("Code Review", "done")
    assert items(on_either, task)[0]["toString"] == "In Review"
    assert {one["name"] for one in on_either.get("status").json()} >= {"Code Review", "To Do"}


def test_the_category_change_date_moves_with_the_category_alone(world: World):
    task = world.create()
    world.transition(task, "In Progress")
    since = task.values["statuscategorychangedate"]
    world.transition(task, "In Review")
    assert task.values["statuscategorychangedate"] == since
    world.transition(task, "Done")
    assert task.values["statuscategorychangedate"] == task.values["resolutiondate"] == task.updated


def test_the_resolution_comes_and_goes_with_done(world: World, on_either: Client):
    task = world.create()
    world.transition(task, "Done")
    assert [item["field"] for item in items(on_either, task)] == ["status", "resolution"]
    world.transition(task, "To Do")
    found = fields(on_either, task)
    assert (found["resolution"], found["resolutiondate"]) == (None, None)


def test_a_moved_issue_keeps_its_id_and_its_old_key_leads_to_it(world: World, on_either: Client):
    world.add_project("OPS", "Operations")
    task = world.create()
    world.move(task, "OPS")
    found = on_either.get("issue/ML-1", expand="changelog").json()
    assert (found["id"], found["key"]) == (str(task.id), "OPS-1")
    (history,) = found["changelog"]["histories"]
    assert [(item["field"], item["toString"]) for item in history["items"]] == [
        ("project", "Operations"),
        ("Key", "OPS-1"),
    ]
    assert world.create().key == "ML-2"


def test_a_project_whose_key_is_renamed_gives_every_issue_a_new_key(world: World, on_either: Client):
    task = world.create()
    world.index.catch_up(world.issues)
    world.rename_project_key("ML", "DS")
    assert on_either.get("issue/ML-1").json()["key"] == "DS-1"
    assert on_either.ids("project = DS") == on_either.ids("project = ML") == ids(task)
    assert task.histories == []


def test_a_deleted_issue_is_not_found_and_neither_is_a_hidden_one(world: World, on_either: Client):
    gone, hidden, kept = (world.create() for _ in range(3))
    world.index.catch_up(world.issues)
    world.delete(gone)
    world.hide(hidden)
    on_either.ids("project = ML")
    answers = [on_either.get(f"issue/{one.id}") for one in (gone, hidden)]
    assert [one.status_code for one in answers] == [404, 404]
    assert answers[0].json() == answers[1].json()
    assert on_either.ids("project = ML") == ids(kept)


def test_an_archived_issue_is_in_no_search_and_still_there_by_its_id(world: World, on_either: Client):
    task = world.create()
    world.index.catch_up(world.issues)
    world.archive(task)
    on_either.ids("project = ML")
    assert on_either.ids("project = ML") == []
    assert on_either.get(f"issue/{task.id}").status_code == 200
    world.restore(task)
    on_either.ids("project = ML")
    assert on_either.ids("project = ML") == ids(task)


def test_issues_of_an_archived_project_are_in_no_search(world: World, on_either: Client):
    world.create()
    world.index.catch_up(world.issues)
    world.archive_project("ML")
    assert on_either.ids("project = ML") == []


def test_a_field_may_be_renamed_hidden_retyped_and_deleted_under_the_same_id(world: World, on_either: Client):
    task = world.create(customfield_10031="Research")
    world.rename_field(PHASE, "Stage")
    world.edit(task, customfield_10031="Modeling")
    assert items(on_either, task)[0]["field"] == "Stage"
    world.retype_field(PHASE, NUMBER, "number")
    definitions = {one["id"]: one for one in on_either.get("field").json()}
    assert (definitions[PHASE]["name"], definitions[PHASE]["schema"]["custom"]) == ("Stage", NUMBER)
    world.hide_field(PHASE, "ML")
    assert PHASE not in fields(on_either, task)
    world.delete_field(PHASE)
    assert PHASE not in {one["id"] for one in on_either.get("field").json()}
    assert items(on_either, task)[0]["field"] == "Stage"


def test_people_may_be_renamed_deactivated_and_anonymised_under_the_same_account(world: World, on_cloud: Client):
    ben = world.users[1]
    task = world.create(assignee=ben)
    world.rename_user(ben, "Ben Ortiz-Lang")
    assert fields(on_cloud, task)["assignee"]["displayName"] == "Ben Ortiz-Lang"
    world.deactivate_user(ben)
    world.anonymise_user(ben)
    found = fields(on_cloud, task)["assignee"]
    assert (found["accountId"], found["displayName"], found["active"]) == (ben.account_id, "Former user", False)
    assert "emailAddress" not in found


def test_a_redacted_entry_is_gone_from_the_changelog(world: World, on_either: Client):
    task = world.create()
    for name in ("In Progress", "In Review", "Done"):
        world.transition(task, name)
    world.redact(task, task.histories[1])
    assert [one["toString"] for one in items(on_either, task) if one["field"] == "status"] == ["In Progress", "Done"]


def test_logged_work_adds_to_the_time_spent(world: World, on_either: Client):
    task = world.create()
    world.log_work(world.log_work(task, 3600), 1800)
    assert fields(on_either, task)["timespent"] == 5400
    assert [item["to"] for item in items(on_either, task)] == ["3600", "5400"]


def test_the_hours_of_a_day_are_configured(world: World, on_either: Client):
    world.hours_per_day = 7.5
    assert on_either.get("configuration").json()["timeTrackingConfiguration"]["workingHoursPerDay"] == 7.5


def test_every_operation_is_in_the_event_log(world: World):
    task = world.create()
    world.edit(task, summary="Renamed")
    world.rename_option(PHASE, PHASES[0], "Reading")
    world.delete(task)
    assert [event.kind for event in world.events] == ["create", "edit", "rename option", "delete"]
    assert [event.at for event in world.events] == sorted(event.at for event in world.events)


def test_the_same_seed_gives_the_same_world():
    one, same, other = (random_world(seed) for seed in (3, 3, 4))
    assert one.events == same.events
    assert one.events != other.events


def test_in_a_random_world_every_chain_of_changes_ends_in_the_value_of_today():
    world = random_world(7, edits=300)
    for issue in world.issues.values():
        last = {item.field_id: item for history in issue.histories for item in history.items}
        for field, item in last.items():
            assert (item.new, item.new_text) == world.text(field, issue.values[field])


def test_a_plain_world_has_as_many_issues_and_changes_as_asked():
    world = plain_world(5, 4)
    assert [len(issue.histories) for issue in world.issues.values()] == [0, 4, 4, 4, 4]


def test_a_running_clock_runs():
    clock = Clock(runs=True)
    before = clock.now()
    clock.advance(60)
    assert clock.now() >= before + timedelta(seconds=60)

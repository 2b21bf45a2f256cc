"""What is Data Center's own: search by offset, whole changelogs beside the issues."""

import pytest

from tests.fakejira import PHASE, World
from tests.fakejira.client import Client, ids
from tests.fakejira.model import Issue


def tasks(world: World, count: int) -> list[Issue]:
    found = [world.create(summary=f"Task {number}") for number in range(count)]
    world.index.catch_up(world.issues)
    return found


def test_a_page_says_its_place_and_how_many_issues_there_are(world: World, on_dc: Client):
    made = tasks(world, 50)
    first, second = (on_dc.search("project = ML ORDER BY id", startAt=at, maxResults=500).json() for at in (0, 37))
    assert (first["startAt"], first["maxResults"], first["total"]) == (0, 37, 50)
    assert [one["id"] for page in (first, second) for one in page["issues"]] == ids(*made)


def test_seeking_by_id_needs_no_offset(world: World, on_dc: Client):
    made = tasks(world, 50)
    assert on_dc.ids(f"project = ML AND id > {made[36].id} ORDER BY id ASC", maxResults=500) == ids(*made[37:])


def test_a_search_may_be_posted(world: World, on_dc: Client):
    made = tasks(world, 3)
    answer = on_dc.post("search", jql="project = ML ORDER BY id", startAt=1, fields=["summary"], expand=["changelog"])
    assert [one["id"] for one in answer.json()["issues"]] == ids(*made[1:])


def test_beyond_the_window_the_search_fails(world: World, on_dc: Client):
    on_dc.jira.manners.window = 10
    tasks(world, 20)
    assert on_dc.search("project = ML", startAt=9).status_code == 200
    assert on_dc.search("project = ML", startAt=10).status_code == 500


def test_an_issue_comes_with_its_whole_changelog(world: World, on_dc: Client):
    (task,) = tasks(world, 1)
    for number in range(120):
        world.edit(task, summary=f"Title {number}")
    for found in (
        on_dc.get(f"issue/{task.id}", expand="changelog").json(),
        on_dc.search("project = ML", expand="changelog").json()["issues"][0],
    ):
        assert {one["id"] for one in found["changelog"]["histories"]} == {str(one.id) for one in task.histories}
        assert found["changelog"]["total"] == 120


@pytest.mark.parametrize(
    "path", ["issue/10101/changelog", "project/search", "search/jql", "changelog/bulkfetch", "issue/bulkfetch"]
)
def test_what_only_cloud_has_is_not_found(world: World, on_dc: Client, path: str):
    tasks(world, 1)
    assert on_dc.get(path).status_code == 404
    assert on_dc.session.get(f"{on_dc.jira.url}/rest/api/3/serverInfo").status_code == 404


def test_no_item_has_a_field_id(world: World, on_dc: Client):
    (task,) = tasks(world, 1)
    world.edit(task, **{PHASE: "Modeling"}, assignee=world.users[1])
    (entry,) = on_dc.get(f"issue/{task.id}", expand="changelog").json()["changelog"]["histories"]
    assert [item["field"] for item in entry["items"]] == ["Phase", "assignee"]
    assert all("fieldId" not in item for item in entry["items"])


def test_people_are_known_by_name_and_key(world: World, on_dc: Client):
    ben = world.users[1]
    (task,) = tasks(world, 1)
    world.edit(task, assignee=ben)
    found = on_dc.get(f"issue/{task.id}", expand="changelog").json()
    assert (found["fields"]["assignee"]["name"], found["fields"]["assignee"]["key"]) == (ben.name, ben.key)
    assert "accountId" not in found["fields"]["assignee"]
    assert found["changelog"]["histories"][0]["items"][0]["to"] == ben.key


def test_a_task_names_its_epic_by_key_and_only_a_sub_task_has_a_parent(world: World, on_dc: Client):
    epic = world.create("Epic")
    task = world.create(parent=epic)
    part = world.create("Sub-task", parent=task)
    fields = on_dc.get(f"issue/{task.id}").json()["fields"]
    assert fields["customfield_10014"] == epic.key
    assert "parent" not in fields
    assert on_dc.get(f"issue/{part.id}").json()["fields"]["parent"]["key"] == task.key


def test_a_change_of_epic_is_logged_under_epic_link(world: World, on_dc: Client):
    epic, other = (world.create("Epic") for _ in range(2))
    task = world.create(parent=epic)
    world.edit(task, parent=other)
    (entry,) = on_dc.get(f"issue/{task.id}", expand="changelog").json()["changelog"]["histories"]
    assert (entry["items"][0]["field"], entry["items"][0]["toString"]) == ("Epic Link", other.key)


def test_an_id_that_is_gone_makes_the_whole_query_fail_unless_it_is_not_validated(world: World, on_dc: Client):
    kept, gone = tasks(world, 2)
    world.delete(gone)
    jql = f"id in ({kept.id}, {gone.id})"
    answer = on_dc.search(jql)
    assert answer.status_code == 400
    assert str(gone.id) in answer.json()["errorMessages"][0]
    on_dc.search("project = ML")  # the index notices the deletion
    assert on_dc.ids(jql, validateQuery="false") == ids(kept)


def test_values_are_those_of_the_database_and_membership_is_that_of_the_index(world: World, on_dc: Client):
    (task,) = tasks(world, 1)
    before = task.updated
    world.edit(task, summary="Renamed")
    (found,) = on_dc.search(f"updated <= {round(before.timestamp() * 1000)} AND project = ML").json()["issues"]
    assert found["fields"]["summary"] == "Renamed"


def test_every_answer_says_how_many_requests_are_left_and_to_retry_after_nothing(on_dc: Client):
    headers = on_dc.get("myself").headers
    assert headers["Retry-After"] == "0"
    assert headers["X-RateLimit-Remaining"] == "99"


def test_all_projects_come_in_one_list(world: World, on_dc: Client):
    world.add_project("OPS", "Operations")
    assert [one["key"] for one in on_dc.get("project").json()] == ["ML", "OPS"]


def test_the_server_says_what_it_is(on_dc: Client):
    assert on_dc.get("serverInfo").json()["deploymentType"] == "DataCenter"

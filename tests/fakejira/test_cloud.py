"""What is Jira Cloud's own: search by token, bulk reads, changelogs in pages."""

from datetime import timedelta

import pytest

from tests.fakejira import PHASE, PLAN, World
from tests.fakejira.client import Client, ids
from tests.fakejira.model import Issue


def tasks(world: World, count: int) -> list[Issue]:
    found = [world.create(summary=f"Task {number}") for number in range(count)]
    world.index.catch_up(world.issues)
    return found


def entries(pages: list[dict]) -> list[dict]:
    return [entry for page in pages for one in page["issueChangeLogs"] for entry in one["changeHistories"]]


@pytest.mark.parametrize("method", ["GET", "POST"])
def test_the_search_of_earlier_years_is_gone(on_cloud: Client, method: str):
    answer = on_cloud.session.request(method, on_cloud.url + "search", params={"jql": "project = ML"})
    assert answer.status_code == 410
    assert "migrate" in answer.json()["errorMessages"][0]


def test_pages_are_shorter_than_asked_and_bring_every_issue_once(world: World, on_cloud: Client):
    made = tasks(world, 100)
    pages = on_cloud.pages("project = ML ORDER BY id", maxResults=5000)
    assert [len(page["issues"]) for page in pages] == [37, 37, 26]
    assert [issue["id"] for page in pages for issue in page["issues"]] == ids(*made)


def test_the_last_page_has_no_token_and_no_page_has_a_total(world: World, on_cloud: Client):
    tasks(world, 40)
    first, last = on_cloud.pages("project = ML")
    assert first.keys() == {"issues", "isLast", "nextPageToken"}
    assert last.keys() == {"issues", "isLast"}
    assert (first["isLast"], last["isLast"]) == (False, True)
    on_cloud.jira.manners.states_is_last = False
    assert [page.keys() - {"issues"} for page in on_cloud.pages("project = ML")] == [{"nextPageToken"}, set()]


def test_without_order_by_the_order_means_nothing(world: World, on_cloud: Client):
    made = tasks(world, 30)
    found = on_cloud.ids("project = ML")
    assert sorted(found) == ids(*made)
    assert found != ids(*made)


def test_a_search_brings_only_ids_unless_it_asks_for_fields(world: World, on_cloud: Client):
    (task,) = tasks(world, 1)
    assert on_cloud.search("project = ML").json()["issues"] == [{"id": str(task.id)}]


def test_fields_are_repeated_or_joined_by_commas(world: World, on_cloud: Client):
    tasks(world, 1)
    for given in (["summary", "status"], "summary,status"):
        (found,) = on_cloud.search("project = ML", fields=given).json()["issues"]
        assert found["fields"].keys() == {"summary", "status"}


def test_fields_with_a_minus_are_left_out(world: World, on_cloud: Client):
    tasks(world, 1)
    (found,) = on_cloud.search("project = ML", fields="*all,-summary").json()["issues"]
    assert "summary" not in found["fields"]
    assert "status" in found["fields"]


@pytest.mark.parametrize("jql", ["", "ORDER BY key"])
def test_an_unbounded_query_is_refused(on_cloud: Client, jql: str):
    assert on_cloud.search(jql).status_code == 400
    assert on_cloud.post("search/approximate-count", jql=jql).status_code == 400


def test_more_than_seven_fields_to_sort_by_are_refused(on_cloud: Client):
    assert on_cloud.search("project = ML ORDER BY " + ", ".join(["id"] * 8)).status_code == 400


def test_a_token_is_refused_after_seven_days_and_with_another_query(world: World, on_cloud: Client):
    tasks(world, 40)
    token = on_cloud.search("project = ML").json()["nextPageToken"]
    assert on_cloud.search("project = ML ORDER BY id", nextPageToken=token).status_code == 400
    assert on_cloud.search("project = ML", nextPageToken="made-up").status_code == 400
    world.clock.advance(timedelta(days=7, seconds=1).total_seconds())
    assert on_cloud.search("project = ML", nextPageToken=token).status_code == 400


@pytest.mark.parametrize("member", [{"expand": None}, {"properties": None}, {"startAt": 0}, {"fields": "summary"}])
def test_a_posted_search_takes_only_what_is_documented(on_cloud: Client, member: dict):
    assert on_cloud.post("search/jql", jql="project = ML").status_code == 200
    assert on_cloud.post("search/jql", jql="project = ML", **member).status_code == 400


def test_the_count_is_of_issues_that_the_account_sees(world: World, on_cloud: Client):
    made = tasks(world, 5)
    world.hide(made[0])
    assert on_cloud.post("search/approximate-count", jql="project = ML").json() == {"count": 4}


def test_a_search_brings_the_forty_newest_changes_in_no_order(world: World, on_cloud: Client):
    (task,) = tasks(world, 1)
    for number in range(41):
        world.edit(task, summary=f"Title {number}")
    world.index.catch_up(world.issues)
    (found,) = on_cloud.search("project = ML", expand="changelog", fields="summary").json()["issues"]
    histories = found["changelog"]["histories"]
    assert {one["id"] for one in histories} == {str(one.id) for one in task.histories[1:]}
    assert [one["id"] for one in histories] != sorted((one["id"] for one in histories), reverse=True)
    assert found["changelog"]["total"] == 40


def test_one_issue_brings_its_hundred_newest_changes_and_says_how_many_there_are(world: World, on_cloud: Client):
    (task,) = tasks(world, 1)
    for number in range(101):
        world.edit(task, summary=f"Title {number}")
    changelog = on_cloud.get(f"issue/{task.key}", expand="changelog").json()["changelog"]
    assert (len(changelog["histories"]), changelog["total"]) == (100, 101)


def test_the_changelog_of_one_issue_comes_in_pages_of_a_hundred(world: World, on_cloud: Client):
    (task,) = tasks(world, 1)
    for number in range(150):
        world.edit(task, summary=f"Title {number}")
    first, second = (on_cloud.get(f"issue/{task.id}/changelog", startAt=start).json() for start in (0, 100))
    assert [first["total"], first["isLast"], len(first["values"])] == [150, False, 100]
    assert [second["isLast"], len(second["values"])] == [True, 50]
    assert {one["id"] for one in second["values"]} == {str(one.id) for one in task.histories[100:]}


def test_bulk_issues_come_by_ascending_id_and_the_missing_ones_without_a_word(world: World, on_cloud: Client):
    first, gone, hidden, last = tasks(world, 4)
    world.delete(gone)
    world.hide(hidden)
    answer = on_cloud.post("issue/bulkfetch", issueIdsOrKeys=ids(last, gone, hidden, first), fields=["summary"]).json()
    assert [issue["id"] for issue in answer["issues"]] == ids(first, last)
    assert answer["issueErrors"] == []


def test_bulk_issues_are_found_by_a_key_they_once_had(world: World, on_cloud: Client):
    world.add_project("OPS", "Operations")
    (task,) = tasks(world, 1)
    world.move(task, "OPS")
    (found,) = on_cloud.post("issue/bulkfetch", issueIdsOrKeys=["ml-1"]).json()["issues"]
    assert (found["id"], found["key"]) == (str(task.id), "OPS-1")


def test_bulk_reads_are_limited(on_cloud: Client):
    names = [str(number) for number in range(1001)]
    assert on_cloud.post("issue/bulkfetch", issueIdsOrKeys=names[:100]).status_code == 200
    assert on_cloud.post("issue/bulkfetch", issueIdsOrKeys=names[:101]).status_code == 400
    assert on_cloud.post("changelog/bulkfetch", issueIdsOrKeys=names[:1000]).status_code == 200
    assert on_cloud.post("changelog/bulkfetch", issueIdsOrKeys=names).status_code == 400
    assert on_cloud.post("changelog/bulkfetch", issueIdsOrKeys=["1"], fieldIds=list("abcdefghijk")).status_code == 400


def test_bulk_changelogs_split_an_issue_over_pages_and_bring_every_entry_once(world: World, on_cloud: Client):
    first, second, quiet = tasks(world, 3)
    for number in range(60):
        for task in (first, second):
            world.edit(task, summary=f"Title {number}")
    pages = on_cloud.bulk_changelogs(first, second, quiet)
    assert [sum(len(one["changeHistories"]) for one in page["issueChangeLogs"]) for page in pages] == [50, 50, 20]
    found = [int(one["id"]) for one in entries(pages)]
    assert sorted(found) == sorted(one.id for task in (first, second) for one in task.histories)
    assert found != sorted(found)
    assert {one["issueId"] for page in pages for one in page["issueChangeLogs"]} == set(ids(first, second))


def test_bulk_changelogs_state_moments_in_milliseconds(world: World, on_cloud: Client):
    (task,) = tasks(world, 1)
    world.edit(task, summary="Renamed")
    (entry,) = entries(on_cloud.bulk_changelogs(task))
    assert entry["created"] == round(task.updated.timestamp() * 1000)


def test_filtering_bulk_changelogs_loses_no_entry_of_the_field_but_all_others(world: World, on_cloud: Client):
    (task,) = tasks(world, 1)
    world.edit(task, summary="Renamed")
    world.transition(task, "In Progress")
    (entry,) = entries(on_cloud.bulk_changelogs(task, fieldIds=["status"]))
    assert [item["field"] for item in entry["items"]] == ["status"]


def test_a_third_of_the_items_of_custom_fields_come_without_a_field_id(world: World, on_cloud: Client):
    (task,) = tasks(world, 1)
    for number in range(9):
        world.edit(task, **{PHASE: "Modeling" if number % 2 else "Research"})
    items = [item for entry in entries(on_cloud.bulk_changelogs(task)) for item in entry["items"]]
    assert [item.get("fieldId") for item in items].count(None) == 3
    assert {item["field"] for item in items} == {"Phase"}


def test_a_parent_is_a_field_and_its_change_has_no_field_id(world: World, on_cloud: Client):
    epic, other = (world.create("Epic", summary=name) for name in "AB")
    task = world.create(parent=epic)
    world.edit(task, parent=other)
    assert on_cloud.get(f"issue/{task.id}").json()["fields"]["parent"]["key"] == other.key
    (entry,) = entries(on_cloud.bulk_changelogs(task))
    (item,) = entry["items"]
    assert "fieldId" not in item
    assert (item["field"], item["from"], item["to"]) == ("IssueParentAssociation", str(epic.id), str(other.id))


def test_people_are_known_by_their_account(world: World, on_cloud: Client):
    ben = world.users[1]
    task = world.create(assignee=ben)
    found = on_cloud.get(f"issue/{task.id}").json()["fields"]["assignee"]
    assert found["accountId"] == ben.account_id
    assert "name" not in found


def test_a_field_that_is_not_on_the_issue_is_absent_and_an_empty_one_is_null(world: World, on_cloud: Client):
    epic = world.create("Epic")
    fields = on_cloud.get(f"issue/{epic.id}").json()["fields"]
    assert PHASE not in fields
    assert fields[PLAN["Modeling"]] is None


def test_projects_come_in_pages_without_archived_and_hidden_ones(world: World, on_cloud: Client):
    for key in ("AAA", "BBB", "CCC", "DDD"):
        world.add_project(key, key)
    world.archive_project("BBB")
    world.hide_project("CCC")
    first, second = (on_cloud.get("project/search", startAt=start).json() for start in (0, 2))
    assert [[one["key"] for one in page["values"]] for page in (first, second)] == [["ML", "AAA"], ["DDD"]]
    assert (first["total"], first["isLast"], second["isLast"]) == (3, False, True)


def test_a_field_of_one_team_managed_project_says_so(world: World, on_cloud: Client):
    world.add_project("NEW", "New", is_team_managed=True)
    world.add_field("Phase", scope="NEW", options=["Modeling"])
    found = [one for one in on_cloud.get("field").json() if one["name"] == "Phase"]
    assert [one.get("scope", {}).get("project", {}).get("id") for one in found] == [None, world.project("NEW").id]


def test_the_deprecated_epic_link_stands_beside_the_parent_where_a_site_still_has_it(world: World, on_cloud: Client):
    epic, other = (world.create("Epic", summary=name) for name in "AB")
    task = world.create(parent=epic, customfield_10014=other)
    assert "customfield_10014" not in on_cloud.get(f"issue/{task.id}").json()["fields"]
    on_cloud.jira.manners.shows_epic_link = True
    fields = on_cloud.get(f"issue/{task.id}").json()["fields"]
    assert (fields["parent"]["key"], fields["customfield_10014"]) == (epic.key, other.key)

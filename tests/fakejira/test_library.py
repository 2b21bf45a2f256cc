"""The `jira` package, written by others against real Jiras, can talk to both faces."""

from collections.abc import Iterator

import pytest
from jira import JIRA, JIRAError

from tests.fakejira import PHASE, FakeJira, World


@pytest.fixture
def filled(world: World) -> World:
    epic = world.create("Epic", summary="Churn model")
    for number in range(60):
        task = world.create(summary=f"Task {number}", parent=epic, customfield_10031="Modeling")
        world.transition(task, "In Progress")
    world.index.catch_up(world.issues)
    return world


@pytest.fixture
def by_library(request: pytest.FixtureRequest, filled: World) -> Iterator[JIRA]:
    with FakeJira(filled, face=request.param) as jira:
        own = {"basic_auth": (jira.email, jira.token)} if request.param == "cloud" else {"token_auth": jira.token}
        client = JIRA(jira.url, max_retries=0, timeout=10, **own)
        yield client
        client.close()


cloud_and_dc = pytest.mark.parametrize("by_library", ["cloud", "dc"], indirect=True)
cloud_only = pytest.mark.parametrize("by_library", ["cloud"], indirect=True)
dc_only = pytest.mark.parametrize("by_library", ["dc"], indirect=True)


@pytest.mark.parametrize(("by_library", "is_cloud"), [("cloud", True), ("dc", False)], indirect=["by_library"])
def test_it_tells_the_faces_apart(by_library: JIRA, is_cloud: bool):
    assert by_library._is_cloud is is_cloud


@cloud_and_dc
def test_it_reads_definitions(filled: World, by_library: JIRA):
    assert by_library.myself()["displayName"] == filled.me.display_name
    assert {one["id"] for one in by_library.fields()} == set(filled.fields)
    assert {one.name for one in by_library.statuses()} == {one.name for one in filled.statuses}
    assert [one.key for one in by_library.projects()] == ["ML"]


@cloud_and_dc
def test_it_reads_an_issue_with_its_changelog(by_library: JIRA):
    issue = by_library.issue("ML-2", expand="changelog")
    assert issue.fields.status.name == "In Progress"
    assert issue.get_field(PHASE).value == "Modeling"
    assert [one.items[0].toString for one in issue.changelog.histories] == ["In Progress"]


@cloud_only
def test_it_searches_cloud_page_by_page(by_library: JIRA):
    found, token = [], None
    while not found or token:
        page = by_library.enhanced_search_issues(
            "project = ML ORDER BY id", nextPageToken=token, maxResults=100, fields="summary", json_result=True
        )
        found += [issue["key"] for issue in page["issues"]]
        token = page.get("nextPageToken")
    assert found == [f"ML-{number}" for number in range(1, 62)]
    assert by_library.approximate_issue_count("project = ML") == 61


@dc_only
def test_it_searches_data_center_page_by_page(by_library: JIRA):
    found = []
    while len(found) < 61:
        page = by_library.search_issues(
            "project = ML ORDER BY id", startAt=len(found), maxResults=100, json_result=True
        )
        found += [issue["key"] for issue in page["issues"]]
    assert found == [f"ML-{number}" for number in range(1, 62)]


@cloud_and_dc
def test_it_hears_that_a_query_is_refused(by_library: JIRA):
    search = by_library.enhanced_search_issues if by_library._is_cloud else by_library.search_issues
    with pytest.raises(JIRAError, match="does not exist for the field 'project'"):
        search("project = NOPE")


@cloud_and_dc
def test_it_hears_that_an_issue_is_gone(filled: World, by_library: JIRA):
    filled.delete(filled.find("ML-2"))
    with pytest.raises(JIRAError, match="do not have permission to see it"):
        by_library.issue("ML-2")

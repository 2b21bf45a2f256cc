"""Who is answered what: tokens right, wrong, expired and scoped; permissions."""

import pytest

from tests.fakejira import FakeJira, World
from tests.fakejira.client import Client, ids


@pytest.fixture
def hidden(world: World) -> str:
    """The id of an issue that somebody without an account must not see."""
    task = world.create()
    world.index.catch_up(world.issues)
    return str(task.id)


def test_every_answer_to_an_account_says_whose_it_is(world: World, on_cloud: Client):
    for path in ("myself", "field", "issue/404"):
        assert on_cloud.get(path).headers["X-AAccountId"] == world.me.account_id
    assert on_cloud.get("myself").json()["accountId"] == world.me.account_id


def test_a_wrong_token_is_refused(on_either: Client):
    on_either.session.auth = None
    for header in ("Bearer wrong", "Basic wrong", "Basic d3Jvbmc6dG9rZW4=", "Nothing"):
        on_either.session.headers["Authorization"] = header
        answer = on_either.get("myself")
        assert (answer.status_code, answer.headers["X-Seraph-LoginReason"]) == (401, "AUTHENTICATED_FAILED")


def test_an_expired_token_is_refused(hidden: str, on_either: Client):
    on_either.jira.account.expired = "401"
    for path in ("myself", "field", f"issue/{hidden}"):
        assert on_either.get(path).status_code == 401
    assert on_either.search("project = ML").status_code == 401


def test_or_an_expired_token_finds_nothing_and_only_a_header_says_why(hidden: str, on_cloud: Client):
    on_cloud.jira.account.expired = "anonymous"
    answer = on_cloud.search("project = ML")
    assert (answer.status_code, answer.json()) == (200, {"issues": [], "isLast": True})
    assert answer.headers["X-Seraph-LoginReason"] == "AUTHENTICATED_FAILED"
    assert "X-AAccountId" not in answer.headers
    assert on_cloud.post("search/approximate-count", jql="project = ML").json() == {"count": 0}
    assert on_cloud.post("issue/bulkfetch", issueIdsOrKeys=[hidden]).json()["issues"] == []
    assert on_cloud.post("changelog/bulkfetch", issueIdsOrKeys=[hidden]).json() == {"issueChangeLogs": []}
    assert on_cloud.get(f"issue/{hidden}").status_code == 404
    assert on_cloud.get("myself").status_code == 401


def test_without_credentials_a_cloud_search_finds_nothing_and_no_header_says_why(hidden: str, on_cloud: Client):
    on_cloud.session.auth = None
    answer = on_cloud.search("project = ML")
    assert (answer.status_code, answer.json()["issues"]) == (200, [])
    assert "X-Seraph-LoginReason" not in answer.headers
    assert on_cloud.get("myself").status_code == 401
    assert on_cloud.get("serverInfo").status_code == 200
    assert not any(one["custom"] for one in on_cloud.get("field").json())


def test_without_credentials_a_project_of_data_center_does_not_exist(hidden: str, on_dc: Client):
    del on_dc.session.headers["Authorization"]
    assert on_dc.search("project = ML").status_code == 400
    assert on_dc.ids("updated > 0") == []
    assert on_dc.get("myself").status_code == 401


def test_a_scoped_token_is_taken_by_the_gateway_alone(world: World, on_cloud: Client):
    jira = on_cloud.jira
    on_cloud.session.auth = (jira.email, jira.scoped_token)
    assert on_cloud.get("myself").status_code == 401
    assert on_cloud.session.get(f"{jira.gateway_url}/rest/api/3/myself").json()["accountId"] == world.me.account_id


def test_addresses_of_answers_by_the_gateway_are_the_gateways(hidden: str, on_cloud: Client):
    answer = on_cloud.session.get(f"{on_cloud.jira.gateway_url}/rest/api/3/issue/{hidden}").json()
    assert answer["self"] == f"{on_cloud.jira.gateway_url}/rest/api/3/issue/{hidden}"


def test_anybody_may_ask_for_the_id_of_the_cloud(on_cloud: Client):
    on_cloud.session.auth = ("nobody@example.com", "wrong")
    found = on_cloud.session.get(f"{on_cloud.jira.url}/_edge/tenant_info").json()
    assert on_cloud.jira.gateway_url.endswith(found["cloudId"])


def test_data_center_takes_a_personal_access_token_or_a_name_with_it(world: World, on_dc: Client):
    assert on_dc.get("myself").json()["name"] == world.me.name
    del on_dc.session.headers["Authorization"]
    on_dc.session.auth = (world.me.name, on_dc.jira.token)
    assert on_dc.get("myself").status_code == 200


def test_cloud_takes_no_bearer(on_cloud: Client):
    on_cloud.session.auth = None
    on_cloud.session.headers["Authorization"] = f"Bearer {on_cloud.jira.token}"
    assert on_cloud.get("myself").status_code == 401


def test_each_account_sees_what_it_may(world: World, cloud: FakeJira, on_cloud: Client):
    ben = world.users[1]
    cloud.accounts.add(ben, "bens-token")
    world.add_project("OPS", "Operations")
    secret, open_to_all, elsewhere = world.create(), world.create(), world.create(project="OPS")
    world.hide(secret, ben)
    world.hide_project("OPS", ben)
    world.index.catch_up(world.issues)
    everything = "updated > 0 ORDER BY id"
    assert on_cloud.ids(everything) == ids(secret, open_to_all, elsewhere)
    on_cloud.session.auth = (ben.email, "bens-token")
    assert on_cloud.ids(everything) == ids(open_to_all)
    assert on_cloud.get(f"issue/{elsewhere.id}").status_code == 404
    assert [one["key"] for one in on_cloud.get("project/search").json()["values"]] == ["ML"]


def test_the_log_of_requests_holds_no_credentials(on_either: Client):
    on_either.search("project = ML")
    on_either.get("myself")
    found = on_either.jira.requests
    assert [one.method for one in found] == ["GET", "GET"]
    assert "token" not in repr([(one.target, one.headers, one.sent) for one in found])
    assert "authorization" not in found[0].headers

"""Scripted faults: what a client meets, and which request it hits."""

import json
import threading
from datetime import UTC, datetime

import pytest
import requests

from tests.fakejira import EVERY, FakeJira, World, faults
from tests.fakejira.client import Client


@pytest.fixture
def full(world: World) -> World:
    """Forty Tasks, which are two pages of a search; each has three changes."""
    for number in range(40):
        task = world.create(summary=f"Task {number}")
        for name in ("In Progress", "In Review", "Done"):
            world.transition(task, name)
    world.index.catch_up(world.issues)
    return world


def test_a_fault_hits_the_requests_it_names_and_no_other(on_either: Client):
    fault = on_either.jira.faults.add("myself", 2, faults.status(503))
    found = [on_either.get(path).status_code for path in ("myself", "field", "myself", "myself")]
    assert found == [200, 200, 503, 200]
    assert (fault.seen, fault.done) == (3, 1)


def test_a_fault_may_hit_several_requests_or_all_until_the_script_is_cleared(on_either: Client):
    on_either.jira.faults.add("GET /rest", (1, 3), faults.status(500))
    assert [on_either.get("field").status_code for _ in range(3)] == [500, 200, 500]
    on_either.jira.faults.add(lambda request: request.path.endswith("/field"), EVERY, faults.status(504))
    assert [on_either.get("field").status_code for _ in range(2)] == [504, 504]
    on_either.jira.faults.clear()
    assert on_either.get("field").status_code == 200


def test_faults_add_up(on_cloud: Client):
    on_cloud.jira.faults.add("field", 1, faults.headers(X_One="1"))
    on_cloud.jira.faults.add("field", 1, faults.status(502))
    answer = on_cloud.get("field")
    assert (answer.status_code, answer.headers["X-One"]) == (502, "1")


def test_the_log_says_what_each_request_was_answered(on_either: Client):
    on_either.jira.faults.add("field", 1, faults.status(502))
    on_either.get("field")
    on_either.get("myself")
    assert [one.status for one in on_either.jira.requests] == [502, 200]


@pytest.mark.parametrize("text", ["1", "0", "1.5", "1847", faults.http_date(datetime(2026, 3, 2, 8, tzinfo=UTC), 30)])
def test_retry_after_comes_in_every_form(on_cloud: Client, text: str):
    on_cloud.jira.faults.add("field", 1, faults.too_many(text, RateLimit_Reason="jira-burst-based"))
    answer = on_cloud.get("field")
    assert (answer.status_code, answer.headers["Retry-After"]) == (429, text)
    assert answer.headers["RateLimit-Reason"] == "jira-burst-based"


def test_too_many_requests_may_come_without_retry_after(on_cloud: Client):
    on_cloud.jira.faults.add("field", 1, faults.too_many())
    assert "Retry-After" not in on_cloud.get("field").headers


def test_a_web_page_instead_of_an_answer(on_either: Client):
    on_either.jira.faults.add("myself", 1, faults.html())
    answer = on_either.get("myself")
    assert (answer.status_code, answer.headers["Content-Type"]) == (200, "text/html; charset=utf-8")


def test_a_redirection_to_another_host(on_either: Client):
    on_either.jira.faults.add("myself", 1, faults.redirect("https://sso.example.com/login"))
    answer = on_either.get("myself")
    assert (answer.status_code, answer.headers["Location"]) == (302, "https://sso.example.com/login")


def test_a_connection_that_is_reset(on_either: Client):
    on_either.jira.faults.add("myself", 1, faults.reset())
    with pytest.raises(requests.ConnectionError):
        on_either.get("myself")
    assert on_either.get("myself").status_code == 200


def test_a_body_that_is_cut(on_either: Client):
    on_either.jira.faults.add("field", 1, faults.cut())
    with pytest.raises((requests.exceptions.ChunkedEncodingError, requests.ConnectionError)):
        on_either.get("field")
    assert on_either.get("field").status_code == 200


def test_broken_json_under_the_right_headers(on_either: Client):
    on_either.jira.faults.add("field", 1, faults.broken_json())
    answer = on_either.get("field")
    assert (answer.status_code, answer.headers["Content-Type"]) == (200, "application/json;charset=UTF-8")
    with pytest.raises(json.JSONDecodeError):
        json.loads(answer.content)


def test_an_answer_that_is_late(on_either: Client):
    on_either.jira.faults.add("field", 1, faults.delay(30))
    with pytest.raises(requests.ReadTimeout):
        on_either.session.get(on_either.url + "field", timeout=0.05)


def test_members_that_are_missing_and_members_that_nobody_knows(full: World, on_either: Client):
    on_either.jira.faults.add("search", 1, faults.without("issues"))
    on_either.jira.faults.add("search", 2, faults.adding(warnings=["new"]))
    on_either.jira.faults.add("search", 3, faults.body([]))
    assert "issues" not in on_either.search("project = ML").json()
    assert on_either.search("project = ML").json()["warnings"] == ["new"]
    assert on_either.search("project = ML").json() == []


def test_any_other_change_of_an_answer(full: World, on_cloud: Client):
    on_cloud.jira.faults.add("search", 1, faults.change(lambda found: found["issues"][0].update(id=None)))
    assert on_cloud.search("project = ML").json()["issues"][0] == {"id": None}


def test_an_enumeration_that_ends_early(full: World, on_cloud: Client):
    on_cloud.jira.faults.add("search/jql", 1, faults.drop_token())
    (page,) = on_cloud.pages("project = ML")
    assert (len(page["issues"]), page["isLast"]) == (37, True)


def test_a_page_that_is_not_the_last_and_has_no_token(full: World, on_cloud: Client):
    on_cloud.jira.faults.add("search/jql", 1, faults.lose_token())
    found = on_cloud.search("project = ML").json()
    assert found["isLast"] is False
    assert "nextPageToken" not in found


def test_a_token_that_repeats(full: World, on_cloud: Client):
    token = on_cloud.search("project = ML").json()["nextPageToken"]
    on_cloud.jira.faults.add("search/jql", EVERY, faults.repeat_token())
    found = on_cloud.search("project = ML", nextPageToken=token).json()
    assert (found["nextPageToken"], found["isLast"]) == (token, False)
    assert on_cloud.post("search/jql", jql="project = ML", nextPageToken=token).json()["nextPageToken"] == token


def test_an_empty_page_with_a_token(full: World, on_cloud: Client):
    on_cloud.jira.faults.add("search/jql", 1, faults.empty_page())
    found = on_cloud.search("project = ML").json()
    assert found["issues"] == []
    assert on_cloud.search("project = ML", nextPageToken=found["nextPageToken"]).json()["issues"]


@pytest.mark.parametrize("reason", ["AUTHENTICATED_FAILED", None])
def test_the_answers_of_a_caller_whom_nobody_knows(full: World, on_cloud: Client, reason: str | None):
    on_cloud.jira.faults.add("", EVERY, faults.anonymous(reason))
    answer = on_cloud.search("project = ML")
    assert (answer.status_code, answer.json()) == (200, {"issues": [], "isLast": True})
    assert answer.headers.get("X-Seraph-LoginReason") == reason
    assert on_cloud.post("search/approximate-count", jql="project = ML").json() == {"count": 0}
    assert on_cloud.get("myself").status_code == 401


def test_an_answer_in_the_name_of_another_account(on_cloud: Client):
    on_cloud.jira.faults.add("field", 1, faults.other_account("somebody"))
    assert on_cloud.get("field").headers["X-AAccountId"] == "somebody"


def test_a_changelog_that_is_shorter_than_it_says(full: World, on_dc: Client):
    on_dc.jira.faults.add("search", 1, faults.short_histories(1))
    changelog = on_dc.search("project = ML", expand="changelog").json()["issues"][0]["changelog"]
    assert (len(changelog["histories"]), changelog["total"]) == (1, 3)


@pytest.mark.parametrize("form", [str, lambda milliseconds: milliseconds // 1000, lambda _: "rubbish", lambda _: None])
def test_moments_of_bulk_changelogs_in_another_form(full: World, on_cloud: Client, form):
    right = on_cloud.bulk_changelogs(full.issues[10101])
    on_cloud.jira.faults.add("changelog/bulkfetch", EVERY, faults.created_as(form))
    changed = on_cloud.bulk_changelogs(full.issues[10101])
    stamps = [
        sorted(
            str(one["created"]) for page in pages for log in page["issueChangeLogs"] for one in log["changeHistories"]
        )
        for pages in (right, changed)
    ]
    assert stamps[1] == sorted(str(form(int(one))) for one in stamps[0])


def test_something_happens_between_two_pages(full: World, on_cloud: Client):
    first = full.issues[10101]
    on_cloud.jira.faults.add("search/jql", 2, faults.kill(lambda: full.edit(first, summary="Meanwhile")))
    assert sum(len(page["issues"]) for page in on_cloud.pages("project = ML ORDER BY id")) == 40
    assert first.values["summary"] == "Meanwhile"


def test_a_callback_that_raises_resets_the_connection(on_either: Client):
    def stop() -> None:
        raise RuntimeError("killed here")

    on_either.jira.faults.add("field", 1, faults.kill(stop))
    on_either.jira.faults.add("field", 2, faults.kill_after(stop))
    for _ in range(2):
        with pytest.raises(requests.ConnectionError):
            on_either.get("field")
    assert on_either.get("field").status_code == 200


def test_requests_are_answered_while_another_one_waits(on_cloud: Client):
    is_waiting, may_go_on = threading.Event(), threading.Event()

    def wait() -> None:
        is_waiting.set()
        may_go_on.wait(10)

    on_cloud.jira.faults.add("field", 1, faults.kill(wait))
    other = Client(on_cloud.jira)
    waiting = threading.Thread(target=on_cloud.get, args=("field",))
    with other.session:
        waiting.start()
        assert is_waiting.wait(10)
        assert other.get("myself").status_code == 200
        may_go_on.set()
        waiting.join()


def test_the_date_of_answers_is_the_worlds(world: World, on_either: Client):
    world.clock.set(datetime(2031, 5, 4, 3, 2, 1, tzinfo=UTC))
    assert on_either.get("myself").headers["Date"] == "Sun, 04 May 2031 03:02:01 GMT"


def test_nothing_answers_after_the_block(world: World):
    with FakeJira(world) as jira:
        client = Client(jira)
        assert client.get("serverInfo").status_code == 200
    with client.session, pytest.raises(requests.ConnectionError):
        client.get("serverInfo")


def test_a_mistake_of_the_double_is_raised_where_the_block_ends(world: World):
    def ask_what_it_cannot_answer() -> None:
        with FakeJira(world) as jira:
            task = world.create()
            task.values["status"] = "a status that is not there"
            client = Client(jira)
            with client.session, pytest.raises(requests.ConnectionError):
                client.get(f"issue/{task.id}")

    with pytest.raises(ValueError, match="not enough values to unpack"):
        ask_what_it_cannot_answer()

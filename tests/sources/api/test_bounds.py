"""What a server sends has an end: in time, in size and in pages."""

import gzip
import json
import random

import pytest

from mlpm_analytics.errors import AnswerError, AnswerTooLargeError, JiraError, UnavailableError
from mlpm_analytics.sources.api import Address, Credentials, HttpClient, connected
from tests.fakejira import EVERY, FakeJira, Manners, Reply, World, faults
from tests.sync.jiras import QuickClock, indexed


@pytest.fixture
def world():
    world = World()
    task = world.create("Task")
    for number in range(6):
        world.edit(task, summary=f"Edit {number}")
    return indexed(world)


@pytest.fixture
def small(monkeypatch):
    """An answer may hold a megabyte."""
    monkeypatch.setattr("mlpm_analytics.sources.api.bounded_read.MOST_BYTES", 1024**2)


def http(jira, seconds=20.0):
    credentials = Credentials(jira.token, jira.email if jira.face_name == "cloud" else None)
    return HttpClient(Address(jira.url), credentials, pace=0, clock=QuickClock(jira.world), request_seconds=seconds)


def on(jira):
    """The Jira, reached."""
    return connected(http(jira))[0]


# Time and size -------------------------------------------------------------------------------------


def test_an_answer_that_comes_byte_by_byte_ends_in_a_sentence(world):
    with FakeJira(world) as jira:
        jira.faults.add("serverInfo", EVERY, faults.trickle(0.02))
        with pytest.raises(UnavailableError, match=r"no whole answer within 0\.2 s, serverInfo; tried 5 times"):
            http(jira, seconds=0.2).get("serverInfo")


def test_an_answer_that_came_byte_by_byte_once_is_asked_for_again(world):
    with FakeJira(world) as jira:
        jira.faults.add("serverInfo", 1, faults.trickle(0.02))
        assert "version" in http(jira, seconds=0.3).get("serverInfo")


def test_a_small_answer_that_unpacks_to_a_large_one_is_refused(world):
    with FakeJira(world) as jira:
        jira.faults.add("myself", EVERY, faults.packed(257))
        with pytest.raises(AnswerTooLargeError, match="larger than 256 MB"):
            http(jira).get("myself")


@pytest.mark.parametrize("size", [0, 1, 1024**2 + 7])
def test_an_answer_may_be_packed_as_one_member_or_several(world, size):
    whole = json.dumps({"text": random.Random(1).randbytes(size).hex()}).encode()
    half = len(whole) // 2
    with FakeJira(world) as jira:
        for packed in (gzip.compress(whole), gzip.compress(whole[:half]) + gzip.compress(whole[half:])):
            jira.faults.clear()
            jira.faults.add("myself", EVERY, packed_as("gzip", packed))
            assert http(jira).get("myself") == json.loads(whole)


def test_a_packed_answer_that_is_cut_or_damaged_is_asked_for_again(world):
    packed = gzip.compress(b'{"text": "' + b"abc" * 1000 + b'"}')
    with FakeJira(world) as jira:
        jira.faults.add("myself", 1, packed_as("gzip", packed[:-10]))
        jira.faults.add("myself", 2, packed_as("gzip", b"no gzip at all"))
        assert "accountId" in http(jira).get("myself")


def test_a_packing_that_nobody_asked_for_is_refused(world):
    with FakeJira(world) as jira:
        jira.faults.add("myself", EVERY, packed_as("br", b"{}"))
        with pytest.raises(AnswerError, match="packed as 'br'"):
            http(jira).get("myself")


def packed_as(packing, content):
    return lambda request, answer: Reply(200, content, {"Content-Encoding": packing})


def test_the_body_of_a_redirect_is_no_way_around(world, small):
    bomb = faults.packed(2)
    with FakeJira(world) as jira:
        jira.faults.add("myself", EVERY, lambda *sent: Reply(302, *told(bomb(*sent), Location="/login")))
        with pytest.raises(AnswerTooLargeError):
            http(jira).get("myself")


def told(reply, **headers):
    return reply.body, reply.headers | headers


@pytest.mark.parametrize(("face", "where"), [("cloud", "issue/bulkfetch"), ("dc", "id+in+%28")])
def test_issues_that_are_too_many_for_one_answer_are_asked_for_in_parts(world, small, face, where):
    others = [world.create("Task", summary=f"Other {number}") for number in range(3)]
    with FakeJira(indexed(world), face) as jira:
        jira.faults.add(where, 1, faults.packed(2))
        found = on(jira).fetch([str(one.id) for one in others], ["summary"])
        assert [one["id"] for one in found.issues] == [str(one.id) for one in others]


def test_histories_that_are_too_many_for_one_answer_are_asked_for_one_by_one(world, small):
    (task,) = world.issues.values()
    with FakeJira(world) as jira:
        jira.faults.add("changelog/bulkfetch", EVERY, faults.packed(2))
        (issue,) = on(jira).fetch([str(task.id)], ["summary"]).issues
        assert len(issue["changelog"]["histories"]) == 6


# Pages ---------------------------------------------------------------------------------------------


def repeated():
    """The first page over and over, each time with another token, and never the last."""
    pages = []

    def alter(found):
        pages.append(found)
        return pages[0] | {"isLast": False, "total": 10**9, "nextPageToken": f"more-{len(pages)}"}

    return faults.change(alter)


def test_projects_whose_pages_do_not_end_end_in_a_sentence(world):
    with FakeJira(world) as jira:
        jira.faults.add("project/search", EVERY, faults.body({"values": [{"key": "ML", "name": "ML"}]}))
        with pytest.raises(AnswerError, match="pages at project/search bring nothing new"):
            on(jira).projects(["ML"])


def test_projects_that_are_new_on_every_page_end_in_a_sentence(world, monkeypatch):
    monkeypatch.setattr("mlpm_analytics.sources.api.cloud.MOST_PROJECT_PAGES", 20)
    numbers = iter(range(10**6))
    with FakeJira(world) as jira:
        endless = faults.change(lambda _: {"isLast": False, "values": [{"key": f"P{next(numbers)}", "name": "P"}]})
        jira.faults.add("project/search", EVERY, endless)
        with pytest.raises(AnswerError, match="do not end: 20 came"):
            on(jira).projects()


def test_bulk_histories_whose_pages_do_not_end_are_asked_for_one_by_one(world):
    (task,) = world.issues.values()
    with FakeJira(world, manners=Manners(bulk_entries=3)) as jira:
        jira.faults.add("changelog/bulkfetch", EVERY, repeated())
        (issue,) = on(jira).fetch([str(task.id)], ["summary"]).issues
        assert len(issue["changelog"]["histories"]) == 6


def test_histories_of_an_issue_whose_pages_do_not_end_end_in_a_sentence(world):
    (task,) = world.issues.values()
    with FakeJira(world) as jira:
        jira.faults.add("/changelog?", EVERY, repeated())
        with pytest.raises(AnswerError, match=rf"pages at issue/{task.id}/changelog bring nothing new"):
            on(jira).fetch_alone(str(task.id), ["summary"])


def test_a_history_that_comes_on_two_pages_counts_once(world):
    (task,) = world.issues.values()
    with FakeJira(world, manners=Manners(bulk_entries=3)) as jira:
        first = []
        jira.faults.add("changelog/bulkfetch", 1, faults.change(lambda found: first.append(found["issueChangeLogs"])))
        jira.faults.add(
            "changelog/bulkfetch",
            2,
            faults.change(lambda found: found | {"issueChangeLogs": first[0] + found["issueChangeLogs"]}),
        )
        (issue,) = on(jira).fetch([str(task.id)], ["summary"]).issues
        assert len(issue["changelog"]["histories"]) == 6


def test_a_data_center_that_lists_without_end_ends_in_a_sentence(world, monkeypatch):
    monkeypatch.setattr("mlpm_analytics.sources.api.client.MOST_PAGES", 20)
    numbers = iter(range(1, 10**6))
    with FakeJira(world, "dc") as jira:
        jira.faults.add("/search?", EVERY, faults.change(lambda _: {"issues": [{"id": str(next(numbers))}]}))
        with pytest.raises(JiraError, match="do not end: 20 came"):
            on(jira).listed("project = ML")


def test_a_data_center_that_does_not_count_offsets_is_not_asked_a_thousand_times(world):
    with FakeJira(world, "dc", Manners(compares_ids=False)) as jira:
        jira.faults.add("/search?", EVERY, faults.change(lambda found: found | {"total": 5000}))
        jira.faults.add("startAt=", EVERY, faults.change(lambda found: found | {"issues": [{"id": "1"}]}))
        on(jira).listed("project = ML")
        assert len(jira.requests) < 12

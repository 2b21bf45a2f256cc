"""What a query finds, and what makes Jira refuse it."""

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest

from tests.fakejira import World
from tests.fakejira.client import Client, ids
from tests.fakejira.model import Issue


@pytest.fixture
def made(world: World) -> list[Issue]:
    """Three Tasks of ML and one of OPS, a day apart: the first is in progress, the last of ML is done."""
    world.add_project("OPS", "Operations")
    found = [
        world.create(project=key, at=datetime(2026, 3, day, 8, tzinfo=UTC), labels=[key])
        for day, key in ((3, "ML"), (4, "ML"), (5, "ML"), (6, "OPS"))
    ]
    world.transition(found[0], "In Progress")
    world.transition(found[2], "Done")
    world.index.catch_up(world.issues)
    return found


def milliseconds(moment: datetime) -> int:
    return round(moment.timestamp() * 1000)


@pytest.mark.parametrize(
    ("jql", "places"),
    [
        ("project = ML", [0, 1, 2]),
        ("project in (ML, ops)", [0, 1, 2, 3]),
        ("project = 'Machine learning'", [0, 1, 2]),
        ("project = 10001", [3]),
        ("PROJECT != ML", [3]),
        ("project not in (ML)", [3]),
        ("project = ML AND status = 'In Progress'", [0]),
        ("project = ML and (status = Done or status = 3)", [0, 2]),
        ("NOT project = ML", [3]),
        ("key = ML-2", [1]),
        ("key in (ML-2, OPS-1)", [1, 3]),
        ("issuekey = ml-2", [1]),
        ("statusCategory = Done", [2]),
        ("resolution is EMPTY AND project = ML", [0, 1]),
        ("resolution is not empty", [2]),
        ("assignee = EMPTY", [0, 1, 2, 3]),
        ("reporter = currentUser()", [0, 1, 2, 3]),
        ("labels = ops", [3]),
        ("issuetype = Task AND labels in (ML)", [0, 1, 2]),
        ("updated <= now()", [0, 1, 2, 3]),
        ("created < now() AND project = OPS", [3]),
    ],
)
def test_a_query_finds_what_it_says(made: list[Issue], on_either: Client, jql: str, places: list[int]):
    assert on_either.ids(f"{jql} ORDER BY id") == ids(*(made[place] for place in places))


def test_ids_are_numbers_that_can_be_compared(made: list[Issue], on_either: Client):
    assert on_either.ids(f"id > {made[1].id} ORDER BY id") == ids(*made[2:])
    assert on_either.ids(f"id in ({made[0].id}, {made[3].id}) ORDER BY id") == ids(made[0], made[3])


def test_an_unquoted_number_is_milliseconds(made: list[Issue], on_either: Client):
    at = milliseconds(made[1].updated)
    assert on_either.ids(f"updated >= {at} AND created > {at} ORDER BY id") == ids(made[2], made[3])
    assert on_either.ids(f"created >= {at} AND created < {at + 1}") == ids(made[1])


def test_a_date_is_read_in_the_time_zone_of_the_account(made: list[Issue], on_either: Client):
    assert on_either.ids('created >= "2026-03-04 09:00" AND created <= "2026/03/04 09:00"') == ids(made[1])
    on_either.jira.account.zone = ZoneInfo("Asia/Tokyo")
    assert on_either.ids('created >= "2026-03-04 17:00" AND created <= "2026-03-04 17:00"') == ids(made[1])


def test_a_period_is_counted_back_from_now(world: World, made: list[Issue], on_either: Client):
    world.clock.set(datetime(2026, 3, 6, 9, 35, tzinfo=UTC))
    assert on_either.ids('created >= "-95m"') == ids(made[3])
    assert on_either.ids("created >= -94m") == []
    assert on_either.ids("created >= '-2d' ORDER BY created ASC") == ids(made[2], made[3])


def test_order_by_sorts_up_or_down(made: list[Issue], on_either: Client):
    assert on_either.ids("project in (ML, OPS) ORDER BY created DESC") == ids(*reversed(made))
    assert on_either.ids("project in (ML, OPS) ORDER BY key ASC") == ids(*made)
    assert on_either.ids("project in (ML, OPS) order by key desc, id") == ids(made[3], made[2], made[1], made[0])


@pytest.mark.parametrize(
    "jql",
    [
        "project = NOPE",
        "project in (ML, NOPE)",
        "phase = Modeling",
        "cf[10031] = Modeling",
        "status = Nope",
        "reporter = nobody",
        "updated >= endOfUniverse()",
        "project = ML ORDER BY nope",
        "project = ML AND",
        "project = ML ORDER",
        "project = ML status = Done",
        "project ML",
        "project = (ML",
        "project in ML",
        "(project = ML",
        "project = select",
        "project = A-B",
        "project > ML",
        "updated >= '2026-03-04T10:00:00Z'",
        "updated >= '1772438400000'",
        "updated >= tomorrow",
        "key = ML-99",
        "id in (99999)",
        "updated ~ x",
        "project = ML ; drop",
        "'unfinished",
        "created is sometimes",
    ],
)
def test_what_jira_does_not_know_makes_the_whole_query_fail(made: list[Issue], on_either: Client, jql: str):
    answer = on_either.search(jql)
    assert answer.status_code == 400
    assert answer.json()["errorMessages"]


def test_a_project_that_is_hidden_or_deleted_does_not_exist(world: World, made: list[Issue], on_either: Client):
    world.hide_project("OPS")
    assert on_either.search("project = OPS").status_code == 400
    world.show_project("OPS")
    assert on_either.search("project = OPS").status_code == 200
    world.delete_project("OPS")
    assert on_either.search("project = OPS").status_code == 400
    assert on_either.ids("project = ML ORDER BY id") == ids(*made[:3])


def test_a_jira_may_neither_compare_ids_nor_read_milliseconds(made: list[Issue], on_either: Client):
    manners = on_either.jira.manners
    manners.compares_ids = manners.reads_milliseconds = False
    for jql in (f"id > {made[0].id}", f"updated >= {milliseconds(made[1].updated)}"):
        assert on_either.search(jql).status_code == 400
    assert on_either.ids("project in (ML, OPS) AND created >= '2026-03-04 09:00' ORDER BY id") == ids(*made[1:])

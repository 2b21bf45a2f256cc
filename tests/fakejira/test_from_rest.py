"""A REST answer becomes a world that answers the same."""

import json
from pathlib import Path

import pytest

from tests.fakejira.client import Client
from tests.fakejira.face import Manners
from tests.fakejira.from_rest import world_from
from tests.fakejira.server import FakeJira

SAMPLE = Path(__file__).parents[2] / "data" / "sample" / "jira.json"


def shown(issue: dict) -> dict:
    """What has to come back of an issue, without addresses and zones."""
    fields = issue["fields"]
    named = {
        "status": fields["status"]["name"],
        "category": fields["status"]["statusCategory"]["key"],
        "assignee": fields["assignee"] and fields["assignee"]["accountId"],
        "parent": fields.get("parent", {}).get("key"),
        "option": fields.get("customfield_10031"),
    }
    plain = {name: fields.get(name) for name in ("summary", "labels", "timeoriginalestimate", "customfield_10102")}
    return plain | named | {"key": issue["key"], "option": named["option"] and named["option"]["id"]}


def items(issue: dict) -> list[tuple]:
    found = sorted(issue["changelog"]["histories"], key=lambda one: int(one["id"]))
    sides = ("field", "from", "fromString", "to", "toString")
    return [(one["id"], *(item.get(side) for side in sides)) for one in found for item in one["items"]]


def test_the_sample_comes_back_from_cloud_as_it_is_in_the_file():
    answer = json.loads(SAMPLE.read_text(encoding="utf-8"))
    with FakeJira(world_from(answer), "cloud", Manners(page=5000, search_histories=1000)) as jira:
        client = Client(jira)
        with client.session:
            back = client.search("project = ML", maxResults=5000, fields="*all", expand="changelog").json()["issues"]
    assert len(back) == len(answer["issues"])
    by_id = {issue["id"]: issue for issue in back}
    for issue in answer["issues"]:
        assert shown(by_id[issue["id"]]) == shown(issue)
        assert items(by_id[issue["id"]]) == items(issue)


@pytest.mark.parametrize("face", ["cloud", "dc"])
def test_work_goes_on_in_a_world_that_was_read(face: str):
    world = world_from(json.loads(SAMPLE.read_text(encoding="utf-8")))
    newest = max(one.id for issue in world.issues.values() for one in issue.histories)
    task = world.find("ML-31")
    world.transition(task, "In Progress")
    assert task.histories[-1].id > newest
    assert world.create("Task").id == max(world.issues)
    with FakeJira(world, face) as jira:
        client = Client(jira)
        with client.session:
            assert client.get("issue/ML-31").json()["fields"]["status"]["name"] == "In Progress"

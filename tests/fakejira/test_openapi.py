"""Cloud's answers fit Atlassian's own description of its API.

The description contradicts its own examples in five places; it is patched there: `from` and `to` may be null,
`created` may be a number, two answers have members beyond the described ones, and nothing is required of options.
"""

import json
import os
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft4Validator

from tests.fakejira.client import Client
from tests.fakejira.face import Manners
from tests.fakejira.server import FakeJira
from tests.fakejira.worlds import random_world

SHARED = os.environ.get("MLPM_SHARED")
pytestmark = pytest.mark.skipif(SHARED is None, reason="MLPM_SHARED names no folder with Atlassian's description")
WITH_MORE_MEMBERS = ("ServerInformation", "BulkIssueResults")  # defaultLocale; expand
OPTIONS = ("CustomFieldContextOption", "CustomFieldOption", "IssueFieldOption")


@cache
def description() -> dict[str, Any]:
    """The document, with the patches."""
    found = json.loads((Path(str(SHARED)) / "jira-cloud-openapi.json").read_text(encoding="utf-8"))
    schemas = found["components"]["schemas"]
    for side in ("from", "to", "fromString", "toString"):
        schemas["ChangeDetails"]["properties"][side] = {"type": ["string", "null"]}
    schemas["Changelog"]["properties"]["created"] = {"type": ["string", "integer"]}
    for name in WITH_MORE_MEMBERS:
        schemas[name].pop("additionalProperties")
    for name in OPTIONS:
        schemas.get(name, {}).pop("required", None)
    return found


def faults_of(method: str, path: str, answer: Any) -> list[str]:
    """What of the answer does not fit the operation's schema."""
    operation = description()["paths"][path][method]
    schema = operation["responses"]["200"]["content"]["application/json"]["schema"]
    validator = Draft4Validator({"allOf": [schema], "components": description()["components"]})
    return [f"{'/'.join(map(str, one.absolute_path))}: {one.message[:200]}" for one in validator.iter_errors(answer)]


@pytest.fixture(params=["ms", "iso"])
def site(request: pytest.FixtureRequest):
    """A random world as Cloud."""
    with FakeJira(random_world(11), "cloud", Manners(created_in=request.param)) as jira:
        client = Client(jira)
        with client.session:
            yield client


@pytest.mark.parametrize(
    ("path", "asked"),
    [
        ("serverInfo", {}),
        ("myself", {}),
        ("field", {}),
        ("status", {}),
        ("statuscategory", {}),
        ("configuration", {}),
        ("project/search", {}),
        ("search/jql", {"jql": "project in (ML, OPS)"}),
        ("search/jql", {"jql": "project in (ML, OPS)", "fields": "*all", "expand": "changelog,names,schema"}),
    ],
)
def test_answers_to_get(site: Client, path: str, asked: dict):
    assert faults_of("get", f"/rest/api/3/{path}", site.get(path, **asked).json()) == []


def test_answers_to_get_of_one_issue(site: Client):
    for issue in list(site.jira.world.issues.values())[:8]:
        answer = site.get(f"issue/{issue.id}", expand="changelog").json()
        assert faults_of("get", "/rest/api/3/issue/{issueIdOrKey}", answer) == []
        answer = site.get(f"issue/{issue.id}/changelog").json()
        assert faults_of("get", "/rest/api/3/issue/{issueIdOrKey}/changelog", answer) == []


@pytest.mark.parametrize("path", ["search/jql", "search/approximate-count"])
def test_answers_to_posted_queries(site: Client, path: str):
    answer = site.post(path, jql="project = ML").json()
    assert faults_of("post", f"/rest/api/3/{path}", answer) == []


@pytest.mark.parametrize("path", ["issue/bulkfetch", "changelog/bulkfetch"])
def test_answers_to_bulk_reads(site: Client, path: str):
    names = [str(number) for number in site.jira.world.issues]
    answer = site.post(path, issueIdsOrKeys=names).json()
    assert faults_of("post", f"/rest/api/3/{path}", answer) == []


def test_the_check_notices_what_does_not_fit(site: Client):
    for broken in ({"issues": {}}, {"issues": [{"id": 10101}]}, {"isLast": "no"}):
        assert faults_of("get", "/rest/api/3/search/jql", broken)
    history = {"id": 1, "created": 1.5, "items": [{"from": 3}]}
    broken = {"issueChangeLogs": [{"issueId": "1", "changeHistories": [history]}]}
    assert len(faults_of("post", "/rest/api/3/changelog/bulkfetch", broken)) == 3

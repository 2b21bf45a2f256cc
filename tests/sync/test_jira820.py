"""The loader against `jira820`, a double of Jira 8.20 by other people, as far as that one goes.

It knows issues by their keys alone: what asks for ids is put in front of it here.
"""

import re
import threading
from contextlib import contextmanager
from datetime import date
from urllib.parse import parse_qs, urlencode

import pytest
import requests

from mlpm_analytics.settings import Settings
from mlpm_analytics.sources.api import Address, Credentials, HttpClient
from mlpm_analytics.store import Store
from mlpm_analytics.sync import SyncOptions, load_changes
from tests.fakejira import World

from .jiras import QuickClock
from .truth import raw_of

jira820 = pytest.importorskip("jira820")
uvicorn = pytest.importorskip("uvicorn")
BY_ID = re.compile(r"id in \(([\d, ]+)\)")


def by_key(app, store):
    """The application, asked for the key wherever an issue is asked for by its id."""
    keys = {store.serializer.issue_res(one, "")["id"]: key for key, one in store.issues.items()}

    async def asked(scope, receive, send):
        if scope["type"] == "http":
            head, _, last = scope["path"].rpartition("/")
            scope["path"] = f"{head}/{keys.get(last, last)}"
            query = {name: values[0] for name, values in parse_qs(scope["query_string"].decode()).items()}
            if "jql" in query:
                named = lambda found: f"key in ({', '.join(keys[one.strip()] for one in found[1].split(','))})"  # noqa: E731
                query["jql"] = BY_ID.sub(named, query["jql"])
                scope["query_string"] = urlencode(query).encode()
        await app(scope, receive, send)

    return asked


@contextmanager
def served(app):
    server = uvicorn.Server(uvicorn.Config(app, port=0, log_level="error", lifespan="off"))
    thread = threading.Thread(target=server.run, daemon=True)
    thread.start()
    while not server.started:
        thread.join(0.01)
    yield f"http://127.0.0.1:{server.servers[0].sockets[0].getsockname()[1]}"
    server.should_exit = True
    thread.join(10)


@pytest.fixture(scope="module")
def other():
    """Its address, and what it holds."""
    config = jira820.Config(base_date=date(2025, 12, 30), project_key="ML", epics_per_module=1)
    store = jira820.build_store(config)
    with served(by_key(jira820.make_app(store), store)) as url:
        yield url, store


def load(url, folder, **asked):
    http = HttpClient(Address(url), Credentials("token"), pace=0, clock=QuickClock(World()))
    with Store(folder).loading() as raw:
        return load_changes(http, raw, Settings(jira={"url": url, "projects": ["ML"]}), SyncOptions(**asked))


def test_every_issue_comes_with_its_history_its_epic_and_its_people(tmp_path, other):
    url, store = other
    report = load(url, tmp_path)
    assert report.loaded == len(store.issues)
    raw = raw_of(Store(tmp_path))
    found = raw.issues.set_index("key")
    for key, issue in store.issues.items():
        row = found.loc[key].where(found.loc[key].notna(), None)
        assert (row["status"], row["summary"]) == (issue["statusName"], issue["summary"])
        assert (row["assignee_id"], row["epic_link"]) == (issue.get("assignee") or None, issue.get("epicKey"))
    logged = {key: sum(len(one["items"]) for one in issue["changelog"]) for key, issue in store.issues.items()}
    counts = raw.changes["issue_id"].map(raw.issues.set_index("issue_id")["key"]).value_counts()
    assert sum(logged.values()) > 100
    assert {key: int(counts.get(key, 0)) for key in logged} == logged


def test_a_transition_is_brought_by_the_next_full_sync(tmp_path, other):
    url, store = other
    load(url, tmp_path)
    key = next(key for key, one in store.issues.items() if one["statusName"] == "Open")
    answer = requests.get(f"{url}/rest/api/2/issue/{key}/transitions", timeout=10).json()
    wanted = next(one for one in answer["transitions"] if one["to"]["name"] == "In Progress")
    done = requests.post(
        f"{url}/rest/api/2/issue/{key}/transitions", json={"transition": {"id": wanted["id"]}}, timeout=10
    )
    assert done.ok
    load(url, tmp_path, full=True)
    raw = raw_of(Store(tmp_path))
    moved = raw.issues[raw.issues["key"] == key].iloc[0]
    assert moved["status"] == "In Progress"
    assert raw.changes.loc[raw.changes["issue_id"] == moved["issue_id"], "to_text"].tolist()[-1] == "In Progress"

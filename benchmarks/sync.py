"""How fast `mlpm sync` loads a Jira for the first time, and how much memory it takes.

    python benchmarks/sync.py [--issues 10000] [--changes 25] [--double] [--figures] [--again] [--profile FILE]

A stand-in in a process of its own answers as Jira Cloud does in bulk, out of prepared text, so that what is measured
is the client; with `--double` it is the double of the tests, which renders every answer. Pacing is off, batches have
100 issues. Rates are printed by the clock, and by the processor time of the client alone.
"""

import argparse
import cProfile
import gc
import json
import multiprocessing
import resource
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from multiprocessing.connection import Connection
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

HERE = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(HERE))

from mlpm_analytics.load import published_report  # noqa: E402
from mlpm_analytics.settings import Settings  # noqa: E402
from mlpm_analytics.sources.api import Address, Credentials, HttpClient  # noqa: E402
from mlpm_analytics.store import Store  # noqa: E402
from mlpm_analytics.sync import SyncOptions, load_changes  # noqa: E402
from tests.fakejira import FakeJira, Manners, plain_world  # noqa: E402

FIRST_ID, FIRST_HISTORY = 10_000_000, 500_000_000
LISTED_AT_ONCE = 5000
MANNERS = Manners(page=100, bulk_entries=10_000)


class StandIn(BaseHTTPRequestHandler):
    """Answers out of text: an issue of the double and its histories, with other ids for each issue."""

    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True
    wbufsize = -1
    count = 0
    changes = 0
    issue = ""
    histories = ""
    others: dict[str, str] = {}  # noqa: RUF012  # set once, before the server starts

    @classmethod
    def prepare(cls, count: int, changes: int) -> None:
        """Let the double write one issue with its histories."""
        cls.count, cls.changes = count, changes
        world = plain_world(2, changes)
        task = list(world.issues.values())[-1]
        with FakeJira(world, manners=MANNERS) as jira:
            client = HttpClient(Address(jira.url), Credentials(jira.token, jira.email), pace=0)
            client.use_version("3")
            issue = client.post("issue/bulkfetch", {"issueIdsOrKeys": [str(task.id)], "fields": ["*all"]})
            logs = client.post("changelog/bulkfetch", {"issueIdsOrKeys": [str(task.id)], "maxResults": 10_000})
            asked = {"project/search": {"startAt": 0, "maxResults": 50, "keys": ["ML"]}}
            cls.others = {
                path: json.dumps(client.get(path, asked.get(path)))
                for path in ("serverInfo", "myself", "field", "status", "configuration", "project/search")
            }
        text = json.dumps(issue["issues"][0]).replace("%", "%%")
        cls.issue = text.replace(f"{task.id}", "%(id)d").replace(task.key, "ML-%(number)d")
        log = json.dumps(logs["issueChangeLogs"][0]["changeHistories"]).replace("%", "%%")
        for place, history in enumerate(task.histories):
            log = log.replace(f'"id": "{history.id}"', f'"id": "%({place})d"')
        cls.histories = log

    def do_GET(self) -> None:
        """Definitions, and the list of issues."""
        address = urlsplit(self.path)
        path = address.path.split("/", 4)[4]
        if path != "search/jql":
            return self._send(self.others[path])
        asked = parse_qs(address.query)
        start = int(asked.get("nextPageToken", ["0"])[0])
        stop = self.count if "updated >=" not in asked["jql"][0] else 0
        found = [
            f'{{"id": "{FIRST_ID + number}", "fields": {{"updated": "2026-03-01T10:00:00.000+0000"}}}}'
            for number in range(start, min(stop, start + LISTED_AT_ONCE))
        ]
        is_last = start + LISTED_AT_ONCE >= stop
        token = "" if is_last else f', "nextPageToken": "{start + LISTED_AT_ONCE}"'
        return self._send(f'{{"issues": [{", ".join(found)}], "isLast": {str(is_last).lower()}{token}}}')

    def do_POST(self) -> None:
        """The bulk reads."""
        sent = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        if self.path.endswith("approximate-count"):
            return self._send(f'{{"count": {self.count}}}')
        ids = [int(one) for one in sent["issueIdsOrKeys"]]
        if self.path.endswith("issue/bulkfetch"):
            issues = ", ".join(self.issue % {"id": one, "number": one - FIRST_ID + 1} for one in ids)
            return self._send(f'{{"issues": [{issues}], "issueErrors": []}}')
        logs = (f'{{"issueId": "{one}", "changeHistories": {self._histories_of(one)}}}' for one in ids)
        return self._send(f'{{"issueChangeLogs": [{", ".join(logs)}]}}')

    def _histories_of(self, issue_id: int) -> str:
        first = FIRST_HISTORY + (issue_id - FIRST_ID) * self.changes
        return self.histories % {str(place): first + place for place in range(self.changes)}

    def _send(self, text: str) -> None:
        content = text.encode()
        self.send_response(200)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(content)))
        self.end_headers()
        self.wfile.write(content)
        self.wfile.flush()

    def log_message(self, *_: object) -> None:
        """Quiet."""


def stand_in(told: Connection, count: int, changes: int) -> None:
    """Serve until the process is ended."""
    StandIn.prepare(count, changes)
    server = ThreadingHTTPServer(("127.0.0.1", 0), StandIn)
    told.send([f"http://127.0.0.1:{server.server_port}", "ada@example.com", "a token"])
    server.serve_forever()


def double(told: Connection, count: int, changes: int) -> None:
    """Serve the double of the tests until the process is ended."""
    with FakeJira(plain_world(count, changes), manners=MANNERS) as jira:
        told.send([jira.url, jira.email, jira.token])
        told.recv()


@contextmanager
def serving(serve: Callable[[Connection, int, int], None], count: int, changes: int) -> Iterator[list[str]]:
    """A Jira in a process of its own: its address, an email and a token."""
    ours, theirs = multiprocessing.Pipe()
    process = multiprocessing.get_context("spawn").Process(target=serve, args=(theirs, count, changes), daemon=True)
    process.start()
    try:
        yield ours.recv()
    finally:
        process.terminate()


class Stopwatch:
    """Prints what a step took, and the memory at its highest so far."""

    def __init__(self) -> None:
        self.clock, self.processor = time.perf_counter(), time.process_time()

    def told(self, what: str, issues: int) -> None:
        """One line, and start anew."""
        seconds, processor = time.perf_counter() - self.clock, time.process_time() - self.processor
        peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
        rates = f"{issues / seconds:6.0f} issues/s by the clock, {issues / processor:6.0f} by the processor"
        print(f"{what:<24} {seconds:7.1f} s {processor:7.1f} s processor  {rates}  peak {peak:,.0f} MB", flush=True)
        self.__init__()


def main() -> None:
    """Measure one first load, and what is asked for after it."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--issues", type=int, default=10_000)
    parser.add_argument("--changes", type=int, default=25)
    parser.add_argument("--double", action="store_true", help="against the double of the tests")
    parser.add_argument("--figures", action="store_true", help="compute and publish the figures, too")
    parser.add_argument("--again", action="store_true", help="then sync once more, with nothing new")
    parser.add_argument("--profile", type=Path, help="write the profile of the first load here")
    given = parser.parse_args()
    serve = double if given.double else stand_in
    with serving(serve, given.issues, given.changes) as (url, email, token), tempfile.TemporaryDirectory() as folder:
        settings = Settings(jira={"url": url, "projects": ["ML"], "pace": 0})
        gc.freeze()  # as the command does
        store, watch = Store(Path(folder)), Stopwatch()
        profile = cProfile.Profile()
        for what in ["first load"] + ["nothing new"] * given.again:
            with store.loading() as raw:
                http = HttpClient(Address(url), Credentials(token, email), pace=0)
                profile.enable() if given.profile and what == "first load" else None
                report = load_changes(http, raw, settings, SyncOptions())
                profile.disable()
            watch.told(f"{what}, {report.requests} requests", report.listed)
        if given.figures:
            with store.loading() as raw:
                published_report(store, raw, settings, lambda _: None)
            watch.told("figures and publishing", given.issues)
        size = sum(path.stat().st_size for path in Path(folder).iterdir()) / 2**20
        print(f"the store takes {size:,.0f} MB")
    if given.profile:
        profile.dump_stats(given.profile)


if __name__ == "__main__":
    main()

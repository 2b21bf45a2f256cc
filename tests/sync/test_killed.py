"""Real processes that are killed in the middle of a sync, and started again."""

import json
import os
import random
import signal
import subprocess
import sys

import pytest

from mlpm_analytics.load import current
from mlpm_analytics.store import Store
from tests.fakejira import FakeJira, Manners, faults
from tests.fakejira.worlds import random_world

from .jiras import Team, indexed
from .truth import assert_true, raw_of

KILLS = int(os.environ.get("SYNC_KILLS", "6"))
SYNC = """
import json, os, signal, sys
from pathlib import Path
from mlpm_analytics.settings import Settings
from mlpm_analytics.sources.api import Address, Credentials, HttpClient
from mlpm_analytics.store import Store
from mlpm_analytics.sync import SyncOptions, load_changes, sync
from mlpm_analytics.sources.api.cloud import Cloud
from mlpm_analytics.sources.api.data_center import DataCenter
url, email, token, folder, is_killed = json.loads(sys.argv[1])
Cloud.batch = DataCenter.batch = 5
settings = Settings(jira={"url": url, "projects": ["ML"]})
http = HttpClient(Address(url), Credentials(token, email), pace=0)
if is_killed:
    killing = lambda words: words == "Publishing" and os.kill(os.getpid(), signal.SIGKILL)
    sync(http, Store(Path(folder)), settings, SyncOptions(), progress=killing)
with Store(Path(folder)).loading() as raw:
    report = load_changes(http, raw, settings, SyncOptions())
print(json.dumps([report.kind, report.is_resumed, report.loaded]))
"""


def started(jira, folder, *, is_killed_at_publishing=False):
    email = jira.email if jira.face_name == "cloud" else None
    given = json.dumps([jira.url, email, jira.token, str(folder), is_killed_at_publishing])
    command = [sys.executable, "-c", SYNC, given]
    return subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)


pytestmark = pytest.mark.skipif(os.name != "posix", reason="kills processes")


def tear(log, dice):
    """Leave the end of the log unwritten, as a power cut may."""
    if log.exists() and dice.random() < 0.5:
        os.truncate(log, max(0, log.stat().st_size - dice.randint(1, 200)))


@pytest.mark.parametrize("seed", range(KILLS))
def test_a_sync_that_is_killed_goes_on_and_ends_as_if_it_had_not_been(tmp_path, seed):
    dice, world = random.Random(seed), random_world(seed)
    face = ("cloud", "dc")[seed % 2]
    with FakeJira(world, face, Manners(page=100)) as jira:
        running = []
        jira.faults.add(
            lambda request: True,
            dice.randint(8, 20),
            faults.kill(lambda: (running[-1].send_signal(signal.SIGKILL), running[-1].wait())),
        )
        running.append(started(jira, tmp_path / "store"))
        running[-1].communicate(timeout=120)
        assert running[-1].returncode == -signal.SIGKILL
        jira.faults.clear()
        tear(tmp_path / "store" / "raw.duckdb.wal", dice)
        again = started(jira, tmp_path / "store")
        said, complaints = again.communicate(timeout=120)
        assert again.returncode == 0, complaints
        assert_true(Team(jira, Store(tmp_path / "store")))
        kind, is_resumed, loaded = json.loads(said)
        issues = len(raw_of(Store(tmp_path / "store")).issues)
        assert kind == "full" or is_resumed
        assert loaded < issues or not is_resumed


def test_what_a_sync_kept_that_was_killed_before_it_published_is_shown_to_the_next_reader(tmp_path):
    world = random_world(3, tasks=5, edits=5)
    with FakeJira(world) as jira:
        team = Team(jira, Store(tmp_path / "store"))
        team.sync()
        team.later(hours=1)
        edited = next(issue for issue in world.issues.values() if issue.project.key == "ML")
        world.edit(edited, summary="Kept before the end")
        indexed(world)
        killed = started(jira, team.store.folder, is_killed_at_publishing=True)
        _, complaints = killed.communicate(timeout=120)
        assert killed.returncode == -signal.SIGKILL, complaints
        assert "Kept before the end" not in team.store.published().frame("issues")["summary"].tolist()
        assert "Kept before the end" in current(team.store, team.configured).frame("issues")["summary"].tolist()
        with team.store.loading():
            assert current(team.store, team.configured).name == team.store.published().name

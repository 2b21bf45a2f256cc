"""Random worlds, edits while a sync runs, faults and crashes: in the end the store holds the truth, each change once.

`SYNC_WORLDS=5000` tries as many.
"""

import os
import random
from contextlib import suppress

import pytest

from mlpm_analytics.errors import JiraError
from tests.fakejira import Index, Manners, faults
from tests.fakejira.worlds import random_world, stir

from .jiras import FACES, indexed, team
from .truth import assert_true

WORLDS = int(os.environ.get("SYNC_WORLDS", "40"))
PARTS = ("serverInfo", "myself", "field", "status", "project", "search", "count", "bulkfetch", "changelog", "issue")


class CrashError(BaseException):
    """The process would have died here."""


def some_fault(dice: random.Random):
    return dice.choice(
        [
            faults.status(dice.choice((500, 502, 503, 504, 408))),
            faults.too_many(dice.choice(("0", "1", "1.5", "1847", None))),
            faults.reset(),
            faults.cut(),
            faults.broken_json(),
            faults.html(),
            faults.anonymous(dice.choice(("AUTHENTICATED_FAILED", None))),
            faults.empty_page(),
            faults.repeat_token(),
            faults.lose_token(),
            faults.other_account(),
        ]
    )


def crashing(ours, dice: random.Random):
    """The next sync dies at one of its requests, before it is sent or after it is answered."""
    http, at = ours.http(), dice.randint(1, 25)
    whole, after = http._sent, dice.random() < 0.5

    def sent(*arguments):
        is_now = http.requests == at
        if is_now and not after:
            raise CrashError
        answer = whole(*arguments)
        if is_now:
            raise CrashError
        return answer

    http._sent = sent
    ours.http = lambda: http


@pytest.mark.parametrize("seed", range(WORLDS))
def test_after_faults_and_crashes_two_quiet_syncs_and_a_look_at_everything_hold_the_truth(tmp_path, seed):
    dice = random.Random(seed)
    world = random_world(seed, tasks=12, edits=40, index=Index(scatter=random.Random(seed)))
    manners = Manners(page=dice.choice((5, 37)), bulk_entries=dice.choice((7, 50)), seed=seed)
    with team(world, tmp_path, dice.choice(FACES), manners, projects=("ML", "OPS")) as ours:
        fresh = ours.http
        for _ in range(dice.randint(2, 6)):
            disturb(ours, dice)
            with suppress(JiraError, CrashError):
                ours.load(full=dice.random() < 0.1, reconcile=dice.random() < 0.2)
            ours.http = fresh
            ours.jira.faults.clear()
            ours.later(minutes=dice.choice((1, 30, 90, 1500)))
            stir_some(ours, dice)
        indexed(world)
        ours.later(hours=2)
        ours.load()
        ours.later(hours=2)
        ours.load()
        ours.later(hours=2)
        ours.load(reconcile=True, confirm_missing=True)
        assert_true(ours)


def stir_some(ours, dice: random.Random) -> None:
    for _ in range(dice.randint(0, 6)):
        stir(ours.jira.world, dice)


def disturb(ours, dice: random.Random) -> None:
    """Edits between requests, and a fault or a crash."""
    ours.jira.faults.add(dice.choice(PARTS), range(1, 9, 3), faults.kill(lambda: stir(ours.jira.world, dice)))
    if dice.random() < 0.6:
        start = dice.randint(1, 4)
        ours.jira.faults.add(dice.choice(PARTS), range(start, start + dice.choice((1, 2, 99))), some_fault(dice))
    if dice.random() < 0.4:
        crashing(ours, dice)

"""A double to try things against: `python -m tests.fakejira --face dc --seed 7`."""

import argparse
import threading
from datetime import UTC, datetime

from tests.fakejira.clock import Clock
from tests.fakejira.face import Manners
from tests.fakejira.server import FakeJira
from tests.fakejira.worlds import plain_world, random_world

parser = argparse.ArgumentParser(prog="python -m tests.fakejira")
parser.add_argument("--face", choices=("cloud", "dc"), default="cloud")
parser.add_argument("--seed", type=int, default=0)
parser.add_argument("--plain", nargs=2, type=int, metavar=("ISSUES", "CHANGES"), help="a large site of equal Tasks")
parser.add_argument("--page", type=int, default=37, help="issues on a page of a search")

if __name__ == "__main__":
    given = parser.parse_args()
    world = plain_world(*given.plain) if given.plain else random_world(given.seed)
    world.clock = Clock(datetime.now(UTC), runs=True)
    with FakeJira(world, given.face, Manners(page=given.page)) as jira:
        print(jira.url, jira.email, jira.token, sep="\n", flush=True)
        threading.Event().wait()

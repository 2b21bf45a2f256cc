"""A Jira double: Cloud and Data Center over one model, hard by default, with scripted faults.

    world = World()
    epic = world.create("Epic", summary="Churn model")
    task = world.create("Task", parent=epic, customfield_10031="Modeling")
    world.transition(task, "In Progress")
    world.index.catch_up(world.issues)
    with FakeJira(world, face="cloud") as jira:
        jira.faults.add("search/jql", 2, faults.status(503))
        ... jira.url, jira.email, jira.token, jira.requests

`World()` is empty, `random_world(seed)` believable, `stir(world, dice)` edits it at random, `plain_world` is large,
`world_from(answer)` is the Jira that a REST answer with changelogs came from. `Manners` switches what real Jiras
differ in.

`docs/fake-vs-real.md` says what the double does, and how it is known that Jira does the same.
"""

from tests.fakejira import faults
from tests.fakejira.accounts import Account
from tests.fakejira.clock import Clock
from tests.fakejira.defaults import DELIVERABLE, PHASE, PHASES, PLAN
from tests.fakejira.exchange import Reply, Request
from tests.fakejira.face import Manners
from tests.fakejira.faults import EVERY
from tests.fakejira.from_rest import world_from
from tests.fakejira.index import Index
from tests.fakejira.model import History, Issue, User
from tests.fakejira.server import FakeJira
from tests.fakejira.world import World
from tests.fakejira.worlds import plain_world, random_world, stir

__all__ = [
    "DELIVERABLE",
    "EVERY",
    "PHASE",
    "PHASES",
    "PLAN",
    "Account",
    "Clock",
    "FakeJira",
    "History",
    "Index",
    "Issue",
    "Manners",
    "Reply",
    "Request",
    "User",
    "World",
    "faults",
    "plain_world",
    "random_world",
    "stir",
    "world_from",
]

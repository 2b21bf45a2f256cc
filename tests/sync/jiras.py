"""A double of Jira, a store and a clock together: what a sync needs, with no real waiting in it."""

from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path

from mlpm_analytics.settings import Settings
from mlpm_analytics.sources.api import Address, Clock, Credentials, HttpClient
from mlpm_analytics.store import Store
from mlpm_analytics.sync import SyncOptions, SyncReport, load_changes, sync
from tests.fakejira import FakeJira, Manners, World

FACES = ("cloud", "dc")


class QuickClock(Clock):
    """The time of a world; sleeping moves it on, and is written down."""

    def __init__(self, world: World) -> None:
        self.world, self.slept, self._passed = world, list[float](), 0.0

    def now(self) -> datetime:
        return self.world.clock.now()

    def monotonic(self) -> float:
        return self._passed

    def sleep(self, seconds: float) -> None:
        self.slept.append(seconds)
        self._passed += seconds
        self.world.clock.advance(seconds)


@dataclass
class Team:
    """One team with a Jira and a store."""

    jira: FakeJira
    store: Store
    projects: tuple[str, ...] = ("ML",)
    settings: dict[str, dict[str, object]] = field(default_factory=dict)
    pace: float = 0.0
    account: tuple[str, str] | None = None  # email and token, where they are not the double's own

    def __post_init__(self) -> None:
        self.clock = QuickClock(self.jira.world)

    @property
    def configured(self) -> Settings:
        jira = {"url": self.jira.url, "projects": list(self.projects)} | self.settings.get("jira", {})
        if "jql" in jira:
            del jira["projects"]
        return Settings(**(self.settings | {"jira": jira}))

    def http(self) -> HttpClient:
        email, token = self.account or (self.jira.email, self.jira.token)
        credentials = Credentials(token, email if self.jira.face_name == "cloud" else None)
        return HttpClient(Address(self.configured.jira.url), credentials, pace=self.pace, clock=self.clock)

    def load(self, **asked: bool) -> SyncReport:
        """A sync that leaves the figures alone: they take longer than all the rest."""
        with self.store.loading() as raw:
            return load_changes(self.http(), raw, self.configured, SyncOptions(**asked))

    def sync(self, **asked: bool) -> SyncReport:
        return sync(self.http(), self.store, self.configured, SyncOptions(**asked))

    def later(self, **passed: float) -> None:
        self.jira.world.clock.advance(timedelta(**passed).total_seconds())

    def asked_for(self, part: str) -> int:
        """How many requests had this in their address."""
        return sum(part in line for line in self.jira.lines())


@contextmanager
def team(world: World, folder: Path, face: str = "cloud", manners: Manners | None = None, **more):
    with FakeJira(world, face, manners) as jira:
        yield Team(jira, Store(folder / "store"), **more)


def indexed(world: World) -> World:
    world.index.catch_up(world.issues)
    return world

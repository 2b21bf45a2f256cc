"""Fixtures for whoever tests against the double: import them into a `conftest.py`."""

from collections.abc import Iterator

import pytest

from tests.fakejira.server import FakeJira
from tests.fakejira.world import World


@pytest.fixture
def world() -> World:
    """An empty site."""
    return World()


@pytest.fixture
def cloud(world: World) -> Iterator[FakeJira]:
    """`world` as Jira Cloud."""
    with FakeJira(world, face="cloud") as jira:
        yield jira


@pytest.fixture
def data_center(world: World) -> Iterator[FakeJira]:
    """`world` as Jira Data Center."""
    with FakeJira(world, face="dc") as jira:
        yield jira

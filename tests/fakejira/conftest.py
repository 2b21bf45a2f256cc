from collections.abc import Iterator

import pytest

from tests.fakejira import fixtures
from tests.fakejira.client import Client
from tests.fakejira.server import FakeJira

world, cloud, data_center = fixtures.world, fixtures.cloud, fixtures.data_center


@pytest.fixture
def on_cloud(cloud: FakeJira) -> Iterator[Client]:
    client = Client(cloud)
    with client.session:
        yield client


@pytest.fixture
def on_dc(data_center: FakeJira) -> Iterator[Client]:
    client = Client(data_center)
    with client.session:
        yield client


@pytest.fixture(params=["cloud", "dc"])
def on_either(request: pytest.FixtureRequest) -> Client:
    return request.getfixturevalue({"cloud": "on_cloud", "dc": "on_dc"}[request.param])

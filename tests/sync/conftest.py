import pytest

from tests.fakejira import FakeJira
from tests.fakejira.worlds import random_world

from .desk import Desk


@pytest.fixture
def desk(tmp_path):
    """A desk with a Jira of two months."""
    with FakeJira(random_world(3)) as jira:
        yield Desk(tmp_path, jira)

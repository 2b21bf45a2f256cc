from collections.abc import Iterator
from pathlib import Path

import pytest

from mlpm_analytics.store import RawStore, Store


@pytest.fixture
def store(tmp_path: Path) -> Store:
    return Store(tmp_path / "store")


@pytest.fixture
def raw(store: Store) -> Iterator[RawStore]:
    """The raw rows of an empty store, opened by its only loader."""
    with store.loading() as opened:
        yield opened

from collections.abc import Iterator

import pytest

from tests.server.serving import serving


@pytest.fixture(scope="package")
def url(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """A server in a folder without settings of its own, as from an installed wheel."""
    with serving(tmp_path_factory.mktemp("anywhere")) as address:
        yield address

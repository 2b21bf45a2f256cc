"""Pages as a visitor gets them: through the launcher's script, on a store of their own."""

import logging
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
import streamlit as st
from streamlit.testing.v1 import AppTest

from mlpm_analytics.server import SCRIPT
from mlpm_analytics.settings import load_settings
from mlpm_analytics.sources import ReadingOptions, find
from mlpm_analytics.store import Store
from mlpm_analytics.ui import guards
from tests.stores import imported

PAGES = Path("..") / "pages"  # seen from the script
SAMPLE = Path(__file__).parents[2] / "data" / "sample"


@pytest.fixture
def store(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The store that pages read in this test; nothing is in it yet."""
    monkeypatch.setenv("MLPM_STORE", str(tmp_path / "store"))
    monkeypatch.delenv("MLPM_CONFIG", raising=False)
    monkeypatch.chdir(tmp_path)
    st.cache_resource.clear()
    return tmp_path / "store"


@pytest.fixture
def sample_csv(store: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The CSV of the sample, an export without history, is loaded."""
    monkeypatch.setenv("MLPM_CONFIG", str(SAMPLE / "mlpm.toml"))
    settings = load_settings(SAMPLE / "mlpm.toml")
    imported(list(find([SAMPLE / "jira.csv"])), Store(store), settings, ReadingOptions(settings.calendar.timezone))


@pytest.fixture
def faults(caplog: pytest.LogCaptureFixture) -> Callable[[], list[str]]:
    """What failed on the pages of this test, as the log has it; a test that asks for it may have some."""
    return lambda: [told(record) for record in caplog.records if record.name == guards.__name__]


def told(record: logging.LogRecord) -> str:
    return logging.Formatter().format(record)


@pytest.fixture(autouse=True)
def no_part_fails(request: pytest.FixtureRequest, caplog: pytest.LogCaptureFixture) -> Iterator[None]:
    """A part that fails is no exception of the page: without this, tests would not see it."""
    yield
    if "faults" not in request.fixturenames:
        assert not [told(record) for record in caplog.get_records("call") if record.name == guards.__name__]


@pytest.fixture
def opened(store: Path) -> Callable[..., AppTest]:
    """Open a page, with what stands in the address."""

    def open_page(name: str, **query: str) -> AppTest:
        app = AppTest.from_file(str(SCRIPT), default_timeout=120)
        for key, value in query.items():
            app.query_params[key] = value
        return app.run() if name == "weekly_review" else app.switch_page(str(PAGES / f"{name}.py")).run()

    return open_page

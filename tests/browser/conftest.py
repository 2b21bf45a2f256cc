"""The app in a real Chromium: a server on a store of its own, and pages that tolerate no fault.

Without a Chromium these tests are skipped; `MLPM_REQUIRE_BROWSER=1` makes that a failure.
"""

import os
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect, sync_playwright

from mlpm_analytics.ui.guards import FAILED
from tests.builder import epic, portfolio, task
from tests.ui.publishing import publish

ROOT = Path(__file__).parents[2]
CHROMIUM = os.environ.get("CHROMIUM") or shutil.which("chromium") or shutil.which("chromium-browser")
PUBLIC_NAME = "mlpm.example.test"  # found on this machine by the browser alone
ARGUMENTS = [
    *("--no-sandbox", "--disable-dev-shm-usage", "--disable-gpu", "--force-color-profile=srgb"),
    f"--host-resolver-rules=MAP {PUBLIC_NAME} 127.0.0.1",
]
FORGET = """
    try {
        if (!sessionStorage.isOpen) localStorage.clear();  // a new tab is a new visitor
        sessionStorage.isOpen = true;
    } catch {}  // an empty tab has neither
"""
HARMLESS = ("_stcore/health", "_stcore/host-config")  # asked below a deep link's path, too, where they are not
expect.set_options(timeout=60_000)
HOSTILE = '<b>*Q3*</b> $x$ :red[y] :smile: -> "z" ![i](http://127.0.0.1:9/i.png)'


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        if Path(__file__).parent in item.path.parents:
            item.add_marker(pytest.mark.browser)


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    if not CHROMIUM:
        sentence = "No Chromium was found: install one, or name it with CHROMIUM=/path/to/chromium."
        (pytest.fail if os.environ.get("MLPM_REQUIRE_BROWSER") == "1" else pytest.skip)(sentence)
    with sync_playwright() as playwright:
        opened = playwright.chromium.launch(executable_path=CHROMIUM, args=ARGUMENTS)
        yield opened
        opened.close()


def environment(store: Path, config: Path | None = None) -> dict[str, str]:
    kept = {name: value for name, value in os.environ.items() if name not in ("MLPM_CONFIG", "MLPM_STORE")}
    configured = {"MLPM_CONFIG": str(config)} if config else {}
    return kept | configured | {"MLPM_STORE": str(store), "PYTHONUNBUFFERED": "1"}


@contextmanager
def serving(store: Path, config: Path | None = None) -> Iterator[str]:
    """`streamlit run app.py` on any free port; its address, once it listens there."""
    command, held = [sys.executable, "-m", "streamlit", "run", "app.py", "--server.port=0"], environment(store, config)
    with subprocess.Popen(command, cwd=ROOT, env=held, stdout=subprocess.PIPE, text=True) as server:
        try:
            yield next(line.split("URL:")[1].strip() for line in server.stdout or () if "URL:" in line)
        finally:
            server.terminate()


@pytest.fixture(scope="session")
def url(browser: Browser, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """A server on a small portfolio with a bit of everything."""
    store = tmp_path_factory.mktemp("served") / "store"
    model = portfolio(
        epic("ML-1", plan={"Research": 0.5, "Modeling": 1}),
        task("ML-2", epic="ML-1", phase="Research").active("2026-03-02 08:00", "2026-03-03 16:00", after="done"),
        task("ML-3", epic="ML-1", phase="Modeling").active("2026-03-04 08:00", "2026-03-05 16:00", after="done"),
        task("ML-4", epic="ML-1", phase="Research").active("2026-03-06 08:00", "2026-03-09 16:00", after="done"),
        task("ML-5", epic="ML-1", phase="Modeling").active("2026-03-10 08:00"),
        epic("ML-6"),
        task("ML-7", epic="ML-6", phase="Research", who="bob").active("2026-03-12 08:00"),
        task("ML-8", epic="ML-6", phase="Modeling", who="bob").active("2026-03-17 08:00"),
        epic("ML-9"),
        task("ML-10", epic="ML-9", phase="Research", who="eve").active(
            "2026-03-12 08:00", "2026-03-13 12:00", after="done"
        ),
    )
    model.work_items.loc[model.work_items["key"] == "ML-9", "summary"] = HOSTILE
    publish(store, model, "2026-03-18 16:00")
    with serving(store) as address:
        yield address


@pytest.fixture(scope="session")
def profile(browser: Browser) -> BrowserContext:
    """One for all tests: what pages load is fetched and compiled once, which is half of what a visit costs."""
    context = browser.new_context(locale="en-GB", reduced_motion="reduce")
    context.add_init_script(FORGET)
    return context


@pytest.fixture
def visit(profile: BrowserContext) -> Iterator[Callable[..., Page]]:
    """Open an address in a tab of its own; at the end of the test nothing may have gone wrong in any."""
    faults: list[str] = []

    def open_page(address: str, *, width: int = 1440, scheme: str = "light") -> Page:
        page = profile.new_page()
        page.set_viewport_size({"width": width, "height": 1000})
        page.emulate_media(color_scheme=scheme)
        page.on("pageerror", lambda error: faults.append(f"error on the page: {error}"))
        page.on("response", lambda answer: faults.append(f"{answer.status} {answer.url}") if is_fault(answer) else None)
        page.on("request", lambda asked: faults.append(f"asked outside: {asked.url}") if is_outside(asked) else None)
        page.goto(address)
        settled(page)
        return page

    yield open_page
    for page in profile.pages:
        page.close()
    profile.clear_cookies()
    assert not faults


def is_fault(answer) -> bool:
    return answer.status >= 400 and not answer.url.endswith(HARMLESS)


def is_outside(asked) -> bool:
    return not asked.url.startswith(("http://127.0.0.1:", "data:", "blob:")) or asked.url.startswith(
        "http://127.0.0.1:9/"
    )


def settled(page: Page) -> None:
    """Wait until the script has run: its title is there, and nothing after it is still to come."""
    page.get_by_role("heading", level=1).wait_for()
    page.locator('[data-testid="stApp"][data-test-script-state="notRunning"]').wait_for(state="attached")
    assert page.get_by_test_id("stException").count() == 0
    assert page.get_by_text(FAILED).count() == 0


def still(page: Page) -> None:
    """Wait for two frames: what was opened or scrolled has taken its place."""
    page.evaluate("new Promise(done => requestAnimationFrame(() => requestAnimationFrame(done)))")


def drawn(page: Page) -> None:
    """Wait until every element is there and every chart drawn: before that the page still moves under the pointer."""
    settled(page)
    expect(page.get_by_test_id("stSkeleton")).to_have_count(0)
    charts = page.get_by_test_id("stPlotlyChart")
    for place in range(charts.count()):
        charts.nth(place).locator(".main-svg").first.wait_for(state="attached")
    page.evaluate("document.fonts.ready")

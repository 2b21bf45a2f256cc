"""The pages one learns from, on three finished projects."""

import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, expect

from mlpm_analytics.charts.theme import DARK
from tests.browser.conftest import drawn, serving
from tests.browser.test_pages import rgb
from tests.builder import epic, portfolio, task
from tests.ui.publishing import publish

PAGES = {"portfolio": "Portfolio", "retrospective": "Retrospective", "scientist": "Scientist"}


def finished(key: str, last_day: int):
    return [
        epic(key, plan={"Research": 1, "Modeling": 1}).done("2026-03-17 16:00"),
        task(f"{key}1", epic=key, phase="Research", who="ana").active(
            "2026-02-23 08:00", "2026-02-24 16:00", after="done"
        ),
        task(f"{key}2", epic=key, who="ana").active("2026-02-25 08:00", "2026-02-26 16:00", after="done"),
        task(f"{key}3", epic=key, phase="Research", who="ana").active(
            "2026-02-27 08:00", "2026-02-27 16:00", after="done"
        ),
        task(f"{key}4", epic=key, who="ana", estimate=3).active(
            "2026-03-02 08:00", f"2026-03-{last_day:02} 16:00", after="done"
        ),
    ]


@pytest.fixture(scope="module")
def learning(browser: Browser, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """A server on three finished projects and a running one."""
    store = tmp_path_factory.mktemp("learning") / "store"
    running = [epic("ML-40"), task("ML-41", epic="ML-40", phase="Research", who="ana").active("2026-03-16 08:00")]
    publish(
        store,
        portfolio(*finished("ML-1", 3), *finished("ML-2", 6), *finished("ML-3", 13), *running),
        "2026-03-18 16:00",
    )
    with serving(store) as address:
        yield address


@pytest.mark.parametrize("path", PAGES)
def test_the_page_draws_itself_in_the_colours_of_a_dark_screen(visit, learning, path):
    page = visit(f"{learning}/{path}", scheme="dark")
    expect(page.get_by_role("heading", level=1)).to_have_text(PAGES[path])
    expect(page.locator(f'path[style*="{rgb(DARK[0])}"]').first).to_be_attached()


@pytest.mark.parametrize("path", PAGES)
def test_every_chart_has_a_description_and_its_figures(visit, learning, path):
    page = visit(f"{learning}/{path}")
    page.locator(".js-plotly-plot .main-svg").first.wait_for()
    charts = page.get_by_test_id("stPlotlyChart")
    expect(page.get_by_role("figure", name=re.compile(r"\w{3}"))).to_have_count(charts.count())
    expect(page.get_by_text("The figures behind this chart")).to_have_count(charts.count())


def test_the_project_and_the_scientist_stand_in_the_address(visit, learning):
    page = visit(f"{learning}/retrospective?project=ML-2")
    expect(page.get_by_role("heading", level=2, name="About ML-2")).to_be_visible()
    page = visit(f"{learning}/scientist?scientist=Ana&days_by=project")
    expect(page.get_by_role("heading", level=2, name="Ana")).to_be_visible()
    expect(page).to_have_url(re.compile("scientist=ana"))


def test_the_file_for_the_meeting_is_saved(visit, learning):
    page = visit(f"{learning}/retrospective?project=ML-2")
    drawn(page)
    with page.expect_download() as download:
        page.get_by_role("button", name="Save as HTML").click()
    with open(download.value.path(), encoding="utf-8") as file:
        assert "<bdi>Retrospective: About ML-2</bdi>" in file.read()

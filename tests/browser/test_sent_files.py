"""Files to send in a real browser: they draw, ask for nothing, complain of nothing, fit the screen and the paper."""

import re
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from mlpm_analytics.reports.html import portfolio_html, project_html, weekly_html
from mlpm_analytics.reports.pdf import printed
from tests.browser.conftest import CHROMIUM
from tests.reports.planting import ACCOUNT, DELIVERABLE, NAME, SUMMARY, planted

HOSTILE = "</script><script>alert(1)</script><img src=x onerror=alert(1)> مشروع 🧪"
DRAWN_BARS = ".main-svg .barlayer .point path"


@pytest.fixture(scope="module")
def files() -> dict[str, str]:
    texts = {NAME: HOSTILE, ACCOUNT: "712020:mira", SUMMARY: HOSTILE, DELIVERABLE: "https://docs.example.com/report"}
    mapped, before, now = planted(texts)
    return {
        "project.html": project_html(now, "P", mapped, data_at=now.as_of),
        "weekly.html": weekly_html(before, now, mapped, data_at=now.as_of),
        **dict(portfolio_html(now, mapped, data_at=now.as_of)),
    }


@pytest.fixture
def opened(browser: Browser, files: dict[str, str], tmp_path: Path) -> Iterator[Callable[..., Page]]:
    """Open a file in a window of its own; at the end of the test nothing may have gone wrong in any."""
    faults: list[str] = []
    contexts = []
    for name, text in files.items():
        (tmp_path / name).write_text(text, encoding="utf-8")

    def open_file(name: str, *, width: int = 1280, scheme: str = "light") -> Page:
        context = browser.new_context(viewport={"width": width, "height": 900}, color_scheme=scheme)
        contexts.append(context)
        page = context.new_page()
        address = (tmp_path / name).as_uri()
        page.on("pageerror", lambda error: faults.append(f"error: {error}"))
        page.on("console", lambda said: faults.append(f"{said.type}: {said.text}"))
        page.on("dialog", lambda dialog: faults.append(f"dialog: {dialog.message}"))
        page.on("request", lambda asked: faults.append(f"asked: {asked.url}") if asked.url != address else None)
        page.goto(address)
        return page

    yield open_file
    for context in contexts:
        context.close()
    assert not faults


@pytest.mark.parametrize("name", ["project.html", "weekly.html", "index.html", "P.html"])
@pytest.mark.parametrize("width", [390, 1920])
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_a_file_fits_the_screen_and_asks_for_nothing(opened, name: str, width: int, scheme: str):
    page = opened(name, width=width, scheme=scheme)
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    assert HOSTILE in page.locator("body").inner_text()


def test_charts_are_drawn_as_wide_as_their_place(opened):
    page = opened("project.html", width=800)
    for chart in page.locator(".chart").all():
        assert chart.locator(".main-svg").first.bounding_box()["width"] == chart.bounding_box()["width"]
    assert page.locator(f"#chart-timeline {DRAWN_BARS}").count() == 3
    assert page.locator(f"#chart-phases {DRAWN_BARS}").count() >= 2


def test_a_narrower_window_makes_narrower_charts(opened):
    page = opened("project.html", width=1280)
    page.set_viewport_size({"width": 390, "height": 900})
    expect(page.locator(".chart .main-svg").first).to_have_attribute("width", "358")


def test_phases_have_the_colour_of_the_scheme_and_follow_when_it_changes(opened):
    page = opened("project.html", scheme="dark")
    research = page.locator(f"#chart-timeline {DRAWN_BARS}").first
    on_dark = research.get_attribute("style")
    page.emulate_media(color_scheme="light")
    expect(research).not_to_have_attribute("style", on_dark)
    assert page.evaluate("getComputedStyle(document.body).backgroundColor") == "rgb(255, 255, 255)"


def test_on_paper_it_is_light_as_wide_as_the_page_and_unfolded(opened):
    page = opened("project.html", width=1600, scheme="dark")
    page.evaluate("window.dispatchEvent(new Event('beforeprint'))")
    assert page.locator(".chart .main-svg").first.bounding_box()["width"] == 680
    assert page.locator("details:not([open])").count() == 0
    page.evaluate("window.dispatchEvent(new Event('afterprint'))")
    assert page.locator("details[open]").count() == 0
    page.emulate_media(media="print")
    assert page.evaluate("getComputedStyle(document.body).backgroundColor") == "rgb(255, 255, 255)"


def test_links_of_the_index_lead_to_the_files(opened):
    page = opened("index.html")
    assert page.locator("a.name").get_attribute("href") == "P.html"


def test_the_pdf_is_a4_and_begins_with_a_summary(browser: Browser, files: dict[str, str]):
    pdf = printed(files["project.html"], environ={"CHROMIUM": CHROMIUM})
    pages = len(re.findall(rb"/Type\s*/Page\b", pdf))
    boxes = {tuple(round(float(side)) for side in box.split()) for box in re.findall(rb"/MediaBox\s*\[([^\]]+)\]", pdf)}
    assert 2 <= pages <= 6
    assert boxes
    assert boxes <= {(0, 0, 595, 842), (0, 0, 596, 842)}

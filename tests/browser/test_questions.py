"""Filters, the way from project to project, explanations and files in a real browser."""

import re
import zipfile

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import drawn, serving, settled, still
from tests.pages.planting import TEXTS, planted
from tests.ui.publishing import publish


def test_a_choice_stands_in_the_address_and_a_link_shows_the_same(visit, url):
    page = visit(url)
    page.get_by_role("combobox", name=re.compile("Scientists")).click()
    page.get_by_role("option", name="Bob").click()
    page.keyboard.press("Escape")
    expect(page).to_have_url(re.compile("scientists=Bob"))
    expect(page.get_by_text("Filtered: 1 of 3 projects listed")).to_be_visible()
    again = visit(page.url)
    expect(again.get_by_text("Filtered: 1 of 3 projects listed")).to_be_visible()
    again.get_by_role("button", name="Show everything").click()
    expect(again.get_by_text("Filtered:")).to_have_count(0)
    expect(again).not_to_have_url(re.compile("scientists"))


def test_filters_go_along_to_the_project(visit, url):
    page = visit(f"{url}/?scientists=Bob&period=2026-03-16&period=2026-03-18")
    page.get_by_test_id("stMain").get_by_role("link", name="About ML-6").first.click()
    expect(page.get_by_role("heading", level=2, name="About ML-6")).to_be_visible()
    expect(page).to_have_url(re.compile(r"(?=.*scientists=Bob)(?=.*period=2026-03-16)(?=.*period=2026-03-18)"))
    expect(page.get_by_text("Filtered: 1 of 3 projects listed")).to_be_visible()


def test_the_next_project_comes_by_keyboard(visit, url):
    page = visit(f"{url}/project?project=ML-1")
    expect(page.get_by_role("heading", level=2, name="About ML-1")).to_be_visible()
    drawn(page)
    page.keyboard.press("Alt+n")
    expect(page.get_by_role("heading", level=2, name="About ML-6")).to_be_visible()
    expect(page).to_have_url(re.compile("project=ML-6"))
    drawn(page)
    page.keyboard.press("Alt+p")
    expect(page.get_by_role("heading", level=2, name="About ML-1")).to_be_visible()


def test_a_figure_opens_down_to_its_parts(visit, url):
    page = visit(f"{url}/project?project=ML-1")
    drawn(page)
    choice = page.get_by_role("combobox", name=re.compile("Which figure"))
    choice.scroll_into_view_if_needed()
    still(page)  # scrolling closes lists
    choice.click()
    page.get_by_role("option", name="Effort of Research").click()
    expect(page.get_by_text("Effort of Research: 4 person-days, the sum of 2 parts below.")).to_be_visible()
    expect(page).to_have_url(re.compile(r"why=Effort\+of\+Research|why=Effort%20of%20Research"))


def test_a_table_is_saved_as_excel_and_a_project_as_a_file_to_send(visit, url):
    page = visit(f"{url}/project?project=ML-1")
    drawn(page)
    with page.expect_download() as download:
        page.get_by_role("button", name="Save as Excel").last.click()
    assert download.value.suggested_filename == "ML-1-tasks.xlsx"
    with zipfile.ZipFile(download.value.path()) as archive:
        assert "ML-5" in archive.read("xl/sharedStrings.xml").decode("utf-8")
    with page.expect_download() as sent:
        page.get_by_role("button", name="File to send (HTML), without names").click()
    text = sent.value.path().read_text(encoding="utf-8")
    assert "About ML-1" in text
    assert not re.search(r"\bAna\b", text)


@pytest.mark.parametrize("kind", ["html", "markdown", "long"])
def test_planted_text_is_text_and_fetches_nothing(browser, visit, tmp_path, kind):
    model, more = planted(TEXTS[kind])
    publish(tmp_path / "store", model, "2026-03-18 16:00", **more)
    with serving(tmp_path / "store") as address:
        for path in ("/", "/project?why=Effort+of+Research"):
            page = visit(address + path, width=390)
            settled(page)
            expect(page.locator('a[href^="http://127.0.0.1:9"], img[src^="http://127.0.0.1:9"]')).to_have_count(0)
            main = page.get_by_test_id("stMain")
            assert main.evaluate("main => main.scrollWidth <= main.clientWidth"), "the page scrolls sideways"


@pytest.mark.parametrize("width", [390, 1920])
@pytest.mark.parametrize("path", ["/?by_project=true&tags=none", "/project?project=ML-1&why=Elapsed+days"])
def test_pages_with_everything_open_fit_the_screen(visit, url, path, width):
    page = visit(url + path, width=width)
    page.locator(".js-plotly-plot .main-svg").first.wait_for()
    main = page.get_by_test_id("stMain")
    assert main.evaluate("main => main.scrollWidth <= main.clientWidth"), "the page scrolls sideways"

import csv
import io
import re
import subprocess
import sys

import pytest
from playwright.sync_api import expect

from mlpm_analytics.charts.theme import DARK, LIGHT
from mlpm_analytics.ui.pages import PAGES as LINKED
from tests.browser.conftest import HOSTILE, drawn, environment, serving, settled, still
from tests.builder import epic, portfolio, task
from tests.jira import answer, issue
from tests.ui.publishing import publish

WORD_JOINER = "\u2060"
PAGES = {"/": "Weekly review", "/project?project=ML-1": "Project"}


def rgb(color):
    return f"rgb({', '.join(str(int(color[place : place + 2], 16)) for place in (1, 3, 5))})"


@pytest.mark.parametrize(("width", "scheme"), [(1440, "light"), (390, "dark")])
@pytest.mark.parametrize("path", PAGES)
def test_a_page_draws_itself_in_light_and_dark_on_wide_and_narrow_screens(visit, url, path, width, scheme):
    page = visit(url + path, width=width, scheme=scheme)
    expect(page.get_by_role("heading", level=1)).to_have_text(PAGES[path])
    research = page.locator(".js-plotly-plot .barlayer .point path").first
    expect(research).to_have_css("fill", rgb((DARK if scheme == "dark" else LIGHT)[0]))
    main = page.get_by_test_id("stMain")
    assert main.evaluate("main => main.scrollWidth <= main.clientWidth"), "the page scrolls sideways"


@pytest.mark.parametrize("path", PAGES)
def test_every_chart_has_a_description(visit, url, path):
    page = visit(url + path)
    page.locator(".js-plotly-plot .main-svg").first.wait_for()
    charts = page.get_by_test_id("stPlotlyChart")
    assert charts.count() >= 3
    names = page.get_by_role(
        "figure", name=re.compile("Visits, one|Timeline of|Actual days of|since the first|moves: ")
    )
    expect(names).to_have_count(charts.count())


def test_a_deep_link_to_a_fresh_server_has_the_frame_around_the_page(browser, visit, tmp_path):
    publish(
        tmp_path / "store", portfolio(epic("P-1"), task("P-2", epic="P-1").active("2026-03-02 08:00")), "2026-03-03"
    )
    with serving(tmp_path / "store") as address:
        page = visit(f"{address}/project")
        navigation = page.get_by_test_id("stSidebarNav")
        expect(navigation.get_by_role("link")).to_have_text([re.compile(title) for title, _ in LINKED.values()])
        expect(page.get_by_role("group", name="As of")).to_be_visible()


def test_what_is_loaded_while_the_app_is_open_comes_up_by_itself(browser, visit, tmp_path):
    store, export = tmp_path / "store", tmp_path / "jira.json"
    worked = issue("ML-2", parent="ML-1", phase="Modeling").worked("2026-03-02T09:00:00Z")
    export.write_text(answer(issue("ML-1", "Epic"), worked))
    with serving(store) as address:
        page = visit(address)
        expect(page.get_by_text("Nothing has been loaded")).to_be_visible()
        load = "from mlpm_analytics.cli import main; main()"
        command = [sys.executable, "-c", load, "--store", str(store), "import", str(export)]
        subprocess.run(command, cwd=tmp_path, env=environment(store), check=True, capture_output=True)
        expect(page.get_by_text("Projects running")).to_be_visible(timeout=30_000)
        expect(page.get_by_text("Nothing has been loaded")).to_have_count(0)


def test_a_project_opens_from_the_review_as_of_the_same_day(visit, url):
    page = visit(f"{url}/?as_of=2026-03-12")
    expect(page.get_by_text("Shown as of")).to_be_visible()
    page.get_by_test_id("stMain").get_by_role("link", name="About ML-1").click()
    expect(page.get_by_role("heading", level=2, name="About ML-1")).to_be_visible()
    expect(page).to_have_url(re.compile(r"/project\?(?=.*project=ML-1)(?=.*as_of=2026-03-12)"))
    expect(page.get_by_text("Shown as of")).to_be_visible()


def test_the_address_follows_the_project_that_is_chosen_and_going_back_returns(visit, url):
    page = visit(f"{url}/project?project=ML-1")
    page.get_by_test_id("stMain").get_by_role("combobox", name=re.compile("Project")).click()
    page.get_by_role("option", name="ML-6").click()
    expect(page.get_by_role("heading", level=2, name="About ML-6")).to_be_visible()
    expect(page).to_have_url(re.compile("project=ML-6"))
    page.go_back()
    expect(page.get_by_role("heading", level=2, name="About ML-1")).to_be_visible()


@pytest.mark.parametrize("path", PAGES)
def test_a_day_that_is_typed_stands_in_the_address(visit, url, path):
    page = visit(url + path)
    page.get_by_role("spinbutton", name="year, As of").focus()
    page.keyboard.type("20260312")
    page.keyboard.press("Escape")
    expect(page.get_by_text("Shown as of")).to_be_visible()
    expect(page).to_have_url(re.compile("as_of=2026-03-12"))


def test_the_chosen_day_stays_when_another_project_is_chosen(visit, url):
    page = visit(f"{url}/project?project=ML-1&as_of=2026-03-12")
    page.get_by_test_id("stMain").get_by_role("combobox", name=re.compile("Project")).click()
    page.get_by_role("option", name="ML-6").click()
    expect(page).to_have_url(re.compile(r"/project\?(?=.*project=ML-6)(?=.*as_of=2026-03-12)"))
    expect(page.get_by_text("Shown as of")).to_be_visible()


def test_the_main_controls_are_reached_by_keyboard(visit, url):
    page = visit(url)
    page.locator(".js-plotly-plot .main-svg").first.wait_for()
    reached = set()
    for _ in range(60):
        page.keyboard.press("Tab")
        told = page.evaluate("[document.activeElement.ariaLabel, document.activeElement.innerText].join(' ')")
        reached.add(" ".join(told.split()))
    seen = "\n".join(reached)
    for control in (
        "Skip to main content",
        "Weekly review",
        "Project",
        "As of",
        "ML-5",
        "Needs attention: as a table",
        "About ML-1",
    ):
        assert control in seen


def test_a_project_is_opened_by_keyboard_alone(visit, url):
    page = visit(url)
    page.get_by_test_id("stMain").get_by_role("link", name="About ML-1").focus()
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=2, name="About ML-1")).to_be_visible()


def test_text_from_jira_is_shown_as_it_is(visit, url):
    page = visit(f"{url}/project?project=ML-9")
    heading = page.get_by_role("heading", level=2)
    assert heading.inner_text().replace(WORD_JOINER, "") == HOSTILE
    page = visit(url)
    links = page.get_by_test_id("stMain").get_by_role("link")
    expect(links.filter(has_text="Q3")).to_be_visible()
    assert links.filter(has_text="Q3").locator("p").inner_text().replace(WORD_JOINER, "") == HOSTILE
    expect(page.locator('a[href^="http://127.0.0.1:9"], img[src^="http://127.0.0.1:9"]')).to_have_count(0)


def test_the_figures_behind_a_chart_can_be_saved(visit, url):
    page = visit(f"{url}/project?project=ML-1")
    drawn(page)
    expander = page.get_by_test_id("stExpander").nth(1)
    expander.get_by_text("The figures behind this chart").click()
    expect(expander.get_by_test_id("stDataFrame")).to_be_visible()
    still(page)
    with page.expect_download() as download:
        expander.get_by_role("button", name="Save as CSV").click()
    with open(download.value.path(), encoding="utf-8-sig", newline="") as file:
        rows = {row["Phase"]: row for row in csv.DictReader(io.StringIO(file.read()))}
    assert (rows["Research"]["Planned (days)"], rows["Research"]["Actual (days)"]) == ("2.5", "4.0")


def test_links_lead_to_jira(visit, url):
    page = visit(url)
    settled(page)
    links = page.get_by_test_id("stMain").get_by_role("link", name="ML-5", exact=True)
    expect(links.first).to_have_attribute("href", "https://jira.example.com/browse/ML-5")

"""Uploading and taking back in a real browser, and what all pages show of it."""

import re

import pytest
from playwright.sync_api import expect

from mlpm_analytics.load import import_found
from mlpm_analytics.settings import load_settings
from mlpm_analytics.sources import ExportFile, ReadingOptions
from mlpm_analytics.store import Store
from tests.browser.conftest import serving, settled
from tests.jira import answer, issue

REST = answer(
    issue("ML-1", "Epic"),
    issue("ML-2", parent="ML-1", phase="Modeling", now="In Progress").worked("2026-03-02T09:00:00Z"),
    issue("ML-3", parent="ML-1", phase="Research", now="Done").worked("2026-03-03T09:00:00Z", "2026-03-04T09:00:00Z"),
)
MORE = answer(issue("ML-9", "Epic"), issue("ML-10", parent="ML-9", phase="Research").worked("2026-03-05T09:00:00Z"))
NO_EXPORT = "week,throughput\n1,5\n2,7\n"
OPEN_DATES = (
    "Issue key,Issue id,Issue Type,Summary,Status,Created,Updated\n"
    "ML-7,10007,Task,Read papers,To Do,2/3/2026 9:00,2/3/2026 9:00\n"
)


@pytest.fixture
def served(browser, tmp_path):
    """A server of its own; its address and the folder of its store."""
    with serving(tmp_path / "store") as address:
        yield address, tmp_path / "store"


def file(name, text, kind="application/json"):
    return {"name": name, "mimeType": kind, "buffer": text.encode()}


PATIENT = 60_000  # milliseconds for a load: the figures are computed on the way


def choose(page, *files):
    page.locator('input[type="file"]').set_input_files(list(files))
    expect(page.get_by_role("button", name="Load", exact=True)).to_be_enabled()
    page.get_by_role("button", name="Load", exact=True).click()


def load(store, *contents):
    files = [ExportFile(f"{number}.json", content.encode()) for number, content in enumerate(contents, start=1)]
    import_found(files, Store(store), load_settings(environ={}, folder=store), ReadingOptions())


def test_what_is_uploaded_is_on_every_page_that_is_open(served, visit):
    address, _ = served
    review = visit(address)
    expect(review.get_by_text("Nothing has been loaded")).to_be_visible()
    page = visit(f"{address}/data")
    choose(page, file("jira.json", REST), file("throughput.csv", NO_EXPORT, "text/csv"))
    expect(page.get_by_text("jira.json: REST JSON")).to_be_visible(timeout=PATIENT)
    expect(page.get_by_text("Refused; nothing of it is kept")).to_be_visible()
    expect(page.get_by_text("Tasks that count")).to_be_visible()
    expect(page.get_by_text("The store now holds 3 issues: 1 project, 2 Tasks")).to_be_visible()
    expect(review.get_by_text("Projects running")).to_be_visible(timeout=PATIENT)


def test_a_question_of_a_file_is_answered_on_the_page(served, visit):
    page = visit(f"{served[0]}/data")
    choose(page, file("open.csv", OPEN_DATES, "text/csv"))
    expect(page.get_by_text("can have the day or the month first")).to_be_visible(timeout=PATIENT)
    order = page.get_by_role("combobox", name=re.compile("Order of numeric dates"))
    expect(order).to_be_visible()
    order.click()
    page.get_by_role("option", name="day first").click()
    page.get_by_role("button", name="Load", exact=True).click()
    expect(page.get_by_text("open.csv: Jira CSV")).to_be_visible(timeout=PATIENT)
    expect(page.get_by_text("Period covered: 2 March 2026")).to_be_visible()


def test_a_load_is_taken_back_after_it_is_confirmed(served, visit):
    address, store = served
    load(store, REST, MORE)
    page = visit(f"{address}/data")
    expect(page.get_by_text("The files brought 5 issues")).to_be_visible()
    page.get_by_role("button", name="Take back …").click()
    dialog = page.get_by_role("dialog")
    expect(dialog.get_by_text("Load 2, 2.json, brought 2 issues")).to_be_visible()
    dialog.get_by_role("button", name="Keep it").click()
    expect(dialog).to_have_count(0)
    expect(page.get_by_text("The files brought 5 issues")).to_be_visible()
    page.get_by_role("button", name="Take back …").click()
    dialog.get_by_role("button", name="Take back", exact=True).click()
    expect(page.get_by_text("The files brought 3 issues")).to_be_visible(timeout=PATIENT)
    expect(dialog).to_have_count(0)


def test_taking_back_while_another_load_runs_says_so_in_the_dialog(served, visit):
    address, store = served
    load(store, REST)
    page = visit(f"{address}/data")
    page.get_by_role("button", name="Take back …").click()
    dialog = page.get_by_role("dialog")
    with Store(store).loading():
        dialog.get_by_role("button", name="Take back", exact=True).click()
        expect(dialog.get_by_text("Another load is running")).to_be_visible()


def test_what_casts_doubt_opens_to_the_issues(served, visit):
    address, store = served
    load(store, REST)
    page = visit(f"{address}/data")
    page.get_by_text("Task without an estimate: which").click()
    expect(page.get_by_role("region", name="Table: findings-estimate-missing")).to_be_visible()


def test_a_link_to_a_definition_leads_there(served, visit):
    page = visit(f"{served[0]}/definitions")
    page.get_by_role("link", name="Back and forth").click()
    expect(page).to_have_url(re.compile("#back-and-forth$"))
    expect(page.get_by_role("heading", name="Back and forth")).to_be_in_viewport()


def test_the_chosen_day_stays_while_definitions_are_looked_up(served, visit):
    address, store = served
    load(store, REST)
    page = visit(f"{address}/data?as_of=2026-03-02")
    expect(page.get_by_text("Shown as of")).to_be_visible()
    navigation = page.get_by_test_id("stSidebarNav")
    navigation.get_by_role("link", name="Definitions").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Definitions")
    navigation.get_by_role("link", name="Data").click()
    settled(page)
    expect(page.get_by_text("Shown as of")).to_be_visible()

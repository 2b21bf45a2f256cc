"""The pages: where their scripts lie, in which order, and how one links to another."""

from pathlib import Path
from urllib.parse import urlencode

import streamlit as st

from mlpm_analytics.errors import SettingsError
from mlpm_analytics.settings import load_settings
from mlpm_analytics.ui import filters
from mlpm_analytics.ui.permission import is_read_only

_PACKAGE = Path(__file__).parents[1]
_TRAVELLED = _PACKAGE / "questions"  # in a wheel
FOLDER = _TRAVELLED if _TRAVELLED.is_dir() else _PACKAGE.parent / "pages"

PAGES = {
    "weekly_review": ("Weekly review", ":material/checklist:"),
    "project": ("Project", ":material/timeline:"),
    "portfolio": ("Portfolio", ":material/view_timeline:"),
    "scientist": ("Scientist", ":material/person:"),
    "retrospective": ("Retrospective", ":material/history_edu:"),
    "data": ("Data", ":material/fact_check:"),
    "settings": ("Settings", ":material/tune:"),
    "definitions": ("Definitions", ":material/menu_book:"),
}


def page(name: str) -> st.Page:
    """The page of a script in the folder of pages; the first of `PAGES` is where the app opens."""
    title, icon = PAGES[name]
    return st.Page(FOLDER / f"{name}.py", title=title, icon=icon, default=name == next(iter(PAGES)))


def all_pages() -> list[st.Page]:
    """Every page that the settings do not switch off, in the order of the navigation."""
    return [page(name) for name in PAGES if has_page(name)]


def has_page(name: str) -> bool:
    """Whether the settings leave a page on; those with a fault are told of by the page that is opened."""
    try:
        app = load_settings().app
    except SettingsError:
        return True
    return {"scientist": app.scientist_page, "settings": app.settings_page}.get(name, True)


def address(name: str, **asked: str) -> str:
    """The address of a page, for a link within text, as of the same day and with the same filters."""
    return f"{name}?{urlencode(asked | filters.in_address(), doseq=True)}"


def project_link(project: str, *, label: str) -> None:
    """A link to a project's page, as of the same day and with the same filters; `label` is Markdown."""
    asked = {"project": project} | filters.in_address()
    st.page_link(
        page("project"), label=label, icon=":material/arrow_forward:", icon_position="right", query_params=asked
    )


def upload_link() -> None:
    """A link to where exports are uploaded, where these pages may load any."""
    if not is_read_only():
        st.page_link(page("data"), label="Upload an export: Data", icon=":material/upload:")


def settings_link() -> None:
    """A link to the page that asks what the data leave open, where there is one."""
    if has_page("settings"):
        st.page_link(page("settings"), label="Say how your Jira is used: Settings", icon=":material/tune:")

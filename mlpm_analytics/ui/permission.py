"""Whether these pages may change what is stored: asked by every action itself, at the moment it is done."""

import os
from typing import Final

import streamlit as st

from mlpm_analytics.errors import ReadOnlyError, SettingsError
from mlpm_analytics.settings import Settings, load_settings

VARIABLE: Final = "MLPM_READ_ONLY"
SENTENCE: Final = (
    "These pages are read-only: they show what was loaded, and load nothing, take nothing back and ask Jira for "
    "nothing. Load with `mlpm import` or `mlpm sync` on the machine of the server."
)

SETTINGS_SENTENCE: Final = (
    "Others can reach these pages, and they have no sign-in: settings are not written here. Download the file, and put "
    "it in place on the machine of the server."
)


def is_read_only(settings: Settings | None = None) -> bool:
    """As the server was started (`--read-only`) or as `[app] read_only` says; settings with a fault allow nothing.

    `settings` in place of those in force: those that held before somebody broke the file.
    """
    if os.environ.get(VARIABLE):
        return True
    try:
        return (settings or load_settings()).app.read_only
    except SettingsError:
        return True


def check_may_write(settings: Settings | None = None) -> None:
    """Raise `ReadOnlyError` where these pages may change nothing; `settings` as in `is_read_only`."""
    if is_read_only(settings):
        raise ReadOnlyError(SENTENCE)


def are_settings_kept(settings: Settings | None = None) -> bool:
    """Whether settings stay as they are here: on read-only pages, and on those that have a public address."""
    return is_read_only(settings) or bool(st.get_option("server.corsAllowedOrigins"))  # stated with the public address


def check_may_set(settings: Settings | None = None) -> None:
    """Raise `ReadOnlyError` where these pages may not write settings; `settings` as in `is_read_only`."""
    check_may_write(settings)
    if are_settings_kept(settings):
        raise ReadOnlyError(SETTINGS_SENTENCE)

"""Whether these pages may change what is stored: asked by every action itself, at the moment it is done."""

import os
from typing import Final

from mlpm_analytics.errors import ReadOnlyError, SettingsError
from mlpm_analytics.settings import load_settings

VARIABLE: Final = "MLPM_READ_ONLY"
SENTENCE: Final = (
    "These pages are read-only: they show what was loaded, and load nothing, take nothing back and ask Jira for "
    "nothing. Load with `mlpm import` or `mlpm sync` on the machine of the server."
)


def is_read_only() -> bool:
    """As the server was started (`--read-only`) or as `[app] read_only` says; settings with a fault allow nothing."""
    if os.environ.get(VARIABLE):
        return True
    try:
        return load_settings().app.read_only
    except SettingsError:
        return True


def check_may_write() -> None:
    """Raise `ReadOnlyError` where these pages may change nothing."""
    if is_read_only():
        raise ReadOnlyError(SENTENCE)

"""What keeps a fault in its own place: one part of a page fails, says so, and the others stand."""

import logging
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Final

import streamlit as st

from mlpm_analytics.charts import Figure
from mlpm_analytics.errors import MlpmError
from mlpm_analytics.ui.text import plain, with_code

FAILED: Final = "could not be shown. It is a fault of the program: the server's log has the reason"
_ICON: Final = ":material/report:"
_log = logging.getLogger(__name__)


def failed(error: MlpmError) -> None:
    """What went wrong, in the words that were written where the fault is known."""
    st.error(with_code(str(error)), icon=":material/error:")


@contextmanager
def guarded(what: str) -> Iterator[None]:
    """Show something; where it fails, a sentence stands in its place and the log has the trace.

    Streamlit's own ways to end a run are no `Exception`, and pass.
    """
    try:
        yield
    except MlpmError as error:
        failed(error)
    except Exception:
        _log.exception("%s failed", what)
        st.warning(plain(f"{what} {FAILED}."), icon=_ICON)


@contextmanager
def part(title: str, *, level: int = 2, anchor: str | None = None) -> Iterator[None]:
    """A part of a page under its heading, guarded."""
    heading = st.header if level == 2 else st.subheader  # noqa: PLR2004  # the page's own title is the first
    heading(title, anchor=anchor or False)
    with guarded(f"“{title}”"):
        yield


def is_drawn(draw: Callable[[], Figure], show: Callable[[Figure], object], *, name: str) -> bool:
    """Draw a chart and show it; where that fails, say so in its place: its words and its table follow anyway."""
    try:
        show(draw())
    except Exception:
        _log.exception("The chart %s failed", name)
        st.warning(plain(f"This chart {FAILED}. What it would show:"), icon=_ICON)
        return False
    return True

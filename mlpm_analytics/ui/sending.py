"""Files to send: a project as one HTML file, with people's names or without."""

from functools import partial

import streamlit as st

from mlpm_analytics.reports.html import project_html
from mlpm_analytics.ui.blocks import saved
from mlpm_analytics.ui.reading import Reading


def files_to_send(reading: Reading, key: str) -> None:
    """Buttons that save the project's file; it is made when somebody presses one."""
    with st.container(horizontal=True):
        for label, with_names, ending in (
            ("File to send (HTML)", True, ""),
            ("File to send (HTML), without names", False, "-without-names"),
        ):
            saved(
                label,
                partial(_html, reading, key, with_names=with_names),
                file_name=f"{key}{ending}.html",
                mime="text/html",
            )


def _html(reading: Reading, key: str, *, with_names: bool) -> bytes:
    seen, mapped = reading.figures(), reading.mapped
    return project_html(seen, key, mapped, data_at=reading.latest_at, with_names=with_names).encode("utf-8")

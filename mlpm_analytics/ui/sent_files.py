"""Files to send and to take along: a project, a retrospective, as one HTML file each."""

from functools import partial

import streamlit as st

from mlpm_analytics.reports.html import project_html, retro_html
from mlpm_analytics.ui.blocks import saved
from mlpm_analytics.ui.reading import Reading


def project_files(reading: Reading, key: str) -> None:
    """Buttons that save the project's file, with people's names or without."""
    with st.container(horizontal=True):
        for label, with_names, ending in (
            ("File to send (HTML)", True, ""),
            ("File to send (HTML), without names", False, "-without-names"),
        ):
            made = partial(_project, reading, key, with_names=with_names)
            saved(label, made, file_name=f"{key}{ending}.html", mime="text/html")


def _project(reading: Reading, key: str, *, with_names: bool) -> bytes:
    html = project_html(reading.figures(), key, reading.mapped, data_at=reading.latest_at, with_names=with_names)
    return html.encode("utf-8")


def retrospective_file(reading: Reading, key: str) -> None:
    """A button that saves the file for the meeting."""
    made = partial(_retrospective, reading, key)
    saved("Save as HTML", made, file_name=f"{key}-retrospective.html", mime="text/html")


def _retrospective(reading: Reading, key: str) -> bytes:
    return retro_html(reading.figures(), key, reading.mapped).encode("utf-8")

"""The views that pages show, each composed once for a published version, an instant and a choice."""

from typing import Any, Final

import streamlit as st

from mlpm_analytics.ui.reading import Reading
from mlpm_analytics.views.data_view import Received, data_view
from mlpm_analytics.views.model import View
from mlpm_analytics.views.portfolio_view import portfolio_view
from mlpm_analytics.views.project_view import project_view
from mlpm_analytics.views.retrospective_view import retrospective_of, retrospective_view
from mlpm_analytics.views.scientist_view import scientist_view, work_of
from mlpm_analytics.views.weekly_view import weekly_view

_OF_READING: Final[dict[Any, Any]] = {
    Reading: lambda reading: (reading.snapshot.name, reading.as_of, repr(reading.choice))
}


@st.cache_resource(max_entries=16, show_spinner=False, hash_funcs=_OF_READING)
def of_project(reading: Reading, key: str) -> View:
    """One project; `NotFoundError` where there is none."""
    return project_view(reading.figures(), key, reading.mapped, listed=reading.selection)


@st.cache_resource(max_entries=4, show_spinner=False, hash_funcs=_OF_READING)
def of_portfolio(reading: Reading) -> View:
    """All projects."""
    return portfolio_view(reading.figures(), reading.mapped, listed=reading.selection)


@st.cache_resource(max_entries=16, show_spinner=False, hash_funcs=_OF_READING)
def of_scientist(reading: Reading, scientist_id: str) -> View:
    """One scientist."""
    work = work_of(reading.figures(), scientist_id, reading.mapped)
    return scientist_view(reading.figures(), work, reading.mapped)


@st.cache_resource(max_entries=8, show_spinner="Looking back …", hash_funcs=_OF_READING)
def of_retrospective(reading: Reading, key: str) -> View:
    """What a project that is over teaches."""
    project = retrospective_of(reading.figures(), key, reading.mapped)
    return retrospective_view(reading.figures(), project, reading.mapped)


@st.cache_resource(max_entries=4, show_spinner=False, hash_funcs=_OF_READING)
def of_data(reading: Reading) -> View:
    """The data behind the figures."""
    published = reading.snapshot.frame
    issue_count = len(published("issues"))
    received = Received(published("loads"), published("reconciliation"), issue_count, published("figure_changes"))
    return data_view(reading.figures(), reading.mapped, received, reading.selection)


@st.cache_resource(max_entries=8, show_spinner=False, hash_funcs=_OF_READING)
def of_week(reading: Reading) -> View:
    """The seven days up to the instant, of what was chosen."""
    return weekly_view(reading.weekly(), reading.mapped)

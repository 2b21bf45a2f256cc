"""The portfolio page: which projects its timeline lists, and in which order."""

from typing import Final

import pandas as pd
import streamlit as st

from mlpm_analytics.metrics.portfolio import listed, sheets
from mlpm_analytics.metrics.standings import STATES
from mlpm_analytics.ui.reading import Reading

MOST_BARS: Final = 2_000  # of a timeline; beyond it a browser takes seconds
MOST_ROWS: Final = 60


def chosen_projects(reading: Reading) -> pd.DataFrame:
    """The projects that a reader lists: those that fit the filters and the chosen states, in the chosen order."""
    rows = reading.selection.of_projects(listed(reading.figures()))
    present = [state for state in STATES if (rows["state"] == state).any()]
    with st.container(horizontal=True, vertical_alignment="bottom"):
        states = st.pills(
            "State", present, selection_mode="multi", key="states", bind="query-params", help="None chosen: all."
        )
        order = st.segmented_control(
            "Order", list(ORDERS), default=next(iter(ORDERS)), required=True, key="order", bind="query-params"
        )
    kept = rows[rows["state"].isin(states)] if states else rows
    column, ascending = ORDERS[order or next(iter(ORDERS))]
    return kept.sort_values(column, ascending=ascending, kind="stable", ignore_index=True)


ORDERS: Final = {
    "Last begun": ("started_at", False),
    "Longest": ("elapsed_days", False),
    "Most moves back": ("back_count", False),
    "Name": ("name", True),
}


def sheet(projects: pd.DataFrame, visits: pd.DataFrame) -> pd.DataFrame:
    """The projects of the page of the timeline that is looked at."""
    places = sheets(projects, visits, most_rows=MOST_ROWS, most_bars=MOST_BARS)
    count = int(places.max()) + 1 if len(places) else 1
    number = st.pagination(count, key="timeline_page", bind="query-params") if count > 1 else 1
    return projects[places == number - 1].reset_index(drop=True)

"""What a reader chooses in the sidebar; every choice stands in the address, so that a link shows exactly this."""

from datetime import date
from zoneinfo import ZoneInfo

import pandas as pd
import streamlit as st

from mlpm_analytics.errors import NotFoundError
from mlpm_analytics.frames import Figures
from mlpm_analytics.metrics.standings import STATES
from mlpm_analytics.reports.lookup import project_row
from mlpm_analytics.ui.text import plain


def as_of(latest_at: pd.Timestamp, *, first_at: pd.Timestamp, timezone: str) -> pd.Timestamp:
    """The instant to look at: the end of the chosen day in the team's time zone, else the last load's."""
    zone = ZoneInfo(timezone)
    chosen = st.sidebar.date_input(
        "As of",
        value=None,
        min_value=first_at.tz_convert(zone).date(),
        max_value=latest_at.tz_convert(zone).date(),
        format="YYYY-MM-DD",
        key="as_of",
        bind="query-params",
        help="Shows every page as of the end of that day. Empty: as of the last load.",
    )
    return min(end_of_day(chosen, timezone), latest_at) if isinstance(chosen, date) else latest_at


def end_of_day(day: date, timezone: str) -> pd.Timestamp:
    """The midnight at which a day ends, as an instant; the first moment after it where a clock change skips it.

    >>> end_of_day(date(2026, 3, 2), "Europe/Berlin")
    Timestamp('2026-03-02 23:00:00+0000', tz='UTC')
    """
    midnight = pd.Timestamp(day) + pd.Timedelta(days=1)
    zoned = midnight.tz_localize(ZoneInfo(timezone), ambiguous=True, nonexistent="shift_forward")
    return zoned.tz_convert("UTC").as_unit("us")


def project(seen: Figures) -> str:
    """The key of the project to look at: the one in the address, else the first by state and key.

    The parameter is kept by hand: a bound widget would write what the list shows, key and name.
    """
    order = seen.projects["state"].map({state: place for place, state in enumerate(STATES)})
    listed = seen.projects.assign(order=order).sort_values(["order", "project"]).set_index("project")["name"]
    asked = _asked_project(seen)
    if asked is not None and asked != st.session_state.get("shown_project"):
        st.session_state["chosen_project"] = asked
    chosen = st.selectbox(
        "Project", list(listed.index), format_func=lambda key: f"{key} · {listed[key]}", key="chosen_project"
    )
    st.session_state["shown_project"] = chosen
    if st.query_params.get("project") != chosen:  # writing it anew would take back what a bound widget just wrote
        st.query_params["project"] = chosen
    return str(chosen)


def _asked_project(seen: Figures) -> str | None:
    """The project in the address; one that is not there is said to be missing."""
    asked = st.query_params.get("project")
    try:
        return None if asked is None else str(project_row(seen, asked)["project"])
    except NotFoundError as error:
        st.warning(plain(str(error)))
        return None

"""The settings in force, and what in the data does not fit them."""

from typing import Final

import pandas as pd
import streamlit as st

from mlpm_analytics.check import check
from mlpm_analytics.settings import Settings
from mlpm_analytics.ui import blocks
from mlpm_analytics.ui.text import plain, with_code
from mlpm_analytics.wording import count

_SETTINGS: Final = {"section": "Section", "key": "Key", "value": "Value", "origin": "Where from"}


def settings_in_force(settings: Settings, misfits: pd.DataFrame | None, not_counted: pd.DataFrame) -> None:
    """Every setting with where its value comes from, and what in the data does not fit it."""
    checked = check(settings)
    where = f"Settings from {checked.source}." if checked.source else "No mlpm.toml: every setting is the default."
    st.markdown(plain(where))
    if misfits is not None:
        _misfits(misfits, not_counted)
    rows = pd.DataFrame([vars(one) for one in checked.in_force])
    with st.expander(f"All {len(rows)} settings"):
        blocks.figures_table(rows[list(_SETTINGS)].rename(columns=_SETTINGS), name="settings")


def _misfits(misfits: pd.DataFrame, not_counted: pd.DataFrame) -> None:
    if misfits.empty and not not_counted.empty:
        st.info("No setting is known that would fit the data better; see what is not counted.", icon=":material/info:")
        return
    if misfits.empty:
        st.success("Everything in the data fits the settings.", icon=":material/check:")
        return
    things = count(len(misfits), "thing")
    st.markdown(f"{things} in the data {'does' if len(misfits) == 1 else 'do'} not fit the settings:")
    for one in misfits.to_dict("records"):
        with st.container(border=True):
            st.markdown(f"`{one['key']}`: {with_code(one['message'])}")
            if pd.notna(one["remedy"]):
                below = f"{one['section']}\n" if pd.notna(one["section"]) else ""
                st.caption("For mlpm.toml:")
                st.code(f"{below}{one['remedy']}", language="toml")

"""The app, for `streamlit run app.py`, which looks for exactly such a line as the last."""

import streamlit as st

from mlpm_analytics.server import OPTIONS, SCRIPT

app = st.App(SCRIPT, **OPTIONS)

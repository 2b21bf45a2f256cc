"""How does our Jira say what these pages need to know?"""

import streamlit as st

from mlpm_analytics.errors import EmptyStoreError, SettingsError
from mlpm_analytics.settings import load_settings
from mlpm_analytics.ui import blocks, open_reading
from mlpm_analytics.ui.guards import part
from mlpm_analytics.ui.reading import open_store
from mlpm_analytics.ui.setup import first_step, found_in
from mlpm_analytics.ui.setup_questions import (
    what_statuses_mean,
    where_phases_are,
    which_epics_are_projects,
    which_limits,
    who_works_when,
)
from mlpm_analytics.ui.setup_saving import earlier_versions, fault_in_the_file, proposed

st.title("Settings", anchor=False)
try:
    settings = load_settings()
    reading = open_reading()
except SettingsError as error:
    fault_in_the_file(error)
    with part("Earlier versions"):
        earlier_versions()
    st.stop()
except EmptyStoreError as error:
    blocks.nothing_here(f"{error} Then this page asks what the data leave open.")
    st.stop()

found = found_in(open_store(), reading, settings)
first_step(found)
answers = []
for title, question in (
    ("Where is the phase?", where_phases_are),
    ("Which Epics are projects?", which_epics_are_projects),
    ("What means being worked on?", what_statuses_mean),
    ("Who works when?", who_works_when),
    ("Limits", which_limits),
):
    with part(title):
        answers += question(found)
with part("What would change"):
    proposed(answers, found, reading.latest_at)
with part("Earlier versions"):
    earlier_versions()

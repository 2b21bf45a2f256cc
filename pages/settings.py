"""How does our Jira say what these pages need to know?"""

import streamlit as st

from mlpm_analytics.errors import EmptyStoreError, SettingsError
from mlpm_analytics.settings import load_settings
from mlpm_analytics.ui import blocks, open_reading
from mlpm_analytics.ui.guards import guarded, part
from mlpm_analytics.ui.reading import open_store
from mlpm_analytics.ui.setup import first_step, found_in
from mlpm_analytics.ui.setup_questions import (
    what_statuses_mean,
    where_phases_are,
    which_epics_are_projects,
    which_limits,
    who_works_when,
)
from mlpm_analytics.ui.setup_saving import begin_anew_where_changed, earlier_versions, fault_in_the_file, proposed

st.title("Settings", anchor=False)
begin_anew_where_changed()
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

blocks.not_counted(reading)
found = found_in(open_store(), reading, settings)
first_step(found)
answers = []
with part("Where is the phase of a Task?"):
    answers += where_phases_are(found)
with part("Which Epics are projects?"):
    answers += which_epics_are_projects(found)
for title, question in (
    ("What means being worked on?", what_statuses_mean),
    ("Who works when?", who_works_when),
    ("Limits", which_limits),
):
    with guarded(f"“{title}”"), st.expander(title):
        answers += question(found)
with part("What would change"):
    proposed(answers, found)
with guarded("“Earlier versions”"), st.expander("Earlier versions"):
    earlier_versions()

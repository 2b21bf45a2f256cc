"""Can I believe this?"""

import streamlit as st

from mlpm_analytics.errors import EmptyStoreError
from mlpm_analytics.frames import NOT_COUNTED
from mlpm_analytics.settings import load_settings
from mlpm_analytics.ui import blocks, open_reading, views
from mlpm_analytics.ui.guards import guarded, part
from mlpm_analytics.ui.loads import loads_and_notes
from mlpm_analytics.ui.permission import is_read_only
from mlpm_analytics.ui.reading import open_store
from mlpm_analytics.ui.settings_in_force import settings_in_force
from mlpm_analytics.ui.syncing import syncs
from mlpm_analytics.ui.text import plain
from mlpm_analytics.ui.uploads import uploader

st.title("Data", anchor=False)
store, settings = open_store(), load_settings()
try:
    reading = open_reading()
except EmptyStoreError as error:
    blocks.nothing_here(str(error) if is_read_only() else f"{error} Or upload exports here.")
    syncs(store, settings)
    st.header("Upload exports", anchor=False)
    uploader(store, settings)
    st.header("Settings in force", anchor=False)
    settings_in_force(settings, None, NOT_COUNTED.empty())
    st.stop()

seen, view = reading.figures(), views.of_data(reading)
blocks.not_counted(reading)

with guarded("The summary"):
    st.markdown(plain(view.sentence))
    blocks.tiles(view.tiles)
    blocks.freshness(reading, seen.tasks["evidence"])
    blocks.filtered(reading, len(reading.selection.of_projects(seen.projects)))

with guarded("“Syncs with Jira”"):
    syncs(store, settings)

with part("Upload exports"):
    uploader(store, settings)

with part("Loads"):
    if reading.snapshot.frame("loads").empty:
        blocks.nothing_here("Every load was taken back. Upload exports above, or load them with `mlpm import PATH`.")
    else:
        loads_and_notes(reading, store, settings)

for section in view.sections:
    if section.is_detail:
        with guarded(f"“{section.title}”"), st.expander(plain(section.title)):
            blocks.content(section.content, reading, name=section.name)
    else:
        with part(section.title):
            blocks.content(section.content, reading, name=section.name)

with part("Settings in force"):
    settings_in_force(settings, reading.snapshot.frame("misfits"), seen.not_counted)

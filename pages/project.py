"""Where does a project stand, and how did it get here?"""

import streamlit as st

from mlpm_analytics.ui import blocks, explanation, filters, open_reading, sent_files, views
from mlpm_analytics.ui.breaches import breach_list
from mlpm_analytics.ui.guards import guarded, part
from mlpm_analytics.ui.text import plain

st.title("Project", anchor=False)
reading = open_reading()
seen = reading.figures()
blocks.not_counted(reading)

if seen.projects.empty:
    blocks.no_project(reading)
    st.stop()

blocks.filtered(reading, len(reading.selection.of_projects(seen.projects)))
key, listed = filters.project(seen, reading.selection)
if not key:
    blocks.nothing_here("No project fits the filters. Choose less of them, or show everything.")
    st.stop()
filters.neighbours(key, listed)
view, project_id = views.of_project(reading, key), reading.project_id(key)

st.header(plain(view.title), anchor=False)
with guarded("The summary"):
    st.markdown(f"{plain(view.sentence)} {reading.linked(key)}")
    blocks.tiles(view.tiles)
    work = seen.work_intervals
    blocks.freshness(reading, work.loc[work["project_id"] == project_id, "evidence"])
    sent_files.project_files(reading, key)

for section in view.sections:
    with part(section.title, level=3):
        content = section.content
        if section.name == "breaches" and content.table:
            breach_list(content.table.rows, reading)
        elif section.name == "deliverables" and content.table:
            blocks.listed(content.table, view)
        else:
            blocks.content(content, reading, name=f"{key}-{section.name}")

with part("One Task", level=3, anchor="task"):
    explanation.task_panel(reading, project_id, key)

with part("Why?", level=3, anchor="why"):
    st.markdown(
        "Every figure of time, moves, plan and breaches opens down to the work and the changes in Jira behind it."
    )
    explanation.panel(reading, project_id, key)

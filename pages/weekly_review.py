"""What needs attention this week?"""

import streamlit as st

from mlpm_analytics import wording
from mlpm_analytics.ui import blocks, open_reading, views
from mlpm_analytics.ui.breaches import breach_list, breaches_by_project
from mlpm_analytics.ui.guards import guarded, part
from mlpm_analytics.ui.project_rows import project_rows
from mlpm_analytics.ui.swimlanes import scientist_cards
from mlpm_analytics.ui.text import plain

FIRST = 10  # breaches in sight at once

st.title("Weekly review", anchor=False)
reading = open_reading()
seen = reading.figures()
blocks.not_counted(reading)

if seen.projects.empty:
    blocks.no_project(reading)
    st.stop()

view = views.of_week(reading)
with guarded("The summary"):
    st.markdown(plain(view.sentence))
    blocks.filtered(reading, len(reading.selection.of_projects(seen.projects)))
    blocks.tiles(view.tiles)
    blocks.freshness(reading, seen.projects["evidence"])

for section in view.sections:
    with part(section.title):
        table = section.content.table
        if table is None:
            blocks.content(section.content, reading, name=section.name)
            continue
        if section.name == "breaches" and st.toggle("By project", key="by_project", bind="query-params"):
            breaches_by_project(table.rows, reading)
        elif section.name == "breaches":
            breach_list(table.rows.head(FIRST), reading)
            if len(table.rows) > FIRST:
                with st.expander(f"{len(table.rows) - FIRST} more"):
                    breach_list(table.rows.iloc[FIRST:], reading)
        elif section.name == "settled":
            with st.expander(wording.count(len(table.rows), "breach", "breaches")):
                breach_list(table.rows, reading)
        elif section.name == "who-is-on-what":
            scientist_cards(table.rows, reading)
        else:
            project_rows(table.rows, seen.visits, reading)
        with st.expander(f"{section.title}: as a table"):
            blocks.table(table, reading, name=section.name)

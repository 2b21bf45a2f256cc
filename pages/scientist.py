"""What is a scientist working on, and does it flow?"""

from dataclasses import replace

import streamlit as st

from mlpm_analytics.ui import blocks, explanation, open_reading, scientist, views
from mlpm_analytics.ui.breaches import breach_list
from mlpm_analytics.ui.guards import guarded, part
from mlpm_analytics.ui.text import plain

st.title("Scientist", anchor=False)
reading = open_reading()
seen = reading.figures()
blocks.not_counted(reading)

blocks.filtered(reading, len(reading.selection.of_projects(seen.projects)))
people = scientist.listed(reading)
if people.empty:
    blocks.nothing_here("No Task that is listed was assigned to anybody by this date.")
    st.stop()

who = scientist.chosen(people)
view = views.of_scientist(reading, who)

st.header(plain(view.title), anchor=False)
st.caption("A help for a conversation. Time is time in progress, shared between Tasks; not hours at the desk.")
with guarded("The summary"):
    blocks.tiles(view.tiles)
    blocks.freshness(reading, seen.tasks.loc[seen.tasks["scientist_id"] == who, "evidence"])

for section in view.sections:
    is_why = section.name == "overlaps"
    with part(section.title, level=3, anchor="why" if is_why else None):
        content = section.content
        if section.name in ("in-progress", "next-up") and content.table:
            st.markdown(scientist.task_lines(content.table.rows, reading))
            continue
        if section.name == "breaches" and content.table:
            breach_list(content.table.rows, reading)
            continue
        if section.name == "weeks" and content.chart:
            by = scientist.days_by()
            content = replace(content, chart=replace(content.chart, shows={**content.chart.shows, "by": by}))
        blocks.content(content, reading, name=f"scientist-{section.name}")
        if is_why:
            explanation.scientist_panel(reading, who, "scientist")

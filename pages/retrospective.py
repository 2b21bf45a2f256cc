"""What do we learn from a project that is over?"""

import streamlit as st

from mlpm_analytics.ui import blocks, open_reading, retrospective, sent_files, views
from mlpm_analytics.ui.guards import guarded, part
from mlpm_analytics.ui.text import plain

st.title("Retrospective", anchor=False)
reading = open_reading()
seen = reading.figures()
blocks.not_counted(reading)

over = retrospective.finished(reading)
blocks.filtered(reading, len(reading.selection.of_projects(seen.projects)))
if over.empty:
    blocks.nothing_here(
        "No project that is listed is done or abandoned by this date: there is nothing to look back on."
    )
    st.stop()

key = retrospective.chosen_project(reading, over)
view = views.of_retrospective(reading, key)

st.header(plain(view.title), anchor=False)
with guarded("The summary"):
    st.markdown(f"{plain(view.sentence)} {reading.linked(key)}")
    blocks.tiles(view.tiles)
    blocks.freshness(reading, seen.phases.loc[seen.phases["project"] == key, "evidence"])
    sent_files.retrospective_file(reading, key)

for section in view.sections:
    with part(section.title, level=3):
        content = section.content
        if section.name == "questions" and content.table:
            st.markdown(retrospective.question_lines(content.table.rows["question"], reading))
        else:
            blocks.content(content, reading, name=f"{key}-{section.name}")

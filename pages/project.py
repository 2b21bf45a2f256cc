"""Where does a project stand, and how did it get here?"""

import streamlit as st

from mlpm_analytics.charts import (
    move_matrix_figure,
    phase_times_figure,
    visit_timeline_figure,
    where_time_went_figure,
)
from mlpm_analytics.metrics.not_counted import all_clear
from mlpm_analytics.reports import project_sentence
from mlpm_analytics.ui import blocks, dossier, explanation, filters, open_reading, sending, tables
from mlpm_analytics.ui.breaches import breach_list
from mlpm_analytics.ui.guards import guarded, part
from mlpm_analytics.ui.tables import labelled
from mlpm_analytics.ui.text import link, plain

st.title("Project", anchor=False)
reading = open_reading()
seen, zone, look = reading.figures(), reading.timezone, reading.look
blocks.not_counted(reading)

if seen.projects.empty:
    blocks.nothing_here(
        "No project has begun by this date. Choose a later one, or see with `mlpm check` which settings fit your Jira."
    )
    st.stop()

blocks.filtered(reading, len(reading.selection.of_projects(seen.projects)))
key, listed = filters.project(seen, reading.selection)
if not key:
    blocks.nothing_here("No project fits the filters. Choose less of them, or show everything.")
    st.stop()
filters.neighbours(key, listed)
found = dossier.dossier(reading, key)

st.header(plain(found.row["name"]), anchor=False)
with guarded("The summary"):
    st.markdown(f"{plain(project_sentence(seen, key, reading.mapped.workflow, zone))} {link(key, found.row['url'])}")
    blocks.metric_row(dossier.metrics(found))
    blocks.freshness(reading, found.intervals["evidence"])
    sending.files_to_send(reading, key)

with part("The way so far", level=3):
    if found.intervals.empty:
        blocks.nothing_here("No Task of this project has been in progress yet.")
    else:
        if found.visits.empty:
            blocks.nothing_here("No phase has been visited yet.")
        blocks.chart(
            lambda: visit_timeline_figure(
                found.visits, found.moves, found.intervals, look, timezone=zone, milestones=found.deliverables
            ),
            alt=dossier.visits_in_words(found, zone),
            table=labelled(found.visits.assign(visit_no=found.visits["visit_no"] + 1), tables.VISITS, zone),
            name=f"{key}-visits",
        )
        if (found.intervals["evidence"] != "changelog").any():
            st.markdown(":small[Paler bars do not rest on Jira's history: when they begin and end is inferred.]")

if reading.mapped.workflow.has_deliverable_field or not found.deliverables.empty:
    with part("Deliverables", level=3):
        if found.deliverables.empty:
            blocks.nothing_here("No deliverable is linked yet.")
        else:
            st.markdown("\n".join(dossier.deliverable_lines(found, zone)))

with part("Time per phase", level=3):
    st.markdown(plain(found.to_come))
    blocks.chart(
        lambda: phase_times_figure(found.phases, look),
        alt=dossier.phases_in_words(found),
        table=labelled(found.phases, tables.phases(), zone),
        name=f"{key}-phases",
    )

if not found.intervals.empty:
    with part("Where the time went", level=3):
        st.markdown(plain(dossier.where_in_words(found)))
        blocks.chart(
            lambda: where_time_went_figure(found.where.to_dict("records")[0], look),
            alt=dossier.where_in_words(found),
            table=labelled(found.where, tables.WHERE_TIME_WENT, zone),
            name=f"{key}-where",
        )

with part("Back and forth", level=3):
    if found.moves.empty:
        blocks.nothing_here("This project has not moved from one phase to another yet.")
    else:
        st.markdown(plain(dossier.moves_in_words(found)))
        blocks.chart(
            lambda: move_matrix_figure(dossier.move_counts(found.moves), look),
            alt=dossier.moves_in_words(found),
            table=labelled(found.moves, tables.MOVES, zone),
            name=f"{key}-moves",
        )

with part("Needs you", level=3):
    if found.breaches.empty:
        kept = "The way of working is kept in this project."
        blocks.nothing_here(all_clear(seen.not_counted, kept, "No breach in this project"))
    else:
        breach_list(found.breaches, reading)

with part("Why?", level=3, anchor="why"):
    st.markdown(
        "Every figure of time, moves, plan and breaches opens down to the work and the changes in Jira behind it."
    )
    explanation.panel(reading, found.row["project_id"], key)

with part("Tasks", level=3):
    st.markdown(plain(dossier.bounds_in_words(found)))
    blocks.figures_table(labelled(found.tasks, tables.TASKS, zone), name=f"{key}-tasks", links=["Jira"])

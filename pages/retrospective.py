"""What do we learn from a project that is over?"""

import streamlit as st

from mlpm_analytics import wording
from mlpm_analytics.charts import (
    phase_spread_figure,
    visit_timeline_figure,
    waterfall_figure,
    where_time_went_figure,
)
from mlpm_analytics.metrics.portfolio import phase_spread, visited_phases
from mlpm_analytics.reports import project_sentence, retro
from mlpm_analytics.reports.questions import questions
from mlpm_analytics.ui import blocks, open_reading, retrospective, tables
from mlpm_analytics.ui.guards import guarded, part
from mlpm_analytics.ui.tables import labelled
from mlpm_analytics.ui.text import link, plain

st.title("Retrospective", anchor=False)
reading = open_reading()
seen, zone, look = reading.figures(), reading.timezone, reading.look
mapped = reading.mapped
blocks.not_counted(reading)

over = retrospective.finished(reading)
blocks.filtered(reading, len(reading.selection.of_projects(seen.projects)))
if over.empty:
    blocks.nothing_here(
        "No project that is listed is done or abandoned by this date: there is nothing to look back on."
    )
    st.stop()

key = retrospective.chosen_project(reading, over)
found = retrospective.of_project(reading, key)
url = reading.jira_url(over.loc[over["project"] == key, "project"]).iloc[0]

st.header(plain(found.row["name"]), anchor=False)
with guarded("The summary"):
    st.markdown(f"{plain(project_sentence(seen, key, mapped.workflow, zone))} {link(key, url)}")
    blocks.metric_row(retrospective.metrics(found, zone))
    blocks.freshness(reading, found.phases["evidence"])
    retrospective.file_to_take_along(reading, key)

with part("Questions to ask", level=3):
    asked = questions(found, mapped.workflow)
    if asked:
        st.markdown(retrospective.question_lines(asked, reading))
    else:
        blocks.nothing_here(retro.no_question(seen.not_counted))

with part("From plan to actual", level=3):
    told = retro.steps_sentence(found)
    st.markdown(plain(told))
    blocks.chart(
        lambda: waterfall_figure(found.steps, look),
        alt=told,
        table=labelled(found.steps, retrospective.STEPS, zone),
        name=f"{key}-steps",
    )

with part("The way, and each move back", level=3):
    told = retro.back_sentence(found)
    st.markdown(plain(told))
    if not found.visits.empty:
        work = seen.work_intervals.iloc[:0].assign(summary="", scientist="")
        blocks.chart(
            lambda: visit_timeline_figure(found.visits, found.moves, work, look, timezone=zone),
            alt=f"Timeline of visits. {told}",
            table=labelled(found.visits.assign(visit_no=found.visits["visit_no"] + 1), tables.VISITS, zone),
            name=f"{key}-path",
        )
    if not found.back.empty:
        blocks.figures_table(labelled(found.back, retrospective.BACK, zone), name=f"{key}-moves-back")

if found.row["elapsed_days"] > 0:
    with part("Where the time went", level=3):
        told = retro.where_sentence(found)
        st.markdown(plain(told))
        blocks.chart(
            lambda: where_time_went_figure(found.where, look),
            alt=told,
            table=labelled(seen.where_time_went[seen.where_time_went["project"] == key], tables.WHERE_TIME_WENT, zone),
            name=f"{key}-where",
        )

with part("Beside the other finished projects", level=3):
    told = retro.places_sentence(found.places)
    st.markdown(plain(told))
    marks = visited_phases(seen)
    if not marks.empty:
        blocks.chart(
            lambda: phase_spread_figure(marks, phase_spread(seen, mapped.workflow), look, highlighted=key),
            alt=told,
            table=labelled(found.places, retrospective.PLACES, zone),
            name=f"{key}-places",
        )

with part("Breaches over its life", level=3):
    st.markdown(plain(retro.looked_sentence(found, seen.not_counted)))
    if not found.life.empty:
        named = found.life.assign(rule=found.life["rule"].map(wording.rule))
        blocks.figures_table(labelled(named, retrospective.LIFE, zone), name=f"{key}-breaches")

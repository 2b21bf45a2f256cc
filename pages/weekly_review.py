"""Where must I jump in?"""

import streamlit as st

from mlpm_analytics import wording
from mlpm_analytics.metrics.not_counted import all_clear
from mlpm_analytics.reports import weekly_sentence
from mlpm_analytics.ui import blocks, open_reading, tables, week
from mlpm_analytics.ui.breaches import breach_list, breaches_by_project
from mlpm_analytics.ui.guards import guarded, part
from mlpm_analytics.ui.project_rows import project_rows
from mlpm_analytics.ui.swimlanes import away, scientist_cards
from mlpm_analytics.ui.tables import labelled
from mlpm_analytics.ui.text import plain

FIRST = 10  # breaches in sight at once

st.title("Weekly review", anchor=False)
reading = open_reading()
seen, review, zone = reading.figures(), reading.weekly(), reading.timezone
blocks.not_counted(reading)

if seen.projects.empty:
    blocks.nothing_here(
        "What was loaded holds no project: no Epic with a Task in one of the phases. "
        "`mlpm check` says which settings fit your Jira."
    )
    st.stop()

with guarded("The summary"):
    st.markdown(plain(weekly_sentence(review, zone)))
    blocks.filtered(reading, len(reading.selection.of_projects(seen.projects)))
    blocks.metric_row(week.metrics(review))
    blocks.freshness(reading, seen.projects["evidence"])

with part("Needs you"):
    if review.breaches.empty:
        kept = "Nobody needs you: the way of working is kept everywhere."
        blocks.nothing_here(all_clear(review.not_counted, kept, "No breach"))
    else:
        if st.toggle("By project", key="by_project", bind="query-params"):
            breaches_by_project(review.breaches, reading)
        else:
            breach_list(review.breaches.head(FIRST), reading)
            if len(review.breaches) > FIRST:
                with st.expander(f"{len(review.breaches) - FIRST} more"):
                    breach_list(review.breaches.iloc[FIRST:], reading)
        with st.expander("All breaches as a table"):
            blocks.figures_table(labelled(review.breaches, tables.BREACHES, zone), name="breaches", links=["Jira"])
    if not review.settled.empty:
        with st.expander(f"Settled since last week: {wording.count(len(review.settled), 'breach', 'breaches')}"):
            breach_list(review.settled, reading)

with part("Who is on what"):
    if review.assignments.empty:
        blocks.nothing_here("Nobody who is listed has a Task, or worked on one within the last 13 weeks.")
    else:
        scientist_cards(review.assignments, reading)
        with st.expander("Who is on what as a table"):
            linked = review.assignments.assign(
                url=reading.jira_url(review.assignments["key"]), back_on=away(review.assignments, reading)
            )
            blocks.figures_table(labelled(linked, tables.ASSIGNMENTS, zone), name="who-is-on-what", links=["Jira"])

with part("Projects"):
    if review.standings.empty:
        blocks.nothing_here("No project that is listed is open. Finished ones are on the page of each project.")
    else:
        project_rows(review.standings, review.happenings, seen.visits, reading)
        with st.expander("Projects as a table"):
            linked = review.standings.assign(url=reading.jira_url(review.standings["project"]))
            blocks.figures_table(labelled(linked, tables.STANDINGS, zone), name="projects", links=["Jira"])

"""What is on a scientist's plate, and does it flow?"""

import pandas as pd
import streamlit as st

from mlpm_analytics.charts import task_sizes_figure, week_loads_figure
from mlpm_analytics.metrics.desk import desk
from mlpm_analytics.metrics.scientist import overlaps, put_back, week_days
from mlpm_analytics.ui import blocks, explanation, open_reading, scientist
from mlpm_analytics.ui.guards import guarded, part
from mlpm_analytics.ui.tables import labelled
from mlpm_analytics.ui.text import plain

MOST_TASKS = 30  # of a chart; the table has all of them

st.title("Scientist", anchor=False)
reading = open_reading()
seen, zone, look = reading.figures(), reading.timezone, reading.look
blocks.not_counted(reading)
model, workflow, calendars = reading.mapped.model, reading.mapped.workflow, reading.mapped.calendars

blocks.filtered(reading, len(reading.selection.of_projects(seen.projects)))
people = scientist.listed(reading)
if people.empty:
    blocks.nothing_here("No Task that is listed was assigned to anybody by this date.")
    st.stop()

who = scientist.chosen(people)
found = desk(seen, who, model, workflow, calendars)
crossed = overlaps(seen, who, found.weeks[0], workflow, calendars)
own = pd.concat([found.in_progress["evidence"], found.finished["evidence"], found.estimated["evidence"]])

st.header(plain(found.name), anchor=False)
st.caption("A help for a conversation. Time is time in progress, shared between Tasks; not hours at the desk.")
with guarded("The summary"):
    blocks.metric_row(scientist.metrics(found, crossed))
    blocks.freshness(reading, own)

with part("Now", level=3):
    if found.in_progress.empty:
        blocks.nothing_here("No Task is in progress.")
    else:
        st.markdown(scientist.task_lines(found.in_progress, reading))
with part("Next", level=3):
    if found.next_up.empty:
        blocks.nothing_here("No further Task is assigned.")
    else:
        st.markdown(scientist.task_lines(found.next_up, reading))

with part("Weeks", level=3):
    days = week_days(found.weeks, who, calendars, as_of=seen.as_of)
    weeks = scientist.weeks_table(found, days)
    told = scientist.weeks_in_words(weeks)
    st.markdown(plain(told))
    by = st.segmented_control(
        "Days by", ["phase", "project"], default="phase", required=True, key="days_by", bind="query-params"
    )
    blocks.chart(
        lambda: week_loads_figure(found.effort, days, look, by=by or "phase"),
        alt=told,
        table=labelled(weeks, scientist.WEEKS, zone),
        name="scientist-weeks",
    )

with part("Sizes of Tasks", level=3):
    rows = scientist.sizes(found)
    if rows.empty:
        blocks.nothing_here("No Task was in progress or finished in the last weeks.")
    else:
        told = scientist.sizes_in_words(rows, workflow)
        st.markdown(plain(told))
        blocks.chart(
            lambda: task_sizes_figure(rows.head(MOST_TASKS), look, limit_days=workflow.limits.max_task_days),
            alt=told,
            table=labelled(rows.assign(url=reading.jira_url(rows["key"])), scientist.SIZES, zone),
            name="scientist-sizes",
        )

with part("Estimate against actual", level=3):
    if found.estimated.empty:
        blocks.nothing_here(f"Nothing to compare: {scientist.estimates_in_words(found)}")
    else:
        rows = found.estimated.assign(days=found.estimated["actual_days"])
        latest = rows.sort_values(["finished_at", "key"], ascending=[False, True]).head(MOST_TASKS)
        told = scientist.estimates_in_words(found)
        st.markdown(plain(told))
        blocks.chart(
            lambda: task_sizes_figure(latest, look),
            alt=told,
            table=labelled(rows.assign(url=reading.jira_url(rows["key"])), scientist.SIZES, zone),
            name="scientist-estimates",
        )

with part("More than one at a time", level=3, anchor="why"):
    st.markdown(plain(scientist.overlap_in_words(crossed, seen.not_counted)))
    if not crossed.empty:
        blocks.figures_table(labelled(crossed, scientist.OVERLAPS, zone), name="scientist-overlaps")
    explanation.scientist_panel(reading, who, "scientist")

with part("Put back", level=3):
    returned = put_back(seen, who, model)
    if returned.empty:
        blocks.nothing_here("No Task was begun and put back.")
    else:
        linked = returned.assign(url=reading.jira_url(returned["key"]))
        blocks.figures_table(labelled(linked, scientist.PUT_BACK, zone), name="scientist-put-back", links=["Jira"])

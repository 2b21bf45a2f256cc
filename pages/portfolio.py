"""How do our projects go?"""

import streamlit as st

from mlpm_analytics.charts import (
    ageing_figure,
    back_and_forth_figure,
    breaches_by_week_figure,
    cumulative_flow_figure,
    move_matrix_figure,
    phase_spread_figure,
    plan_bias_figure,
    portfolio_timeline_figure,
    throughput_figure,
)
from mlpm_analytics.metrics import flow
from mlpm_analytics.metrics.portfolio import moves_back, phase_spread, plan_bias, visited_phases
from mlpm_analytics.reports import lessons, portfolio_sentence
from mlpm_analytics.ui import blocks, dossier, open_reading, portfolio
from mlpm_analytics.ui.tables import labelled
from mlpm_analytics.ui.text import plain

st.title("Portfolio", anchor=False)
reading = open_reading()
seen, zone, look = reading.figures(), reading.timezone, reading.look
workflow, calendars, model = reading.mapped.workflow, reading.mapped.calendars, reading.mapped.model

if seen.projects.empty:
    blocks.nothing_here(
        "No project has begun by this date. Choose a later one, or see with `mlpm check` which settings fit your Jira."
    )
    st.stop()

st.markdown(plain(portfolio_sentence(seen, zone)))
blocks.metric_row(portfolio.metrics(seen))
blocks.freshness(reading, seen.projects["evidence"])

st.header("The way of all projects", anchor=False)
blocks.filtered(reading, len(reading.selection.of_projects(seen.projects)))
chosen = portfolio.sheet(portfolio.chosen_projects(reading), seen.visits)
walked = seen.visits.merge(chosen[["project", "name"]], on="project")
if walked.empty:
    blocks.nothing_here("None of these projects has visited a phase yet.")
else:
    blocks.chart(
        portfolio_timeline_figure(chosen, walked, look, timezone=zone),
        alt=portfolio.timeline_in_words(chosen, zone),
        table=labelled(walked.assign(visit_no=walked["visit_no"] + 1), portfolio.VISITS, zone),
        name="portfolio-visits",
    )

st.header("Time per phase", anchor=False)
marks, spread = visited_phases(seen), phase_spread(seen, workflow)
if marks.empty:
    blocks.nothing_here("No project is finished yet: there is nothing to compare.")
else:
    told = lessons.spread_sentence(spread)
    st.markdown(plain(f"{told} Each mark is a finished project; abandoned ones are left out."))
    blocks.chart(
        phase_spread_figure(marks, spread, look),
        alt=told,
        table=labelled(spread, portfolio.SPREAD, zone),
        name="portfolio-phases",
    )

st.header("Plan against actual", anchor=False)
bias = plan_bias(seen, workflow)
told = lessons.bias_sentence(bias)
if bias["bias"].isna().all():
    blocks.nothing_here(told)
else:
    st.markdown(plain(told))
    blocks.chart(
        plan_bias_figure(bias, look),
        alt=told,
        table=labelled(bias, portfolio.BIAS, zone),
        name="portfolio-bias",
    )

st.header("Back and forth", anchor=False)
ways = moves_back(seen)
if seen.moves.empty:
    blocks.nothing_here("No project has moved from one phase to another yet.")
else:
    st.markdown(plain(f"{lessons.back_sentence(ways)} The matrix counts every move, also those that merely resumed."))
    often, cost = st.columns(2)
    with often:
        blocks.chart(
            move_matrix_figure(dossier.move_counts(seen.moves), look),
            alt=f"How often projects went from phase to phase. {lessons.back_sentence(ways)}",
            table=dossier.move_counts(seen.moves).set_axis(["From", "To", "Moves"], axis=1),
            name="portfolio-moves",
        )
    with cost:
        if not ways.empty:
            blocks.chart(
                back_and_forth_figure(ways, look),
                alt=f"What going back costs. {lessons.back_sentence(ways)}",
                table=labelled(ways, portfolio.BACK, zone),
                name="portfolio-back",
            )

st.header("How Tasks flow", anchor=False)
aged = flow.aged_tasks(seen, calendars)
begun, percentiles = reading.selection.of_tasks(flow.begun_tasks(aged)), flow.age_percentiles(aged)
weeks = flow.shown_weeks(seen, zone)
st.subheader("Ageing of what is in progress", anchor=False)
st.markdown(plain(lessons.age_sentence(percentiles)))
if begun.empty:
    blocks.nothing_here("No Task that is listed is begun and not done.")
else:
    linked = begun.assign(url=reading.jira_url(begun["key"]))
    blocks.chart(
        ageing_figure(begun, percentiles, look),
        alt=f"Ages of Tasks in progress. {lessons.age_sentence(percentiles)}",
        table=labelled(linked, portfolio.AGEING, zone),
        name="portfolio-ageing",
    )
if weeks:
    counts = flow.cumulative_flow(seen, model, weeks, zone)
    finished = flow.throughput(seen, weeks, zone)
    table = labelled(counts.merge(finished, on="week_starting"), portfolio.FLOW, zone)
    st.subheader("Cumulative flow", anchor=False)
    blocks.chart(
        cumulative_flow_figure(counts, look), alt=portfolio.flow_in_words(counts), table=table, name="portfolio-flow"
    )
    st.subheader("Finished per week", anchor=False)
    st.markdown(plain(portfolio.throughput_in_words(finished)))
    blocks.chart(
        throughput_figure(finished, look),
        alt=portfolio.throughput_in_words(finished),
        table=table,
        name="portfolio-throughput",
    )

st.header("Is the way of working kept?", anchor=False)
stood = portfolio.breach_counts(reading, weeks[-portfolio.BREACH_WEEKS :])
if stood.empty:
    blocks.nothing_here("Nothing was in breach of the way of working at the end of any of the last weeks.")
else:
    told = portfolio.breaches_in_words(stood, zone)
    st.markdown(plain(f"{told} Shown is what stood at the end of each week, and in the last column now."))
    blocks.chart(
        breaches_by_week_figure(stood, look, timezone=zone),
        alt=told,
        table=portfolio.breaches_table(stood, zone),
        name="portfolio-breaches",
    )

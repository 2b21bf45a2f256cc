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
from mlpm_analytics.metrics.not_counted import all_clear
from mlpm_analytics.metrics.portfolio import moves_back, phase_spread, plan_bias, visited_phases
from mlpm_analytics.reports import lessons, portfolio_sentence
from mlpm_analytics.ui import blocks, dossier, open_reading, portfolio
from mlpm_analytics.ui.guards import guarded, part
from mlpm_analytics.ui.tables import labelled
from mlpm_analytics.ui.text import plain

st.title("Portfolio", anchor=False)
reading = open_reading()
seen, zone, look = reading.figures(), reading.timezone, reading.look
workflow, calendars, model = reading.mapped.workflow, reading.mapped.calendars, reading.mapped.model
blocks.not_counted(reading)

if seen.projects.empty:
    blocks.nothing_here(
        "No project has begun by this date. Choose a later one, or see with `mlpm check` which settings fit your Jira."
    )
    st.stop()

with guarded("The summary"):
    st.markdown(plain(portfolio_sentence(seen, zone)))
    blocks.metric_row(portfolio.metrics(seen))
    blocks.freshness(reading, seen.projects["evidence"])

with part("The way of all projects"):
    blocks.filtered(reading, len(reading.selection.of_projects(seen.projects)))
    chosen = portfolio.sheet(portfolio.chosen_projects(reading), seen.visits)
    walked = seen.visits.merge(chosen[["project", "name"]], on="project")
    if walked.empty:
        blocks.nothing_here("None of these projects has visited a phase yet.")
    else:
        blocks.chart(
            lambda: portfolio_timeline_figure(chosen, walked, look, timezone=zone),
            alt=portfolio.timeline_in_words(chosen, zone),
            table=labelled(walked.assign(visit_no=walked["visit_no"] + 1), portfolio.VISITS, zone),
            name="portfolio-visits",
        )

with part("Time per phase"):
    marks, spread = visited_phases(seen), phase_spread(seen, workflow)
    if marks.empty:
        blocks.nothing_here("No project is finished yet: there is nothing to compare.")
    else:
        told = lessons.spread_sentence(spread)
        st.markdown(plain(f"{told} Each mark is a finished project; abandoned ones are left out."))
        blocks.chart(
            lambda: phase_spread_figure(marks, spread, look),
            alt=told,
            table=labelled(spread, portfolio.SPREAD, zone),
            name="portfolio-phases",
        )

with part("Plan against actual"):
    bias = plan_bias(seen, workflow)
    told = lessons.bias_sentence(bias)
    if bias["bias"].isna().all():
        blocks.nothing_here(told)
    else:
        st.markdown(plain(told))
        blocks.chart(
            lambda: plan_bias_figure(bias, look),
            alt=told,
            table=labelled(bias, portfolio.BIAS, zone),
            name="portfolio-bias",
        )

with part("Back and forth"):
    ways = moves_back(seen)
    if seen.moves.empty:
        blocks.nothing_here("No project has moved from one phase to another yet.")
    else:
        st.markdown(
            plain(f"{lessons.back_sentence(ways)} The matrix counts every move, also those that merely resumed.")
        )
        often, cost = st.columns(2)
        with often:
            blocks.chart(
                lambda: move_matrix_figure(dossier.move_counts(seen.moves), look),
                alt=f"How often projects went from phase to phase. {lessons.back_sentence(ways)}",
                table=dossier.move_counts(seen.moves).set_axis(["From", "To", "Moves"], axis=1),
                name="portfolio-moves",
            )
        with cost:
            if not ways.empty:
                blocks.chart(
                    lambda: back_and_forth_figure(ways, look),
                    alt=f"What going back costs. {lessons.back_sentence(ways)}",
                    table=labelled(ways, portfolio.BACK, zone),
                    name="portfolio-back",
                )

weeks = flow.shown_weeks(seen, zone)
st.header("How Tasks flow", anchor=False)
with part("Ageing of what is in progress", level=3):
    aged = flow.aged_tasks(seen, calendars)
    begun, percentiles = reading.selection.of_tasks(flow.begun_tasks(aged)), flow.age_percentiles(aged)
    st.markdown(plain(lessons.age_sentence(percentiles)))
    if begun.empty:
        blocks.nothing_here("No Task that is listed is begun and not done.")
    else:
        linked = begun.assign(url=reading.jira_url(begun["key"]))
        blocks.chart(
            lambda: ageing_figure(begun, percentiles, look),
            alt=f"Ages of Tasks in progress. {lessons.age_sentence(percentiles)}",
            table=labelled(linked, portfolio.AGEING, zone),
            name="portfolio-ageing",
        )
if weeks:
    with part("Cumulative flow", level=3):
        counts = flow.cumulative_flow(seen, model, weeks, zone)
        blocks.chart(
            lambda: cumulative_flow_figure(counts, look),
            alt=portfolio.flow_in_words(counts),
            table=labelled(counts.merge(flow.throughput(seen, weeks, zone), on="week_starting"), portfolio.FLOW, zone),
            name="portfolio-flow",
        )
    with part("Finished per week", level=3):
        finished = flow.throughput(seen, weeks, zone)
        st.markdown(plain(portfolio.throughput_in_words(finished)))
        blocks.chart(
            lambda: throughput_figure(finished, look),
            alt=portfolio.throughput_in_words(finished),
            table=labelled(flow.cumulative_flow(seen, model, weeks, zone).merge(finished), portfolio.FLOW, zone),
            name="portfolio-throughput",
        )

with part("Is the way of working kept?"):
    stood = portfolio.breach_counts(reading, weeks[-portfolio.BREACH_WEEKS :])
    if stood.empty:
        clear = "Nothing was in breach of the way of working at the end of any of the last weeks."
        blocks.nothing_here(all_clear(seen.not_counted, clear, "No breach at the end of any of the last weeks"))
    else:
        told = portfolio.breaches_in_words(stood, seen.not_counted, zone)
        st.markdown(plain(f"{told} Shown is what stood at the end of each week, and in the last column now."))
        blocks.chart(
            lambda: breaches_by_week_figure(stood, look, timezone=zone),
            alt=told,
            table=portfolio.breaches_table(stood, zone),
            name="portfolio-breaches",
        )

import json
from datetime import date

import pandas as pd
import pytest

from mlpm_analytics.charts import (
    Look,
    ageing_figure,
    breaches_by_week_figure,
    cumulative_flow_figure,
    phase_spread_figure,
    plan_bias_figure,
    portfolio_timeline_figure,
    task_sizes_figure,
    throughput_figure,
    waterfall_figure,
    week_loads_figure,
)
from mlpm_analytics.metrics.flow import AGED_TASKS, FLOW, THROUGHPUT
from mlpm_analytics.metrics.portfolio import PHASE_SPREAD, PLAN_BIAS
from mlpm_analytics.workflow import PHASES
from tests.builder import epic, instant, portfolio, seen, task

LOOK = Look(PHASES)


def _nothing(frame):
    """Counts of nothing, which no column may lack."""
    return {name: 0 for name, dtype in frame.columns.items() if dtype in ("int64", "bool")}


def drawn(figure):
    return json.loads(figure.to_json(engine="json"))


def traces(figure):
    return {trace.name: trace for trace in figure.data}


def test_bars_of_the_timeline_leave_the_gaps_between_visits_open():
    found = seen(
        portfolio(
            epic("P"),
            task("T").active("2026-03-02 09:00", "2026-03-03 17:00", after="done"),
            task("U", phase="Research").active("2026-03-09 09:00", "2026-03-10 17:00", after="done"),
        ),
        "2026-03-12",
    )
    bars = traces(portfolio_timeline_figure(found.projects, found.visits, LOOK, timezone="UTC"))
    ended = pd.Timestamp(bars["Modeling"].base[0]) + pd.Timedelta(milliseconds=bars["Modeling"].x[0])
    assert ended == pd.Timestamp("2026-03-03 17:00")
    assert pd.Timestamp(bars["Research"].base[0]) == pd.Timestamp("2026-03-09 09:00")


def test_a_name_with_markup_is_text_in_the_timeline():
    projects = pd.DataFrame({"project": ["P"], "name": ["<b>bold</b>"]})
    visits = seen(portfolio(epic("P"), task("T").active("2026-03-02 09:00")), "2026-03-12").visits
    assert portfolio_timeline_figure(projects, visits, LOOK, timezone="UTC").data[-1].text == (
        "&lt;b&gt;bold&lt;/b&gt;",
    )


def test_the_steps_of_a_waterfall_begin_where_the_one_before_ended():
    steps = pd.DataFrame(
        {
            "step": ["First plan", "Research", "Modeling", "Actual"],
            "kind": ["total", "phase", "phase", "total"],
            "days": [10.0, 2.0, -5.0, 7.0],
        }
    )
    bars = [trace for trace in waterfall_figure(steps, LOOK).data if trace.type == "bar"]
    assert [(bar.base[0], bar.x[0]) for bar in bars] == [(0, 10), (10, 2), (12, -5), (0, 7)]
    assert bars[2].customdata[0] == "−5 days (40 h 0 min of working time)"


def test_below_three_projects_there_is_no_median_and_no_half():
    spread = PHASE_SPREAD.of([_nothing(PHASE_SPREAD) | {"phase": "Modeling", "least_days": 2.0, "most_days": 2.0}])
    marks = pd.DataFrame(
        {"project": ["P"], "name": ["N"], "phase": ["Modeling"], "actual_days": [2.0], "is_finished": True}
    )
    assert "Median" not in traces(phase_spread_figure(marks, spread, LOOK))
    assert "This project" in traces(phase_spread_figure(marks, spread, LOOK, highlighted="P"))


def test_the_bias_is_a_bar_from_one():
    bias = PLAN_BIAS.of(
        [
            _nothing(PLAN_BIAS) | {"phase": "Modeling", "baseline_days": 10.0, "actual_days": 16.0, "bias": 1.6},
            _nothing(PLAN_BIAS) | {"phase": "Research", "baseline_days": 10.0, "actual_days": 16.0},
        ]
    )
    figure = plan_bias_figure(bias, LOOK)
    assert list(figure.data[0].y) == ["Modeling"]
    assert (figure.data[0].base, figure.data[0].x[0]) == (1, pytest.approx(0.6))


def test_a_week_without_a_breach_is_a_cell_without_colour():
    days = [instant("2026-03-09"), instant("2026-03-16")]
    counts = pd.DataFrame({"as_of": days, "rule": ["stalled"] * 2, "breach_count": [0, 2]})
    heat = breaches_by_week_figure(counts, LOOK, timezone="UTC").data[0]
    assert list(heat.z[0]) == [None, 2.0]
    assert list(heat.text[0]) == ["·", "2"]


def test_weeks_are_stacked_up_to_the_days_there_are_with_the_days_away_above():
    weeks = [date(2026, 3, 2), date(2026, 3, 9)]
    days = pd.DataFrame({"week_starting": weeks, "there_days": [4.0, 5.0], "away_days": [1.0, 0.0]})
    effort = pd.DataFrame(
        {"week_starting": weeks, "phase": ["Modeling", None], "project": ["P", "P"], "effort_days": [4.0, 2.0]}
    ).astype({"phase": "str"})
    by_phase = traces(week_loads_figure(effort, days, LOOK, by="phase"))
    assert {"Modeling", "No phase", "Away", "Days there are"} == set(by_phase)
    assert (list(by_phase["Away"].base), list(by_phase["Away"].y)) == ([4.0], [1.0])
    assert list(traces(week_loads_figure(effort, days, LOOK, by="project"))["P"].y) == [4.0, 2.0]


def test_a_task_that_waits_is_hollow():
    aged = AGED_TASKS.of(
        [
            {"key": "T", "phase": "Modeling", "age_days": 3.0, "is_active": True, "is_done": False},
            {"key": "U", "phase": "Modeling", "age_days": 4.0, "is_active": False, "is_done": False},
        ]
    )
    marks = traces(ageing_figure(aged, {50: 2.0, 85: float("nan")}, LOOK))["Modeling"]
    assert list(marks.marker.symbol) == ["circle", "circle-open"]
    assert len(ageing_figure(aged, {50: 2.0, 85: float("nan")}, LOOK).layout.annotations) == 1


@pytest.mark.parametrize("is_dark", [False, True])
def test_nothing_in_is_an_empty_picture(is_dark):
    look = Look(PHASES, is_dark=is_dark)
    aged = AGED_TASKS.empty()
    sizes = aged.assign(days=aged["age_days"])
    for figure in (
        cumulative_flow_figure(FLOW.empty(), look),
        throughput_figure(THROUGHPUT.empty(), look),
        ageing_figure(aged, {}, look),
        task_sizes_figure(sizes, look, limit_days=5.0),
        plan_bias_figure(PLAN_BIAS.empty(), look),
    ):
        assert drawn(figure)["layout"]["height"] > 0

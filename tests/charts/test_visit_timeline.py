import pandas as pd
import pytest

from mlpm_analytics.charts import Look, visit_timeline_figure
from mlpm_analytics.charts.visit_timeline import MOST_TASKS
from mlpm_analytics.workflow import PHASES
from tests.builder import epic, portfolio, seen, task

LOOK = Look(PHASES)


MODELING, RESEARCH = PHASES.index("Modeling"), PHASES.index("Research")


def drawn(*issues, as_of="2026-03-20 17:00", timezone="UTC"):
    found = seen(portfolio(epic("P"), *issues), as_of)
    intervals = found.work_intervals.merge(found.tasks[["issue_id", "summary", "scientist"]], on="issue_id")
    return visit_timeline_figure(found.visits, found.moves, intervals, LOOK, timezone=timezone)


def bars(figure, phase, axis="x"):
    return next(trace for trace in figure.data if trace.type == "bar" and (trace.name, trace.xaxis) == (phase, axis))


@pytest.fixture
def back_and_forth():
    return drawn(
        task("ML-1", phase="Modeling").active("2026-03-02 09:00", "2026-03-03 17:00"),
        task("ML-2", phase="Research").active("2026-03-04 09:00", "2026-03-05 17:00"),
        task("ML-3", phase="Modeling").active("2026-03-06 09:00", "2026-03-06 17:00"),
    )


def test_a_visit_is_a_bar_from_its_start_to_its_stop_in_the_row_and_colour_of_its_phase(back_and_forth):
    modeling = bars(back_and_forth, "Modeling")
    assert list(modeling.y) == [MODELING, MODELING]
    assert list(modeling.base) == [pd.Timestamp("2026-03-02 09:00"), pd.Timestamp("2026-03-06 09:00")]
    assert list(modeling.x) == [32 * 3_600_000, 8 * 3_600_000]
    assert modeling.marker.color == LOOK.color("Modeling")


def test_phases_stand_in_their_order_from_above_also_those_never_visited(back_and_forth):
    rows = back_and_forth.layout.yaxis
    assert (list(rows.tickvals), list(rows.ticktext)) == (list(range(len(PHASES))), list(PHASES))
    assert rows.range[0] > rows.range[1]


def test_a_move_back_is_an_arc_from_above_the_visit_that_was_left_down_onto_the_one_gone_back_to(back_and_forth):
    back = next(trace for trace in back_and_forth.data if trace.name == "Move back (1)")
    x, y, symbols = [list(points)[:-1] for points in (back.x, back.y, back.marker.symbol)]
    assert (x[0], x[-1]) == (pd.Timestamp("2026-03-03 01:00"), pd.Timestamp("2026-03-04 09:00"))
    assert x == sorted(x)
    assert RESEARCH - 1 < min(y) < y[-1] < RESEARCH < y[0] < MODELING
    assert (symbols[-1], set(symbols[:-1])) == ("triangle-down", {"circle"})
    assert back.hovertext[0].endswith("It cost 2 days (16 h 0 min of working time)")


def test_a_move_forward_is_a_straight_arrow(back_and_forth):
    forward = next(trace for trace in back_and_forth.data if trace.name == "Move forward (1)")
    assert list(forward.x[:2]) == [pd.Timestamp("2026-03-06 09:00")] * 2
    assert forward.marker.symbol[1] == "triangle-down"


def test_of_very_many_tasks_those_active_last_are_drawn_and_a_line_says_so():
    found = seen(portfolio(epic("P"), task("ML-1").active("2026-03-02 09:00", "2026-03-03 17:00")), "2026-03-20 17:00")
    one = found.work_intervals.assign(summary="", scientist="Ana")
    many = pd.concat(
        [one.assign(key=f"ML-{n}", stopped_at=one["stopped_at"] + pd.Timedelta(hours=n)) for n in range(MOST_TASKS + 5)]
    )
    figure = visit_timeline_figure(found.visits, found.moves, many, LOOK, timezone="UTC")
    assert len(figure.layout.yaxis2.categoryarray) == MOST_TASKS
    assert "ML-4" not in figure.layout.yaxis2.categoryarray
    assert f"The {MOST_TASKS} of {MOST_TASKS + 5} Tasks active last" in figure.layout.annotations[0].text


def test_a_kind_of_move_that_never_happened_is_not_in_the_legend(back_and_forth):
    assert [trace.name for trace in back_and_forth.data if trace.type == "scatter"] == [
        "Move forward (1)",
        "Move back (1)",
    ]


def test_tasks_stand_beneath_on_the_same_time_axis_in_order_of_their_start(back_and_forth):
    assert list(back_and_forth.layout.yaxis2.categoryarray)[::-1] == ["ML-1", "ML-2", "ML-3"]
    assert back_and_forth.layout.xaxis.matches == "x2"
    assert list(bars(back_and_forth, "Research", "x2").y) == ["ML-2"]


def test_times_are_those_of_the_team():
    figure = drawn(task("ML-1").active("2026-03-02 09:00", "2026-03-03 17:00"), timezone="Asia/Kathmandu")
    assert list(bars(figure, "Modeling").base) == [pd.Timestamp("2026-03-02 14:45")]
    assert "Mon 02 Mar 2026 14:45 – Tue 03 Mar 2026 22:45" in bars(figure, "Modeling").hovertext[0]
    assert "Asia/Kathmandu" in figure.layout.xaxis2.title.text


def test_a_summary_with_markup_is_shown_as_text():
    found = seen(portfolio(epic("P"), task("ML-1").active("2026-03-02 09:00")), "2026-03-04 17:00")
    intervals = found.work_intervals.assign(summary="<b>bold</b>", scientist="Ana")
    figure = visit_timeline_figure(found.visits, found.moves, intervals, LOOK, timezone="UTC")
    assert "&lt;b&gt;bold&lt;/b&gt;" in bars(figure, "Modeling", "x2").hovertext[0]


def test_time_without_a_phase_is_seen_in_the_row_of_its_task():
    figure = drawn(task("ML-1", phase=None).active("2026-03-02 09:00"), task("ML-2").active("2026-03-02 09:00"))
    assert list(bars(figure, "No phase", "x2").y) == ["ML-1"]


def test_without_work_intervals_there_are_the_visits_alone():
    found = seen(portfolio(epic("P"), task("ML-1").active("2026-03-02 09:00")), "2026-03-04 17:00")
    no_tasks = found.work_intervals.iloc[:0].assign(summary="", scientist="")
    figure = visit_timeline_figure(found.visits, found.moves, no_tasks, LOOK, timezone="UTC")
    assert {trace.xaxis for trace in figure.data} == {"x"}
    assert figure.layout.xaxis.title.text == "Calendar time (UTC)"


def test_what_is_inferred_is_paler_and_says_so():
    found = seen(portfolio(epic("P"), task("ML-1").active("2026-03-02 09:00", "2026-03-03 17:00")), "2026-03-20 17:00")
    intervals = found.work_intervals.assign(summary="", scientist="Ana")
    exact, inferred = (
        bars(visit_timeline_figure(visits, found.moves, intervals, LOOK, timezone="UTC"), "Modeling")
        for visits in (found.visits, found.visits.assign(evidence="inferred"))
    )
    assert list(exact.marker.opacity) == [1.0]
    assert inferred.marker.opacity[0] < 1
    assert ("inferred" in exact.hovertext[0], "inferred" in inferred.hovertext[0]) == (False, True)

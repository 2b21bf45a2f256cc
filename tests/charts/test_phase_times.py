import pandas as pd

from mlpm_analytics.charts import Look, phase_times_figure
from mlpm_analytics.workflow import PHASES

LOOK = Look(PHASES)
NAN = float("nan")


def drawn(*rows):
    columns = ["phase", "actual_days", "planned_days", "baseline_days"]
    return phase_times_figure(pd.DataFrame(list(rows), columns=columns), LOOK)


def traced(figure, name):
    return next(trace for trace in figure.data if trace.name == name)


def test_a_bar_for_the_actual_days_and_a_tick_for_the_plan():
    figure = drawn(("Research", 2.5, 2.0, 2.0), ("Modeling", 4.0, NAN, NAN))
    actual, planned = [trace for trace in figure.data if trace.name == "Actual"], traced(figure, "Planned")
    assert [(bar.y[0], bar.x[0]) for bar in actual] == [("Research", 2.5), ("Modeling", 4.0)]
    assert [bar.marker.color for bar in actual] == [LOOK.color("Research"), LOOK.color("Modeling")]
    assert (planned.name, list(planned.y), list(planned.x)) == ("Planned", ["Research"], [2.0])
    assert planned.marker.symbol == "line-ns"


def test_the_first_plan_is_marked_where_it_is_not_the_one_in_force():
    figure = drawn(("Research", 2.5, 2.0, 2.0), ("Modeling", 4.0, 10.0, 5.0))
    first = traced(figure, "First plan")
    assert (list(first.y), list(first.x)) == (["Modeling"], [5.0])


def test_a_plan_of_nought_weeks_is_a_plan():
    planned = traced(drawn(("Research", 2.5, 0.0, 0.0)), "Planned")
    assert list(planned.x) == [0.0]


def test_a_pointer_tells_the_exact_working_time_by_the_length_of_a_day():
    rows = pd.DataFrame(
        [("Research", 2.5, NAN, NAN)], columns=["phase", "actual_days", "planned_days", "baseline_days"]
    )
    figure = phase_times_figure(rows, Look(PHASES, hours_per_day=7.5))
    assert traced(figure, "Actual").customdata[0] == "2.5 days (18 h 45 min of working time)"


def test_without_any_plan_there_is_no_tick():
    assert [trace.name for trace in drawn(("Research", 2.5, NAN, NAN)).data] == ["Actual"]


def test_the_axis_says_its_unit():
    assert drawn(("Research", 2.5, NAN, NAN)).layout.xaxis.title.text == "Working days"


def test_no_rows_make_an_empty_picture():
    assert not drawn().data


def test_a_tick_stands_out_from_the_bar_it_lies_on():
    halo = traced(drawn(("Research", 2.5, 2.0, 2.0)), "")
    assert (list(halo.x), halo.marker.line.color) == ([2.0], LOOK.background)
    assert halo.marker.line.width > traced(drawn(("Research", 2.5, 2.0, 2.0)), "Planned").marker.line.width

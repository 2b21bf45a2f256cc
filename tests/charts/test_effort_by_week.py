from datetime import date

from mlpm_analytics.charts import Look, effort_by_week_figure
from mlpm_analytics.metrics.effort import EFFORT_WEEKS

PARTS = ["Research", "Modeling", "No phase", "In abandoned projects", "Outside any project", "Unassigned"]
LOOK = Look(("Research", "Modeling"))


def effort(spent):
    """Two weeks, of which the second is running."""
    return EFFORT_WEEKS.of(
        [
            {"week_starting": week, "is_running": week.day == 9, "part": part, "effort_days": spent.get(part, 0.0)}
            for week in (date(2026, 3, 2), date(2026, 3, 9))
            for part in PARTS
        ]
    )


def test_parts_are_stacked_in_their_order_and_those_without_effort_are_left_out():
    figure = effort_by_week_figure(effort({"Unassigned": 1.0, "Modeling": 2.0}), LOOK)
    assert [trace.name for trace in figure.data] == ["Modeling", "Unassigned"]
    assert figure.layout.barmode == "stack"
    assert list(figure.data[0].y) == [2.0, 2.0]


def test_every_part_has_a_pattern_or_a_colour_of_its_own_and_the_axis_its_unit():
    figure = effort_by_week_figure(effort(dict.fromkeys(PARTS, 1.0)), LOOK)
    looks = {(trace.marker.color, trace.marker.pattern.shape) for trace in figure.data}
    assert len(looks) == len(PARTS)
    assert len({trace.marker.pattern.shape for trace in figure.data[3:]}) == 3
    assert figure.layout.yaxis.title.text == "Person-days"


def test_the_running_week_says_so():
    figure = effort_by_week_figure(effort({"Modeling": 2.0}), LOOK)
    assert list(figure.layout.xaxis.ticktext) == ["02 Mar", "09 Mar (running)"]

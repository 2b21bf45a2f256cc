from mlpm_analytics.charts import Look, where_time_went_figure

DAYS = {"active_days": 5.5, "blocked_days": 1.0, "elsewhere_days": 0.0, "away_days": 0.5, "idle_days": 2.25}


def test_the_parts_stand_in_one_bar_in_the_order_in_which_they_are_decided():
    figure = where_time_went_figure(DAYS, Look(("A",)))
    assert [trace.name for trace in figure.data] == ["Active", "Blocked", "Elsewhere", "Away", "Idle"]
    assert [list(trace.x) for trace in figure.data] == [[5.5], [1.0], [0.0], [0.5], [2.25]]
    assert figure.layout.barmode == "stack"


def test_every_part_has_a_pattern_of_its_own():
    figure = where_time_went_figure(DAYS, Look(("A",)))
    assert len({trace.marker.pattern.shape for trace in figure.data}) == 5


def test_the_axis_says_its_unit():
    assert where_time_went_figure(DAYS, Look(("A",))).layout.xaxis.title.text == "Working days"

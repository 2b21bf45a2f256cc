import pandas as pd

from mlpm_analytics.charts import Look, phase_strip_figure
from mlpm_analytics.frames import VISITS

LOOK = Look(("A", "B", "C"))


def drawn(*rows, **more):
    columns = ["project", "visit_no", "phase", "active_days"]
    return phase_strip_figure(pd.DataFrame(list(rows), columns=columns), LOOK, **more)


def test_visits_follow_each_other_as_long_as_they_were_active():
    first, second = drawn(("P", 0, "A", 2.0), ("P", 1, "B", 1.0), ("P", 2, "A", 4.0)).data
    assert (first.name, list(first.base), list(first.x)) == ("A", [0.0, 3.0], [2.0, 4.0])
    assert (second.name, list(second.base), list(second.x)) == ("B", [2.0], [1.0])
    assert first.marker.color == LOOK.color("A")


def test_every_visit_says_the_number_of_its_phase():
    (only,) = drawn(("P", 0, "C", 2.0)).data
    assert list(only.text) == ["<b>3</b>"]


def test_each_project_has_its_own_row_that_begins_at_nought():
    (only,) = drawn(("P", 0, "A", 2.0), ("Q", 0, "A", 1.0)).data
    assert (list(only.y), list(only.base)) == (["P", "Q"], [0.0, 0.0])


def test_strips_of_several_figures_can_share_a_scale():
    assert drawn(("P", 0, "A", 2.0), longest_days=8.0).layout.xaxis.range == (0, 8.0)


def test_no_visits_make_an_empty_strip():
    assert list(phase_strip_figure(VISITS.empty(), LOOK).data) == []

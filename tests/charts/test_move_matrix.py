import numpy as np
import pandas as pd

from mlpm_analytics.charts import Look, move_matrix_figure

LOOK = Look(("A", "B", "C"))


def drawn(*rows):
    return move_matrix_figure(pd.DataFrame(list(rows), columns=["from_phase", "to_phase", "count"]), LOOK)


def test_rows_are_from_and_columns_are_to():
    (cells,) = drawn(("A", "C", 2)).data
    assert cells.z[0][2] == 2
    assert (list(cells.y), list(cells.x)) == (["A", "B", "C"], ["A", "B", "C"])


def test_moves_to_an_earlier_phase_have_another_hue_and_an_arrow():
    (cells,) = drawn(("A", "C", 2), ("C", "B", 3)).data
    assert cells.z[2][1] == -3
    assert cells.text[2][1] == "↩ 3"
    assert (cells.zmin, cells.zmax) == (-3, 3)


def test_moves_that_never_happened_are_left_blank():
    (cells,) = drawn(("A", "C", 2)).data
    assert np.isnan(np.array(cells.z, dtype=float)).sum() == 8
    assert cells.text[0][1] == ""


def test_no_moves_make_an_empty_matrix():
    (cells,) = drawn().data
    assert np.isnan(np.array(cells.z, dtype=float)).all()

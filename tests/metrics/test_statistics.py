"""Quantiles over what is finished and what still goes on, against the oracle's."""

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mlpm_analytics.metrics.statistics import quantile
from tests import oracle_statistics

MARKS = st.lists(st.tuples(st.integers(0, 40).map(float), st.booleans()), min_size=1, max_size=40)


@given(MARKS, st.sampled_from([(0.5, "median"), (0.25, "lower_quartile"), (0.75, "upper_quartile"), (0.85, "p85")]))
def test_a_quantile_is_what_the_oracle_finds(marks, asked):
    share, name = asked
    days, finished = zip(*marks, strict=True)
    found, wanted = quantile(days, finished, share), oracle_statistics.spread(marks)[name]
    assert math.isnan(found.days) == (wanted is None)
    if wanted is not None:
        assert found == (pytest.approx(wanted[0]), wanted[1])


def test_open_ones_raise_the_median_and_too_few_finished_ones_have_none():
    assert quantile([1, 2, 3, 4, 5], [True] * 5, 0.5) == (3.0, False)
    assert quantile([1, 2, 3, 4, 5, 9, 9], [True] * 5 + [False] * 2, 0.5) == (4.0, False)
    assert quantile([1, 2, 3, 4, 5] + [9] * 6, [True] * 5 + [False] * 6, 0.5) == (9.0, True)
    assert math.isnan(quantile([1, 2, 3, 4], [True] * 4, 0.5).days)

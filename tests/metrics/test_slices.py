"""Overlaps of stretches: what lies within what."""

import numpy as np
import pandas as pd
from hypothesis import given
from hypothesis import strategies as st

from mlpm_analytics.metrics.slices import parts_within

INSTANTS = pd.date_range("2026-03-02", periods=12, freq="h", tz="UTC", unit="us")
STRETCHES = st.lists(
    st.tuples(st.sampled_from(["ML-1", "ML-2"]), st.integers(0, 11), st.integers(0, 11), st.booleans()), max_size=12
)


def stretches(rows: list[tuple[str, int, int, bool]]) -> pd.DataFrame:
    keys, first, last, is_open = zip(*rows, strict=True) if rows else ((), (), (), ())
    return pd.DataFrame(
        {
            "key": pd.Series(keys, dtype="str"),
            "started_at": INSTANTS[list(first)],
            "stopped_at": INSTANTS[list(last)],
            "is_open": pd.Series(is_open, dtype="bool"),
            "place": range(len(rows)),
        }
    )


@given(STRETCHES, STRETCHES)
def test_the_parts_within_spans_are_those_of_every_pair_in_the_order_of_both(rows, spans):
    parts = parts_within(stretches(rows), stretches(spans), "key")
    expected = []
    for place, (key, first, last, is_open) in enumerate(rows):
        for of_span, (span_key, span_first, span_last, span_is_open) in enumerate(spans):
            start, stop, both = max(first, span_first), min(last, span_last), is_open and span_is_open
            if key == span_key and (start < stop or (both and start == stop)):
                expected.append([place, of_span, INSTANTS[start], INSTANTS[stop], both])
    assert parts[["place", "place_of_span", "started_at", "stopped_at", "is_open"]].to_numpy().tolist() == expected


def test_an_epic_with_very_many_stretches_and_spans_needs_no_memory_for_all_their_pairs():
    starts = pd.Series(pd.to_datetime(np.arange(200_000) * 60, unit="s", utc=True).as_unit("us"))
    minutes = pd.DataFrame({"key": "ML-1", "started_at": starts, "stopped_at": starts + pd.Timedelta("1min")})
    assert len(parts_within(minutes, minutes, "key")) == len(minutes)  # 40 thousand million pairs fit nowhere

"""Overlaps: cutting the intervals of a group at every start and stop among them."""

import numpy as np
import pandas as pd

from mlpm_analytics.calendars import micros


def slices(intervals: pd.DataFrame, group: pd.Series) -> pd.DataFrame:
    """Cut every interval where an interval of the same group starts or stops.

    Returns one row for each interval and elementary slice it covers: `row` (position of the interval in the
    argument), `slice_no` (the same for all intervals in the same slice; grows with time within a group),
    `started` and `stopped` (UTC microseconds). Intervals without length have no slices.
    """
    starts, stops = micros(intervals["started_at"]), micros(intervals["stopped_at"])
    codes = pd.factorize(group)[0].astype(np.int64)
    instants, ranks = np.unique(np.concatenate([starts, stops]), return_inverse=True)
    points, places = np.unique(np.concatenate([codes, codes]) * len(instants) + ranks, return_inverse=True)
    first, last = places[: len(starts)], places[len(starts) :]
    row, slice_no = expanded(first, last)
    at = instants[points % max(len(instants), 1)]
    return pd.DataFrame(
        {"row": row, "slice_no": slice_no, "started": at[slice_no], "stopped": at[slice_no + 1]}
        if len(row)
        else {name: np.empty(0, dtype=np.int64) for name in ("row", "slice_no", "started", "stopped")}
    )


def expanded(first: np.ndarray, last: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Ranges `[first, last)` counted out: for each number in one of them the place of the range, and the number.

    >>> expanded(np.array([3, 7]), np.array([5, 8]))
    (array([0, 0, 1]), array([3, 4, 7]))
    """
    sizes = last - first
    place = np.repeat(np.arange(len(first)), sizes)
    return place, first[place] + np.arange(len(place)) - np.repeat(np.cumsum(sizes) - sizes, sizes)


def lasting(spans: pd.DataFrame, as_of: pd.Timestamp) -> pd.DataFrame:
    """Stretches whose stop is NaT while they last, with a stop (`as_of` for these) and `is_open`."""
    return spans.assign(stopped_at=spans["stopped_at"].fillna(as_of), is_open=spans["stopped_at"].isna())


def parts_within(rows: pd.DataFrame, spans: pd.DataFrame, on: str) -> pd.DataFrame:
    """The parts of stretches that lie within spans of the same `on`, with the further columns of these.

    Both have started_at and stopped_at; what has no column is_open is over. A part is open where both are, and may then
    have no length.
    """
    rows, spans = (frame if "is_open" in frame else frame.assign(is_open=False) for frame in (rows, spans))
    row, span = _meeting(rows, spans, on)
    of_span = spans.drop(columns=on).rename(columns={name: f"{name}_of_span" for name in rows if name in spans})
    pairs = pd.concat(
        [rows.iloc[row].reset_index(drop=True), of_span.iloc[span].reset_index(drop=True)], axis="columns"
    )
    first, last = pairs["started_at_of_span"], pairs["stopped_at_of_span"]
    parts = pairs.assign(
        started_at=pairs["started_at"].where(pairs["started_at"] >= first, first),
        stopped_at=pairs["stopped_at"].where(pairs["stopped_at"] <= last, last),
        is_open=pairs["is_open"] & pairs["is_open_of_span"],
    ).drop(columns=["started_at_of_span", "stopped_at_of_span", "is_open_of_span"])
    has_length = parts["started_at"] < parts["stopped_at"]
    return parts[has_length | (parts["is_open"] & (parts["started_at"] == parts["stopped_at"]))]


def _meeting(rows: pd.DataFrame, spans: pd.DataFrame, on: str) -> tuple[np.ndarray, np.ndarray]:
    """Places of rows and of spans of the same `on` that may share an instant, in the order of both.

    Never all pairs of a key: an Epic of a thousand Tasks has tens of thousands of stretches, and as many spans.
    """
    codes = pd.factorize(pd.concat([rows[on], spans[on]]))[0].astype(np.int64)
    frames = (rows["started_at"], rows["stopped_at"], spans["started_at"], spans["stopped_at"])
    instants, ranks = np.unique(np.concatenate([micros(column) for column in frames]), return_inverse=True)
    of_rows, of_spans = ranks[: 2 * len(rows)].reshape(2, -1), ranks[2 * len(rows) :].reshape(2, -1)
    row_starts, row_stops = codes[: len(rows)] * len(instants) + of_rows  # keys one after the other on one line
    span_starts, span_stops = codes[len(rows) :] * len(instants) + of_spans
    order = np.argsort(span_starts, kind="stable")
    reached = np.maximum.accumulate(span_stops[order])
    first = np.searchsorted(reached, row_starts)
    last = np.searchsorted(span_starts[order], row_stops, side="right")
    row, place = expanded(first, np.maximum(first, last))
    span = order[place]
    by_place = np.lexsort((span, row))
    return row[by_place], span[by_place]


def unions(intervals: pd.DataFrame, group: pd.Series) -> pd.DataFrame:
    """The unbroken stretches that the intervals of each group cover together: `group`, `started`, `stopped`.

    In order of group and time, in UTC microseconds; intervals without a group are left out.
    """
    codes, names = pd.factorize(group, sort=True)
    kept = np.flatnonzero(codes >= 0)
    starts, stops = micros(intervals["started_at"])[kept], micros(intervals["stopped_at"])[kept]
    instants, ranks = np.unique(np.concatenate([starts, stops]), return_inverse=True)
    first, last = codes[kept] * len(instants) + ranks.reshape(2, -1)  # groups one after the other on one line
    order = np.argsort(first, kind="stable")
    reached = np.maximum.accumulate(last[order])
    is_new = np.append(True, first[order][1:] > reached[:-1])[: len(order)]
    begins = np.flatnonzero(is_new)
    ends = np.append(begins[1:], len(order))[: len(begins)] - 1
    return pd.DataFrame(
        {
            "group": names[codes[kept][order][begins]],
            "started": starts[order][begins],
            "stopped": instants[reached[ends] % max(len(instants), 1)],
        }
    )

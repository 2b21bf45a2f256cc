"""From records to the frames of the border, one whole column at a time."""

from collections.abc import Iterable, Mapping, Sequence

import numpy as np
import pandas as pd

from mlpm_analytics.frames import COUNT, FLAG, INSTANT, Frame

BY_NAME = "name:"  # what has no id is known by its name, which must never be taken for an id
NO_INSTANT = np.iinfo(np.int64).min  # how NumPy writes NaT
Record = Mapping[str, object]  # a row by column name; instants are UTC microseconds, None is "not stated"


def table(frame: Frame, records: Sequence[Record]) -> pd.DataFrame:
    """The checked frame of `records`; a column that a record lacks is "not stated"."""
    if not records:
        return frame.empty()  # most files of a thousand bring little, and converting nothing costs as much
    columns = {name: _column([record.get(name) for record in records], dtype) for name, dtype in frame.columns.items()}
    return frame.check(pd.DataFrame(columns))


def _column(values: list[object], dtype: str) -> pd.Series:
    if dtype == INSTANT:
        micros = np.array([NO_INSTANT if value is None else value for value in values], dtype=np.int64)
        return pd.Series(micros.view("datetime64[us]")).dt.tz_localize("UTC")
    if dtype in (COUNT, FLAG):
        return pd.Series(values, dtype=dtype)
    return pd.Series(values, dtype=object).astype(dtype)  # type: ignore[call-overload]


def newest(records: Iterable[Record]) -> dict[str, int]:
    """Issue id → place of the record to keep of it: the last updated one, of equals the last."""
    kept: dict[str, tuple[int, int]] = {}
    for place, record in enumerate(records):
        issue_id, updated = str(record["issue_id"]), record.get("updated_at")
        rank = (updated if isinstance(updated, int) else NO_INSTANT, place)
        kept[issue_id] = max(kept.get(issue_id, rank), rank)
    return {issue_id: place for issue_id, (_, place) in kept.items()}

"""The contract of a frame: which columns it has, and the check where one enters.

A frame is checked where it enters (`ISSUES.check(frame)`) and trusted inside. Instants are UTC with
microseconds; text columns are pandas' `str` with NaN for "not stated"; `_days` are floats.
"""

from collections.abc import Iterable, Iterator
from functools import cache

import pandas as pd

from mlpm_analytics.errors import FrameError
from mlpm_analytics.frames.column import INSTANT, Column
from mlpm_analytics.frames.dictionary import column

# Text as Python's: the figures are thousands of small steps, of which Arrow's setting out costs more than its counting
# saves; so it is for one project and for 11,000 Tasks, in time and in memory.
pd.set_option("mode.string_storage", "python")


class Frame:
    """The contract of one frame: its name, its columns in order, and what a row of it is."""

    def __init__(self, name: str, columns: Iterable[str | Column], meaning: str = "") -> None:
        """Names stand for the dictionary's columns; a later column of the same name replaces one in its place."""
        self.name = name
        self.meaning = meaning
        self.records = {known.name: known for known in (column(c) if isinstance(c, str) else c for c in columns)}

    def __iter__(self) -> Iterator[Column]:
        return iter(self.records.values())

    def __getitem__(self, name: str) -> Column:
        """The column of this name; one that is added to the frame is that of the dictionary."""
        return self.records.get(name) or column(name)

    @property
    def columns(self) -> dict[str, str]:
        """Each column with its dtype."""
        return {known.name: known.dtype for known in self}

    def pick(self, *names: str) -> dict[str, Column]:
        """Columns to show, in this order; also such that are added to the frame."""
        return {name: self[name] for name in names}

    def without(self, *names: str) -> list[Column]:
        """The columns but these, for a contract that is built on this one."""
        return [known for known in self if known.name not in names]

    def check(self, frame: pd.DataFrame) -> pd.DataFrame:
        """Return `frame` with exactly the promised columns and dtypes.

        Raises `FrameError` where a column is missing or cannot be cast.
        """
        missing = [name for name in self.records if name not in frame]
        if missing:
            raise FrameError(f"{self.name}: columns {missing} are missing")
        if not len(frame):
            return self.empty()  # pandas cannot join columns that Arrow made out of no rows
        if list(self.columns.items()) == list(zip(frame.columns, map(str, frame.dtypes), strict=True)):
            return frame  # casting what fits takes as long as making it
        try:
            return pd.DataFrame({known.name: _cast(frame[known.name], known.dtype) for known in self})
        except (TypeError, ValueError) as error:
            raise FrameError(f"{self.name}: {error}") from error

    def empty(self) -> pd.DataFrame:
        """No rows, the promised columns."""
        return _empty(tuple(self.columns.items())).copy(deep=False)

    def of(self, rows: list[dict[str, object]]) -> pd.DataFrame:
        """A checked frame from records; a column that a record lacks is "not stated"."""
        return self.check(pd.DataFrame(rows, columns=list(self.records)))


@cache
def _empty(columns: tuple[tuple[str, str], ...]) -> pd.DataFrame:
    """Made once: a file brings little and leaves many frames empty, and thousands of files do so."""
    return pd.DataFrame({name: pd.Series(dtype=dtype) for name, dtype in columns})


def _cast(values: pd.Series, dtype: str) -> pd.Series:
    """The column as `dtype`; a column without a single instant may come without a time zone."""
    if values.dtype == dtype:
        return values
    if dtype == INSTANT and values.isna().all():
        return pd.Series(pd.NaT, index=values.index, dtype=INSTANT)
    if dtype == INSTANT and values.dtype == object:
        return pd.to_datetime(values, utc=True).astype(INSTANT)
    return values.astype(dtype)  # type: ignore[call-overload]  # the stubs know literal names alone

"""Reading what was published: whole versions, and nothing but them."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from functools import lru_cache
from pathlib import Path

import pandas as pd

from mlpm_analytics.errors import DamagedError, StoreError
from mlpm_analytics.store.database import Database, Parameters, damaged, explained, number_in
from mlpm_analytics.store.publishing import set_aside
from mlpm_analytics.store.query import TIME_LIMIT_SECONDS, answer, no_table
from mlpm_analytics.store.schema import CONTRACTS, quoted


class Snapshot:
    """One published version of the figures; it never changes. Safe to use from several threads.

    `meta` says what it was made from, `tables` are its names in alphabetical order.
    """

    def __init__(self, path: Path) -> None:
        self.path = path
        self._database = Database(path, read_only=True)
        self.meta = self._database.meta()
        tables = self._read("SELECT table_name FROM duckdb_tables() ORDER BY table_name")
        self.tables: list[str] = tables["table_name"].tolist()

    @property
    def name(self) -> str:
        """The version: no other content is ever called so."""
        return self.path.stem

    @property
    def schema_version(self) -> int:
        """The version of the published tables that it was made with; `StoreError` where it says none."""
        return number_in(self.meta, "schema_version", self.path)

    @contextmanager
    def legible(self) -> Iterator[None]:
        """What is read of `meta` inside can be read, or the snapshot is damaged: `StoreError`."""
        try:
            yield
        except (ValueError, KeyError) as error:
            raise damaged(self.path, f"its meta cannot be read ({type(error).__name__})") from error

    def frame(self, name: str) -> pd.DataFrame:
        """A whole table, in the order in which it was published and with the dtypes of its contract.

        Raises `StoreError` when the snapshot has no such table.
        """
        rows = self.published_rows(name)
        return CONTRACTS[name].check(rows) if name in CONTRACTS else rows

    def published_rows(self, name: str) -> pd.DataFrame:
        """A whole table as it was published: in a snapshot of an older program it may not be as its contract is now."""
        if name not in self.tables:
            raise no_table(name, self.tables)
        return self._whole(name)

    def sql(
        self, query: str, params: Parameters | None = None, *, time_limit_seconds: float = TIME_LIMIT_SECONDS
    ) -> pd.DataFrame:
        """The answer to a question somebody typed; it can read this snapshot's tables, and nothing else.

        Raises `StoreError` when the question has a fault, asks for more than reading, or takes too long.
        """
        return answer(self.path, query, params, self.tables, time_limit_seconds=time_limit_seconds)

    def _whole(self, name: str) -> pd.DataFrame:
        """A table; a file in which it cannot be read is moved aside, so that the next reader has it made again."""
        try:
            return self._read(f"SELECT * FROM {quoted(name)}")
        except DamagedError as error:
            aside = set_aside(self.path)
            where = f" It was moved to {aside.name}." if aside else ""
            raise StoreError(
                f"{self.path} is damaged: the table {name} cannot be read.{where} "
                "Try again: the figures are made again from raw.duckdb, which is not affected."
            ) from error

    def _read(self, query: str) -> pd.DataFrame:
        with explained(self.path), self._database.cursor() as cursor:
            return cursor.sql(query).to_arrow_table().to_pandas()


_opening = threading.Lock()


def open_snapshot(path: Path) -> Snapshot:
    """The snapshot at `path`, opened once in this process."""
    with _opening:
        return _opened(path)


@lru_cache(maxsize=4)  # what is let go of is not closed: somebody may be reading it still
def _opened(path: Path) -> Snapshot:
    return Snapshot(path)

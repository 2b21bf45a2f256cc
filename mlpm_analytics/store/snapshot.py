"""Reading what was published: whole versions, and nothing but them."""

import re
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from functools import lru_cache
from pathlib import Path
from typing import Final

import duckdb
import pandas as pd
import pyarrow as pa

from mlpm_analytics.errors import DamagedError, StoreError
from mlpm_analytics.store.database import Database, Parameters, explained
from mlpm_analytics.store.publishing import set_aside
from mlpm_analytics.store.schema import CONTRACTS, quoted

TIME_LIMIT_SECONDS: Final = 60.0  # of a question that somebody typed


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

    def frame(self, name: str) -> pd.DataFrame:
        """A whole table, in the order in which it was published and with the dtypes of its contract.

        Raises `StoreError` when the snapshot has no such table.
        """
        if name not in self.tables:
            raise StoreError(self._no_table(name))
        rows = self._whole(name)
        return CONTRACTS[name].check(rows) if name in CONTRACTS else rows

    def sql(
        self, query: str, params: Parameters | None = None, *, time_limit_seconds: float = TIME_LIMIT_SECONDS
    ) -> pd.DataFrame:
        """The answer to a question somebody typed; it can read this snapshot's tables, and nothing else.

        Raises `StoreError` when the question has a fault, asks for more than reading, or takes too long.
        """
        with self._database.cursor() as cursor, self._faults_explained(time_limit_seconds):
            timer = threading.Timer(time_limit_seconds, cursor.interrupt)
            timer.start()
            try:
                answer = cursor.sql(query, params=params)
                table = answer.to_arrow_table() if answer is not None else None
            finally:
                timer.cancel()
                timer.join()  # it may be about to interrupt a cursor that is closed next
        if table is None:
            raise StoreError("This gives no rows. Ask a question that does: SELECT … FROM …; SHOW TABLES; DESCRIBE …")
        return _plain_numbers(table).to_pandas()

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

    def _no_table(self, name: str) -> str:
        return f"There is no table {name!r} in the published figures. Tables: {', '.join(self.tables)}."

    @contextmanager
    def _faults_explained(self, time_limit_seconds: float) -> Iterator[None]:
        try:
            yield
        except duckdb.InterruptException:
            raise StoreError(
                f"The query took longer than {time_limit_seconds:g} seconds and was stopped. Ask for less at a time."
            ) from None
        except duckdb.OutOfMemoryException as error:
            raise StoreError(
                f"The query needs too much memory: {_told(error).splitlines()[0]}. Ask for less at a time."
            ) from error
        except duckdb.IOException:
            with explained(self.path):
                raise
        except duckdb.Error as error:
            raise StoreError(self._fault(error)) from error

    def _fault(self, error: duckdb.Error) -> str:
        unknown = re.match(r"Catalog Error: Table with name (\S+) does not exist", str(error))
        if unknown:
            return self._no_table(unknown[1])
        if isinstance(error, duckdb.PermissionException) or _FORBIDDEN.search(str(error)):
            return f"Only the tables of the published figures can be read, and nothing can be written. {_told(error)}"
        return _told(error)


_FORBIDDEN = re.compile(r"read-only mode|configuration has been locked")


def _told(error: duckdb.Error) -> str:
    """The driver's text, which shows the place in the query, without the name of its class."""
    return re.sub(r"^[\w ]+ Error: ", "", str(error)).strip()


def _plain_numbers(table: pa.Table) -> pa.Table:
    """Sums of whole numbers come as 128-bit decimals: whole numbers again where they fit, else floats."""
    for place, column in enumerate(table.schema):
        if pa.types.is_decimal(column.type):
            table = table.set_column(place, column.name, _plain(table.column(place)))
    return table


def _plain(column: pa.ChunkedArray) -> pa.ChunkedArray:
    if column.type.scale == 0:
        try:
            return column.cast(pa.int64())
        except pa.ArrowInvalid:
            return column.cast(pa.float64())
    return column.cast(pa.float64())


_opening = threading.Lock()


def open_snapshot(path: Path) -> Snapshot:
    """The snapshot at `path`, opened once in this process."""
    with _opening:
        return _opened(path)


@lru_cache(maxsize=4)  # what is let go of is not closed: somebody may be reading it still
def _opened(path: Path) -> Snapshot:
    return Snapshot(path)

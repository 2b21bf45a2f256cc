"""Questions that somebody typed: asked in a process of its own, which is ended when it takes too long.

DuckDB cannot be interrupted amid one value, and some statements end the process that runs them.
"""

import json
import re
import subprocess
import sys
from pathlib import Path
from typing import Final

import duckdb
import pandas as pd
import pyarrow as pa

from mlpm_analytics.errors import StoreError
from mlpm_analytics.store import query_process
from mlpm_analytics.store.database import READING, Parameters, explained

TIME_LIMIT_SECONDS: Final = 60.0


def answer(
    path: Path, query: str, parameters: Parameters | None, tables: list[str], *, time_limit_seconds: float
) -> pd.DataFrame:
    """The rows that a question about the snapshot at `path` gives; it can read its `tables`, and nothing else.

    Raises `StoreError` when the question has a fault, asks for more than reading, or takes too long.
    """
    asked = {
        "path": str(path),
        "config": READING,
        "query": query,
        "parameters": parameters,
        "time_limit_seconds": time_limit_seconds,
    }
    try:
        done = subprocess.run(  # noqa: S603  # our own file
            [sys.executable, "-P", query_process.__file__],
            input=json.dumps(asked).encode(),
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            timeout=time_limit_seconds,
            check=False,
        )
    except subprocess.TimeoutExpired:
        raise StoreError(
            f"The query took longer than {time_limit_seconds:g} seconds and was stopped. Ask for less at a time."
        ) from None
    except OSError as error:
        raise StoreError(f"No process can be started that asks the query: {error}.") from error
    return _rows(done, path, tables)


def _rows(done: subprocess.CompletedProcess[bytes], path: Path, tables: list[str]) -> pd.DataFrame:
    if done.returncode == 1 and done.stdout:
        raise _fault(path, tables, **json.loads(done.stdout))
    if done.returncode:
        raise StoreError(
            "DuckDB fell over at this query and gave no answer. Ask it in another way, or for less at a time."
        )
    table = pa.ipc.open_stream(done.stdout).read_all()
    if not table.column_names:
        raise StoreError("This gives no rows. Ask a question that does: SELECT … FROM …; SHOW TABLES; DESCRIBE …")
    return _plain_numbers(table).to_pandas()


def _fault(path: Path, tables: list[str], kind: str, text: str) -> StoreError:
    """What the driver's error means to whoever asked."""
    message = re.sub(r"^[\w ]+ Error: ", "", text).strip()  # not the name of its class, but the place in the query
    unknown = re.match(r"Catalog Error: Table with name (\S+) does not exist", text)
    if kind in (duckdb.OutOfMemoryException.__name__, MemoryError.__name__):
        why = "".join(f" ({line})" for line in message.splitlines()[:1])
        return StoreError(f"The query needs too much memory{why}. Ask for less at a time.")
    if kind == duckdb.IOException.__name__:
        try:
            with explained(path):
                raise duckdb.IOException(text)
        except StoreError as error:
            return error
    if unknown:
        return no_table(unknown[1], tables)
    if kind == duckdb.PermissionException.__name__ or _FORBIDDEN.search(text):
        return StoreError(
            f"Only the tables of the published figures can be read, and nothing can be written. {message}"
        )
    return StoreError(message)


_FORBIDDEN: Final = re.compile(r"read-only mode|configuration has been locked")


def no_table(name: str, tables: list[str]) -> StoreError:
    """The error for a table that is not there."""
    return StoreError(f"There is no table {name!r} in the published figures. Tables: {', '.join(tables)}.")


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

"""Answers one question about a snapshot, in a process of its own: it can be stopped at any time, or fall over.

`query` runs this file by its path. It imports nothing of this package, so that it is there in a fifth of a second.
"""

import json
import os
import re
import signal
import sys
from collections.abc import Mapping, Sequence
from typing import IO, Any

import duckdb
import pyarrow as pa

OPENING = (
    "SET GLOBAL TimeZone = 'UTC'",  # what it gives back does not depend on the machine
    "SET lock_configuration = true",
)
_NO_VALUE_OF_PANDAS = re.compile(r"\b(BIGNUM|DATE|TIME|TIME_NS|INTERVAL|BLOB|BIT|UNION|GEOMETRY)\b")
_MOST_MEMORY = 4 * 1024**3  # addresses, of which DuckDB is to fill half
_GRACE_SECONDS = 5  # by which it outlives the limit at most, also where nobody is left to stop it


def main() -> None:
    """Read the question from standard input, and write the rows, or the fault, to standard output."""
    asked = json.load(sys.stdin)
    out = os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)  # what DuckDB itself writes there would stand amid the rows
    _bounded(int(asked["time_limit_seconds"]) + _GRACE_SECONDS)
    try:
        table = _answer(asked["path"], asked["config"], asked["query"], asked["parameters"])
    except (duckdb.Error, MemoryError) as error:
        out.write(json.dumps({"kind": type(error).__name__, "text": str(error)}).encode())
        out.flush()
        sys.exit(1)
    _write(table, out)


def _bounded(seconds: int) -> None:
    """End after so long, and take only so much memory: what DuckDB makes of one value, its own limits do not count."""
    if os.name == "posix":
        import resource  # noqa: PLC0415  # elsewhere there is none

        signal.alarm(seconds)
        resource.setrlimit(resource.RLIMIT_AS, (_MOST_MEMORY, _MOST_MEMORY))


def _answer(
    path: str, config: dict[str, Any], query: str, parameters: Sequence[object] | Mapping[str, object] | None
) -> pa.Table:
    with duckdb.connect(path, read_only=True, config=config) as connection:
        for statement in OPENING:
            connection.execute(statement)
        answer = connection.sql(query, params=parameters)
        return pa.table({}) if answer is None else _readable(answer).to_arrow_table()


def _readable(answer: duckdb.DuckDBPyRelation) -> duckdb.DuckDBPyRelation:
    """Values of types that pandas has no values for as text, and every column under a name of its own."""
    types = [str(one).replace("TIMESTAMP WITH TIME ZONE", "TIMESTAMPTZ") for one in answer.types]
    names = _told_apart(answer.columns)
    as_text = [_NO_VALUE_OF_PANDAS.search(one) is not None for one in types]
    if names == answer.columns and not any(as_text):
        return answer
    columns = [
        f"{f'CAST(#{place} AS VARCHAR)' if is_text else f'#{place}'} AS {_quoted(name)}"
        for place, (name, is_text) in enumerate(zip(names, as_text, strict=True), start=1)
    ]
    return answer.project(", ".join(columns))


def _told_apart(names: Sequence[str]) -> list[str]:
    """The names with a number behind each that stands there already, whatever its case."""
    apart: list[str] = []
    taken: set[str] = set()
    for name in names:
        free = next(
            one for one in (name, *(f"{name}_{n}" for n in range(1, len(names) + 1))) if one.lower() not in taken
        )
        apart.append(free)
        taken.add(free.lower())
    return apart


def _quoted(name: str) -> str:
    return '"' + name.replace('"', '""') + '"'


def _write(table: pa.Table, out: IO[bytes]) -> None:
    with pa.ipc.new_stream(out, table.schema) as stream:
        stream.write_table(table)
    out.close()


if __name__ == "__main__":
    main()

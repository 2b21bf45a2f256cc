"""One open DuckDB file. What the driver complains about comes out as a `StoreError` that names the file."""

import re
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Final, Self

import duckdb
import pandas as pd
import pyarrow as pa

from mlpm_analytics.errors import DamagedError, StoreError, TooLargeError
from mlpm_analytics.frames import Frame
from mlpm_analytics.store.query_process import OPENING
from mlpm_analytics.store.schema import META, quoted

Setting = str | bool | int | float | list[str]
Parameters = Sequence[object] | Mapping[str, object]

RAW_NAME: Final = "raw.duckdb"
CLOSED: Final[dict[str, Setting]] = {  # an open file reaches nothing outside itself
    "enable_external_access": "false",
    "autoinstall_known_extensions": "false",
    "autoload_known_extensions": "false",
    "allow_community_extensions": "false",
    "python_enable_replacements": "false",
    "arrow_large_buffer_size": "true",  # more than 2 GB of text in one answer
    "memory_limit": "512MB",  # else a loader's memory grows with the file, up to most of the machine's
    "checkpoint_threshold": "128MB",  # a long sync commits often: every 16 MB costs a tenth of its time
}
READING: Final[dict[str, Setting]] = {
    **CLOSED,
    "memory_limit": "2GB",
    "threads": "2",
    "temp_directory": "",  # what does not fit into memory is refused, not written beside the snapshots
}
INCOMING: Final = "incoming rows"  # a name that no table has: a table of that name would win silently


class Database:
    """An open file: statements in, checked frames out."""

    def __init__(self, path: Path, *, read_only: bool = False, settings: Mapping[str, Setting] | None = None) -> None:
        self.path = path
        if path.exists() and not path.is_file():  # DuckDB would wait for what a pipe gives
            raise damaged(path, "it is not a file")
        with explained(path):
            config = {**(READING if read_only else CLOSED), **(settings or {})}
            self._connection = duckdb.connect(str(path), read_only=read_only, config=config)
            for statement in OPENING:
                self._connection.execute(statement)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        with explained(self.path):
            self._connection.close()

    def cursor(self) -> duckdb.DuckDBPyConnection:
        """A connection of its own to the same file, for one thread."""
        return self._connection.cursor()

    def run(self, statement: str, parameters: Parameters = ()) -> None:
        """Execute one statement; its answer, if any, is dropped."""
        with explained(self.path):
            self._connection.execute(statement, parameters)

    def read(self, query: str, parameters: Parameters | None = None) -> pd.DataFrame:
        """The answer to a query, within the transaction that is open."""
        with explained(self.path):
            return self._connection.sql(query, params=parameters).to_arrow_table().to_pandas()

    def value(self, query: str, parameters: Parameters = ()) -> object:
        """The first value of the answer to a query; None where it has no row."""
        with explained(self.path):
            row = self._connection.execute(query, parameters).fetchone()
        return None if row is None else row[0]

    def join(self, query: str, rows: pd.DataFrame) -> pd.DataFrame:
        """The answer to a query that reads `rows` as the table `INCOMING`."""
        with explained(self.path), self._incoming(rows):
            return self._connection.sql(query).to_arrow_table().to_pandas()

    def insert(self, table: str, rows: pd.DataFrame) -> None:
        """Append rows to a table; columns find each other by name."""
        if rows.empty:
            return
        self._from(rows, f"INSERT INTO {quoted(table)} BY NAME SELECT * FROM {quoted(INCOMING)}")

    def create(self, table: str, rows: pd.DataFrame) -> None:
        """Make a table of just these rows."""
        self._from(rows, f"CREATE TABLE {quoted(table)} AS SELECT * FROM {quoted(INCOMING)}")

    def _from(self, rows: pd.DataFrame, statement: str) -> None:
        with explained(self.path), self._incoming(rows):
            self._connection.execute(statement)

    @contextmanager
    def _incoming(self, rows: pd.DataFrame) -> Iterator[None]:
        self._connection.register(INCOMING, pa.Table.from_pandas(rows, preserve_index=False))
        try:
            yield
        finally:
            self._connection.unregister(INCOMING)

    def frame(self, contract: Frame, query: str, parameters: Parameters | None = None) -> pd.DataFrame:
        """The answer to a query as a contract promises it."""
        return contract.check(self.read(query, parameters))

    def meta(self) -> dict[str, str]:
        """What the file says about itself."""
        rows = self.frame(META, "SELECT * FROM meta ORDER BY key")
        return dict(zip(rows["key"], rows["value"], strict=True))

    def number(self, key: str) -> int:
        """A whole number that the file says about itself; `StoreError` where it says none."""
        value = self.value("SELECT value FROM meta WHERE key = ?", [key])
        return number_in({key: value} if isinstance(value, str) else {}, key, self.path)

    def set_meta(self, key: str, value: str) -> None:
        """Say something about the file, in place of what was said under the same key."""
        self.run(
            "MERGE INTO meta USING (SELECT ? AS key, ? AS value) AS new ON meta.key = new.key"
            " WHEN MATCHED THEN UPDATE SET value = new.value WHEN NOT MATCHED THEN INSERT VALUES (new.key, new.value)",
            [key, value],
        )


@contextmanager
def explained(path: Path) -> Iterator[None]:
    """Turn an error of the driver or of the file system into one for people, about the file or folder at `path`."""
    try:
        yield
    except duckdb.OutOfMemoryException as error:
        raise TooLargeError(
            f"There is not enough memory to work on {path}: {_first_line(error)}. Close other programs and try again."
        ) from error
    except (duckdb.Error, OSError) as error:
        raise _explained(path, error) from error


def _first_line(error: Exception) -> str:
    return str(error).split("\n", maxsplit=1)[0].rstrip(".!")


def _explained(path: Path, error: duckdb.Error | OSError) -> StoreError:
    known = _explanation(path, error)
    return damaged(path, _first_line(error)) if known is None else StoreError(known)


def _explanation(path: Path, error: duckdb.Error | OSError) -> str | None:
    """What to say of an error that does not come from what the file holds."""
    text = _first_line(error)
    folder = path.parent if ".duckdb" in path.name else path
    if "Could not set lock" in text:
        return f"{path} is open in another program: {text}. Close it there; other programs read `mlpm store path`."
    if "version number" in text:
        return f"{path} was written by a newer DuckDB than the one installed here: {text}. Update DuckDB."
    if isinstance(error, OSError) or any(sign in text for sign in _FOLDER_SIGNS):
        return (
            f"The store in {folder} cannot be used: {text}. What was published stays as it was. "
            "Make room there, see to its permissions, or choose another folder with --store."
        )
    return None


def number_in(meta: Mapping[str, str], key: str, path: Path) -> int:
    """A whole number that the file at `path` says about itself; `StoreError` where it says none."""
    value = meta.get(key)
    if not isinstance(value, str) or not re.fullmatch(r"[0-9]{1,18}", value):  # NULL comes as a float
        said = repr(value[:40]) if isinstance(value, str) else "missing"
        raise damaged(path, f"its {key} is {said}, not a whole number")
    return int(value)


def damaged(path: Path, why: str) -> StoreError:
    """The error for a file that does not hold what this program writes; all but the raw rows can be made again."""
    message = f"{path} is damaged or is no file of this store: {why}. {_MEND[path.name == RAW_NAME]}"
    return StoreError(message) if path.name == RAW_NAME else DamagedError(message, path)


_FOLDER_SIGNS = ("Could not write", "Cannot open file", "No space left", "Permission denied", "Could not truncate")
_MEND = {
    True: "Move it away and import the exports again; what is published stays readable meanwhile.",
    False: f"Delete it: the figures are made again from {RAW_NAME}, which is not affected.",
}

"""The file of the raw rows: how it is kept, and writing it anew, as small as its rows are."""

from collections.abc import Callable
from pathlib import Path
from typing import Final

from mlpm_analytics.store.database import Database, Setting
from mlpm_analytics.store.files import create_database
from mlpm_analytics.store.schema import META, RAW, create_table, quoted

FREE_SHARE: Final = 0.2  # of a file, beyond which it is written anew: it never stays larger than 1.25 times its rows
FEWEST_BLOCKS: Final = 8  # a smaller file (2 MB) is left alone
STORAGE: Final = "v1.5.0"  # in older forms of its file DuckDB does not compress long texts
COMPRESSED: Final = ("payload",)  # nine tenths of the file, a twentieth of that when compressed

# Blocks are free where nothing is left in them; rows that were deleted amid others still take their place.
_IS_FREE: Final = f"""
SELECT total_blocks >= {FEWEST_BLOCKS} AND 1 - used_blocks / total_blocks * (rows / stored) > {FREE_SHARE}
FROM pragma_database_size(), (SELECT count(*) AS rows FROM issues), (
    SELECT sum(count) AS stored FROM pragma_storage_info('issues')
    WHERE column_name = 'issue_id' AND segment_type = 'VARCHAR'
)
"""


def create_raw(path: Path, fill: Callable[[Database], None], *, reaches_files: bool = False) -> None:
    """Make a raw database; `fill` writes its rows into the empty tables."""

    def lay_out(database: Database) -> None:
        for table in RAW:
            database.run(create_table(table, compressed=COMPRESSED))
        fill(database)

    settings: dict[str, Setting] = {"storage_compatibility_version": STORAGE}
    if reaches_files:
        settings["enable_external_access"] = "true"
    create_database(path, lay_out, settings)


def has_compression(database: Database) -> bool:
    """Whether a raw database is kept as `create_raw` makes it; older programs did not compress."""
    form = "SELECT tags['storage_version'] FROM duckdb_databases() WHERE database_name = current_database()"
    return database.value(form) == f"{STORAGE}+"


def is_mostly_free(database: Database) -> bool:
    """Whether so much of the file is free that it is to be written anew: loads were taken back, issues replaced."""
    database.run("CHECKPOINT")  # only then is it known
    return database.value(_IS_FREE) is True


def rewrite(path: Path, *, finished: str = "") -> None:
    """Write the raw database at `path` anew beside it, and put that in its place: a kill leaves the one or the other.

    Only for whoever is the sole loader, with the database closed. `finished` is a key of its meta that is left out.
    """

    def fill(database: Database) -> None:
        database.run(f"ATTACH {_literal(path)} AS old (READ_ONLY)")
        for table in RAW:
            database.run(f"INSERT INTO {quoted(table.name)} BY NAME FROM old.{quoted(table.name)}")
        database.run("DETACH old")
        database.run(f"DELETE FROM {quoted(META.name)} WHERE key = ?", [finished])

    create_raw(path, fill, reaches_files=True)


def _literal(path: Path) -> str:
    """A path as text of SQL, where none can be bound."""
    return "'" + str(path).replace("'", "''") + "'"

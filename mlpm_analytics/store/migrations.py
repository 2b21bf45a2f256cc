"""Opening `raw.duckdb`: new, of this version, older (led up step by step) or newer (refused)."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

from mlpm_analytics.errors import StoreError
from mlpm_analytics.store.compaction import create_raw, has_compression, rewrite
from mlpm_analytics.store.database import Database
from mlpm_analytics.store.schema import MIGRATIONS, RAW_VERSION


@contextmanager
def raw_database(path: Path) -> Iterator[Database]:
    """The raw database at `path`, made if it is not there, in the version that this program knows."""
    if not path.exists():
        create_raw(path, _first_meta)
        with _removed_if_unused(path), Database(path) as database:
            yield database
        return
    with Database(path) as database:
        migrate(database, MIGRATIONS, RAW_VERSION)
        is_compressed = has_compression(database)
    if not is_compressed:
        rewrite(path)
    with Database(path) as database:
        yield database


@contextmanager
def _removed_if_unused(path: Path) -> Iterator[None]:
    """Leave no new file behind in which nothing was loaded: its being there means that something was."""
    try:
        yield
    finally:
        with Database(path) as database:
            is_unused = database.number("last_load_id") == 0
        if is_unused:
            path.unlink()


def _first_meta(database: Database) -> None:
    for key, value in {"schema_version": RAW_VERSION, "generation": 0, "last_load_id": 0}.items():
        database.set_meta(key, str(value))


def migrate(database: Database, steps: Mapping[int, tuple[str, ...]], version: int) -> None:
    """Lead an older database up to `version`, one step after the other, all of them or none."""
    present = database.number("schema_version")
    if present > version:
        raise StoreError(
            f"{database.path} was written by a newer mlpm_analytics (its schema is {present}, this program knows "
            f"{version}). Update mlpm_analytics, or choose another folder with --store."
        )
    if present < version:
        database.run("BEGIN")
        for number in range(present, version):
            for statement in steps[number]:
                database.run(statement)
        database.set_meta("schema_version", str(version))
        database.run("COMMIT")

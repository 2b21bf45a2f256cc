"""Snapshots behind a pointer: written beside what is shown, put in place whole, then pointed at.

Readers hold an old snapshot as long as they like; a load never waits for them. A file name is never used again, not
even in a folder that was emptied: it is what readers remember a version by.
"""

import logging
import re
import secrets
from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path
from typing import Final

import pandas as pd

from mlpm_analytics.errors import DamagedError, FrameError, StoreError
from mlpm_analytics.store.database import Database, explained
from mlpm_analytics.store.files import create_database, write_text
from mlpm_analytics.store.schema import CONTRACTS, META, PUBLISHED_VERSION, create_table

POINTER_NAME: Final = "CURRENT"
KEPT: Final = 3  # snapshots that stay; a reader may be a little behind
ASIDE: Final = {True: f"{POINTER_NAME}.damaged", False: "figures.duckdb.damaged"}
NAME: Final = re.compile(r"figures-(\d+)-[0-9a-f]{8}\.duckdb")

_log = logging.getLogger(__name__)


def pointed_at(folder: Path) -> Path | None:
    """The snapshot to read, by the pointer; it need not exist. None when nothing was published."""
    pointer = folder / POINTER_NAME
    try:
        name = pointer.read_text(encoding="utf-8", errors="replace").strip()
    except FileNotFoundError:
        return None
    except IsADirectoryError:
        name = ""
    except OSError as error:
        raise StoreError(f"{pointer} cannot be read: {error}. See to its permissions.") from error
    if not NAME.fullmatch(name):
        raise DamagedError(
            f"{pointer} is damaged: it holds {name[:60]!r}, not the name of a snapshot. "
            "Delete it: the figures are made again from raw.duckdb, which is not affected.",
            pointer,
        )
    return folder / name


def set_aside(damaged: Path) -> Path | None:
    """Move a damaged pointer or snapshot out of the way, and say so; None where somebody else did it already.

    One of each is kept, to be looked into. It needs no lock: what is not there is made again by the next reader.
    """
    aside = damaged.with_name(ASIDE[damaged.name == POINTER_NAME])
    with explained(damaged.parent):
        try:
            damaged.replace(aside)
        except FileNotFoundError:
            return None
    _log.warning("%s is damaged. It was moved to %s; the figures are made again from raw.duckdb.", damaged, aside.name)
    return aside


def publish(folder: Path, contents: Mapping[str, pd.DataFrame], meta: Mapping[str, str]) -> Path:
    """Write a snapshot of `contents`, point at it, and let go of the oldest ones."""
    if META.name in contents:
        raise FrameError(f"{META.name}: a snapshot has a table of this name already")

    def fill(database: Database) -> None:
        for name, rows in {META.name: _meta(meta), **contents}.items():
            _write(database, name, rows)

    with explained(folder):
        numbers = [_number(path) for path in snapshots(folder)]
    path = folder / f"figures-{max(numbers, default=0) + 1:06d}-{secrets.token_hex(4)}.duckdb"
    create_database(path, fill)
    write_text(folder / POINTER_NAME, path.name)
    for old in snapshots(folder)[:-KEPT]:
        with suppress(OSError):  # on Windows a reader may have it open; the next load tries again
            old.unlink()
    return path


def _meta(meta: Mapping[str, str]) -> pd.DataFrame:
    rows = {**meta, "schema_version": str(PUBLISHED_VERSION)}
    return META.of([{"key": key, "value": value} for key, value in rows.items()])


def _write(database: Database, name: str, rows: pd.DataFrame) -> None:
    contract = META if name == META.name else CONTRACTS.get(name)
    if contract is None:
        database.create(name, rows)
        return
    unknown = rows.columns.difference(list(contract.columns)).tolist()
    if unknown:
        raise FrameError(f"{name}: columns {unknown} are not in its contract, and would be lost")
    database.run(create_table(contract))
    database.insert(name, contract.check(rows))


def snapshots(folder: Path) -> list[Path]:
    """Snapshots that are there, the oldest first."""
    return sorted((path for path in folder.iterdir() if NAME.fullmatch(path.name)), key=_number)


def _number(path: Path) -> int:
    return int(path.name.split("-")[1])

"""Files that are there whole or not at all, whenever the process or the machine stops."""

import json
import os
import shutil
from collections.abc import Callable, Mapping
from pathlib import Path

from mlpm_analytics.store.database import Database, Setting, explained


def create_database(
    path: Path, fill: Callable[[Database], None], settings: Mapping[str, Setting] | None = None
) -> None:
    """Make the database file at `path`; `fill` writes its tables, with these settings of DuckDB beside the usual."""
    draft = path.with_name(f".{path.name}.tmp")
    remove_drafts(path.parent)
    with Database(draft, settings=settings) as database:
        fill(database)
        database.run("CHECKPOINT")  # rows that were left in the .wal would not come along
    with explained(path.parent):
        put(draft, path)


def remove_drafts(folder: Path) -> None:
    """Clear away what a killed loader had begun to write; its lock is ours now."""
    with explained(folder):
        for draft in folder.glob(".*.duckdb.tmp*"):
            if draft.is_dir():  # where DuckDB put what did not fit into memory
                shutil.rmtree(draft)
            else:
                draft.unlink()


def read_json(path: Path) -> object:
    """What a small file of JSON holds; None where it is no file (a pipe would be waited for), or is damaged."""
    try:
        return json.loads(path.read_text(encoding="utf-8", errors="replace")) if path.is_file() else None
    except (OSError, ValueError, RecursionError):
        return None


def write_text(path: Path, text: str) -> None:
    """Replace the text of a file."""
    draft = path.with_name(f"{path.name}.tmp")
    with explained(path.parent):
        draft.write_text(text, encoding="utf-8", errors="replace")  # Jira may send halves of signs
        put(draft, path)


def put(draft: Path, path: Path) -> None:
    """Put a file that is written into its place, whole or not at all."""
    with draft.open("rb+") as written:
        os.fsync(written.fileno())
    draft.replace(path)
    if os.name == "posix":  # elsewhere a folder cannot be opened, and the file system sees to it
        folder = os.open(path.parent, os.O_RDONLY)
        try:
            os.fsync(folder)
        finally:
            os.close(folder)

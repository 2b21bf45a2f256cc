"""Which tables there are: derived from the frames' contracts, with versions and the steps from one to the next.

Nothing is declared unique and nothing is indexed, so that the same statements run on DuckLake; tests hold uniqueness.
"""

from collections.abc import Mapping
from typing import Final

from mlpm_analytics.frames import (
    BREACHES,
    CHANGES,
    COUNT,
    FIELD_VALUES,
    FIELDS,
    FINDINGS,
    FLAG,
    HISTORIES,
    INSTANT,
    ISSUE_LIST,
    ISSUES,
    LOADS,
    MOVES,
    NUMBER,
    PHASES,
    PROJECTS,
    SCIENTISTS,
    STATUS_ROLES,
    STATUSES,
    TASKS,
    TEXT,
    VISITS,
    WORK_INTERVALS,
    WORK_ITEMS,
    Frame,
)

RAW_VERSION: Final = 1  # of raw.duckdb; raise it together with a step in MIGRATIONS
PUBLISHED_VERSION: Final = 1  # of the snapshots; an older one is rebuilt from the raw rows

MIGRATIONS: Final[Mapping[int, tuple[str, ...]]] = {}  # statements that lead from a version of raw.duckdb to the next

TYPES: Final = {TEXT: "VARCHAR", INSTANT: "TIMESTAMPTZ", NUMBER: "DOUBLE", COUNT: "BIGINT", FLAG: "BOOLEAN"}

META: Final = Frame("meta", {"key": TEXT, "value": TEXT})
EXPORTED: Final = (ISSUES, FIELD_VALUES, CHANGES, FIELDS, STATUSES)  # the frames that a file brings
RAW: Final = (META, LOADS, *(Frame(one.name, {"load_id": COUNT, **one.columns}) for one in EXPORTED))
PUBLISHED: Final = (
    ISSUE_LIST,
    CHANGES,
    PROJECTS,
    PHASES,
    VISITS,
    MOVES,
    TASKS,
    WORK_INTERVALS,
    BREACHES,
    WORK_ITEMS,
    HISTORIES,
    STATUS_ROLES,
    SCIENTISTS,
    FINDINGS,
    LOADS,
)
CONTRACTS: Final = {frame.name: frame for frame in (*EXPORTED, *PUBLISHED)}


def quoted(name: str) -> str:
    """A name as SQL takes it, also where it is a word of the language (`position`, `rows`, `limit`)."""
    return '"' + name.replace('"', '""') + '"'


def create_table(frame: Frame) -> str:
    """The statement that makes the table of a frame."""
    columns = ", ".join(f"{quoted(name)} {TYPES[dtype]}" for name, dtype in frame.columns.items())
    return f"CREATE TABLE {quoted(frame.name)} ({columns})"

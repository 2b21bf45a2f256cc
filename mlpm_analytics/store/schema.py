"""Which tables there are: derived from the frames' contracts, with versions and the steps from one to the next.

Nothing is declared unique and nothing is indexed, so that the same statements run on DuckLake; tests hold uniqueness.
"""

from collections.abc import Mapping
from typing import Final

from mlpm_analytics.frames import (
    BOUNDS,
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
    MISFITS,
    MOVES,
    NOT_COUNTED,
    NOTES,
    NUMBER,
    PHASES,
    POSSIBLE_RUNS,
    PROJECTS,
    RECONCILIATION,
    SCIENTISTS,
    STATUS_ROLES,
    STATUSES,
    TAGS,
    TASKS,
    TEXT,
    VISITS,
    WEEK_BEFORE,
    WHERE_TIME_WENT,
    WORK_INTERVALS,
    WORK_ITEMS,
    Frame,
)

RAW_VERSION: Final = 3  # of raw.duckdb; raise it together with a step in MIGRATIONS
PUBLISHED_VERSION: Final = 6  # of the snapshots; an older one is rebuilt from the raw rows

TYPES: Final = {TEXT: "VARCHAR", INSTANT: "TIMESTAMPTZ", NUMBER: "DOUBLE", COUNT: "BIGINT", FLAG: "BOOLEAN"}

META: Final = Frame("meta", {"key": TEXT, "value": TEXT})
EXPORTED: Final = (ISSUES, FIELD_VALUES, CHANGES, FIELDS, STATUSES)  # the frames that a file brings
SYNCS: Final = Frame(
    "syncs",  # what is synced with Jira: one row for each load that a sync keeps up to date
    {
        "load_id": COUNT,
        "site_url": TEXT,
        "query": TEXT,  # the projects, or the JQL
        "account_id": TEXT,  # as whom
        "account": TEXT,
        "projects": TEXT,  # keys of the Jira projects that the last run saw, as JSON
        "date_form": TEXT,  # how JQL is told instants there: epoch, relative
        "watermark_at": INSTANT,  # everything that was changed before is loaded
        "full_at": INSTANT,  # when everything was last read anew
        "reconciled_at": INSTANT,  # when everything was last listed
    },
)
SYNC_RUNS: Final = Frame(
    "sync_runs",
    {
        "run_id": COUNT,
        "load_id": COUNT,
        "kind": TEXT,  # full, reconcile, incremental
        "state": TEXT,  # listing, loading, done, paused, failed
        "asked_at": INSTANT,  # Jira's time at its beginning
        "started_at": INSTANT,
        "ended_at": INSTANT,
        "listed": COUNT,  # issues that Jira listed
        "queued": COUNT,  # those that had to be loaded
        "loaded": COUNT,  # those that were
        "message": TEXT,
        "program": TEXT,
    },
)
SYNC_WORK: Final = Frame(
    "sync_work",  # issues that are still to be loaded
    {"load_id": COUNT, "issue_id": TEXT},
)
SYNC_ABSENT: Final = Frame(
    "sync_absent",  # issues that are stored and that Jira did not list, or does not give
    {
        "load_id": COUNT,
        "issue_id": TEXT,
        "misses": COUNT,  # successive runs that missed it, an hour apart at least
        "first_missed_at": INSTANT,
        "last_missed_at": INSTANT,
        "reason": TEXT,  # not found, moved, not listed
        "gone_at": INSTANT,  # since when it counts as gone; NaT while that is in doubt
    },
)
SYNC: Final = (SYNCS, SYNC_RUNS, SYNC_WORK, SYNC_ABSENT)
RAW: Final = (META, LOADS, *(Frame(one.name, {"load_id": COUNT, **one.columns}) for one in EXPORTED), *SYNC, NOTES)
PUBLISHED: Final = (
    ISSUE_LIST,
    CHANGES,
    PROJECTS,
    PHASES,
    VISITS,
    MOVES,
    WHERE_TIME_WENT,
    TASKS,
    WORK_INTERVALS,
    BREACHES,
    WORK_ITEMS,
    HISTORIES,
    BOUNDS,
    POSSIBLE_RUNS,
    STATUS_ROLES,
    SCIENTISTS,
    FINDINGS,
    NOT_COUNTED,
    LOADS,
    NOTES,
    RECONCILIATION,
    MISFITS,
    TAGS,
    *WEEK_BEFORE.values(),
)
CONTRACTS: Final = {frame.name: frame for frame in (*EXPORTED, *PUBLISHED)}


def quoted(name: str) -> str:
    """A name as SQL takes it, also where it is a word of the language (`position`, `rows`, `limit`)."""
    return '"' + name.replace('"', '""') + '"'


def create_table(frame: Frame) -> str:
    """The statement that makes the table of a frame."""
    columns = ", ".join(f"{quoted(name)} {TYPES[dtype]}" for name, dtype in frame.columns.items())
    return f"CREATE TABLE {quoted(frame.name)} ({columns})"


# Statements that lead from a version of raw.duckdb to the next; what a version had is never changed afterwards.
MIGRATIONS: Final[Mapping[int, tuple[str, ...]]] = {
    1: (
        'CREATE TABLE "syncs" ("load_id" BIGINT, "site_url" VARCHAR, "query" VARCHAR, "account_id" VARCHAR,'
        ' "account" VARCHAR, "projects" VARCHAR, "date_form" VARCHAR, "watermark_at" TIMESTAMPTZ,'
        ' "full_at" TIMESTAMPTZ, "reconciled_at" TIMESTAMPTZ)',
        'CREATE TABLE "sync_runs" ("run_id" BIGINT, "load_id" BIGINT, "kind" VARCHAR, "state" VARCHAR,'
        ' "asked_at" TIMESTAMPTZ, "started_at" TIMESTAMPTZ, "ended_at" TIMESTAMPTZ, "listed" BIGINT,'
        ' "queued" BIGINT, "loaded" BIGINT, "message" VARCHAR, "program" VARCHAR)',
        'CREATE TABLE "sync_work" ("load_id" BIGINT, "issue_id" VARCHAR)',
        'CREATE TABLE "sync_absent" ("load_id" BIGINT, "issue_id" VARCHAR, "misses" BIGINT,'
        ' "first_missed_at" TIMESTAMPTZ, "last_missed_at" TIMESTAMPTZ, "reason" VARCHAR, "gone_at" TIMESTAMPTZ)',
    ),
    2: ('CREATE TABLE "notes" ("load_id" BIGINT, "line" DOUBLE, "column" VARCHAR, "message" VARCHAR)',),
}

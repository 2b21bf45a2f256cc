"""Which tables there are: derived from the frames' contracts, with versions and the steps from one to the next.

Nothing is declared unique and nothing is indexed, so that the same statements run on DuckLake; tests hold uniqueness.
"""

from collections.abc import Collection, Mapping
from typing import Final

from mlpm_analytics.frames import (
    CHANGES,
    COUNT,
    FIELD_VALUES,
    FIELDS,
    FIGURE_CHANGES,
    FIGURE_FRAMES,
    FLAG,
    INSTANT,
    ISSUE_LIST,
    ISSUES,
    LOADS,
    MISFITS,
    MODEL_FRAMES,
    NOTES,
    NUMBER,
    RECONCILIATION,
    STATUSES,
    TAGS,
    TEXT,
    WEEK_BEFORE,
    Frame,
    Kind,
    column,
)

RAW_VERSION: Final = 3  # of raw.duckdb; raise it together with a step in MIGRATIONS
PUBLISHED_VERSION: Final = 8  # of the snapshots; an older one is rebuilt from the raw rows

TYPES: Final = {TEXT: "VARCHAR", INSTANT: "TIMESTAMPTZ", NUMBER: "DOUBLE", COUNT: "BIGINT", FLAG: "BOOLEAN"}

META: Final = Frame(
    "meta",
    [column("key", meaning="name"), column("value", dtype=TEXT, kind=Kind.CATEGORY, meaning="value")],
    "What the database says about itself.",
)
EXPORTED: Final = (ISSUES, FIELD_VALUES, CHANGES, FIELDS, STATUSES)  # the frames that a file brings
SYNCS: Final = Frame(
    "syncs",
    [
        *("load_id", "site_url", "query", "account_id", "account", "projects", "date_form"),
        *("watermark_at", "full_at", "reconciled_at"),
    ],
    "What is synced with Jira: one row for each load that a sync keeps up to date.",
)
SYNC_RUNS: Final = Frame(
    "sync_runs",
    [
        *("run_id", "load_id", column("kind", meaning="full, reconcile or incremental")),
        column("state", meaning="listing, loading, done, paused or failed"),
        *("asked_at", "started_at", "ended_at", "listed", "queued", "loaded", "message", "program"),
    ],
    "One row per run of a sync.",
)
SYNC_WORK: Final = Frame("sync_work", ["load_id", "issue_id"], "Issues that are still to be loaded.")
SYNC_ABSENT: Final = Frame(
    "sync_absent",
    [
        *("load_id", "issue_id", "misses", "first_missed_at", "last_missed_at", "reason"),
        column("gone_at", meaning="since when it counts as gone; NULL while that is in doubt"),
    ],
    "Issues that are stored and that Jira did not list, or does not give.",
)
SYNC: Final = (SYNCS, SYNC_RUNS, SYNC_WORK, SYNC_ABSENT)
RAW: Final = (META, LOADS, *(Frame(one.name, ["load_id", *one], one.meaning) for one in EXPORTED), *SYNC, NOTES)
PUBLISHED: Final = (
    *(ISSUE_LIST, CHANGES, *FIGURE_FRAMES, *MODEL_FRAMES),
    *(LOADS, NOTES, RECONCILIATION, MISFITS, TAGS, FIGURE_CHANGES, *WEEK_BEFORE.values()),
)
CONTRACTS: Final = {frame.name: frame for frame in (*EXPORTED, *PUBLISHED)}


def quoted(name: str) -> str:
    """A name as SQL takes it, also where it is a word of the language (`position`, `rows`, `limit`)."""
    return '"' + name.replace('"', '""') + '"'


def create_table(frame: Frame, *, compressed: Collection[str] = ()) -> str:
    """The statement that makes the table of a frame; of long texts DuckDB compresses the columns that are named."""
    packing = dict.fromkeys(compressed, " USING COMPRESSION zstd")
    columns = ", ".join(
        f"{quoted(name)} {TYPES[dtype]}{packing.get(name, '')}" for name, dtype in frame.columns.items()
    )
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

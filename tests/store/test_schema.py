"""Versions of the raw database and of snapshots: older, newer, damaged.

A version's schema is frozen: `raw-schema-N.sql` of every version, which migrations start from; `published-schema-N.sql`
of the present one alone, since older snapshots are made anew. When a contract of `frames` changes after a release,
`RAW_VERSION` goes up with a step in `MIGRATIONS`, or `PUBLISHED_VERSION` goes up, and a file of the new number is made.
"""

import re
import struct
from pathlib import Path

import duckdb
import pytest
from pandas.testing import assert_frame_equal
from pydantic import TypeAdapter

from mlpm_analytics.errors import StoreError
from mlpm_analytics.frames import BREACHES
from mlpm_analytics.publication import instant_of, read_mapped
from mlpm_analytics.store import Store
from mlpm_analytics.store.database import Database
from mlpm_analytics.store.migrations import migrate
from mlpm_analytics.store.schema import MIGRATIONS, PUBLISHED, PUBLISHED_VERSION, RAW, RAW_VERSION, create_table
from mlpm_analytics.workflow import PHASES, Workflow

from .exports import add, export, issue

HERE = Path(__file__).parent
COLUMNS = "SELECT table_name, column_name, data_type FROM duckdb_columns() ORDER BY ALL"


def statements(frames):
    return "".join(f"{create_table(frame)};\n" for frame in frames)


def edit(path, *changes):
    """Change a file of the store by hand, as an older or newer program would have left it."""
    with duckdb.connect(str(path)) as connection:
        for statement in changes:
            connection.execute(statement)


def loaded(store):
    with store.loading() as raw:
        add(raw, export(issue("1")))
        raw.publish({"breaches": BREACHES.empty()}, {})
        return raw.current()


def test_the_raw_schema_is_that_of_its_version():
    assert statements(RAW) == (HERE / f"raw-schema-{RAW_VERSION}.sql").read_text(encoding="utf-8")


def test_the_published_schema_is_that_of_its_version():
    (frozen,) = HERE.glob("published-schema-*.sql")
    assert frozen.name == f"published-schema-{PUBLISHED_VERSION}.sql"
    assert statements(PUBLISHED) == frozen.read_text(encoding="utf-8")


@pytest.mark.parametrize("version", range(1, RAW_VERSION + 1))
def test_every_older_raw_database_becomes_what_a_new_one_is(tmp_path, version):
    old, new = tmp_path / "old.duckdb", tmp_path / "new.duckdb"
    edit(old, (HERE / f"raw-schema-{version}.sql").read_text(encoding="utf-8"))
    edit(old, f"INSERT INTO meta VALUES ('schema_version', '{version}')")
    edit(new, statements(RAW))
    with Database(old) as database, Database(new) as fresh:
        migrate(database, MIGRATIONS, RAW_VERSION)
        assert database.meta()["schema_version"] == str(RAW_VERSION)
        assert_frame_equal(database.read(COLUMNS), fresh.read(COLUMNS))


STEPS = {
    1: ("ALTER TABLE loads ADD COLUMN size BIGINT", "UPDATE loads SET size = 10 * load_id"),
    2: ("ALTER TABLE loads RENAME COLUMN size TO byte_count",),
}


@pytest.fixture
def older(tmp_path):
    """A database as an older program left it: version 1, two loads."""
    path = tmp_path / "older.duckdb"
    edit(
        path,
        "CREATE TABLE meta (key VARCHAR, value VARCHAR)",
        "INSERT INTO meta VALUES ('schema_version', '1')",
        "CREATE TABLE loads AS SELECT unnest([1, 2]) AS load_id",
    )
    return path


def test_an_older_database_is_led_up_step_by_step(older):
    with Database(older) as database:
        migrate(database, STEPS, 3)
    with Database(older) as database:
        assert database.meta()["schema_version"] == "3"
        assert database.read("SELECT byte_count FROM loads ORDER BY load_id")["byte_count"].tolist() == [10, 20]


def test_a_migration_that_fails_leaves_the_database_as_it_was(older):
    with pytest.raises(StoreError), Database(older) as database:
        migrate(database, {**STEPS, 2: ("ALTER TABLE nope ADD COLUMN size BIGINT",)}, 3)
    with Database(older) as database:
        assert database.meta()["schema_version"] == "1"
        assert database.read("FROM loads").columns.tolist() == ["load_id"]


def test_a_newer_raw_database_is_refused(store):
    loaded(store)
    edit(store.folder / "raw.duckdb", "UPDATE meta SET value = '99' WHERE key = 'schema_version'")
    with (
        pytest.raises(StoreError, match=r"raw\.duckdb was written by a newer mlpm_analytics \(its schema is 99"),
        store.loading(),
    ):
        pass


@pytest.mark.parametrize("version", ["'none'", "NULL", "'-1'", "repeat('9', 400)"])
def test_a_version_that_is_none_is_a_damage(store, version):
    loaded(store)
    edit(store.folder / "raw.duckdb", f"UPDATE meta SET value = {version} WHERE key = 'schema_version'")
    with pytest.raises(StoreError, match=r"raw\.duckdb is damaged.*schema_version is .*, not a whole number"):
        store.loading().__enter__()
    republished(store, version)
    with pytest.raises(StoreError, match=r"figures-.* is damaged.*schema_version is .*, not a whole number"):
        store.published()


def republished(store, version):
    """The published file with another schema version, under a name that was not read yet."""
    path = next(store.folder.glob("figures-*"))
    other = path.with_name("figures-000002-00000000.duckdb")
    path.replace(other)
    edit(other, f"UPDATE meta SET value = {version} WHERE key = 'schema_version'")
    (store.folder / "CURRENT").write_text(other.name)


def test_an_older_snapshot_counts_as_not_published(store):
    loaded(store)
    republished(store, 0)
    assert store.published() is None


def test_a_newer_snapshot_is_refused(store):
    loaded(store)
    republished(store, 99)
    with pytest.raises(StoreError, match=r"figures-.* was published by a newer mlpm_analytics \(its schema is 99"):
        store.published()


@pytest.mark.parametrize("key", ["workflow", "calendars", "as_of"])
@pytest.mark.parametrize("value", ["'{'", None])
def test_what_a_snapshot_was_made_from_may_be_damaged(store, key, value):
    with store.loading() as raw:
        add(raw, export(issue("1")))
        made = {
            "workflow": TypeAdapter(Workflow).dump_json(Workflow(PHASES)).decode(),
            "calendars": "{}",
            "as_of": "2026-04-01",
        }
        kept = made | {key: value} if value else {name: held for name, held in made.items() if name != key}
        snapshot = raw.publish({}, kept)
    read = instant_of if key == "as_of" else read_mapped
    with pytest.raises(StoreError, match=r"figures-.* is damaged.*its meta cannot be read.*Delete it"):
        read(snapshot)


GARBAGE = b"no database at all " * 1000


@pytest.mark.parametrize("content", [b"", b"\x00", GARBAGE, "half"], ids=["empty", "a byte", "garbage", "half"])
def test_a_damaged_raw_database_is_named_with_what_to_do(store, content):
    loaded(store)
    raw_path = store.folder / "raw.duckdb"
    whole = raw_path.read_bytes()
    raw_path.write_bytes(whole[: len(whole) // 2] if content == "half" else content)

    def use():
        with store.loading() as raw:
            add(raw, export(issue("2")))
            raw.current()

    with pytest.raises(StoreError, match=r"raw\.duckdb is damaged.*Move it away and import the exports again"):
        use()
    assert store.published().tables == ["breaches", "meta"]


@pytest.mark.parametrize("content", [b"", GARBAGE, "half"], ids=["empty", "garbage", "half"])
def test_a_damaged_snapshot_is_named_with_what_to_do(store, content):
    loaded(store)
    path = next(store.folder.glob("figures-*"))
    damaged = path.with_name("figures-000002-00000000.duckdb")
    whole = path.read_bytes()
    damaged.write_bytes(whole[:10000] if content == "half" else content)
    (store.folder / "CURRENT").write_text(damaged.name)
    with pytest.raises(
        StoreError, match=r"figures-000002-00000000\.duckdb is damaged.*Delete it: the figures are made again"
    ):
        store.published()
    damaged.unlink()
    assert store.published() is None
    with store.loading() as raw:
        raw.publish({"breaches": BREACHES.empty()}, {})
    assert store.published() is not None


def test_a_byte_that_changed_on_disk_is_noticed(store):
    with store.loading() as raw:
        published = raw.publish({"breaches": BREACHES.of([{"rule": f"rule {number}"} for number in range(50_000)])}, {})
    content = bytearray(published.path.read_bytes())
    content[len(content) // 2] ^= 0xFF
    other = published.path.with_name("figures-000002-00000000.duckdb")
    other.write_bytes(content)
    (store.folder / "CURRENT").write_text(other.name)
    with pytest.raises(
        StoreError, match=r"is damaged: the table breaches.*moved to figures\.duckdb\.damaged\. Try again"
    ):
        Store(store.folder).published().frame("breaches")
    assert store.published() is None
    assert not other.exists()


def test_a_file_of_a_newer_duckdb_is_refused(store):
    loaded(store)
    path = store.folder / "raw.duckdb"
    content = bytearray(path.read_bytes())
    struct.pack_into("<Q", content, 12, 9999)  # the version in DuckDB's header, behind its checksum
    path.write_bytes(content)
    with pytest.raises(duckdb.IOException) as caught:
        duckdb.connect(str(path))
    struct.pack_into("<Q", content, 0, int(re.search(r"computed checksum (\d+)", str(caught.value))[1]))
    path.write_bytes(content)
    with pytest.raises(StoreError, match=r"written by a newer DuckDB.*Update DuckDB"), store.loading():
        pass


def test_a_database_that_is_no_store_is_named(store):
    store.folder.mkdir()
    edit(store.folder / "raw.duckdb", "CREATE TABLE mine AS SELECT 1 AS a")
    with pytest.raises(StoreError, match=r"raw\.duckdb is damaged or is no file of this store"), store.loading():
        pass

"""Asking a snapshot: what it answers, and what it refuses."""

import os

import duckdb
import pytest

from mlpm_analytics.errors import StoreError
from mlpm_analytics.frames import BREACHES, MOVES
from mlpm_analytics.reports import FORMATS, render, rows_report

from .exports import at


@pytest.fixture
def snapshot(raw):
    rows = [
        {
            "project": "P",
            "visit_no": 1,
            "direction": "back",
            "is_reentry": True,
            "cost_days": 1.5,
            "moved_at": at("2026-03-02"),
        },
        {"project": "P", "visit_no": 2, "direction": "forward", "is_reentry": False},
    ]
    return raw.publish({"moves": MOVES.of(rows), "breaches": BREACHES.empty()}, {})


def test_a_question_is_answered(snapshot):
    found = snapshot.sql("SELECT direction, cost_days FROM moves ORDER BY visit_no")
    assert found["direction"].tolist() == ["back", "forward"]
    assert found["cost_days"].dropna().tolist() == [1.5]


def test_values_are_bound(snapshot):
    assert snapshot.sql("SELECT visit_no FROM moves WHERE direction = ?", ["back"])["visit_no"].tolist() == [1]
    by_name = snapshot.sql("SELECT visit_no FROM moves WHERE direction = $way", {"way": "forward"})
    assert by_name["visit_no"].tolist() == [2]


def test_sums_of_whole_numbers_are_whole_and_fractions_are_floats(snapshot):
    found = snapshot.sql("SELECT sum(visit_no) AS total, 1.5 AS half, 10::HUGEINT ** 1 AS power FROM moves")
    assert found.dtypes.astype(str).to_dict() == {"total": "int64", "half": "float64", "power": "float64"}
    assert found["total"].item() == 3


def test_a_sum_beyond_64_bits_is_a_float(snapshot):
    assert snapshot.sql("SELECT sum(9223372036854775807) AS total FROM moves")["total"].item() == pytest.approx(2.0**64)


def test_instants_are_utc_wherever_the_machine_stands(snapshot, monkeypatch):
    found = snapshot.sql(
        "SELECT moved_at, moved_at::VARCHAR AS shown, date_part('hour', moved_at) AS hour FROM moves LIMIT 1"
    )
    assert str(found["moved_at"].dtype) == "datetime64[us, UTC]"
    assert found["shown"].item() == "2026-03-02 00:00:00+00"
    assert found["hour"].item() == 0


@pytest.mark.parametrize(
    "query", ["SHOW TABLES", "DESCRIBE moves", "SUMMARIZE moves", "FROM moves", "EXPLAIN FROM moves"]
)
def test_what_there_is_can_be_asked_for(snapshot, query):
    assert len(snapshot.sql(query)) > 0


def test_an_unknown_table_is_answered_with_those_there_are(snapshot):
    with pytest.raises(StoreError, match=r"no table 'nope' in the published figures\. Tables: breaches, meta, moves\."):
        snapshot.sql("FROM nope")
    with pytest.raises(StoreError, match=r"no table 'nope'.*breaches, meta, moves\."):
        snapshot.frame("nope")


def test_an_unknown_column_is_answered_with_those_like_it(snapshot):
    with pytest.raises(StoreError, match=r"^Referenced column \"cost\" not found[\s\S]*cost_days"):
        snapshot.sql("SELECT cost FROM moves")


def test_a_slip_of_the_pen_is_shown_where_it_is(snapshot):
    with pytest.raises(StoreError, match=r'^syntax error at or near "SELEC"'):
        snapshot.sql("SELEC 1")


@pytest.mark.parametrize(
    "query",
    [
        "INSERT INTO moves BY NAME SELECT 'x' AS project",
        "DELETE FROM moves",
        "DROP TABLE moves",
        "CREATE TABLE mine AS SELECT 1",
        "SET threads = 64",
        "SET enable_external_access = true",
        "FROM read_csv('/etc/passwd')",
        "FROM read_text('/etc/passwd')",
        "FROM read_blob('/etc/passwd')",
        "FROM glob('/*')",
        "FROM '/etc/passwd'",
        "COPY moves TO 'stolen.csv'",
        "COPY (SELECT 1) TO '/tmp/stolen.parquet'",
        "EXPORT DATABASE 'stolen'",
        "ATTACH 'other.duckdb'",
        "ATTACH ':memory:' AS other",
        "INSTALL httpfs",
        "LOAD httpfs",
        "SELECT getenv('HOME')",
        "BEGIN",
        "",
    ],
)
def test_nothing_but_reading_the_tables_is_possible(snapshot, query, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    before = sorted(tmp_path.rglob("*"))
    try:
        answer = snapshot.sql(query)
    except StoreError:
        answer = None
    if query.startswith("ATTACH ':memory:'"):
        assert answer is None or answer.empty  # an empty database in memory holds nothing and lasts no longer
    else:
        assert answer is None
    assert sorted(tmp_path.rglob("*")) == before
    assert len(snapshot.frame("moves")) == 2


IN_FORCE = {
    "enable_external_access": False,
    "autoinstall_known_extensions": False,
    "autoload_known_extensions": False,
    "allow_community_extensions": False,
    "python_enable_replacements": False,
    "lock_configuration": True,
    "memory_limit": "1.8 GiB",
    "threads": 2,
    "temp_directory": "",
}


def test_a_snapshot_is_locked_down(snapshot):
    asked = ", ".join(f"current_setting('{name}') AS {name}" for name in IN_FORCE)
    assert snapshot.sql(f"SELECT {asked}").iloc[0].to_dict() == IN_FORCE


def test_no_question_outlasts_the_one_after_it(snapshot):
    with pytest.raises(StoreError):
        snapshot.sql("CREATE TEMP TABLE mine AS SELECT 1 AS secret")
    with pytest.raises(StoreError, match="no table 'mine'"):
        snapshot.sql("FROM mine")


def test_a_question_that_takes_too_long_is_stopped(snapshot):
    with pytest.raises(StoreError, match=r"longer than 0\.1 seconds"):
        snapshot.sql("SELECT count(*) FROM range(10000000000) a, range(10000000000) b", time_limit_seconds=0.1)
    assert len(snapshot.sql("FROM moves")) == 2


def test_a_question_that_needs_too_much_memory_is_stopped(snapshot):
    with pytest.raises(StoreError, match="too much memory"):
        snapshot.sql("SELECT list(repeat('x', 1000000) || range) FROM range(10000)")
    assert len(snapshot.sql("FROM moves")) == 2


@pytest.mark.skipif(os.name != "posix", reason="memory is bounded there alone")
def test_one_huge_value_is_refused_before_it_fills_the_memory(snapshot):
    with pytest.raises(StoreError, match="too much memory"):
        snapshot.sql("SELECT length(repeat('x', 4000000000))")


def test_one_huge_value_does_not_outlast_the_time_limit(snapshot):
    with pytest.raises(StoreError, match=r"longer than 0\.5 seconds"):
        snapshot.sql("SELECT length(repeat('x', 1500000000)) AS n", time_limit_seconds=0.5)


def test_a_statement_that_ends_its_process_is_a_fault_of_the_question(snapshot, tmp_path):
    with pytest.raises(StoreError, match="DuckDB fell over at this query"):
        snapshot.sql(f"CALL enable_logging(storage='file', storage_path='{tmp_path}/log')")
    assert len(snapshot.sql("FROM moves")) == 2


def test_values_of_every_type_can_be_shown(snapshot):
    found = snapshot.sql("FROM test_all_types()")
    assert found.loc[1, ["date", "interval", "time", "union"]].tolist() == [
        *("5881580-07-10", "83 years 3 months 999 days 00:16:39.999999", "24:00:00", "5"),
    ]
    for report_format in FORMATS:
        assert render(rows_report(found), report_format)


def test_columns_of_the_same_name_are_told_apart(snapshot):
    assert snapshot.sql("SELECT 1 AS a, 2 AS a, 3 AS A").iloc[0].to_dict() == {"a": 1, "a_1": 2, "A_2": 3}


def test_other_tools_can_open_it_beside_us(snapshot):
    """In this process only with the same settings; the second process is in test_readers."""
    assert snapshot.path.name.endswith(".duckdb")
    with pytest.raises(duckdb.ConnectionException):
        duckdb.connect(str(snapshot.path))

"""Whether a word is anywhere in a store: in the bytes of its files, and in its rows, which DuckDB may have packed."""

import duckdb

from mlpm_analytics.store import Store


def holding(store: Store, word: str) -> list[str]:
    """The files and tables that hold the word, in whatever case."""
    files = [path for path in sorted(store.folder.rglob("*")) if path.is_file()]
    named = [path.name for path in files if word.lower().encode() in path.read_bytes().lower()]
    return named + [
        f"{path.name}, {place}" for path in files if path.suffix == ".duckdb" for place in _rows(path, word)
    ]


def _rows(path, word):
    with store_file(path) as database:
        columns = database.sql(
            "SELECT table_name, column_name FROM duckdb_columns() "
            "WHERE database_name = 'held' AND data_type = 'VARCHAR'"
        )
        for table, column in columns.fetchall():
            held = f'SELECT 1 FROM "{table}" WHERE contains(lower("{column}"), lower(?)) LIMIT 1'
            if database.execute(held, [word]).fetchall():
                yield f"{table}.{column}"


def store_file(path):
    """A file of a store as it is on the disk, also where this process has it open."""
    database = duckdb.connect()
    database.execute(f"ATTACH '{path}' AS held (READ_ONLY)")
    database.execute("USE held")
    return database

"""Figures that another version of the program makes otherwise are shown with the ones before, and why."""

import shutil
from pathlib import Path

import duckdb
import pytest

from mlpm_analytics.load import current, import_paths, reading_options
from mlpm_analytics.metrics.figure_changes import OTHERWISE, why
from mlpm_analytics.settings import Settings
from mlpm_analytics.store import Store
from mlpm_analytics.views.figure_changes_section import figure_changes_sections

HEADER = (
    "Issue key,Issue id,Issue Type,Summary,Status,Status Category,Created,Updated,Resolved,Custom field (Phase),Parent"
)
ROWS = (
    "ML-1,10001,Epic,Ranker,To Do,To Do,2026-03-02 09:00,2026-03-06 09:00,,,",
    "ML-2,10002,Task,Fit,Done,Done,2026-03-02 09:00,2026-03-06 09:00,2026-03-06 09:00,Modeling,10001",
)
OLDER = (
    "UPDATE meta SET value = '6' WHERE key = 'schema_version'",
    "ALTER TABLE projects DROP COLUMN team",
    "ALTER TABLE projects DROP COLUMN reopened_count",
    "UPDATE projects SET elapsed_days = elapsed_days + 5, back_count = 2, rework_share = NULL",
)


@pytest.fixture(scope="module")
def loaded(tmp_path_factory: pytest.TempPathFactory) -> Path:
    made = Store(tmp_path_factory.mktemp("loaded") / "store")
    imported(made, *ROWS)
    return made.folder


@pytest.fixture
def store(loaded: Path, tmp_path: Path) -> Store:
    return Store(shutil.copytree(loaded, tmp_path / "store"))


def imported(store: Store, *rows: str) -> None:
    path = store.folder.parent / f"{len(rows)}.csv"
    path.write_text("\n".join([HEADER, *rows]), "utf-8")
    import_paths([path], store, Settings(), reading_options(Settings(), timezone="UTC"))


def published_by_an_older_program(store: Store, *changes: str) -> None:
    """Point at a copy of what is published, changed as an older program would have left it."""
    pointer = store.folder / "CURRENT"
    older = store.folder / f"figures-{100 * len(list(store.folder.glob('figures-*'))):06}-0123abcd.duckdb"
    shutil.copy(store.folder / pointer.read_text("utf-8").strip(), older)
    with duckdb.connect(str(older)) as connection:
        for statement in changes:
            connection.execute(statement)
    pointer.write_text(older.name, "utf-8")


def changed(store: Store) -> dict[str, tuple[float, float]]:
    rows = current(store, Settings()).frame("figure_changes")
    assert set(rows["project"]) <= {"ML-1"}
    return {row.figure: (row.before, row.value) for row in rows.fillna(0).itertuples()}


def test_nothing_has_changed_in_a_store_that_no_older_program_published(store):
    assert changed(store) == {}


def test_figures_that_an_older_program_published_otherwise_stand_with_those_of_now(store):
    elapsed = current(store, Settings()).frame("projects")["elapsed_days"].item()
    published_by_an_older_program(store, *OLDER)
    found = changed(store)
    assert found["elapsed_days"] == (pytest.approx(elapsed + 5), pytest.approx(elapsed))
    assert found["back_count"] == (2, 0)
    assert not {"team", "reopened_count"} & set(found)  # it had no such figures


def test_they_stay_until_the_next_upgrade_and_are_of_the_instant_that_was_shown_before(store):
    published_by_an_older_program(store, *OLDER)
    later = "ML-3,10003,Task,Try,Done,Done,2026-03-02 09:00,2026-03-13 09:00,2026-03-13 09:00,Modeling,10001"
    imported(store, *ROWS, later)
    found = changed(store)
    assert found["elapsed_days"][0] - found["elapsed_days"][1] == pytest.approx(5)
    imported(store, *ROWS, later.replace("Modeling", "Research"), later.replace("3,10003", "4,10004"))
    assert changed(store) == found


def test_a_snapshot_of_old_that_cannot_be_compared_hinders_no_publication(store):
    published_by_an_older_program(store, OLDER[0], "DROP TABLE projects")
    assert changed(store) == {}
    published_by_an_older_program(store, OLDER[0], "UPDATE meta SET value = 'then' WHERE key = 'as_of'")
    assert changed(store) == {}


def test_why_says_what_is_defined_otherwise_since_the_version_before(store):
    assert "every short run was dropped" in why("back_count", 6)
    assert why("back_count", 7) == OTHERWISE
    published_by_an_older_program(store, *OLDER)
    first, detail = figure_changes_sections(current(store, Settings()).frame("figure_changes"))
    assert first.content.text.startswith("3 figures of 1 project are not what the version before showed.")
    assert first.content.table.rows["figure"].tolist() == ["Elapsed (days)", "Moves back", "Rework"]
    assert detail.is_detail

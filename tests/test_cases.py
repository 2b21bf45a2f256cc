"""Exports as they really come, each with what is right (`tests/cases/*/expected.md`), from the file to the figures."""

from pathlib import Path

import pandas as pd
import pytest

from mlpm_analytics.load import current, import_paths, reading_options
from mlpm_analytics.settings import Settings
from mlpm_analytics.store import Snapshot, Store

CASES = Path(__file__).parent / "cases"


def loaded(store: Store, *files: str) -> Snapshot:
    """What is published after these files were loaded, one after the other."""
    for file in files:
        report = import_paths([CASES / file], store, Settings(), reading_options(Settings(), timezone="UTC"))
        assert report.refused == ()
    return current(store, Settings())


def tasks(snapshot: Snapshot) -> pd.DataFrame:
    return snapshot.frame("tasks").set_index("key")


@pytest.fixture
def store(tmp_path):
    return Store(tmp_path / "store")


A01 = ("1-all-fields.csv", "2-current-fields.csv")


@pytest.mark.parametrize("order", [A01, A01[::-1]])
def test_a_narrower_export_undoes_nothing_in_either_order(store, order):
    found = tasks(loaded(store, *(f"A01-narrow-reexport-status/{one}" for one in order)))
    assert found.index[found["is_done"]].tolist() == ["ML-2", "ML-3", "ML-4"]
    assert found.index[found["is_active"]].tolist() == ["ML-5"]


def test_without_a_date_no_day_is_counted_and_it_is_said(store):
    snapshot = loaded(store, "A08-no-dates-in-progress/1.csv")
    assert tasks(snapshot)["active_days"].tolist() == [0.0, 0.0]
    assert snapshot.frame("breaches").empty
    assert snapshot.frame("work_intervals").empty
    undated = snapshot.frame("findings").query("rule == 'start-unknown'")
    assert undated["key"].tolist() == ["ML-2", "ML-3"]


def test_one_name_in_two_team_managed_projects_is_two_statuses(store):
    found = tasks(loaded(store, "B01-one-status-name-two-categories-csv/1.csv"))
    assert found.loc["ML-2", "is_active"]
    assert found.loc["NX-2", "is_done"]


def test_a_change_log_of_devlake_is_a_history(store):
    folder = "B12-devlake-changelog-csv"
    found = tasks(loaded(store, f"{folder}/1.csv", f"{folder}/2.csv"))
    assert found.loc["ML-2", ["active_days", "evidence"]].tolist() == [3.0, "changelog"]


def test_a_russian_export_has_its_epic_its_parents_and_its_people(store):
    snapshot = loaded(store, "B17b-russian-export-25-rows/1.csv")
    issues = snapshot.frame("issues")
    assert issues.loc[issues["kind"] == "epic", "key"].tolist() == ["ML-1"]
    assert issues["assignee"].value_counts().to_dict() == {"Анна": 24}
    assert issues["parent_id"].eq("10001").sum() == 24
    assert tasks(snapshot)["is_done"].sum() == 8


def test_times_in_statuses_say_how_long_a_task_was_in_progress(store):
    found = tasks(loaded(store, "B21-chart-time-in-status/1.csv"))
    assert found.loc["ML-2", "active_days"] == pytest.approx(19.0, abs=0.01)
    assert found.loc["ML-2", "evidence"] == "field"


def test_jiras_own_words_of_another_language_need_no_category(store):
    found = tasks(loaded(store, "B22-narrow-spanish-no-category/1.csv"))
    assert found.loc["ML-2", "is_done"]
    assert found.loc["ML-3", "is_active"]

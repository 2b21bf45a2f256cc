"""Exports as they really come, each with what is right (`tests/cases/*/expected.md`), from the file to the figures."""

from pathlib import Path

import pandas as pd
import pytest

from mlpm_analytics.frames import Figures
from mlpm_analytics.load import current, import_paths, reading_options
from mlpm_analytics.metrics import figures
from mlpm_analytics.metrics.weekly import WeeklyReview, weekly_review
from mlpm_analytics.reports import scientist_report
from mlpm_analytics.settings import Settings
from mlpm_analytics.store import Snapshot, Store
from tests.metrics.saved import mapped_in

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


def test_a_task_closed_as_duplicate_or_wont_do_has_no_time_and_it_is_said(store):
    snapshot = loaded(store, "B07-wont-do-counts-as-work/1.csv")
    assert tasks(snapshot).loc[["ML-3", "ML-4"], "active_days"].tolist() == [0.0, 0.0]
    assert snapshot.frame("findings").query("rule == 'nothing-done'")["key"].tolist() == ["ML-3", "ML-4"]


def mapped_case(name: str):
    return mapped_in(CASES / "figures" / name)


def figures_of(name: str, as_of: str) -> Figures:
    known = mapped_case(name)
    return figures(known.model, known.workflow, known.calendars, as_of=pd.Timestamp(as_of))


def review_of(name: str, as_of: str) -> WeeklyReview:
    now = pd.Timestamp(as_of)
    before, seen = (figures_of(name, str(at)) for at in (now - pd.Timedelta(days=7), now))
    return weekly_review(before, seen, mapped_case(name).workflow)


def week_figure(review: WeeklyReview, name: str) -> tuple[float, float]:
    row = review.figures.set_index("figure").loc[name]
    return row["value"], row["before"]


def test_a_move_back_counts_in_the_week_in_which_it_becomes_known():
    name = "move_back_in_no_week"
    assert week_figure(review_of(name, "2026-03-09T16:30:00Z"), "Moves back")[0] == 0
    assert week_figure(review_of(name, "2026-03-16T16:30:00Z"), "Moves back") == (1, 0)


def test_the_week_before_shows_what_its_review_showed_whatever_was_reopened_since():
    name = "finished_week_before_reopened"
    assert week_figure(review_of(name, "2026-03-09T16:30:00Z"), "Tasks finished")[0] == 1
    review = review_of(name, "2026-03-16T16:30:00Z")
    assert week_figure(review, "Tasks finished") == (1, 1)
    assert week_figure(review, "Tasks reopened")[0] == 1


def test_a_task_is_not_too_long_while_its_owner_is_away():
    found = figures_of("task_too_long_on_leave", "2026-03-16T12:00:00Z")
    assert found.tasks["limited_days"].max() == 1.0
    assert not found.breaches["rule"].eq("task-too-long").any()


def test_a_blocked_task_is_in_breach_and_stands_as_blocked_and_not_as_next():
    review = review_of("blocked_task_hides", "2026-03-27T17:00:00Z")
    breach = review.breaches.set_index("rule").loc["blocked-too-long"]
    assert (breach["subject"], breach["value"], breach["limit"]) == ("ML-2", 19.0, 2.0)
    assert "ML-2" in set(review.assignments["blocked_keys"])
    assert "ML-2" not in set(review.assignments["next_key"])


def test_the_costs_of_moves_back_count_no_day_twice():
    as_of = (CASES / "figures" / "cost_counted_twice" / "as_of").read_text().strip()
    found = figures_of("cost_counted_twice", as_of)
    assert 0 < found.moves["cost_days"].sum() <= found.visits["active_days"].sum()


def scientist_of(name: str, as_of: str) -> dict:
    known = mapped_case(name)
    found = figures(known.model, known.workflow, known.calendars, as_of=pd.Timestamp(as_of))
    return scientist_report(found, "Ana", known).content


def test_a_test_has_its_active_days_and_its_actual_once_and_no_days_of_five():
    content = scientist_of("passive_active_days_0", "2026-03-30T17:00:00Z")
    (task,) = content["in_progress"]
    assert (task["active_days"], task["limited_days"]) == (21.0, 0.0)
    assert (content["estimates"]["actual_days"], content["estimates"]["estimate_days"]) == (5.0, 5.0)


def test_the_running_week_counts_no_day_that_has_not_come():
    week = scientist_of("running_week_there_days", "2026-03-09T13:00:00Z")["weeks"][-1]
    assert (week["there_days"], week["effort_days"]) == (0.5, 0.5)

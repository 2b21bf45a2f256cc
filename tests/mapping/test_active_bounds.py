"""When a Task can have been active that exports show without its history."""

import pandas as pd

from mlpm_analytics.frames import POSSIBLE_RUNS, Raw
from tests.mapping.exports import exported, mapped, successive, task


def runs(raw, **settings) -> list[tuple[str, str, str]]:
    """The stretches of ML-2: start, stop, and whether it was active all the while."""
    model = mapped(raw, **settings).model
    rows = model.possible_runs[model.possible_runs["issue_id"] == "10002"]
    return [
        (f"{row.started_at:%m-%d %H:%M}", "" if pd.isna(row.stopped_at) else f"{row.stopped_at:%m-%d %H:%M}", sure)
        for row, sure in zip(rows.itertuples(), rows["is_certain"].map({True: "sure", False: "perhaps"}), strict=True)
    ]


def test_a_done_task_can_have_been_active_from_its_creation_until_its_category_changed():
    raw = exported(task("ML-2", moved="2026-01-08T12:00:00Z", updated="2026-01-20T12:00:00Z"))
    assert runs(raw) == [("01-01 09:00", "01-08 12:01", "perhaps")]


def test_a_task_in_progress_is_so_for_certain_since_its_last_update():
    moved = {"moved": "2026-01-05T12:00:00Z", "updated": "2026-01-08T12:00:00Z"}
    raw = exported(task("ML-2", "In Progress", **moved), task("ML-3", updated="2026-01-09T12:00:00Z"))
    sure = ("01-08 12:01", "01-09 12:00", "sure")
    assert runs(raw)[:2] == [("01-01 09:00", "01-08 12:01", "perhaps"), sure]
    without_waiting = runs(raw, workflow={"waiting_statuses": []})
    assert without_waiting[:2] == [("01-01 09:00", "01-05 12:01", "perhaps"), ("01-05 12:01", "01-09 12:00", "sure")]


def test_between_two_exports_nothing_is_possible_where_nothing_was_updated():
    waiting = exported(task("ML-2", "To Do", updated="2026-01-02T12:00:00Z"))
    raw = successive(("2026-01-09T12:00:00Z", waiting), ("2026-01-16T12:00:00Z", waiting))
    assert runs(raw) == [("01-01 09:00", "01-02 12:01", "perhaps"), ("01-16 12:00", "", "perhaps")]


def test_an_export_that_does_not_state_updates_leaves_all_of_the_gap_open():
    first = exported(task("ML-2", "To Do", updated="2026-01-02T12:00:00Z"))
    raw = successive(("2026-01-09T12:00:00Z", first), ("2026-01-16T12:00:00Z", exported(task("ML-2", "Done"))))
    assert runs(raw)[1] == ("01-09 12:00", "01-16 12:00", "perhaps")


def test_statuses_that_are_listed_as_active_make_a_category_say_nothing():
    raw = exported(task("ML-2", moved="2026-01-08T12:00:00Z", updated="2026-01-20T12:00:00Z"))
    assert runs(raw, workflow={"active_statuses": ["In Progress"]})[0][1] == "01-20 12:00"


def test_without_exports_nothing_is_possible_and_nothing_fails():
    assert mapped(Raw()).model.possible_runs.equals(POSSIBLE_RUNS.empty())

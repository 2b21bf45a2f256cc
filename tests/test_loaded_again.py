"""A file that is loaded already is told from its content, without reading it again."""

from dataclasses import replace
from pathlib import Path

from mlpm_analytics.load import import_paths, reading_options
from mlpm_analytics.reports.loading import FileReport
from mlpm_analytics.settings import Settings
from mlpm_analytics.store import Store

EXPORT = """\
Issue key,Issue id,Issue Type,Summary,Status,Status Category,Created,Updated,Custom field (Phase),Parent
ML-1,10001,Epic,Ranker,To Do,To Do,2026-03-02 09:00,2026-03-06 09:00,,
ML-2,10002,Task,Fit,Done,Done,2026-03-02 09:00,the other day,Modeling,10001
"""


def imported(store: Store, path: Path, **stated: str) -> FileReport:
    return import_paths([path], store, Settings(), reading_options(Settings(), **stated)).files[0]


def test_what_is_said_of_a_file_is_said_again_when_it_is_loaded_again(tmp_path):
    store, path = Store(tmp_path / "store"), tmp_path / "jira.csv"
    path.write_text(EXPORT, "utf-8")
    first = imported(store, path, timezone="UTC")
    assert first.notes
    assert (first.outcome, first.issues) == ("loaded", 2)
    assert imported(store, path, timezone="UTC") == replace(first, outcome="unchanged")
    assert imported(store, path, timezone="Asia/Tokyo").outcome == "loaded"


def test_a_file_that_is_loaded_already_is_not_read_again(tmp_path):
    store, path = Store(tmp_path / "store"), tmp_path / "jira.csv"
    path.write_text(EXPORT, "utf-8")
    imported(store, path)
    with store.loading() as raw:
        raw.database.run("UPDATE loads SET kind = 'as it was loaded'")
    assert imported(store, path).kind == "as it was loaded"

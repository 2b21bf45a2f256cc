"""An import after which fewer Tasks are done than before says so."""

from pathlib import Path

from mlpm_analytics.load import import_paths, reading_options
from mlpm_analytics.reports.loading import load_lines
from mlpm_analytics.settings import Settings
from mlpm_analytics.store import Store

HEADER = "Issue key,Issue id,Issue Type,Summary,Status,Status Category,Created,Updated,Custom field (Phase),Parent"


def imported(store: Store, path: Path, status: str, category: str, day: int) -> str:
    dates = f"2026-03-02 09:00,2026-03-{day:02} 09:00"
    rows = [
        f"ML-1,10001,Epic,Ranker,To Do,To Do,{dates},,",
        f"ML-2,10002,Task,Fit,{status},{category},{dates},Modeling,10001",
    ]
    path.write_text("\n".join([HEADER, *rows]), "utf-8")
    report = import_paths([path], store, Settings(), reading_options(Settings(), timezone="UTC"))
    return "\n".join(load_lines(report, "UTC"))


def test_tasks_that_are_no_longer_done_are_named_with_the_way_back(tmp_path):
    store = Store(tmp_path / "store")
    assert "done before this load" not in imported(store, tmp_path / "1.csv", "Done", "Done", 6)
    assert "done before this load" not in imported(store, tmp_path / "2.csv", "Done", "Done", 9)
    told = imported(store, tmp_path / "3.csv", "In Progress", "In Progress", 12)
    assert "1 Task was done before this load and no longer is (ML-2)" in told
    assert "mlpm loads" in told

"""Which file counts for a project, in words."""

import pandas as pd

from mlpm_analytics.frames import LOADS, RECONCILIATION
from mlpm_analytics.reports.load_precedence import load_precedence_lines


def lines(*rows: tuple[int, str | None, str, str, int], files: tuple[str, ...] = ("a.json", "b.csv")) -> list[str]:
    """What is said of rows of (load, project, what, outcome, number)."""
    columns = list(RECONCILIATION.columns)
    loads = LOADS.check(
        pd.DataFrame(
            [{"load_id": n, "path": path, "rows": 1, "issues": 1, "changes": 0} for n, path in enumerate(files, 1)]
        ).reindex(columns=list(LOADS.columns))
    )
    return list(load_precedence_lines(RECONCILIATION.check(pd.DataFrame(rows, columns=columns)), loads))


def test_a_history_wins_and_projects_of_one_verdict_share_a_line():
    told = [
        (n, key, "issues", what, 3) for key in ("ML-1", "ML-9") for n, what in ((1, "kept"), (2, "without history"))
    ]
    assert lines(*told, (1, "ML-1", "changes", "kept", 9)) == [
        "2 projects (ML-1, ML-9): a.json wins, it brings the history; "
        "b.csv does not count, it has no history and another file has."
    ]


def test_a_newer_snapshot_wins_and_earlier_ones_date_what_differs():
    assert lines((1, "ML-1", "issues", "sighting", 3), (2, "ML-1", "issues", "kept", 3)) == [
        "ML-1: b.csv wins, it is the newest that shows them; a.json dates what differs from newer ones."
    ]


def test_files_that_each_know_some_issues_better_are_told_with_numbers():
    rows = [(1, None, "issues", "kept", 2), (1, None, "issues", "older", 1), (2, None, "issues", "kept", 1)]
    assert lines(*rows) == [
        "issues of no project: b.csv wins, it is the newest that shows them; "
        "a.json wins for 2 of 3 issues, it is the newest that shows them."
    ]


def test_one_file_alone_has_nothing_to_win_against():
    assert lines((1, "ML-1", "issues", "kept", 3), files=("a.json",)) == []
    assert lines((1, "ML-1", "issues", "kept", 3)) == ["ML-1: only a.json holds it."]

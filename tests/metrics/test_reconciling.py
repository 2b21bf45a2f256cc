from mlpm_analytics.frames import RECONCILIATION
from mlpm_analytics.metrics.reconciling import by_load, by_project

COLUMNS = ("load_id", "project", "what", "outcome", "row_count")


def rows(*found):
    return RECONCILIATION.of([dict(zip(COLUMNS, row, strict=True)) for row in found])


FOUND = rows(
    (1, "ML-1", "issues", "kept", 3),
    (1, "ML-1", "tasks", "kept", 2),
    (1, "ML-1", "issues", "older", 4),
    (1, None, "changes", "no issue", 5),
    (2, "ML-1", "changes", "kept", 6),
    (2, "ML-1", "changes", "repeated", 7),
)


def test_received_is_all_that_a_load_brought_and_kept_what_counts():
    assert by_load(FOUND).to_numpy().tolist() == [[1, 7, 3, 2, 2, 5, 0], [2, 0, 0, 0, 0, 13, 6]]


def test_of_a_project_it_is_what_all_loads_brought_and_what_is_in_none_comes_last():
    found = by_project(FOUND)
    assert found["project"].fillna("none").tolist() == ["ML-1", "none"]
    assert found.drop(columns="project").to_numpy().tolist() == [[7, 3, 2, 2, 13, 6], [0, 0, 0, 0, 5, 0]]


def test_nothing_received_is_no_row():
    assert by_load(RECONCILIATION.empty()).empty
    assert by_project(RECONCILIATION.empty()).empty

"""Explanations add up: whatever happened in a portfolio, the parts of a figure are the figure."""

import math

import pandas as pd
from hypothesis import given

from mlpm_analytics.metrics.explain import LEFT_OUT, PARTS, Books, explain, questions
from tests.metrics.portfolios import cases


def wanted(books: Books, project_id: str, asked) -> float:
    """The figure as the pages show it."""
    row = books.seen.projects.set_index("project_id").loc[project_id]
    frame = {"plan": "phases", "effort": "phases", "active": "phases", "visit": "visits", "move": "moves"}
    if asked.kind == "breach":
        return asked.breach["value"]
    if asked.kind in ("elapsed", "idle", "rework") or asked.phase is None:
        return row[f"{asked.kind}_days"]
    rows = getattr(books.seen, frame[asked.kind])
    rows = rows[rows["project_id"] == project_id]
    if asked.kind in ("visit", "move"):
        found = rows[rows["visit_no"] == asked.visit_no].iloc[0]
        return found["active_days" if asked.kind == "visit" else "cost_days"]
    found = rows[rows["phase"] == asked.phase].iloc[0]
    return found[{"plan": "planned_days"}.get(asked.kind, f"{asked.kind}_days")]


@given(cases())
def test_the_parts_of_every_figure_add_up_to_it(case):
    seen = case.figures()
    books = Books(seen, case.model, case.workflow, case.calendars)
    for project_id in seen.projects["project_id"]:
        asked = questions(books, project_id)
        assert len({one.label for one in asked}) == len(asked)
        for one in asked:
            found, figure = explain(books, project_id, one), wanted(books, project_id, one)
            assert list(found.parts.columns) == list(PARTS.columns)
            assert list(found.left_out.columns) == list(LEFT_OUT.columns)
            if pd.isna(figure):
                assert math.isnan(found.total), one.label
                continue
            assert math.isclose(found.total, figure, abs_tol=1e-9), (one.label, found.total, figure)
            assert math.isclose(found.parts["amount"].sum(), figure, abs_tol=1e-9), one.label


@given(cases())
def test_no_moment_of_a_task_is_counted_twice_in_a_figure(case):
    seen = case.figures()
    books = Books(seen, case.model, case.workflow, case.calendars)
    for project_id in seen.projects["project_id"]:
        for one in questions(books, project_id):
            if one.kind in ("effort", "active", "visit", "rework"):
                parts = explain(books, project_id, one).parts.sort_values(["issue_id", "started_at"])
                same = parts["issue_id"] == parts["issue_id"].shift()
                assert not (same & (parts["started_at"] < parts["stopped_at"].shift())).any(), one.label


@given(cases())
def test_the_breaches_of_scientists_add_up_too(case):
    seen = case.figures()
    books = Books(seen, case.model, case.workflow, case.calendars)
    from mlpm_analytics.metrics.explain.rules import breach

    for row in seen.breaches.to_dict("records"):
        found = breach(books, row)
        assert not found.parts.empty, row
        if pd.notna(row["value"]):
            assert math.isclose(found.total, row["value"], abs_tol=1e-9), (row, found.parts)

"""Explanations add up: whatever happened in a portfolio, the parts of a figure are the figure."""

import math

import pandas as pd
import pytest
from hypothesis import given, settings

from mlpm_analytics.metrics.questions import (
    LEFT_OUT,
    PARTS,
    WITHOUT_A_PHASE,
    Ledger,
    Question,
    explain,
    questions,
    questions_about,
)
from tests.metrics.portfolios import cases
from tests.metrics.saved import GOLDEN, figures_of, mapped

FRAMES = {"plan": "phases", "effort": "phases", "active": "phases", "visit": "visits", "move": "moves"}
KINDS = {"effort", "active", "elapsed", "idle", "rework", "where", "plan", "visit", "move", "breach"}
TASKS_ONCE = ("effort", "active", "visit", "rework", "where")
FEWER = settings(max_examples=max(settings().max_examples // 2, 1))  # each has dozens of figures


def wanted(ledger: Ledger, project_id: str, asked) -> float:
    """The figure as the pages show it."""
    row = ledger.seen.projects.set_index("project_id").loc[project_id]
    if asked.kind == "where":
        return ledger.seen.where_time_went.set_index("project_id").loc[project_id, f"{asked.part}_days"]
    if asked.kind in ("elapsed", "idle", "rework") or asked.phase is None:
        return row[f"{asked.kind}_days"]
    rows = getattr(ledger.seen, FRAMES[asked.kind])
    rows = rows[rows["project_id"] == project_id]
    if asked.phase == WITHOUT_A_PHASE:
        return row["effort_days"] - rows["effort_days"].sum()
    if asked.kind in ("visit", "move"):
        found = rows[rows["visit_no"] == asked.visit_no].iloc[0]
        return found["active_days" if asked.kind == "visit" else "cost_days"]
    found = rows[rows["phase"] == asked.phase].iloc[0]
    return found[{"plan": "planned_days"}.get(asked.kind, f"{asked.kind}_days")]


def assert_adds_up(ledger: Ledger, project_id: str, asked) -> None:
    found = explain(ledger, project_id, asked)
    figure = asked.breach["value"] if asked.kind == "breach" else wanted(ledger, project_id, asked)
    assert list(found.parts.columns) == list(PARTS.columns)
    assert list(found.left_out.columns) == list(LEFT_OUT.columns)
    assert asked.kind == "plan" or not found.parts.empty or figure == 0, asked.label
    if pd.isna(figure):
        assert math.isnan(found.total), asked.label
        return
    assert math.isclose(found.total, figure, abs_tol=1e-9), (asked.label, found.total, figure)
    assert math.isclose(found.parts["amount"].sum(), figure, abs_tol=1e-9), asked.label
    if asked.kind in TASKS_ONCE:
        parts = found.parts.sort_values(["issue_id", "started_at"])
        same = parts["issue_id"] == parts["issue_id"].shift()
        assert not (same & (parts["started_at"] < parts["stopped_at"].shift())).any(), asked.label


def assert_all_add_up(ledger: Ledger) -> None:
    for project_id in ledger.seen.projects["project_id"]:
        asked = questions(ledger, project_id)
        assert len({one.label for one in asked}) == len(asked)
        for one in asked:
            assert_adds_up(ledger, project_id, one)
    for scientist_id in ledger.model.scientists["scientist_id"]:
        for one in questions_about(ledger, scientist_id):
            assert_adds_up(ledger, "", one)


@FEWER
@given(cases(max_tasks=5))
def test_the_parts_of_every_figure_add_up_to_it_and_count_no_moment_of_a_task_twice(case):
    assert_all_add_up(Ledger(case.figures(), case.model, case.workflow, case.calendars))


def books_of(name: str) -> Ledger:
    known = mapped(name)
    return Ledger(figures_of(name), known.model, known.workflow, known.calendars)


def one_of_each(ledger: Ledger) -> list[tuple[str, Question]]:
    """The first question of each kind, of each part of where time went and of each rule, with its project."""
    found = {}
    for project_id in ledger.seen.projects["project_id"]:
        for one in questions(ledger, project_id):
            rule = one.breach["rule"] if one.breach else ""
            found.setdefault(
                (one.kind, one.part, rule, one.phase is None, one.phase == WITHOUT_A_PHASE), (project_id, one)
            )
    return list(found.values())


def test_all_figures_of_the_portfolio_computed_by_hand_add_up():
    assert_all_add_up(books_of("by-hand"))


@pytest.mark.parametrize("name", [name for name in GOLDEN if name != "by-hand"])
def test_figures_of_every_kind_add_up_in_golden_portfolios(name):
    ledger = books_of(name)
    asked = one_of_each(ledger)
    assert KINDS - {one.kind for _, one in asked} <= {"idle"}  # where no project is waiting
    for project_id, one in asked:
        assert_adds_up(ledger, project_id, one)

"""What holds of every portfolio: the figures against a second, slow computation of them, and laws among themselves."""

import math

import pandas as pd
from hypothesis import given

from mlpm_analytics.frames import Figures
from tests.metrics.portfolios import cases
from tests.oracle import World, micros, shown


def plain_rows(frame: pd.DataFrame, keys: list[str]) -> dict:
    """A frame as key → row, with instants in microseconds and None for what is missing."""
    rows = {}
    for row in frame.to_dict("records"):
        values = {name: _plain(value) for name, value in row.items()}
        rows[tuple(values[key] for key in keys)] = values
    assert len(rows) == len(frame)
    return rows


def _plain(value):
    if isinstance(value, pd.Timestamp):
        return micros(value)
    return None if pd.isna(value) else value


def same(found, wanted) -> bool:
    if isinstance(found, float) and isinstance(wanted, int | float):
        return math.isclose(found, wanted, rel_tol=0, abs_tol=1e-6)
    return found == wanted


def assert_rows(found: dict, wanted: dict, what: str) -> None:
    assert sorted(found, key=str) == sorted(wanted, key=str), what
    for key, row in wanted.items():
        wrong = {name: (found[key][name], value) for name, value in row.items() if not same(found[key][name], value)}
        assert not wrong, f"{what} {key}: found, wanted: {wrong}"


def assert_as_the_oracle_says(found: Figures, world: World) -> None:
    oracle = world.oracle
    projects = {(epic,): world.project(epic) for epic in world.projects}
    phases = {(epic, one): world.phase(epic, one) for epic in world.projects for one in oracle.workflow.phases}
    day = oracle.calendars.day_micros
    visits = {
        (epic, number): {
            "phase": one.phase,
            "started_at": one.start,
            "stopped_at": one.stop,
            "active_days": one.worked / day,
        }
        for epic in world.projects
        for number, one in enumerate(world.visits(epic))
    }
    where = {(epic,): world.where(epic) for epic in world.projects}
    moves = {(epic, move["visit_no"]): move for epic in world.projects for move in world.moves(epic)}
    tasks = {(task,): world.task(task) for task in oracle.tasks if oracle.steps[task, "status"][0][0] <= world.now}
    breaches = {key: {"value": value, "limit": limit} for key, (value, limit) in world.breaches.items()}
    assert_rows(plain_rows(found.projects, ["project_id"]), projects, "project")
    assert_rows(plain_rows(found.phases, ["project_id", "phase"]), phases, "phase")
    assert_rows(plain_rows(found.visits, ["project_id", "visit_no"]), visits, "visit")
    assert_rows(plain_rows(found.moves, ["project_id", "visit_no"]), moves, "move")
    assert_rows(plain_rows(found.where_time_went, ["project_id"]), where, "where time went")
    assert_rows(plain_rows(found.tasks, ["issue_id"]), tasks, "task")
    assert_rows(plain_rows(found.breaches, ["rule", "subject"]), breaches, "breach")
    assert found.dropped_runs == world.mis_clicks


@given(cases())
def test_the_figures_are_what_a_second_slow_computation_finds(case):
    assert_as_the_oracle_says(case.figures(), case.oracle.at(case.now))


@given(cases(max_tasks=4, max_runs=2))
def test_a_breach_has_lasted_without_a_break_since_figures_first_showed_it(case):
    oracle = case.oracle
    for (rule, subject), row in plain_rows(case.figures().breaches, ["rule", "subject"]).items():
        wanted = oracle.since(rule, subject, case.now)
        assert abs(row["since_at"] - wanted) <= 1_000, (rule, subject, shown(row["since_at"]), shown(wanted))

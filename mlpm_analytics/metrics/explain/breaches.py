"""Breaches, down to what they rest on: one function for each kind, named by the records of `metrics.rules`."""

from typing import Any

import pandas as pd

from mlpm_analytics.metrics.explain.ledger import Ledger, limited
from mlpm_analytics.metrics.explain.parts import LEFT_OUT, PARTS, Explanation
from mlpm_analytics.metrics.explain.plans import phase_actual, span
from mlpm_analytics.metrics.explain.visits import visit
from mlpm_analytics.metrics.planned_tests import ended_tests, planned_tests
from mlpm_analytics.metrics.tasks import is_limited_now

Row = dict[Any, Any]  # of `frames.BREACHES`


def too_long(ledger: Ledger, row: Row) -> Explanation:
    """The time of a Task outside passive phases."""
    rows = ledger.intervals
    is_counted = is_limited_now(rows, ledger.workflow) & ~rows["phase"].isin(ledger.workflow.passive_phases)
    return limited(ledger, (rows["key"] == row["subject"]) & is_counted)


def estimate(ledger: Ledger, row: Row) -> Explanation:
    """The estimate in force, and since when."""
    task = ledger.seen.tasks[ledger.seen.tasks["key"] == row["subject"]].iloc[0]
    rows = ledger.histories[
        (ledger.histories["issue_id"] == task["issue_id"]) & (ledger.histories["field"] == "estimate")
    ].sort_values("changed_at", kind="stable")
    told = rows.tail(1).assign(
        key=row["subject"],
        phase=task["phase"],
        started_at=rows["changed_at"].tail(1),
        stopped_at=ledger.seen.as_of,
        amount=rows["number"].tail(1),
    )
    parts = PARTS.check(told.reindex(columns=list(PARTS.columns)))
    return Explanation(float(parts["amount"].sum()), "days", parts, LEFT_OUT.empty())


def in_progress(ledger: Ledger, row: Row) -> Explanation:
    """The Tasks that a scientist has in progress, outside passive phases."""
    rows = ledger.intervals
    is_own = rows["is_open"] & (rows["scientist_id"] == row["subject"])
    return _each_once(ledger, is_own & ~rows["phase"].isin(ledger.workflow.passive_phases), "Tasks")


def in_progress_now(ledger: Ledger, row: Row) -> Explanation:
    """The run of a Task that goes on."""
    rows = ledger.intervals
    return _rests_on(_each_once(ledger, rows["is_open"] & (rows["key"] == row["subject"]), "Tasks"))


def blocked(ledger: Ledger, row: Row) -> Explanation:
    """How long a Task has been waiting."""
    task = ledger.seen.tasks[ledger.seen.tasks["key"] == row["subject"]].iloc[0]
    return span(ledger, task, task["waiting_since_at"], ledger.seen.as_of)


def overdue_test(ledger: Ledger, row: Row) -> Explanation:
    """The calendar days since an A/B test began."""
    task = ledger.seen.tasks[ledger.seen.tasks["key"] == row["subject"]].iloc[0]
    tests = planned_tests(ledger.known)
    began_at = tests.loc[tests["issue_id"] == task["issue_id"], "began_at"].iloc[-1]
    parts = span(ledger, task, began_at, ledger.seen.as_of).parts.assign(amount=task["test_day"])
    return Explanation(float(task["test_day"]), "calendar days", parts, LEFT_OUT.empty())


def ended_test(ledger: Ledger, row: Row) -> Explanation:
    """Working time since an A/B test ended."""
    task = ledger.seen.tasks[ledger.seen.tasks["key"] == row["subject"]].iloc[0]
    tests = ended_tests(ledger.known)
    ended_at = tests.loc[tests["issue_id"] == task["issue_id"], "ended_at"].iloc[-1]
    return span(ledger, task, ended_at, ledger.seen.as_of)


def over_plan(ledger: Ledger, row: Row) -> Explanation:
    """What is held against the plan of the phase."""
    return phase_actual(ledger, _project(ledger, row)["project_id"], row["phase"])


def idle(ledger: Ledger, row: Row) -> Explanation:
    """Working time since the last active moment."""
    return idle_of(ledger, _project(ledger, row)["project_id"])


def idle_of(ledger: Ledger, project_id: str) -> Explanation:
    """Working time since the last active moment of a project."""
    own = ledger.intervals[ledger.intervals["project_id"] == project_id]
    return span(ledger, ledger.project(project_id), own["stopped_at"].max(), ledger.seen.as_of)


def late(ledger: Ledger, row: Row) -> Explanation:
    """Working time since the first visit to a phase after the first."""
    project = _project(ledger, row)
    visits = ledger.seen.visits[ledger.seen.visits["project_id"] == project["project_id"]]
    later = visits[visits["phase"] != ledger.workflow.phases[0]]
    return span(ledger, project, later["started_at"].min(), ledger.seen.as_of)


def back(ledger: Ledger, row: Row) -> Explanation:
    """The moves back of the last weeks, but out of passive phases."""
    moves = _moves_of(ledger, row)
    since = ledger.seen.as_of - pd.Timedelta(days=ledger.workflow.limits.bouncing_window_days)
    is_passive = moves["from_phase"].isin(ledger.workflow.passive_phases)
    is_counted = (moves["direction"] == "back") & (moves["moved_at"] > since) & ~is_passive
    return _firsts(ledger, row, moves.loc[is_counted, "visit_no"].tolist())


def left(ledger: Ledger, row: Row) -> Explanation:
    """The moves by which a phase was left for a later one."""
    moves = _moves_of(ledger, row)
    is_left = (moves["direction"] == "forward") & (moves["from_phase"] == row["phase"])
    return _rests_on(_firsts(ledger, row, moves.loc[is_left, "visit_no"].tolist()))


def where_it_is(ledger: Ledger, row: Row) -> Explanation:
    """The last visit, or what is in progress."""
    project_id = _project(ledger, row)["project_id"]
    visits = ledger.seen.visits[ledger.seen.visits["project_id"] == project_id]
    if visits.empty:
        is_own = ledger.intervals["is_open"] & (ledger.intervals["project_id"] == project_id)
        return _rests_on(_each_once(ledger, is_own, ""))
    return _rests_on(visit(ledger, project_id, int(visits["visit_no"].max())))


def _project(ledger: Ledger, row: Row) -> "pd.Series[Any]":
    return ledger.seen.projects[ledger.seen.projects["project"] == row["project"]].iloc[0]


def _moves_of(ledger: Ledger, row: Row) -> pd.DataFrame:
    return ledger.seen.moves[ledger.seen.moves["project"] == row["project"]]


def _each_once(ledger: Ledger, is_part: pd.Series, unit: str) -> Explanation:
    """The marked intervals, each of which counts as one."""
    rows = ledger.intervals[is_part]
    worked = ledger.clock.team_days(rows["started_at"], rows["stopped_at"])
    found = rows.assign(worked_days=worked, amount=1.0).reindex(columns=list(PARTS.columns))
    return Explanation(float(len(rows)), unit, PARTS.check(found), LEFT_OUT.empty())


def _firsts(ledger: Ledger, row: Row, numbers: list[int]) -> Explanation:
    """Moves, each of which counts as one: the first stretch of work of the visit it leads to."""
    project_id = _project(ledger, row)["project_id"]
    firsts = [visit(ledger, project_id, number).parts.head(1) for number in numbers]
    parts = pd.concat(firsts, ignore_index=True) if firsts else PARTS.empty()
    return Explanation(float(len(parts)), "moves back", PARTS.check(parts.assign(amount=1.0)), LEFT_OUT.empty())


def _rests_on(found: Explanation) -> Explanation:
    """The same parts, which add up to nothing."""
    return Explanation(float("nan"), found.unit, found.parts.assign(amount=float("nan")), found.left_out)

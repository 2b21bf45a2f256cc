"""Breaches, down to what they rest on: one function for each kind, named by the records of `metrics.rules`."""

from typing import Any

import pandas as pd

from mlpm_analytics.metrics.explain import ways
from mlpm_analytics.metrics.explain.books import Books, limited
from mlpm_analytics.metrics.explain.parts import LEFT_OUT, PARTS, Explanation
from mlpm_analytics.metrics.explain.plans import phase_actual, span

Row = dict[Any, Any]  # of `frames.BREACHES`


def too_long(books: Books, row: Row) -> Explanation:
    """The time of a Task outside passive phases."""
    rows = books.intervals
    return limited(books, (rows["key"] == row["subject"]) & ~rows["phase"].isin(books.workflow.passive_phases))


def estimate(books: Books, row: Row) -> Explanation:
    """The estimate in force, and since when."""
    task = books.seen.tasks[books.seen.tasks["key"] == row["subject"]].iloc[0]
    rows = books.histories[
        (books.histories["issue_id"] == task["issue_id"]) & (books.histories["field"] == "estimate")
    ].sort_values("changed_at", kind="stable")
    told = rows.tail(1).assign(
        key=row["subject"],
        phase=task["phase"],
        started_at=rows["changed_at"].tail(1),
        stopped_at=books.seen.as_of,
        amount=rows["number"].tail(1),
    )
    parts = PARTS.check(told.reindex(columns=list(PARTS.columns)))
    return Explanation(float(parts["amount"].sum()), "days", parts, LEFT_OUT.empty())


def in_progress(books: Books, row: Row) -> Explanation:
    """The Tasks that a scientist has in progress, outside passive phases."""
    rows = books.intervals
    is_own = rows["is_open"] & (rows["scientist_id"] == row["subject"])
    return _each_once(books, is_own & ~rows["phase"].isin(books.workflow.passive_phases), "Tasks")


def in_progress_now(books: Books, row: Row) -> Explanation:
    """The run of a Task that goes on."""
    rows = books.intervals
    return _rests_on(_each_once(books, rows["is_open"] & (rows["key"] == row["subject"]), "Tasks"))


def blocked(books: Books, row: Row) -> Explanation:
    """How long a Task has been waiting."""
    task = books.seen.tasks[books.seen.tasks["key"] == row["subject"]].iloc[0]
    return span(books, task, task["waiting_since_at"], books.seen.as_of)


def over_plan(books: Books, row: Row) -> Explanation:
    """What is held against the plan of the phase."""
    return phase_actual(books, _project(books, row)["project_id"], row["phase"])


def idle(books: Books, row: Row) -> Explanation:
    """Working time since the last active moment."""
    return idle_of(books, _project(books, row)["project_id"])


def idle_of(books: Books, project_id: str) -> Explanation:
    """Working time since the last active moment of a project."""
    own = books.intervals[books.intervals["project_id"] == project_id]
    return span(books, books.project(project_id), own["stopped_at"].max(), books.seen.as_of)


def late(books: Books, row: Row) -> Explanation:
    """Working time since the first visit to a phase after the first."""
    project = _project(books, row)
    visits = books.seen.visits[books.seen.visits["project_id"] == project["project_id"]]
    later = visits[visits["phase"] != books.workflow.phases[0]]
    return span(books, project, later["started_at"].min(), books.seen.as_of)


def back(books: Books, row: Row) -> Explanation:
    """The moves back of the last weeks, but out of passive phases."""
    moves = _moves_of(books, row)
    since = books.seen.as_of - pd.Timedelta(days=books.workflow.limits.bouncing_window_days)
    is_passive = moves["from_phase"].isin(books.workflow.passive_phases)
    is_counted = (moves["direction"] == "back") & (moves["moved_at"] > since) & ~is_passive
    return _firsts(books, row, moves.loc[is_counted, "visit_no"].tolist())


def left(books: Books, row: Row) -> Explanation:
    """The moves by which a phase was left for a later one."""
    moves = _moves_of(books, row)
    is_left = (moves["direction"] == "forward") & (moves["from_phase"] == row["phase"])
    return _rests_on(_firsts(books, row, moves.loc[is_left, "visit_no"].tolist()))


def where_it_is(books: Books, row: Row) -> Explanation:
    """The last visit, or what is in progress."""
    project_id = _project(books, row)["project_id"]
    visits = books.seen.visits[books.seen.visits["project_id"] == project_id]
    if visits.empty:
        is_own = books.intervals["is_open"] & (books.intervals["project_id"] == project_id)
        return _rests_on(_each_once(books, is_own, ""))
    return _rests_on(ways.visit(books, project_id, int(visits["visit_no"].max())))


def _project(books: Books, row: Row) -> "pd.Series[Any]":
    return books.seen.projects[books.seen.projects["project"] == row["project"]].iloc[0]


def _moves_of(books: Books, row: Row) -> pd.DataFrame:
    return books.seen.moves[books.seen.moves["project"] == row["project"]]


def _each_once(books: Books, is_part: pd.Series, unit: str) -> Explanation:
    """The marked intervals, each of which counts as one."""
    rows = books.intervals[is_part]
    worked = books.clock.team_days(rows["started_at"], rows["stopped_at"])
    found = rows.assign(worked_days=worked, amount=1.0).reindex(columns=list(PARTS.columns))
    return Explanation(float(len(rows)), unit, PARTS.check(found), LEFT_OUT.empty())


def _firsts(books: Books, row: Row, numbers: list[int]) -> Explanation:
    """Moves, each of which counts as one: the first stretch of work of the visit it leads to."""
    project_id = _project(books, row)["project_id"]
    firsts = [ways.visit(books, project_id, number).parts.head(1) for number in numbers]
    parts = pd.concat(firsts, ignore_index=True) if firsts else PARTS.empty()
    return Explanation(float(len(parts)), "moves back", PARTS.check(parts.assign(amount=1.0)), LEFT_OUT.empty())


def _rests_on(found: Explanation) -> Explanation:
    """The same parts, which add up to nothing."""
    return Explanation(float("nan"), found.unit, found.parts.assign(amount=float("nan")), found.left_out)

"""Plans and breaches, down to what they rest on."""

from typing import Any

import pandas as pd

from mlpm_analytics.metrics.explain import ways
from mlpm_analytics.metrics.explain.books import Books, active, effort
from mlpm_analytics.metrics.explain.parts import LEFT_OUT, PARTS, Explanation, as_left_out, as_parts
from mlpm_analytics.workflow import DAYS_PER_WEEK


def phase_actual(books: Books, project_id: str, phase: str) -> Explanation:
    """What is held against the plan of a phase: effort, and in a passive phase active days."""
    is_part = in_phase(books, project_id, phase)
    return active(books, is_part) if books.workflow.is_passive(phase) else effort(books, is_part)


def in_phase(books: Books, project_id: str, phase: str) -> pd.Series:
    """Which work intervals are those of one phase of a project."""
    return (books.intervals["project_id"] == project_id) & (books.intervals["phase"] == phase)


def span(books: Books, project_id: str, started_at: pd.Timestamp, stopped_at: pd.Timestamp) -> Explanation:
    """The team's working time between two instants of a project, as one part."""
    row = books.seen.projects[books.seen.projects["project_id"] == project_id].iloc[0]
    edges = pd.Series([started_at]), pd.Series([max(started_at, stopped_at)])
    rows = pd.DataFrame(
        {
            "issue_id": [project_id],
            "key": row["project"],
            "phase": pd.NA,
            "scientist_id": pd.NA,
            "started_at": edges[0].array,
            "stopped_at": edges[1].array,
            "worked": books.clock.team_micros(*edges),
            "evidence": row["evidence"],
        }
    )
    parts = as_parts(rows, day_micros=books.day_micros)
    return Explanation(float(parts["amount"].sum()), "days", parts, LEFT_OUT.empty())


def plan(books: Books, project_id: str, phase: str) -> Explanation:
    """The planned days of a phase: the weeks that the plan in force states; earlier plans do not count any more."""
    rows = books.histories[
        (books.histories["issue_id"] == project_id) & (books.histories["field"] == f"plan:{phase}")
    ].sort_values("changed_at", kind="stable")
    rows = rows.assign(
        key=books.seen.projects.set_index("project_id")["project"][project_id],
        phase=phase,
        started_at=rows["changed_at"],
        stopped_at=rows["changed_at"].shift(-1, fill_value=books.seen.as_of),
        amount=rows["number"] * DAYS_PER_WEEK,
    )
    earlier = rows.iloc[:-1].dropna(subset=["amount"])
    told = "a plan of " + earlier["amount"].map("{:g}".format).astype("str") + " days, which another one replaced"
    in_force = PARTS.check(rows.tail(1).dropna(subset=["amount"]).reindex(columns=list(PARTS.columns)))
    total = float(in_force["amount"].sum()) if len(in_force) else float("nan")
    return Explanation(total, "days", in_force, as_left_out(earlier, told))


def breach(books: Books, row: dict[Any, Any]) -> Explanation:
    """The value of a breach (a row of `frames.BREACHES`), or what it rests on where there is no value."""
    rows, workflow = books.intervals, books.workflow
    is_open = rows["is_open"]
    match row["rule"]:
        case "task-too-long":
            return active(books, (rows["key"] == row["subject"]) & ~rows["phase"].isin(workflow.passive_phases))
        case "estimate-too-long":
            return _estimate(books, row["subject"])
        case "too-many-in-progress":
            is_own = is_open & (rows["scientist_id"] == row["subject"])
            return _each_once(books, is_own & ~rows["phase"].isin(workflow.passive_phases), "Tasks")
        case "no-phase" | "no-project" | "unassigned" | "active-in-done":
            return _rests_on(_each_once(books, is_open & (rows["key"] == row["subject"]), "Tasks"))
        case _:
            return _project_breach(books, row)


def _project_breach(books: Books, row: dict[Any, Any]) -> Explanation:
    projects = books.seen.projects[books.seen.projects["project"] == row["project"]]
    project_id = projects["project_id"].iloc[0]
    visits = books.seen.visits[books.seen.visits["project_id"] == project_id]
    moves = books.seen.moves[books.seen.moves["project_id"] == project_id]
    match row["rule"]:
        case "over-plan":
            return phase_actual(books, project_id, row["phase"])
        case "stalled":
            return idle(books, project_id)
        case "bouncing":
            since = books.seen.as_of - pd.Timedelta(days=books.workflow.limits.bouncing_window_days)
            is_counted = (moves["direction"] == "back") & (moves["moved_at"] > since)
            return _moves(books, project_id, moves.loc[is_counted, "visit_no"].tolist())
        case "missing-deliverable":
            is_left = (moves["direction"] == "forward") & (moves["from_phase"] == row["phase"])
            return _rests_on(_moves(books, project_id, moves.loc[is_left, "visit_no"].tolist()))
        case _:  # no-plan: it is where it is
            if visits.empty:
                return _each_once(books, books.intervals["is_open"] & (books.intervals["project_id"] == project_id), "")
            return _rests_on(ways.visit(books, project_id, int(visits["visit_no"].max())))


def idle(books: Books, project_id: str) -> Explanation:
    """Working time since the last active moment of a project."""
    own = books.intervals[books.intervals["project_id"] == project_id]
    return span(books, project_id, own["stopped_at"].max(), books.seen.as_of)


def _each_once(books: Books, is_part: pd.Series, unit: str) -> Explanation:
    """The marked intervals, each of which counts as one."""
    rows = books.intervals[is_part]
    worked = books.clock.team_days(rows["started_at"], rows["stopped_at"])
    found = rows.assign(worked_days=worked, amount=1.0).reindex(columns=list(PARTS.columns))
    return Explanation(float(len(rows)), unit, PARTS.check(found), LEFT_OUT.empty())


def _moves(books: Books, project_id: str, numbers: list[int]) -> Explanation:
    """Moves, each of which counts as one: the first stretch of work of the visit it leads to."""
    firsts = [ways.visit(books, project_id, number).parts.head(1) for number in numbers]
    parts = pd.concat(firsts, ignore_index=True) if firsts else PARTS.empty()
    return Explanation(float(len(parts)), "moves back", PARTS.check(parts.assign(amount=1.0)), LEFT_OUT.empty())


def _rests_on(found: Explanation) -> Explanation:
    """The same parts, which add up to nothing."""
    return Explanation(float("nan"), found.unit, found.parts.assign(amount=float("nan")), found.left_out)


def _estimate(books: Books, key: str) -> Explanation:
    """The estimate in force, and since when."""
    task = books.seen.tasks[books.seen.tasks["key"] == key].iloc[0]
    rows = books.histories[
        (books.histories["issue_id"] == task["issue_id"]) & (books.histories["field"] == "estimate")
    ].sort_values("changed_at", kind="stable")
    told = rows.tail(1).assign(
        key=key,
        phase=task["phase"],
        started_at=rows["changed_at"].tail(1),
        stopped_at=books.seen.as_of,
        amount=rows["number"].tail(1),
    )
    parts = PARTS.check(told.reindex(columns=list(PARTS.columns)))
    return Explanation(float(parts["amount"].sum()), "days", parts, LEFT_OUT.empty())

"""Plans and spans of a project, down to what they rest on."""

from typing import Any

import pandas as pd

from mlpm_analytics.metrics.explain.ledger import Ledger, active, effort
from mlpm_analytics.metrics.explain.parts import LEFT_OUT, PARTS, Explanation, as_left_out, as_parts
from mlpm_analytics.workflow import DAYS_PER_WEEK


def phase_actual(ledger: Ledger, project_id: str, phase: str) -> Explanation:
    """What is held against the plan of a phase: effort, and in a passive phase active days."""
    is_part = in_phase(ledger, project_id, phase)
    return active(ledger, is_part) if ledger.workflow.is_passive(phase) else effort(ledger, is_part)


def in_phase(ledger: Ledger, project_id: str, phase: str) -> pd.Series:
    """Which work intervals are those of one phase of a project."""
    return (ledger.intervals["project_id"] == project_id) & (ledger.intervals["phase"] == phase)


def span(ledger: Ledger, subject: "pd.Series[Any]", started_at: pd.Timestamp, stopped_at: pd.Timestamp) -> Explanation:
    """The team's working time between two instants of a Task or project (a row of its frame), as one part."""
    edges = pd.Series([started_at]), pd.Series([max(started_at, stopped_at)])
    rows = pd.DataFrame(
        {
            "issue_id": [subject["issue_id"] if "issue_id" in subject else subject["project_id"]],
            "key": subject["key"] if "key" in subject else subject["project"],
            "phase": pd.NA,
            "scientist_id": pd.NA,
            "started_at": edges[0].array,
            "stopped_at": edges[1].array,
            "worked": ledger.clock.team_micros(*edges),
            "evidence": subject["evidence"],
        }
    )
    parts = as_parts(rows, day_micros=ledger.day_micros)
    return Explanation(float(parts["amount"].sum()), "days", parts, LEFT_OUT.empty())


def plan(ledger: Ledger, project_id: str, phase: str) -> Explanation:
    """The planned days of a phase: the weeks that the plan in force states; earlier plans do not count any more."""
    rows = ledger.histories[
        (ledger.histories["issue_id"] == project_id) & (ledger.histories["field"] == f"plan:{phase}")
    ].sort_values("changed_at", kind="stable")
    rows = rows.assign(
        key=ledger.seen.projects.set_index("project_id")["project"][project_id],
        phase=phase,
        started_at=rows["changed_at"],
        stopped_at=rows["changed_at"].shift(-1, fill_value=ledger.seen.as_of),
        amount=rows["number"] * DAYS_PER_WEEK,
    )
    earlier = rows.iloc[:-1].dropna(subset=["amount"])
    told = "a plan of " + earlier["amount"].map("{:g}".format).astype("str") + " days, which another one replaced"
    in_force = PARTS.check(rows.tail(1).dropna(subset=["amount"]).reindex(columns=list(PARTS.columns)))
    total = float(in_force["amount"].sum()) if len(in_force) else float("nan")
    return Explanation(total, "days", in_force, as_left_out(earlier, told))

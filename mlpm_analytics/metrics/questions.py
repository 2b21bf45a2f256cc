"""Why: every figure of a project down to the work intervals, and to the changes in Jira, that it was added up from.

`questions` lists the figures of a project that can be asked about, `questions_about` those of a scientist, `explain`
answers one of them, and `changes_behind` finds the changes in Jira that began or ended the parts.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Final

import pandas as pd

from mlpm_analytics.frames import CHANGES
from mlpm_analytics.metrics.explain import breaches, plans, time_breakdown, visits
from mlpm_analytics.metrics.explain.ledger import Ledger, active, effort
from mlpm_analytics.metrics.explain.parts import LEFT_OUT, PARTS, Explanation
from mlpm_analytics.metrics.rules import rule_named
from mlpm_analytics.metrics.time_breakdown import KINDS
from mlpm_analytics.wording import rule

__all__ = [
    "LEFT_OUT",
    "PARTS",
    "WITHOUT_A_PHASE",
    "Explanation",
    "Ledger",
    "Question",
    "breach_label",
    "changes_behind",
    "explain",
    "questions",
]


WITHOUT_A_PHASE: Final = ""  # the `phase` of a question about time without one
_WHERE: Final = "Where time went: "


@dataclass(frozen=True)
class Question:
    """A figure of a project that somebody asks about; `label` names it on the screen and in the address."""

    label: str
    kind: str  # effort, active, elapsed, idle, rework, where, plan, visit, move, breach
    phase: str | None = None
    visit_no: int = 0
    part: str = ""  # of where time went: active, blocked, elsewhere, idle
    breach: dict[Any, Any] | None = None


def questions(ledger: Ledger, project_id: str) -> list[Question]:
    """Everything about a project that can be asked, with a label of its own each."""
    row, *_ = _of_project(ledger, "projects", project_id)
    return [
        *_of_the_whole(ledger, row),
        *_of_phases(ledger, project_id),
        *_of_the_way(ledger, project_id),
        *_breach_questions(ledger, _breaches_of(ledger, row)),
    ]


def questions_about(ledger: Ledger, scientist_id: str) -> list[Question]:
    """What can be asked about a scientist: the breaches that are theirs."""
    return _breach_questions(ledger, ledger.seen.breaches[ledger.seen.breaches["subject"] == scientist_id])


def breach_label(name: str, subject: str) -> str:
    """The label of the question behind a breach of a rule; `subject` as people know it."""
    return f"Breach: {rule(name)}, {subject}"


def _of_project(ledger: Ledger, frame: str, project_id: str) -> list[dict[Any, Any]]:
    rows = getattr(ledger.seen, frame)
    return rows[rows["project_id"] == project_id].to_dict("records")


def _of_the_whole(ledger: Ledger, row: dict[Any, Any]) -> list[Question]:
    whole = {"effort": "Effort", "active": "Active days", "elapsed": "Elapsed days"}
    asked = [Question(label, kind) for kind, label in whole.items()] if pd.notna(row["started_at"]) else []
    some = {"idle": "Idle days", "rework": "Rework"}
    asked += [Question(label, kind) for kind, label in some.items() if row[f"{kind}_days"] > 0]
    for went in _of_project(ledger, "where_time_went", row["project_id"]):
        asked += [Question(_WHERE + part, "where", part=part) for part in KINDS if went[f"{part}_days"] > 0]
    is_unphased = _scope(ledger, row["project_id"], WITHOUT_A_PHASE)
    return [*asked, Question("Effort without a phase", "effort", WITHOUT_A_PHASE)] if is_unphased.any() else asked


def _of_phases(ledger: Ledger, project_id: str) -> list[Question]:
    asked = []
    for phase in _of_project(ledger, "phases", project_id):
        name = phase["phase"]
        if phase["active_days"] or phase["effort_days"]:
            asked += [Question(f"Effort of {name}", "effort", name), Question(f"Active days of {name}", "active", name)]
        if pd.notna(phase["planned_days"]):
            asked.append(Question(f"Plan of {name}", "plan", name))
    return asked


def _of_the_way(ledger: Ledger, project_id: str) -> list[Question]:
    asked = []
    for visit in _of_project(ledger, "visits", project_id):
        number = int(visit["visit_no"])
        asked.append(Question(f"Visit {number + 1}: {visit['phase']}", "visit", visit["phase"], number))
    for number, move in enumerate(_of_project(ledger, "moves", project_id), start=1):
        label = f"Move {number}: {move['direction']} from {move['from_phase']} to {move['to_phase']}"
        asked.append(Question(label, "move", move["to_phase"], int(move["visit_no"])))
    return asked


def _breaches_of(ledger: Ledger, row: dict[Any, Any]) -> pd.DataFrame:
    """The breaches of a project, and those of the scientists who are on it now."""
    rows, work = ledger.seen.breaches, ledger.intervals
    is_on_it = work["is_open"] & (work["project_id"] == row["project_id"])
    return rows[(rows["project"] == row["project"]) | rows["subject"].isin(work.loc[is_on_it, "scientist_id"])]


def _breach_questions(ledger: Ledger, rows: pd.DataFrame) -> list[Question]:
    names = ledger.model.scientists.set_index("scientist_id")["name"]
    labels = [
        breach_label(name, names.get(subject, subject))
        for name, subject in zip(rows["rule"], rows["subject"], strict=True)
    ]
    records = rows.to_dict("records")
    return [Question(label, "breach", breach=row) for label, row in zip(labels, records, strict=True)]


def explain(ledger: Ledger, project_id: str, asked: Question) -> Explanation:
    """What the figure that is asked about was added up from; a question about a scientist asks for no project."""
    return _ANSWERS[asked.kind](ledger, project_id, asked)


_ANSWERS: Final[dict[str, Callable[[Ledger, str, Question], Explanation]]] = {
    "effort": lambda ledger, project_id, asked: effort(ledger, _scope(ledger, project_id, asked.phase)),
    "active": lambda ledger, project_id, asked: active(ledger, _scope(ledger, project_id, asked.phase)),
    "elapsed": lambda ledger, project_id, _: _elapsed(ledger, project_id),
    "idle": lambda ledger, project_id, _: breaches.idle_of(ledger, project_id),
    "rework": lambda ledger, project_id, _: visits.rework(ledger, project_id),
    "where": lambda ledger, project_id, asked: time_breakdown.where_time_went(ledger, project_id, asked.part),
    "plan": lambda ledger, project_id, asked: plans.plan(ledger, project_id, str(asked.phase)),
    "visit": lambda ledger, project_id, asked: visits.visit(ledger, project_id, asked.visit_no),
    "move": lambda ledger, project_id, asked: visits.move(ledger, project_id, asked.visit_no),
    "breach": lambda ledger, _, asked: _breach(ledger, asked.breach or {}),
}


def _scope(ledger: Ledger, project_id: str, phase: str | None) -> pd.Series:
    is_own = ledger.intervals["project_id"] == project_id
    if phase is None:
        return is_own
    if phase == WITHOUT_A_PHASE:
        return is_own & ledger.intervals["phase"].isna()
    return plans.in_phase(ledger, project_id, phase)


def _elapsed(ledger: Ledger, project_id: str) -> Explanation:
    """Working time from the first active moment to the end of the project, or as of."""
    row = ledger.project(project_id)
    is_over = pd.notna(row["finished_at"])
    return plans.span(ledger, row, row["started_at"], row["finished_at"] if is_over else ledger.seen.as_of)


def _breach(ledger: Ledger, row: dict[Any, Any]) -> Explanation:
    """What a breach rests on, as the record of its rule says."""
    return rule_named(row["rule"]).explain(ledger, row)


def changes_behind(found: Explanation, changes: pd.DataFrame, keys: pd.Series) -> pd.DataFrame:
    """The changes in Jira (`frames.CHANGES`, with their `key`) that began or ended the parts and what was left out.

    `keys`: the key of each issue, by issue id. Changes of the Tasks that a scientist's time was shared with count, too.
    """
    told = pd.concat(
        [
            found.parts[["issue_id", "started_at", "stopped_at"]],
            found.left_out[["issue_id", "started_at", "stopped_at"]],
        ]
    )
    instants = pd.concat([told["started_at"], told["stopped_at"]]).dropna().unique()
    beside = found.parts["shared_with"].dropna().str.split(", ").explode()
    issues = {*told["issue_id"].dropna(), *keys.index[keys.isin(beside)], *found.bounded_by}
    rows = changes[changes["issue_id"].isin(issues) & changes["changed_at"].isin(instants)]
    keyed = rows.assign(key=rows["issue_id"].map(keys).astype("str"))
    return keyed[["key", *CHANGES.columns]].sort_values(["changed_at", "history_id", "item_no"], kind="stable")

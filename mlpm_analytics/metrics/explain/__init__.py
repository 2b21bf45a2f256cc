"""Why: every figure of a project down to the work intervals, and to the changes in Jira, that it was added up from.

`questions` lists the figures of a project that can be asked about, `explain` answers one of them, and `changes_behind`
finds the changes in Jira that began or ended the parts.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Final

import pandas as pd

from mlpm_analytics.frames import CHANGES
from mlpm_analytics.metrics.explain import rules, ways
from mlpm_analytics.metrics.explain.books import Books, active, effort
from mlpm_analytics.metrics.explain.parts import LEFT_OUT, PARTS, Explanation
from mlpm_analytics.wording import rule

__all__ = [
    "LEFT_OUT",
    "PARTS",
    "Books",
    "Explanation",
    "Question",
    "breach_label",
    "changes_behind",
    "explain",
    "questions",
]


@dataclass(frozen=True)
class Question:
    """A figure of a project that somebody asks about; `label` names it on the screen and in the address."""

    label: str
    kind: str  # effort, active, elapsed, idle, rework, plan, visit, move, breach
    phase: str | None = None
    visit_no: int = 0
    breach: dict[Any, Any] | None = None


def questions(books: Books, project_id: str) -> list[Question]:
    """Everything about a project that can be asked, with a label of its own each."""
    seen = books.seen
    own = {
        name: getattr(seen, name).loc[lambda rows: rows["project_id"] == project_id].to_dict("records")
        for name in ("projects", "phases", "visits", "moves")
    }
    row = own["projects"][0]
    whole = {"effort": "Effort", "active": "Active days", "elapsed": "Elapsed days"}
    asked = [Question(label, kind) for kind, label in whole.items()] if pd.notna(row["started_at"]) else []
    some = {"idle": "Idle days", "rework": "Rework"}
    asked += [Question(label, kind) for kind, label in some.items() if row[f"{kind}_days"] > 0]
    for phase in own["phases"]:
        name = phase["phase"]
        if phase["active_days"] or phase["effort_days"]:
            asked += [Question(f"Effort of {name}", "effort", name), Question(f"Active days of {name}", "active", name)]
        if pd.notna(phase["planned_days"]):
            asked.append(Question(f"Plan of {name}", "plan", name))
    for visit in own["visits"]:
        number = int(visit["visit_no"])
        asked.append(Question(f"Visit {number + 1}: {visit['phase']}", "visit", visit["phase"], number))
    for number, move in enumerate(own["moves"], start=1):
        label = f"Move {number}: {move['direction']} from {move['from_phase']} to {move['to_phase']}"
        asked.append(Question(label, "move", move["to_phase"], int(move["visit_no"])))
    return asked + breach_questions(seen.breaches[seen.breaches["project"] == row["project"]])


def breach_questions(breaches: pd.DataFrame) -> list[Question]:
    """The question behind each breach."""
    return [
        Question(breach_label(row["rule"], row["subject"]), "breach", breach=row) for row in breaches.to_dict("records")
    ]


def breach_label(name: str, subject: str) -> str:
    """What the question behind a breach of the rule with that name is called.

    >>> breach_label("over-plan", "ML-1:Modeling")
    'Breach: Over plan, ML-1:Modeling'
    """
    return f"Breach: {rule(name)}, {subject}"


def explain(books: Books, project_id: str, asked: Question) -> Explanation:
    """What the figure that is asked about was added up from."""
    return _ANSWERS[asked.kind](books, project_id, asked)


_ANSWERS: Final[dict[str, Callable[[Books, str, Question], Explanation]]] = {
    "effort": lambda books, project_id, asked: effort(books, _scope(books, project_id, asked.phase)),
    "active": lambda books, project_id, asked: active(books, _scope(books, project_id, asked.phase)),
    "elapsed": lambda books, project_id, _: _elapsed(books, project_id),
    "idle": lambda books, project_id, _: rules.idle(books, project_id),
    "rework": lambda books, project_id, _: ways.rework(books, project_id),
    "plan": lambda books, project_id, asked: rules.plan(books, project_id, str(asked.phase)),
    "visit": lambda books, project_id, asked: ways.visit(books, project_id, asked.visit_no),
    "move": lambda books, project_id, asked: ways.move(books, project_id, asked.visit_no),
    "breach": lambda books, _, asked: rules.breach(books, asked.breach or {}),
}


def _scope(books: Books, project_id: str, phase: str | None) -> pd.Series:
    if phase is None:
        return books.intervals["project_id"] == project_id
    return rules.in_phase(books, project_id, phase)


def _elapsed(books: Books, project_id: str) -> Explanation:
    """Working time from the first active moment to the end of the project, or as of."""
    row = books.seen.projects[books.seen.projects["project_id"] == project_id].iloc[0]
    is_over = pd.notna(row["finished_at"])
    return rules.span(books, project_id, row["started_at"], row["finished_at"] if is_over else books.seen.as_of)


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
    issues = {*told["issue_id"].dropna(), *keys.index[keys.isin(beside)]}
    rows = changes[changes["issue_id"].isin(issues) & changes["changed_at"].isin(instants)]
    keyed = rows.assign(key=rows["issue_id"].map(keys).astype("str"))
    return keyed[["key", *CHANGES.columns]].sort_values(["changed_at", "history_id", "item_no"], kind="stable")

"""What is told about why a figure is what it is: the parts it is the sum of, what was left out, the changes in Jira."""

from typing import Final

import pandas as pd

from mlpm_analytics import wording
from mlpm_analytics.frames import CHANGES
from mlpm_analytics.mapping import Mapped
from mlpm_analytics.metrics.explain.parts import LEFT_OUT, PARTS
from mlpm_analytics.metrics.questions import Explanation, Question, changes_behind
from mlpm_analytics.views.headers import columns
from mlpm_analytics.views.model import Content, Section, Table, View, section

_PARTS: Final = columns(
    PARTS,
    *("key", "phase", "scientist", "started_at", "stopped_at", "amount", "worked_days", "share", "shared_with"),
    "evidence",
)
_LEFT_OUT: Final = columns(LEFT_OUT, "key", "phase", "started_at", "stopped_at", "hours", "reason")
_CHANGES: Final = columns(CHANGES, "changed_at", "key", "field", "from_text", "to_text", "author")


def explanation_view(question: Question, answer: Explanation, changes: pd.DataFrame, mapped: Mapped) -> View:
    """The answer to a question; `changes` are all that Jira's history has."""
    people = mapped.model.scientists.set_index("scientist_id")["name"]
    parts = answer.parts.assign(scientist=answer.parts["scientist_id"].map(people))
    return View(
        sentence=_sentence(question, answer),
        sections=(
            section("parts", "What it was added up from", Content(table=Table(parts, _PARTS))),
            *_left_out(answer.left_out),
            section("changes", "The changes in Jira behind it", lambda: _changes(answer, changes, mapped)),
        ),
    )


def _sentence(question: Question, answer: Explanation) -> str:
    """The figure, and of how many parts it is the sum."""
    parts = wording.count(len(answer.parts), "part")
    if pd.isna(answer.total):
        return f"{question.label}: there is nothing to add up. It rests on {parts}."
    unit = answer.unit if answer.unit != "Tasks" or answer.total != 1 else "Task"
    return f"{question.label}: {wording.number(answer.total, digits=4)} {unit}, the sum of {parts} below."


def _left_out(rows: pd.DataFrame) -> list[Section]:
    content = Content(table=Table(rows, _LEFT_OUT))
    return [] if rows.empty else [section("left-out", "What was left out, and why", content)]


def _changes(answer: Explanation, changes: pd.DataFrame, mapped: Mapped) -> Content:
    keys = mapped.model.work_items.set_index("issue_id")["key"]
    rows = changes_behind(answer, changes, keys)
    if rows.empty:
        return Content(empty="Jira's history has no change at the edges of these parts: see how they are known.")
    return Content(table=Table(rows, _CHANGES))

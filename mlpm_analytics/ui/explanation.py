"""Why: the panel in which a figure opens down to its work intervals and the changes in Jira behind them."""

from typing import Final

import pandas as pd
import streamlit as st

from mlpm_analytics import wording
from mlpm_analytics.metrics.questions import Explanation, Question, changes_behind, explain, questions, questions_about
from mlpm_analytics.ui import blocks, tables
from mlpm_analytics.ui.reading import Reading
from mlpm_analytics.ui.tables import labelled
from mlpm_analytics.ui.text import plain

KEY: Final = "why"  # of the choice, and in the address


def panel(reading: Reading, project_id: str, name: str) -> None:
    """Choose a figure of the project, and see what it was added up from; `name` begins the names of files."""
    asked = questions(reading.books(), project_id)
    if not asked:
        blocks.nothing_here("Nothing has been counted in this project yet.")
        return
    _choose(reading, asked, project_id, name)


def scientist_panel(reading: Reading, scientist_id: str, name: str) -> None:
    """The same for the breaches of a scientist; nothing at all where there is none."""
    asked = questions_about(reading.books(), scientist_id)
    if asked:
        _choose(reading, asked, "", name)


def _choose(reading: Reading, asked: list[Question], project_id: str, name: str) -> None:
    by_label = {question.label: question for question in asked}
    chosen = st.selectbox(
        "Which figure?",
        list(by_label),
        index=None,
        key=KEY,
        bind="query-params",
        placeholder="Choose a figure to explain",
    )
    if chosen is not None:
        question = by_label[chosen]
        _answer(reading, question, explain(reading.books(), project_id, question), name)


def _answer(reading: Reading, question: Question, found: Explanation, name: str) -> None:
    st.markdown(plain(in_words(question, found)))
    people = reading.mapped.model.scientists.set_index("scientist_id")["name"]
    parts = found.parts.assign(
        scientist=found.parts["scientist_id"].map(people), url=reading.jira_url(found.parts["key"])
    )
    st.markdown("**What it was added up from**")
    blocks.figures_table(labelled(parts, tables.PARTS, reading.timezone), name=f"{name}-why-parts", links=["Jira"])
    if not found.left_out.empty:
        st.markdown("**What was left out, and why**")
        left_out = found.left_out.assign(url=reading.jira_url(found.left_out["key"]))
        rows = labelled(left_out, tables.LEFT_OUT, reading.timezone)
        blocks.figures_table(rows, name=f"{name}-why-left-out", links=["Jira"])
    st.markdown("**The changes in Jira behind it**")
    keys = reading.mapped.model.work_items.set_index("issue_id")["key"]
    changes = changes_behind(found, reading.snapshot.frame("changes"), keys)
    if changes.empty:
        blocks.nothing_here("Jira's history has no change at the edges of these parts: see how they are known.")
        return
    changes = changes.assign(url=reading.jira_url(changes["key"]))
    rows = labelled(changes, tables.CHANGES, reading.timezone)
    blocks.figures_table(rows, name=f"{name}-why-changes", links=["Jira"])


def in_words(question: Question, found: Explanation) -> str:
    """The figure, and of how many parts it is the sum."""
    parts = wording.count(len(found.parts), "part")
    if pd.isna(found.total):
        return f"{question.label}: there is nothing to add up. It rests on {parts}."
    unit = found.unit if found.unit != "Tasks" or found.total != 1 else "Task"
    return f"{question.label}: {wording.number(found.total, digits=4)} {unit}, the sum of {parts} below."

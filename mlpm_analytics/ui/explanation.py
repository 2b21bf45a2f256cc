"""Why: the panel in which a figure opens down to its work intervals and the changes in Jira behind them."""

from typing import Final

import streamlit as st

from mlpm_analytics.metrics.questions import Explanation, Question, explain, questions, questions_about
from mlpm_analytics.ui import blocks
from mlpm_analytics.ui.reading import Reading
from mlpm_analytics.ui.text import plain
from mlpm_analytics.views.explanation_view import explanation_view
from mlpm_analytics.views.task_view import task_view

KEY: Final = "why"  # of the choice, and in the address


def panel(reading: Reading, project_id: str, name: str) -> None:
    """Choose a figure of the project, and see what it was added up from; `name` begins the names of files."""
    asked = questions(reading.ledger(), project_id)
    if not asked:
        blocks.nothing_here("Nothing has been counted in this project yet.")
        return
    _choose(reading, asked, project_id, name)


def scientist_panel(reading: Reading, scientist_id: str, name: str) -> None:
    """The same for the breaches of a scientist; nothing at all where there is none."""
    asked = questions_about(reading.ledger(), scientist_id)
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
        _answer(reading, question, explain(reading.ledger(), project_id, question), name)


def _answer(reading: Reading, question: Question, answer: Explanation, name: str) -> None:
    view = explanation_view(question, answer, reading.snapshot.frame("changes"), reading.mapped)
    st.markdown(plain(view.sentence))
    for section in view.sections:
        st.markdown(f"**{section.title}**")
        blocks.content(section.content, reading, name=f"{name}-why-{section.name}")


def task_panel(reading: Reading, project_id: str, name: str) -> None:
    """Choose a Task of the project, and see why its time is what it is, or 0."""
    tasks = reading.figures().tasks
    own = tasks[tasks["project_id"] == project_id].set_index("key", drop=False)
    if own.empty:
        blocks.nothing_here("The project holds no Task by this date.")
        return
    chosen = st.selectbox(
        "Which Task?",
        own["key"].tolist(),
        index=None,
        key="task",
        bind="query-params",
        placeholder="Choose a Task to see why its time is what it is",
        format_func=lambda key: f"{key} {own.loc[key, 'summary']}",
    )
    if chosen is not None:
        view = task_view(reading.ledger(), own.loc[chosen].to_dict(), reading.mapped)
        st.markdown(plain(view.sentence))
        for section in view.sections:
            st.markdown(f"**{section.title}**")
            blocks.content(section.content, reading, name=f"{name}-{chosen}-{section.name}")

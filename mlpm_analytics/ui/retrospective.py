"""The retrospective page: which project it is on, and its questions."""

import pandas as pd
import streamlit as st

from mlpm_analytics.metrics.retrospective import OVER
from mlpm_analytics.ui import filters
from mlpm_analytics.ui.reading import Reading
from mlpm_analytics.ui.text import plain
from mlpm_analytics.views.lookup import project_row


def finished(reading: Reading) -> pd.DataFrame:
    """The projects that are over, the last finished first; of what was chosen."""
    projects = reading.figures().projects
    over = reading.selection.of_projects(projects[projects["state"].isin(OVER)])
    return over.sort_values(["finished_at", "project"], ascending=[False, True], ignore_index=True)


def chosen_project(reading: Reading, over: pd.DataFrame) -> str:
    """The key of the project to look at: the one in the address where it is over, else the last finished."""
    names = {key: f"{key} · {name}" for key, name in over[["project", "name"]].itertuples(index=False)}
    asked = filters.asked_for("project", lambda key: str(project_row(reading.figures(), key)["project"]))
    if asked is not None and asked not in names:
        st.info(plain(f"{asked} is not finished yet; a retrospective is on a project that is done or abandoned."))
        asked = None
    return filters.chosen("Project", names, asked, parameter="project", key="retrospective")


def question_lines(questions: pd.Series, reading: Reading) -> str:
    """The questions as a list in which the issues that they cite lead to Jira, as Markdown."""
    return "\n".join(f"1. {reading.linked(question)}" for question in questions)

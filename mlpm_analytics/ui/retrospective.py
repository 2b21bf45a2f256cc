"""The retrospective page: which project it is on, and its tables."""

from typing import Final

import pandas as pd
import streamlit as st

from mlpm_analytics import wording
from mlpm_analytics.errors import NotFoundError
from mlpm_analytics.metrics.retrospective import OVER, Retrospective
from mlpm_analytics.reports.html import retro_html
from mlpm_analytics.reports.lookup import project_row
from mlpm_analytics.reports.questions import Question
from mlpm_analytics.reports.retro import retrospective_of
from mlpm_analytics.ui.blocks import Metric
from mlpm_analytics.ui.reading import Reading
from mlpm_analytics.ui.text import plain

STEPS: Final = {"step": "Step", "days": "Days"}
BACK: Final = {
    "moved_at": "Moved",
    "from_phase": "From",
    "to_phase": "Back to",
    "cost_days": "Cost (days)",
    "cause_keys": "Tasks active then",
}
PLACES: Final = {
    "phase": "Phase",
    "actual_days": "This project (days)",
    "median_days": "Median (days)",
    "project_count": "Other finished projects",
    "longer_count": "Of these took longer",
}
LIFE: Final = {"rule": "Rule", "subject": "Subject", "first_seen_at": "First seen", "seen_count": "Times seen"}


def finished(reading: Reading) -> pd.DataFrame:
    """The projects that are over, the last finished first; of what was chosen."""
    projects = reading.figures().projects
    over = reading.selection.of_projects(projects[projects["state"].isin(OVER)])
    return over.sort_values(["finished_at", "project"], ascending=[False, True], ignore_index=True)


def chosen_project(reading: Reading, over: pd.DataFrame) -> str:
    """The key of the project to look at: the one in the address where it is over, else the last finished."""
    names = over.set_index("project")["name"]
    asked = _asked_project(reading, over)
    if asked is not None and asked != st.session_state.get("shown_retrospective"):
        st.session_state["chosen_retrospective"] = asked
    chosen = st.selectbox(
        "Project", list(names.index), format_func=lambda key: f"{key} · {names[key]}", key="chosen_retrospective"
    )
    st.session_state["shown_retrospective"] = chosen
    if st.query_params.get("project") != chosen:
        st.query_params["project"] = chosen
    return str(chosen)


def _asked_project(reading: Reading, over: pd.DataFrame) -> str | None:
    asked = st.query_params.get("project")
    if asked is None:
        return None
    try:
        key = str(project_row(reading.figures(), asked)["project"])
    except NotFoundError as error:
        st.warning(plain(str(error)))
        return None
    if key not in set(over["project"]):
        st.info(plain(f"{key} is not finished yet; a retrospective is on a project that is done or abandoned."))
        return None
    return key


@st.cache_resource(
    max_entries=8,
    show_spinner="Looking back …",
    hash_funcs={Reading: lambda reading: f"{reading.snapshot.name} {reading.as_of.isoformat()}"},
)
def of_project(reading: Reading, key: str) -> Retrospective:
    """The retrospective of the project with this key; what is published never changes."""
    mapped = reading.mapped
    return retrospective_of(reading.figures(), key, mapped.model, mapped.workflow, mapped.calendars)


def metrics(found: Retrospective, timezone: str) -> list[Metric]:
    """The figures of the project as a whole."""
    row = found.row
    return [
        Metric("State", str(row["state"]).capitalize()),
        Metric("Finished", wording.date(row["finished_at"], timezone)),
        Metric("Elapsed", wording.days(row["elapsed_days"]), help="Working time from the first active moment on."),
        Metric("Effort", wording.days(row["effort_days"]), help="Time in progress, shared; not hours at the desk."),
        Metric("Moves back", str(row["back_count"])),
        Metric("Rework", wording.share(row["rework_share"]), help="Part of the time in phases: phases revisited."),
    ]


def question_lines(asked: list[Question], reading: Reading) -> str:
    """The questions as a list in which the issues that they cite lead to Jira, as Markdown."""
    return "\n".join(f"1. {reading.linked(one.text)}" for one in asked)


def file_to_take_along(reading: Reading, key: str) -> None:
    """A button that makes the file for the meeting."""
    st.download_button(
        "Save as HTML",
        lambda: retro_html(reading.figures(), key, reading.mapped).encode(),
        file_name=f"{key}-retrospective.html",
        mime="text/html",
        on_click="ignore",
        icon=":material/download:",
    )

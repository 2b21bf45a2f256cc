"""Where every project stands: one row each, with its visits over time, that opens into its page."""

from typing import Any

import pandas as pd
import streamlit as st

from mlpm_analytics import wording
from mlpm_analytics.charts import phase_strip_figure
from mlpm_analytics.ui import pages
from mlpm_analytics.ui.blocks import known_how
from mlpm_analytics.ui.guards import guarded
from mlpm_analytics.ui.reading import Reading
from mlpm_analytics.ui.text import plain
from mlpm_analytics.views.summaries import owner_in_words, spent_of, strip_sentence
from mlpm_analytics.workflow import TOLERANCE_DAYS

PAGE_SIZE = 50
_STATES = {"active": "green", "waiting": "orange", "paused": "gray", "not started": "gray", "done": "blue"}


def project_rows(standings: pd.DataFrame, visits: pd.DataFrame, reading: Reading) -> None:
    """One row per project, fifty a page, with what happened in the week; strips have one scale."""
    shown = _page_of(standings)
    walked = visits[visits["project"].isin(shown["project"])]
    longest = walked.groupby("project")["active_days"].sum().max()
    st.caption(plain("Phases: " + " · ".join(f"{n} {name}" for n, name in enumerate(reading.look.phases, start=1))))
    for row in shown.to_dict("records"):
        _row(row, walked[walked["project"] == row["project"]], reading, longest)


def _page_of(rows: pd.DataFrame) -> pd.DataFrame:
    page_count = -(-len(rows) // PAGE_SIZE)
    if page_count <= 1:
        return rows
    number = st.pagination(page_count, key="projects_page", bind="query-params")
    return rows.iloc[(number - 1) * PAGE_SIZE : number * PAGE_SIZE]


def _row(row: dict[Any, Any], visits: pd.DataFrame, reading: Reading, longest: float) -> None:
    with st.container(border=True):
        with st.container(horizontal=True, vertical_alignment="center"):
            pages.project_link(row["project"], label=f"**{plain(row['name'])}**")
            st.markdown(f"{reading.linked(row['project'])} {badges(row)} {_whose(row)}", width="content")
        strip, time, last = st.columns([4, 3, 3], vertical_alignment="center")
        with strip, guarded("The timeline"):
            _strip(visits, row["project"], reading, longest)
        time.markdown("  \n".join(time_lines(row)))
        last.markdown("  \n".join([*last_lines(row), plain(f"This week: {row['this_week']}")]))


def _whose(row: dict[Any, Any]) -> str:
    """The owner and the team of a project, as Markdown."""
    owner = f"owner: {owner_in_words(row)}" if pd.notna(row["owner"]) else "no owner"
    return plain(" · ".join([owner, *([f"team: {row['team']}"] if pd.notna(row["team"]) else [])]))


def badges(row: dict[Any, Any]) -> str:
    """The state of a project, and how its figures are known where they do not rest on Jira's history."""
    state = f":{_STATES.get(row['state'], 'gray')}-badge[{row['state']}]"
    is_exact = pd.isna(row["evidence"]) or row["evidence"] == "changelog"
    return state if is_exact else f"{state} {known_how(row['evidence'])}"


def _strip(visits: pd.DataFrame, project: str, reading: Reading, longest: float) -> None:
    if visits.empty:
        st.caption("No visit to a phase yet")
        return
    figure = phase_strip_figure(visits, reading.look, longest_days=longest)
    st.plotly_chart(figure, config={"displayModeBar": False}, alt=strip_sentence(visits), key=f"strip-{project}")


def time_lines(row: dict[Any, Any]) -> list[str]:
    """Days in the current phase and in all against the plan, as lines of Markdown."""
    if pd.isna(row["current_phase"]):
        return ["not begun"]
    phase = f"{row['current_phase']}: {spent_of(row['phase_days'], row['phase_planned_days'])}"
    total = (
        f"In all: {spent_of(row['actual_days'], row['planned_days'])}" if pd.notna(row["planned_days"]) else "No plan"
    )
    return [
        _marked(phase, is_over=row["phase_days"] > row["phase_planned_days"] + TOLERANCE_DAYS),
        _marked(total, is_over=row["actual_days"] > row["planned_days"] + TOLERANCE_DAYS),
    ]


def _marked(text: str, *, is_over: bool) -> str:
    return f":red[**{plain(text)}, over plan**]" if is_over else plain(text)


def last_lines(row: dict[Any, Any]) -> list[str]:
    """The last move and how long nothing has happened, as lines of Markdown."""
    idle = f"Idle for {wording.days(row['idle_days'])}" if row["idle_days"] > TOLERANCE_DAYS else ""
    return [plain(line) for line in (wording.sentence(row["last_move"])[:-1], idle) if line]

"""Who is on what: a card for each scientist."""

from collections.abc import Callable
from typing import Any

import pandas as pd
import streamlit as st

from mlpm_analytics import wording
from mlpm_analytics.ui.reading import Reading
from mlpm_analytics.ui.text import plain
from mlpm_analytics.views.summaries import spent_of
from mlpm_analytics.workflow import TOLERANCE_DAYS, Workflow

Linking = Callable[[str | float | None], str]

_BADGES = {
    "free": ("free", ":material/event_available:", "green"),
    "double-booked": ("double-booked", ":material/warning:", "red"),
}


def scientist_cards(assignments: pd.DataFrame, reading: Reading) -> None:
    """One card per scientist: the Task in progress, its project and phase, its active days of those allowed."""
    grid = st.grid("auto", min_column_width=270)
    for row in assignments.to_dict("records"):
        card = grid.container(border=True, height="stretch")
        with card:
            _head(row)
            st.markdown("  \n".join(assignment_lines(row, reading.linked, reading.mapped.workflow, reading.timezone)))


def _head(row: dict[Any, Any]) -> None:
    with st.container(horizontal=True, vertical_alignment="center"):
        st.markdown(f"**{plain(row['scientist'])}**", width="content")
        if pd.notna(row["back_on"]):
            st.badge(f"away until {wording.day(row['back_on'])}", icon=":material/beach_access:", color="gray")
        if row["load"] in _BADGES and not (row["load"] == "free" and pd.notna(row["back_on"])):
            label, icon, color = _BADGES[row["load"]]
            st.badge(label, icon=icon, color=color)  # type: ignore[arg-type]


def assignment_lines(row: dict[Any, Any], linked: Linking, workflow: Workflow, timezone: str) -> list[str]:
    """What a card says of a scientist, as lines of Markdown; `linked` makes Markdown with links of a text with keys."""
    finished = plain(f"{wording.count(row['finished_count'], 'Task')} finished this week")
    following = f"{finished} · {_next(row, linked)}"
    if pd.isna(row["key"]):
        since = f" since {wording.date(row['free_since_at'], timezone)}" if pd.notna(row["free_since_at"]) else ""
        return [plain(f"No Task in progress{since}"), following]
    project, phase = linked(row["project"]) or "no project", plain(row["phase"]) or "no phase"
    lines = [f"{linked(row['key'])} {plain(row['summary'])}", f"{project} · {phase} · {used(row, workflow)}"]
    if pd.notna(row["other_keys"]):
        lines.append(f"also in progress: {linked(row['other_keys'])}")
    if pd.notna(row["test_progress"]):
        lines.append(f"A/B test: {linked(row['test_progress'])}")
    return [*lines, following]


def _next(row: dict[Any, Any], linked: Linking) -> str:
    """The Task to begin next, where there is one."""
    if pd.isna(row["next_key"]):
        return "no Task waits to be begun"
    beside = f" ({linked(row['next_project'])})" if row["next_project"] != row["project"] else ""
    return f"next: {linked(row['next_key'])} {plain(row['next_summary'])}{beside}"


def used(row: dict[Any, Any], workflow: Workflow) -> str:
    """The active days of a Task in progress, of those that are meant, as Markdown."""
    if workflow.is_passive(row["phase"]):
        return "monitored beside other work"
    limit = workflow.limits.max_task_days
    days = plain(f"{spent_of(row['limited_days'], limit)} active")
    return f":red[**{days}: too long**]" if row["limited_days"] > limit + TOLERANCE_DAYS else days

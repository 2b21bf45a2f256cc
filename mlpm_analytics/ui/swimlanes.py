"""Who is on what: a card for each scientist."""

from typing import Any

import pandas as pd
import streamlit as st

from mlpm_analytics import wording
from mlpm_analytics.ui.reading import Reading
from mlpm_analytics.ui.text import link, plain
from mlpm_analytics.workflow import TOLERANCE_DAYS, Workflow

_BADGES = {
    "free": ("free", ":material/event_available:", "green"),
    "double-booked": ("double-booked", ":material/warning:", "red"),
}


def scientist_cards(assignments: pd.DataFrame, reading: Reading) -> None:
    """One card per scientist: the Task in progress, its project and phase, its active days of those allowed."""
    grid = st.grid("auto", min_column_width=270)
    rows = assignments.assign(url=reading.jira_url(assignments["key"]))
    for row in rows.to_dict("records"):
        card = grid.container(border=True, height="stretch")
        with card:
            _head(row)
            st.markdown("  \n".join(assignment_lines(row, reading.mapped.workflow)))


def _head(row: dict[Any, Any]) -> None:
    with st.container(horizontal=True, vertical_alignment="center"):
        st.markdown(f"**{plain(row['scientist'])}**", width="content")
        if row["load"] in _BADGES:
            label, icon, color = _BADGES[row["load"]]
            st.badge(label, icon=icon, color=color)  # type: ignore[arg-type]


def assignment_lines(row: dict[Any, Any], workflow: Workflow) -> list[str]:
    """What a card says of a scientist, as lines of Markdown."""
    finished = f"{wording.count(row['finished_count'], 'Task')} finished this week"
    if pd.isna(row["key"]):
        return ["No Task in progress", plain(finished)]
    project, phase = plain(row["project"]) or "no project", plain(row["phase"]) or "no phase"
    lines = [
        f"{link(row['key'], row['url'])} {plain(row['summary'])}",
        f"{project} · {phase}",
        "monitored beside other work" if workflow.is_passive(row["phase"]) else _used(row, workflow),
    ]
    if pd.notna(row["other_keys"]):
        lines.append(f"also in progress: {plain(row['other_keys'])}")
    return [*lines, plain(finished)]


def _used(row: dict[Any, Any], workflow: Workflow) -> str:
    limit = workflow.limits.max_task_days
    used = plain(f"{wording.number(row['limited_days'])} of {wording.days(limit)} active")
    return f":red[**{used}: too long**]" if row["limited_days"] > limit + TOLERANCE_DAYS else used

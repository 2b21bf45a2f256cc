"""Who is on what: a card for each scientist."""

from typing import Any

import pandas as pd
import streamlit as st

from mlpm_analytics import wording
from mlpm_analytics.metrics.leave import back_on
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
    rows = rows.assign(back_on=away(rows, reading), next_url=reading.jira_url(rows["next_key"]))
    for row in rows.to_dict("records"):
        card = grid.container(border=True, height="stretch")
        with card:
            _head(row)
            st.markdown("  \n".join(assignment_lines(row, reading.mapped.workflow)))


def away(assignments: pd.DataFrame, reading: Reading) -> pd.Series:
    """The day on which each scientist who is away works again."""
    return back_on(assignments["scientist_id"], reading.mapped.calendars, as_of=reading.as_of)


def _head(row: dict[Any, Any]) -> None:
    with st.container(horizontal=True, vertical_alignment="center"):
        st.markdown(f"**{plain(row['scientist'])}**", width="content")
        if pd.notna(row["back_on"]):
            st.badge(f"away until {row['back_on']}", icon=":material/beach_access:", color="gray")
        if row["load"] in _BADGES and not (row["load"] == "free" and pd.notna(row["back_on"])):
            label, icon, color = _BADGES[row["load"]]
            st.badge(label, icon=icon, color=color)  # type: ignore[arg-type]


def assignment_lines(row: dict[Any, Any], workflow: Workflow) -> list[str]:
    """What a card says of a scientist, as lines of Markdown."""
    finished = f"{wording.count(row['finished_count'], 'Task')} finished this week"
    if pd.isna(row["key"]):
        return ["No Task in progress", plain(finished), *_next(row)]
    project, phase = plain(row["project"]) or "no project", plain(row["phase"]) or "no phase"
    lines = [
        f"{link(row['key'], row['url'])} {plain(row['summary'])}",
        f"{project} · {phase}",
        "monitored beside other work" if workflow.is_passive(row["phase"]) else _used(row, workflow),
    ]
    if pd.notna(row["other_keys"]):
        lines.append(f"also in progress: {plain(row['other_keys'])}")
    return [*lines, plain(finished), *_next(row)]


def _next(row: dict[Any, Any]) -> list[str]:
    """The Task to begin next, where there is one."""
    if pd.isna(row["next_key"]):
        return ["no Task waits to be begun"]
    beside = f" ({plain(row['next_project'])})" if row["next_project"] != row["project"] else ""
    return [f"next: {link(row['next_key'], row['next_url'])} {plain(row['next_summary'])}{beside}"]


def _used(row: dict[Any, Any], workflow: Workflow) -> str:
    limit = workflow.limits.max_task_days
    used = plain(f"{wording.number(row['limited_days'])} of {wording.days(limit)} active")
    return f":red[**{used}: too long**]" if row["limited_days"] > limit + TOLERANCE_DAYS else used

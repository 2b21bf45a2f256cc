"""A project in calendar time: its visits, one row per phase, the moves between them, and its Tasks beneath."""

from html import escape
from textwrap import shorten
from typing import Any

import pandas as pd
import plotly.graph_objects as go
from plotly.subplots import make_subplots

from mlpm_analytics.charts.theme import MUTED, NO_PHASE, Look

PHASE_PIXELS = 36
TASK_PIXELS = 24
LINES = {
    "forward": ("Move forward", "dot", 1.5),
    "resumed": ("Resumed", "dash", 2.0),
    "back": ("Move back", "solid", 2.5),
}


def visit_timeline_figure(
    visits: pd.DataFrame,
    moves: pd.DataFrame,
    intervals: pd.DataFrame,
    look: Look,
    *,
    timezone: str,
    milestones: pd.DataFrame | None = None,
) -> go.Figure:
    """The visits and moves of one project, and the work intervals of its Tasks on the same time axis.

    `intervals`: work intervals with the Task's summary and the scientist's name; without any there are the visits
    alone. `milestones`: deliverables, with phase, key and linked_at. Times are shown in `timezone`.
    """
    tasks = list(dict.fromkeys(intervals.sort_values("started_at")["key"]))
    parts = [_told_visits(visits, timezone), *([_told_intervals(intervals, timezone)] if tasks else [])]
    heights = [PHASE_PIXELS * len(look.phases), TASK_PIXELS * len(tasks)][: len(parts)]
    spacing = 28 / (sum(heights) + 28)
    figure = make_subplots(rows=len(parts), shared_xaxes=True, row_heights=heights, vertical_spacing=spacing)
    for row, rows in enumerate(parts, start=1):
        for phase in (*look.phases, NO_PHASE):
            figure.add_trace(_bars(phase, rows[rows["phase"] == phase], look), row=row, col=1)
    for direction, (name, dash, width) in LINES.items():
        rows = moves[moves["direction"] == direction]
        if not rows.empty:
            color = MUTED if direction == "forward" else look.ink
            line = {"dash": dash, "width": width, "color": color}
            figure.add_trace(_risers(f"{name} ({len(rows)})", rows, line, look, timezone), row=1, col=1)
    reached = milestones[milestones["phase"].isin(look.phases)] if milestones is not None else visits.iloc[:0]
    if not reached.empty:
        figure.add_trace(_stars(reached, look, timezone), row=1, col=1)
    figure.update_layout(
        barmode="overlay",
        height=sum(heights) + 130,
        margin={"l": 0, "r": 8, "t": 36, "b": 8},
        legend={"orientation": "h", "y": 1.0, "yanchor": "bottom", "x": 0},
    )
    figure.update_xaxes(type="date", showgrid=True)
    figure.update_xaxes(title_text=f"Calendar time ({timezone})", row=len(parts), col=1)
    figure.update_yaxes(type="category", automargin=True, fixedrange=True)
    figure.update_yaxes(categoryarray=list(look.phases)[::-1], range=[-0.6, len(look.phases) - 0.4], row=1, col=1)
    if tasks:
        figure.update_yaxes(categoryarray=tasks[::-1], dtick=1, row=2, col=1)
    return figure


def _local(instants: pd.Series, timezone: str) -> pd.Series:
    """The time on the wall: Plotly knows no time zones."""
    return instants.dt.tz_convert(timezone).dt.tz_localize(None)


def _told_visits(visits: pd.DataFrame, timezone: str) -> pd.DataFrame:
    told = [
        f"<b>{escape(phase)}</b>, visit {number + 1}<br>{days:.2f} active days"
        for phase, number, days in visits[["phase", "visit_no", "active_days"]].itertuples(index=False)
    ]
    return _told(visits.assign(row=visits["phase"]), told, timezone)


def _told_intervals(intervals: pd.DataFrame, timezone: str) -> pd.DataFrame:
    intervals = intervals.fillna({"phase": NO_PHASE, "summary": "", "scientist": "nobody"})
    columns = intervals[["key", "summary", "phase", "scientist"]]
    told = [
        f"<b>{escape(key)}</b> {escape(shorten(summary, 60, placeholder='…'))}<br>{escape(phase)} · {escape(person)}"
        for key, summary, phase, person in columns.itertuples(index=False)
    ]
    return _told(intervals.assign(row=intervals["key"]), told, timezone)


def _told(rows: pd.DataFrame, told: list[str], timezone: str) -> pd.DataFrame:
    started, stopped = _local(rows["started_at"], timezone), _local(rows["stopped_at"], timezone)
    span = started.dt.strftime("%a %d %b %Y %H:%M") + " – " + stopped.dt.strftime("%a %d %b %Y %H:%M")
    length = (stopped - started).dt.total_seconds() * 1000
    text = pd.Series(told, index=rows.index, dtype="str") + "<br>" + span
    return pd.DataFrame(
        {"phase": rows["phase"], "row": rows["row"], "started": started, "length": length, "told": text}
    )


def _bars(phase: str, rows: pd.DataFrame, look: Look) -> go.Bar:
    return go.Bar(
        name=phase,
        orientation="h",
        y=rows["row"],
        base=rows["started"],
        x=rows["length"],
        marker=look.marker(phase),
        width=0.62,
        showlegend=False,
        hovertext=rows["told"],
        hovertemplate="%{hovertext}<extra></extra>",
    )


def _stars(rows: pd.DataFrame, look: Look, timezone: str) -> go.Scatter:
    """Deliverables on the row of their phase, when they were linked."""
    marker = {"symbol": "star", "size": 15, "color": look.background, "line": {"color": look.ink, "width": 2}}
    return go.Scatter(
        name=f"Deliverable ({len(rows)})",
        mode="markers",
        x=_local(rows["linked_at"], timezone),
        y=rows["phase"],
        marker=marker,
        hovertext=[
            f"<b>Deliverable of {escape(phase)}</b>, {escape(key)}"
            for phase, key in zip(rows["phase"], rows["key"], strict=True)
        ],
        hovertemplate="%{hovertext}<br>%{x|%a %d %b %Y %H:%M}<extra></extra>",
    )


def _risers(name: str, rows: pd.DataFrame, line: dict[str, Any], look: Look, timezone: str) -> go.Scatter:
    """Lines from the phase that is left to the phase that is entered, with an arrow at its end."""
    moments = _local(rows["moved_at"], timezone)
    x = [moment for at in moments for moment in (at, at, None)]
    y = [
        end for left, entered in zip(rows["from_phase"], rows["to_phase"], strict=True) for end in (left, entered, None)
    ]
    is_up = [
        look.phases.index(to) < look.phases.index(left)
        for left, to in zip(rows["from_phase"], rows["to_phase"], strict=True)
    ]
    symbols = [symbol for up in is_up for symbol in ("circle", "triangle-up" if up else "triangle-down", "circle")]
    return go.Scatter(
        name=name,
        mode="lines+markers",
        x=x,
        y=y,
        line=line,
        marker={"symbol": symbols, "size": [0, 11, 0] * len(rows), "color": line["color"]},
        hovertemplate=f"{name.rsplit(' (', 1)[0]} to %{{y}}<br>%{{x|%a %d %b %Y %H:%M}}<extra></extra>",
    )

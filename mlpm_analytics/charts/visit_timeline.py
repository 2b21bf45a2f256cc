"""A project in calendar time: its visits, one row per phase, the moves between them, and its Tasks beneath."""

from html import escape
from textwrap import shorten

import pandas as pd
import plotly.graph_objects as go
from plotly.subplots import make_subplots

from mlpm_analytics.charts.moves import local, move_traces
from mlpm_analytics.charts.theme import NO_PHASE, Look
from mlpm_analytics.wording import evidence

PHASE_PIXELS = 36
TASK_PIXELS = 24
BETWEEN_PIXELS = 40
MOST_TASKS = 80  # rows: of more nobody reads the names
MOST_BARS = 2_000
UNSURE = 0.45  # opacity of what does not rest on Jira's history


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
    alone; of very many Tasks those that were active last, and a line that says so. `milestones`: deliverables, with
    phase, key and linked_at. Times are shown in `timezone`. What does not rest on Jira's history is paler, and says so.
    """
    shown = _active_last(intervals)
    tasks = list(dict.fromkeys(shown.sort_values("started_at")["key"]))
    parts = [_told_visits(visits, look, timezone), *([_told_intervals(shown, timezone)] if tasks else [])]
    heights = [PHASE_PIXELS * (len(look.phases) + 0.5), TASK_PIXELS * len(tasks)][: len(parts)]
    spacing = BETWEEN_PIXELS / (sum(heights) + BETWEEN_PIXELS)
    titles = ["", _told_rest(len(tasks), intervals["key"].nunique())][: len(parts)]
    figure = make_subplots(
        rows=len(parts), shared_xaxes=True, row_heights=heights, vertical_spacing=spacing, subplot_titles=titles
    )
    for row, rows in enumerate(parts, start=1):
        for phase in (*look.phases, NO_PHASE):
            figure.add_trace(_bars(phase, rows[rows["phase"] == phase], look), row=row, col=1)
    for trace in move_traces(visits, moves, look, timezone=timezone):
        figure.add_trace(trace, row=1, col=1)
    reached = milestones[milestones["phase"].isin(look.phases)] if milestones is not None else visits.iloc[:0]
    if not reached.empty:
        figure.add_trace(_stars(reached, look, timezone), row=1, col=1)
    _lay_out(figure, tasks, look, height=round(sum(heights)) + 130, timezone=timezone)
    return figure


def _lay_out(figure: go.Figure, tasks: list[str], look: Look, *, height: int, timezone: str) -> None:
    """Phases from above in their order, Tasks beneath them where there are any, and the time below all."""
    figure.update_layout(
        barmode="overlay",
        height=height,
        margin={"l": 0, "r": 8, "t": 36, "b": 8},
        legend={"orientation": "h", "y": 1.0, "yanchor": "bottom", "x": 0},
    )
    figure.update_xaxes(type="date", showgrid=True)
    figure.update_xaxes(title_text=f"Calendar time ({timezone})", row=2 if tasks else 1, col=1)
    figure.update_yaxes(automargin=True, fixedrange=True)
    figure.update_yaxes(
        tickvals=list(range(len(look.phases))),
        ticktext=[escape(phase) for phase in look.phases],
        range=[len(look.phases) - 0.5, -1.0],
        row=1,
        col=1,
    )
    if tasks:
        figure.update_yaxes(type="category", categoryarray=tasks[::-1], dtick=1, row=2, col=1)


def _active_last(intervals: pd.DataFrame) -> pd.DataFrame:
    """The work of the Tasks that were active last, as many as can be drawn."""
    spans = intervals.groupby("key")["stopped_at"].agg(["max", "size"])
    last = spans.sort_values("max", ascending=False, kind="stable")
    is_drawn = (last["size"].cumsum() <= MOST_BARS).to_numpy()[:MOST_TASKS]
    return intervals[intervals["key"].isin(last.index[:MOST_TASKS][is_drawn])]


def _told_rest(shown: int, there_are: int) -> str:
    """What is said of the Tasks that are not drawn; nothing where all are."""
    if shown == there_are:
        return ""
    return f"The {shown} of {there_are} Tasks active last;<br>the table has all of them."


def _told_visits(visits: pd.DataFrame, look: Look, timezone: str) -> pd.DataFrame:
    told = [
        f"<b>{escape(phase)}</b>, visit {number + 1}<br>active for {days}"
        for phase, number, days in zip(
            visits["phase"], visits["visit_no"], look.exact(visits["active_days"]), strict=True
        )
    ]
    return _told(visits.assign(row=visits["phase"].map(look.phases.index)), told, timezone)


def _told_intervals(intervals: pd.DataFrame, timezone: str) -> pd.DataFrame:
    intervals = intervals.fillna({"phase": NO_PHASE, "summary": "", "scientist": "nobody"})
    columns = intervals[["key", "summary", "phase", "scientist"]]
    told = [
        f"<b>{escape(key)}</b> {escape(shorten(summary, 60, placeholder='…'))}<br>{escape(phase)} · {escape(person)}"
        for key, summary, phase, person in columns.itertuples(index=False)
    ]
    return _told(intervals.assign(row=intervals["key"]), told, timezone)


def _told(rows: pd.DataFrame, told: list[str], timezone: str) -> pd.DataFrame:
    started, stopped = local(rows["started_at"], timezone), local(rows["stopped_at"], timezone)
    span = started.dt.strftime("%a %d %b %Y %H:%M") + " – " + stopped.dt.strftime("%a %d %b %Y %H:%M")
    length = (stopped - started).dt.total_seconds() * 1000
    is_exact = rows["evidence"] == "changelog"
    known = ("<br>" + rows["evidence"].map(evidence)).where(~is_exact, "")
    text = pd.Series(told, index=rows.index, dtype="str") + "<br>" + span + known
    opacity = is_exact.map({True: 1.0, False: UNSURE})
    columns = {"started": started, "length": length, "told": text, "opacity": opacity}
    return pd.DataFrame({"phase": rows["phase"], "row": rows["row"], **columns})


def _bars(phase: str, rows: pd.DataFrame, look: Look) -> go.Bar:
    return go.Bar(
        name=phase,
        orientation="h",
        y=rows["row"],
        base=rows["started"],
        x=rows["length"],
        marker=look.marker(phase) | {"opacity": rows["opacity"]},
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
        x=local(rows["linked_at"], timezone),
        y=rows["phase"].map(look.phases.index).tolist(),
        marker=marker,
        hovertext=[
            f"<b>Deliverable of {escape(phase)}</b>, {escape(key)}"
            for phase, key in zip(rows["phase"], rows["key"], strict=True)
        ],
        hovertemplate="%{hovertext}<br>%{x|%a %d %b %Y %H:%M}<extra></extra>",
    )

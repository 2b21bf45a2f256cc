"""Tasks as bars of days, held against the most that is meant, or each against its estimate."""

import math
from html import escape
from textwrap import shorten

import pandas as pd
import plotly.graph_objects as go

from mlpm_analytics.charts.theme import NO_PHASE, Look

ROW_PIXELS = 26


def task_sizes_figure(tasks: pd.DataFrame, look: Look, *, limit_days: float | None = None) -> go.Figure:
    """One row per Task, in the order they come in, its colour that of its phase.

    `tasks`: columns key, summary, phase, days, and estimate_days, a tick where it is known. `limit_days` is a line.
    """
    rows = tasks.fillna({"phase": NO_PHASE, "summary": ""})
    keys = rows["key"].tolist()
    figure = go.Figure([_bars(phase, rows[rows["phase"] == phase], look) for phase in rows["phase"].unique()])
    known = rows[rows["estimate_days"].notna()]
    if not known.empty:
        figure.add_trace(_estimates(known, look))
    figure.update_layout(
        barmode="overlay",
        height=ROW_PIXELS * len(keys) + 110,
        margin={"l": 0, "r": 16, "t": 44, "b": 8},
        legend={"orientation": "h", "y": 1.0, "yanchor": "bottom", "x": 0},
        bargap=0.3,
    )
    if limit_days is not None and not math.isnan(limit_days):
        figure.add_vline(x=limit_days, line={"color": look.ink, "width": 1.5, "dash": "dash"})
    figure.update_xaxes(title_text="Working days", rangemode="tozero", fixedrange=True)
    figure.update_yaxes(type="category", categoryarray=keys[::-1], dtick=1, automargin=True, fixedrange=True)
    return figure


def _bars(phase: str, rows: pd.DataFrame, look: Look) -> go.Bar:
    told = [
        f"<b>{escape(key)}</b> {escape(shorten(text, 60, placeholder='…'))}"
        for key, text in rows[["key", "summary"]].itertuples(index=False)
    ]
    return go.Bar(
        name=phase,
        orientation="h",
        y=rows["key"],
        x=rows["days"],
        marker=look.marker(phase),
        hovertext=told,
        customdata=look.exact(rows["days"]),
        hovertemplate="%{hovertext}<br>%{customdata}<extra></extra>",
    )


def _estimates(rows: pd.DataFrame, look: Look) -> go.Scatter:
    return go.Scatter(
        name="Estimate",
        mode="markers",
        y=rows["key"],
        x=rows["estimate_days"],
        marker={"symbol": "line-ns", "size": 16, "color": look.ink, "line": {"color": look.ink, "width": 3}},
        customdata=look.exact(rows["estimate_days"]),
        hovertemplate="%{y}, estimate: %{customdata}<extra></extra>",
    )

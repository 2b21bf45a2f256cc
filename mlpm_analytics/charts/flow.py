"""Kanban's own charts of Tasks by week: the cumulative flow, and how many were finished."""

from typing import Final

import pandas as pd
import plotly.graph_objects as go

from mlpm_analytics.charts.theme import MUTED, Look

HEIGHT: Final = 340
# Done lies at the bottom, as readers of a cumulative flow expect; no colours of phases. Light, dark.
BANDS: Final = {
    "done_count": ("Done", "#3F6C51", "#8FCBA6"),
    "in_progress_count": ("In progress", "#D98E04", "#FFC83D"),
    "to_do_count": ("To do", MUTED, MUTED),
}


def cumulative_flow_figure(flow: pd.DataFrame, look: Look) -> go.Figure:
    """The Tasks there were at the end of each week, done ones at the bottom; what was done before all weeks is cut off.

    `flow`: columns week_starting, done_count, in_progress_count, to_do_count.
    """
    figure = go.Figure([_band(band, flow, look) for band in BANDS])
    figure.update_layout(
        height=HEIGHT,
        margin={"l": 0, "r": 8, "t": 32, "b": 8},
        legend={"orientation": "h", "y": 1.02, "yanchor": "bottom", "x": 0, "traceorder": "normal"},
        hovermode="x unified",
    )
    figure.update_xaxes(type="date", title_text="Week of", fixedrange=True)
    before, most = (0, 1) if flow.empty else (flow["done_count"].min(), flow[list(BANDS)].sum(axis=1).max())
    room = max(1.0, 0.05 * (most - before))
    figure.update_yaxes(title_text="Tasks", range=[max(0.0, before - room), most + room], fixedrange=True)
    return figure


def _band(band: str, flow: pd.DataFrame, look: Look) -> go.Scatter:
    name, light, dark = BANDS[band]
    return go.Scatter(
        name=name,
        x=flow["week_starting"],
        y=flow[band],
        stackgroup="tasks",
        mode="lines",
        line={"width": 1.5, "color": dark if look.is_dark else light},
        hovertemplate=f"{name}: %{{y}}<extra></extra>",
    )


def throughput_figure(finished: pd.DataFrame, look: Look) -> go.Figure:
    """The Tasks finished in each week.

    `finished`: columns week_starting, finished_count, with a row for every week.
    """
    _, light, dark = BANDS["done_count"]
    figure = go.Figure(
        go.Bar(
            x=finished["week_starting"],
            y=finished["finished_count"],
            marker={"color": dark if look.is_dark else light},
            hovertemplate="Week of %{x|%d %b %Y}: %{y} finished<extra></extra>",
        )
    )
    figure.update_layout(height=260, margin={"l": 0, "r": 8, "t": 8, "b": 8}, bargap=0.25)
    figure.update_xaxes(type="date", title_text="Week of", fixedrange=True)
    figure.update_yaxes(title_text="Tasks finished", rangemode="tozero", fixedrange=True)
    return figure

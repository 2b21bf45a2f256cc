"""Time per phase held against the plan: a bar for the actual days, a tick for the plan."""

import pandas as pd
import plotly.graph_objects as go

from mlpm_analytics.charts.theme import Look

ROW_PIXELS = 44


def phase_times_figure(phases: pd.DataFrame, look: Look) -> go.Figure:
    """One row per phase; an open diamond marks the first plan where it differs from the one in force.

    `phases`: columns phase, actual_days, planned_days, baseline_days.
    """
    figure = go.Figure(
        [_actual(phase, days, look) for phase, days in zip(phases["phase"], phases["actual_days"], strict=True)]
    )
    planned = phases[phases["planned_days"].notna()]
    moved = phases[phases["baseline_days"].notna() & (phases["baseline_days"] != phases["planned_days"])]
    if not planned.empty:
        figure.add_trace(_halo(planned["phase"], planned["planned_days"], look))
        figure.add_trace(_tick("Planned", planned["phase"], planned["planned_days"], "line-ns", look))
    if not moved.empty:
        figure.add_trace(_tick("First plan", moved["phase"], moved["baseline_days"], "diamond-open", look))
    figure.update_layout(
        height=ROW_PIXELS * len(phases) + 96,
        margin={"l": 0, "r": 16, "t": 32, "b": 8},
        legend={"orientation": "h", "y": 1.02, "yanchor": "bottom", "x": 0},
        barmode="overlay",
        bargap=0.35,
    )
    figure.update_xaxes(title_text="Working days", rangemode="tozero", fixedrange=True)
    figure.update_yaxes(type="category", categoryarray=list(look.phases)[::-1], automargin=True, fixedrange=True)
    return figure


def _actual(phase: str, days: float, look: Look) -> go.Bar:
    """A trace for each phase: Plotly cannot draw patterns in a list of colours without complaining."""
    return go.Bar(
        name="Actual",
        orientation="h",
        y=[phase],
        x=[days],
        marker=look.marker(phase),
        showlegend=False,
        customdata=look.exact(pd.Series([days])),
        hovertemplate="<b>%{y}</b><br>Actual: %{customdata}<extra></extra>",
    )


def _tick(name: str, phases: pd.Series, days: pd.Series, symbol: str, look: Look) -> go.Scatter:
    return go.Scatter(
        name=name,
        mode="markers",
        y=phases,
        x=days,
        marker={
            "symbol": symbol,
            "color": look.ink,
            "size": 26 if symbol == "line-ns" else 11,
            "line": {"color": look.ink, "width": 3 if symbol == "line-ns" else 2},
        },
        customdata=look.exact(days),
        hovertemplate=f"<b>%{{y}}</b><br>{name}: %{{customdata}}<extra></extra>",
    )


def _halo(phases: pd.Series, days: pd.Series, look: Look) -> go.Scatter:
    """What sets a tick off from the bar it lies on, whatever the colours of both."""
    line = {"color": look.background, "width": 8}
    marker = {"symbol": "line-ns", "size": 26, "color": look.background, "line": line}
    return go.Scatter(name="", mode="markers", y=phases, x=days, marker=marker, showlegend=False, hoverinfo="skip")

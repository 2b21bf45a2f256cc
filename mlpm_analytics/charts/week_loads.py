"""A scientist's weeks: days in progress, stacked, up to the days there are, with the days away."""

from html import escape

import pandas as pd
import plotly.graph_objects as go

from mlpm_analytics.charts.theme import CATEGORIES_DARK, CATEGORIES_LIGHT, MUTED, NO_PHASE, PATTERNS, Look

HEIGHT = 360
BAR_WIDTH_MS = 0.65 * 7 * 24 * 3_600_000  # of every bar alike: Plotly would make that of a few weeks wider


def week_loads_figure(effort: pd.DataFrame, days: pd.DataFrame, look: Look, *, by: str) -> go.Figure:
    """One bar per week; a line marks the days there are, and what is above it are days away.

    `effort`: columns week_starting, effort_days and `by` (phase or project); `days`: columns week_starting,
    there_days, away_days, one row per week.
    """
    named = effort.assign(part=effort[by].fillna(NO_PHASE if by == "phase" else "No project"))
    parts = [*look.phases, NO_PHASE] if by == "phase" else sorted(named["part"].unique())
    figure = go.Figure()
    for place, part in enumerate(parts):
        rows = named[named["part"] == part].groupby("week_starting")[["effort_days"]].sum().reset_index()
        if not rows.empty:
            marker = look.marker(part) if by == "phase" else _category(place, look)
            figure.add_trace(week_bar(part, rows, marker, look))
    figure.add_trace(_away(days, look))
    figure.add_trace(
        go.Scatter(
            name="Days there are",
            mode="markers",
            x=days["week_starting"],
            y=days["there_days"],
            marker={"symbol": "line-ew", "size": 30, "color": look.ink, "line": {"color": look.ink, "width": 2}},
            customdata=look.exact(days["there_days"]),
            hovertemplate="There are %{customdata}<extra></extra>",
        )
    )
    ticks = [f"{week:%d %b}" for week in days["week_starting"]]
    lay_out_weeks(figure, days["week_starting"], ticks, "Days")
    return figure


def lay_out_weeks(figure: go.Figure, weeks: pd.Series, ticks: list[str], title: str) -> None:
    """Stacked bars over weeks, with what each week is called; `title` is that of the figures."""
    figure.update_layout(
        barmode="stack",
        height=HEIGHT,
        margin={"l": 0, "r": 8, "t": 48, "b": 8},
        legend={"orientation": "h", "y": 1.02, "yanchor": "bottom", "x": 0, "traceorder": "normal"},
    )
    figure.update_xaxes(title_text="Week of", tickvals=weeks, ticktext=ticks, fixedrange=True)
    figure.update_yaxes(title_text=title, rangemode="tozero", fixedrange=True)


def week_bar(name: str, rows: pd.DataFrame, marker: dict[str, object], look: Look) -> go.Bar:
    """The part of that name of the bar of each week: columns week_starting and effort_days."""
    return go.Bar(
        name=escape(name),
        x=rows["week_starting"],
        y=rows["effort_days"],
        width=BAR_WIDTH_MS,
        marker=marker,
        customdata=look.exact(rows["effort_days"]),
        hovertemplate=f"<b>{escape(name)}</b>: %{{customdata}}<extra></extra>",
    )


def _away(days: pd.DataFrame, look: Look) -> go.Bar:
    """Leave and holidays, on top of the days there are."""
    away = days[days["away_days"] > 0]
    return go.Bar(
        name="Away",
        x=away["week_starting"],
        base=away["there_days"],
        y=away["away_days"],
        width=BAR_WIDTH_MS,
        marker={"color": "rgba(0,0,0,0)", "pattern": {"shape": "/", "fgcolor": MUTED, "size": 6}},
        customdata=look.exact(away["away_days"]),
        hovertemplate="Away: %{customdata}<extra></extra>",
    )


def _category(place: int, look: Look) -> dict[str, object]:
    colors = CATEGORIES_DARK if look.is_dark else CATEGORIES_LIGHT
    shape = PATTERNS[place // len(colors) % len(PATTERNS)]
    return {
        "color": colors[place % len(colors)],
        "pattern": {"shape": shape, "fillmode": "overlay", "solidity": 0.2, "size": 7},
    }

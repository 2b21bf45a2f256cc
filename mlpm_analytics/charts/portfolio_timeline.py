"""All projects in calendar time: one row each, its visits coloured by phase, and gaps where nobody worked on it."""

from html import escape
from textwrap import shorten

import pandas as pd
import plotly.graph_objects as go

from mlpm_analytics.charts.theme import Look

ROW_PIXELS = 42
LONGEST_NAME = 48


def portfolio_timeline_figure(projects: pd.DataFrame, visits: pd.DataFrame, look: Look, *, timezone: str) -> go.Figure:
    """One row per project, in the order they come in, with its name above its visits.

    Above some 2,000 visits a browser takes seconds: `metrics.portfolio.sheets` gives the projects of one page.
    `projects`: columns project, name; `visits`: columns project, visit_no, phase, started_at, stopped_at, active_days.
    """
    figure = go.Figure()
    keys = projects["project"].tolist()
    placed = _placed(visits, timezone)
    for phase in look.phases:
        figure.add_trace(_bars(phase, placed[placed["phase"] == phase], keys, look))
    figure.add_trace(_names(projects, placed, look))
    figure.update_layout(
        barmode="overlay",
        height=ROW_PIXELS * len(keys) + 130,
        margin={"l": 0, "r": 8, "t": 8, "b": 8},
        legend={"orientation": "h", "y": 1.0, "yanchor": "bottom", "x": 0},
    )
    figure.update_xaxes(type="date", title_text=f"Calendar time ({timezone})")
    figure.update_yaxes(
        tickvals=list(range(len(keys))),
        ticktext=[escape(key) for key in keys],
        range=[len(keys) - 0.4, -0.9],
        automargin=True,
        fixedrange=True,
        showgrid=False,
    )
    return figure


def _placed(visits: pd.DataFrame, timezone: str) -> pd.DataFrame:
    """The visits by the clock on the wall: Plotly knows no time zones."""
    started, stopped = (
        visits[edge].dt.tz_convert(timezone).dt.tz_localize(None) for edge in ("started_at", "stopped_at")
    )
    span = started.dt.strftime("%d %b %Y") + " – " + stopped.dt.strftime("%d %b %Y")
    length = (stopped - started).dt.total_seconds() * 1000
    return visits.assign(started=started, length=length, span=span)


def _bars(phase: str, rows: pd.DataFrame, keys: list[str], look: Look) -> go.Bar:
    told = [
        f"<b>{escape(project)}</b> {escape(phase)}, visit {number + 1}<br>active for {days}<br>{span}"
        for project, number, span, days in zip(
            rows["project"], rows["visit_no"], rows["span"], look.exact(rows["active_days"]), strict=True
        )
    ]
    return go.Bar(
        name=phase,
        orientation="h",
        y=rows["project"].map({key: place for place, key in enumerate(keys)}),
        base=rows["started"],
        x=rows["length"],
        width=0.44,
        marker=look.marker(phase),
        hovertext=told,
        hovertemplate="%{hovertext}<extra></extra>",
    )


def _names(projects: pd.DataFrame, placed: pd.DataFrame, look: Look) -> go.Scatter:
    """The name of each project above its bars: from its first visit on, or up to its last one where that is near."""
    spans = placed.assign(ended=placed["started"] + pd.to_timedelta(placed["length"], unit="ms"))
    spans = spans.groupby("project").agg(started=("started", "min"), ended=("ended", "max"))
    spans = spans.reindex(projects["project"])
    middle = spans["started"].min() + (spans["ended"].max() - spans["started"].min()) / 2
    is_late = (spans["started"] > middle).to_numpy()
    return go.Scatter(
        mode="text",
        x=spans["started"].where(~is_late, spans["ended"]),
        y=[place - 0.36 for place in range(len(projects))],
        text=[escape(shorten(name, LONGEST_NAME, placeholder="…")) for name in projects["name"].fillna("")],
        textposition=["middle left" if late else "middle right" for late in is_late],
        textfont={"color": look.ink, "size": 12},
        showlegend=False,
        hoverinfo="skip",
        cliponaxis=False,
    )

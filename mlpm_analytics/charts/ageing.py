"""How old the Tasks are that are begun and not done, against what finished ones took."""

import math
from html import escape
from textwrap import shorten

import pandas as pd
import plotly.graph_objects as go

from mlpm_analytics.charts.theme import MUTED, NO_PHASE, Look

ROW_PIXELS = 54
LANES = (0.0, 0.24, -0.24, 0.12, -0.12)  # so that Tasks of the same age do not hide each other


def ageing_figure(begun: pd.DataFrame, percentiles: dict[int, float], look: Look) -> go.Figure:
    """One row per phase, a mark for each Task: filled while it is active, hollow where it waits or was put back.

    `begun`: columns key, summary, phase, scientist, age_days, is_active; `percentiles`: share in a hundred → days.
    """
    rows = begun.fillna({"phase": NO_PHASE, "scientist": "nobody", "summary": ""})
    names = [*look.phases, *([NO_PHASE] if (rows["phase"] == NO_PHASE).any() else [])]
    figure = go.Figure([_marks(name, rows[rows["phase"] == name], place, look) for place, name in enumerate(names)])
    figure.update_layout(
        height=ROW_PIXELS * len(names) + 110, margin={"l": 0, "r": 16, "t": 44, "b": 8}, showlegend=False
    )
    for share, days in percentiles.items():
        if not math.isnan(days):
            _line(figure, f"{share}%", days, look)
    figure.update_xaxes(title_text="Working days since it was begun", rangemode="tozero", fixedrange=True)
    figure.update_yaxes(
        tickvals=list(range(len(names))),
        ticktext=names,
        range=[len(names) - 0.5, -0.5],
        automargin=True,
        fixedrange=True,
    )
    return figure


def _line(figure: go.Figure, name: str, days: float, look: Look) -> None:
    figure.add_vline(x=days, line={"color": look.ink, "width": 1.5, "dash": "dash"})
    side = {"50%": "right"}.get(name, "left")
    figure.add_annotation(
        x=days,
        y=1,
        yref="paper",
        yanchor="bottom",
        xanchor=side,
        showarrow=False,
        font={"color": look.ink},
        text=f"{name} done<br>in {days:.1f} days",
    )


def _marks(phase: str, rows: pd.DataFrame, place: int, look: Look) -> go.Scatter:
    told = [
        f"<b>{escape(key)}</b> {escape(shorten(summary, 60, placeholder='…'))}<br>{escape(person)}"
        for key, summary, person in rows[["key", "summary", "scientist"]].itertuples(index=False)
    ]
    color = MUTED if phase == NO_PHASE else look.color(phase)
    return go.Scatter(
        name=phase,
        mode="markers",
        x=rows["age_days"],
        y=[place + LANES[n % len(LANES)] for n in range(len(rows))],
        marker={
            "size": 12,
            "color": color,
            "symbol": ["circle" if active else "circle-open" for active in rows["is_active"]],
            "line": {"width": 2, "color": color},
        },
        hovertext=told,
        customdata=look.exact(rows["age_days"]),
        hovertemplate="%{hovertext}<br>begun %{customdata} ago<extra></extra>",
    )

"""Where the time of a project went between its first active moment and its end: four parts of one bar."""

from typing import Any, Final

import pandas as pd
import plotly.graph_objects as go

from mlpm_analytics.charts.theme import MUTED, Look
from mlpm_analytics.frames import TIME_PARTS

# No colours of phases: these parts are something else. Light, dark, and a pattern of its own for each.
_LOOKS: Final = {
    "active_days": ("#3F6C51", "#8FCBA6", ""),
    "blocked_days": ("#B3402E", "#F28B76", "x"),
    "elsewhere_days": ("#8A8D3B", "#D9DC8A", "/"),
    "away_days": ("#6B5B95", "#C9BDE8", "\\"),
    "idle_days": (MUTED, MUTED, "."),
}


def where_time_went_figure(days: dict[Any, Any], look: Look) -> go.Figure:
    """One bar as long as the project's elapsed days; `days` has the working days of each of `TIME_PARTS`."""
    figure = go.Figure([_part(part, float(days[part]), look) for part in TIME_PARTS])
    figure.update_layout(
        barmode="stack",
        height=150,
        margin={"l": 8, "r": 16, "t": 32, "b": 8},
        legend={"orientation": "h", "y": 1.02, "yanchor": "bottom", "x": 0, "traceorder": "normal"},
    )
    figure.update_xaxes(title_text="Working days", rangemode="tozero", fixedrange=True)
    figure.update_yaxes(visible=False, fixedrange=True)
    return figure


def _part(part: str, days: float, look: Look) -> go.Bar:
    light, dark, shape = _LOOKS[part]
    return go.Bar(
        name=TIME_PARTS[part],
        orientation="h",
        y=[""],
        x=[days],
        marker={
            "color": dark if look.is_dark else light,
            "pattern": {"shape": shape, "fillmode": "overlay", "solidity": 0.2, "size": 7},
        },
        customdata=look.exact(pd.Series([days])),
        hovertemplate=f"<b>{TIME_PARTS[part]}</b>: %{{customdata}}<extra></extra>",
    )

"""Is the way of working kept: how many breaches of each rule stood at the end of each week."""

import pandas as pd
import plotly.graph_objects as go

from mlpm_analytics import wording
from mlpm_analytics.charts.move_matrix import BACK_DARK, BACK_LIGHT
from mlpm_analytics.charts.theme import Look

ROW_PIXELS = 34


def breaches_by_week_figure(counts: pd.DataFrame, look: Look, *, timezone: str) -> go.Figure:
    """One row per rule, one column per instant, the number in each cell; a dot is none.

    `counts`: columns as_of, rule, breach_count, with a row for every rule and instant.
    """
    grid = counts.pivot(index="rule", columns="as_of", values="breach_count")
    days = pd.DatetimeIndex(grid.columns).tz_convert(timezone).strftime("%d %b %y").tolist()
    light, strong = BACK_DARK if look.is_dark else BACK_LIGHT
    cells = grid.to_numpy(dtype="float64")
    figure = go.Figure(
        go.Heatmap(
            x=days,
            y=[wording.rule(rule) for rule in grid.index],
            z=[[cell or None for cell in row] for row in cells.tolist()],
            zmin=0,
            zmax=max(cells.max(initial=0), 1),
            text=[[f"{cell:g}" if cell else "·" for cell in row] for row in cells],
            texttemplate="%{text}",
            textfont={"color": look.ink},
            colorscale=[[0, light], [1, strong]],
            showscale=False,
            hoverongaps=False,
            hovertemplate="%{y}, %{x}: %{text}<extra></extra>",
            xgap=2,
            ygap=2,
        )
    )
    figure.update_layout(height=ROW_PIXELS * len(grid) + 100, margin={"l": 0, "r": 0, "t": 8, "b": 8})
    figure.update_xaxes(type="category", showgrid=False, tickangle=-60, automargin=True, fixedrange=True)
    figure.update_yaxes(type="category", autorange="reversed", showgrid=False, automargin=True, fixedrange=True)
    return figure

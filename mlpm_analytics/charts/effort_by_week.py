"""Where the effort of all Tasks went, week by week: one stacked bar for each week."""

from html import escape

import pandas as pd
import plotly.graph_objects as go

from mlpm_analytics.charts.theme import NO_PHASE, Look
from mlpm_analytics.charts.week_loads import BAR_WIDTH_MS, HEIGHT


def effort_by_week_figure(effort: pd.DataFrame, look: Look) -> go.Figure:
    """Parts without any effort in these weeks are left out; the running week says so.

    `effort`: columns week_starting, is_running, part and effort_days, a row for each week and part in their order.
    """
    figure = go.Figure()
    others = [part for part in effort["part"].unique() if part not in {*look.phases, NO_PHASE}]
    for part, rows in effort.groupby("part", sort=False):
        if rows["effort_days"].any():
            marker = look.beside_phases(others.index(part)) if part in others else look.marker(str(part))
            figure.add_trace(_bar(str(part), rows, marker, look))
    weeks = effort.drop_duplicates("week_starting")
    ticks = [
        f"{row['week_starting']:%d %b}{' (running)' if row['is_running'] else ''}" for row in weeks.to_dict("records")
    ]
    figure.update_layout(
        barmode="stack",
        height=HEIGHT,
        margin={"l": 0, "r": 8, "t": 48, "b": 8},
        legend={"orientation": "h", "y": 1.02, "yanchor": "bottom", "x": 0, "traceorder": "normal"},
    )
    figure.update_xaxes(title_text="Week of", tickvals=weeks["week_starting"], ticktext=ticks, fixedrange=True)
    figure.update_yaxes(title_text="Person-days", rangemode="tozero", fixedrange=True)
    return figure


def _bar(part: str, rows: pd.DataFrame, marker: dict[str, object], look: Look) -> go.Bar:
    return go.Bar(
        name=escape(part),
        x=rows["week_starting"],
        y=rows["effort_days"],
        width=BAR_WIDTH_MS,
        marker=marker,
        customdata=look.exact(rows["effort_days"]),
        hovertemplate=f"<b>{escape(part)}</b>: %{{customdata}}<extra></extra>",
    )

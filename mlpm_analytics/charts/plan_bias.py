"""How much longer or shorter than its plan each phase takes: a bar from one, which is as planned."""

from typing import Any

import pandas as pd
import plotly.graph_objects as go

from mlpm_analytics.charts.theme import Look

ROW_PIXELS = 44


def plan_bias_figure(bias: pd.DataFrame, look: Look) -> go.Figure:
    """One row per phase whose bias is known.

    `bias`: columns phase, project_count, baseline_days, actual_days, bias.
    """
    known = bias[bias["bias"].notna()]
    figure = go.Figure([_bar(row, look) for row in known.to_dict("records")])
    figure.add_trace(_labels(known, look))
    figure.update_layout(
        height=ROW_PIXELS * len(known) + 80,
        margin={"l": 0, "r": 16, "t": 8, "b": 8},
        barmode="overlay",
        bargap=0.4,
        showlegend=False,
    )
    least, most = min([*known["bias"], 1.0]), max([*known["bias"], 1.0])
    figure.update_xaxes(
        title_text="Actual over plan", ticksuffix=" ×", range=[max(0.0, least - 0.25), most + 0.45], fixedrange=True
    )
    figure.update_yaxes(type="category", categoryarray=list(look.phases)[::-1], automargin=True, fixedrange=True)
    figure.add_vline(x=1, line={"color": look.ink, "width": 2})
    return figure


def _bar(row: dict[Any, Any], look: Look) -> go.Bar:
    """A trace for each phase: Plotly cannot draw patterns in a list of colours without complaining."""
    actual, planned = look.exact(pd.Series([row["actual_days"], row["baseline_days"]]))
    return go.Bar(
        name=row["phase"],
        orientation="h",
        y=[row["phase"]],
        base=1,
        x=[row["bias"] - 1],
        marker=look.marker(row["phase"]),
        hovertemplate=f"<b>%{{y}}</b>: {row['bias']:.2f} × its plan, {row['project_count']} projects<br>"
        f"{actual}<br>planned: {planned}<extra></extra>",
    )


def _labels(known: pd.DataFrame, look: Look) -> go.Scatter:
    return go.Scatter(
        mode="text",
        y=known["phase"],
        x=known["bias"].clip(lower=1.0),
        text=[
            f"  {ratio:.2f} × ({count})" for ratio, count in known[["bias", "project_count"]].itertuples(index=False)
        ],
        textposition="middle right",
        textfont={"color": look.ink},
        hoverinfo="skip",
    )

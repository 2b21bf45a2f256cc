"""From plan to actual: the planned days, what each phase added or saved, and what it took in the end."""

from typing import Any

import numpy as np
import pandas as pd
import plotly.graph_objects as go

from mlpm_analytics.charts.theme import NO_PHASE, Look

ROW_PIXELS = 40


def waterfall_figure(steps: pd.DataFrame, look: Look) -> go.Figure:
    """One row per step, from above to below; totals begin at zero, the others where the one before ended.

    `steps`: columns step, kind (total, or what adds to the first), days.
    """
    placed = _placed(steps)
    figure = go.Figure([_bar(row, look) for row in placed.to_dict("records")])
    figure.add_trace(_labels(placed, look))
    figure.update_layout(
        height=ROW_PIXELS * len(steps) + 80,
        margin={"l": 0, "r": 16, "t": 8, "b": 8},
        barmode="overlay",
        bargap=0.3,
        showlegend=False,
    )
    longest = max(placed["ends"].max(), 1.0)
    figure.update_xaxes(title_text="Person-days", range=[0, 1.15 * longest], fixedrange=True)
    figure.update_yaxes(type="category", categoryarray=steps["step"].tolist()[::-1], automargin=True, fixedrange=True)
    return figure


def _placed(steps: pd.DataFrame) -> pd.DataFrame:
    """The steps with the `base` that each begins at, where its bar `ends`, and its days as `text`."""
    is_total = steps["kind"] == "total"
    reached = steps["days"].where(~is_total | (steps.index == steps.index[0]), 0.0).cumsum()
    base = (reached - steps["days"]).where(~is_total, 0.0)
    signed = [
        f"{days:.1f}" if total else f"{days:+.1f}".replace("-", "−")
        for days, total in zip(steps["days"], is_total, strict=True)
    ]
    return steps.assign(base=base, ends=np.maximum(base, base + steps["days"]), text=signed)


def _bar(row: dict[Any, Any], look: Look) -> go.Bar:
    """A trace for each step: Plotly cannot draw patterns in a list of colours without complaining."""
    return go.Bar(
        name=row["step"],
        orientation="h",
        y=[row["step"]],
        base=[row["base"]],
        x=[row["days"]],
        marker=_marker(row["step"], row["kind"], look),
        customdata=look.exact(pd.Series([row["days"]])),
        hovertemplate="<b>%{y}</b>: %{customdata}<extra></extra>",
    )


def _labels(placed: pd.DataFrame, look: Look) -> go.Scatter:
    return go.Scatter(
        mode="text",
        y=placed["step"],
        x=placed["ends"],
        text=[f"  {text}" for text in placed["text"]],
        textposition="middle right",
        textfont={"color": look.ink},
        hoverinfo="skip",
    )


def _marker(step: str, kind: str, look: Look) -> dict[str, Any]:
    if kind == "phase":
        return look.marker(step)
    return {"color": "#8a94a3" if look.is_dark else "#4a5361"} if kind == "total" else look.marker(NO_PHASE)

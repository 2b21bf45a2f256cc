"""From plan to actual: the planned days, what each phase added or saved, and what it took in the end."""

from typing import Any

import pandas as pd
import plotly.graph_objects as go

from mlpm_analytics.charts.theme import NO_PHASE, Look

ROW_PIXELS = 40


def waterfall_figure(steps: pd.DataFrame, look: Look) -> go.Figure:
    """One row per step, from above to below; totals begin at zero, the others where the one before ended.

    `steps`: columns step, kind (total, or what adds to the first), days.
    """
    is_total = (steps["kind"] == "total").to_numpy()
    reached = steps["days"].where(~is_total | (steps.index == steps.index[0]), 0.0).cumsum()
    base = (reached - steps["days"]).where(~is_total, 0.0)
    texts = [
        f"{days:.1f}" if total else f"{days:+.1f}".replace("-", "−")
        for days, total in zip(steps["days"], is_total, strict=True)
    ]
    markers = [_marker(step, kind, look) for step, kind in steps[["step", "kind"]].itertuples(index=False)]
    figure = go.Figure(
        go.Bar(
            orientation="h",
            y=steps["step"],
            base=base,
            x=steps["days"],
            marker={
                "color": [marker["color"] for marker in markers],
                "pattern": {
                    "shape": [marker.get("pattern", {}).get("shape", "") for marker in markers],
                    "fillmode": "overlay",
                    "solidity": 0.2,
                    "size": 7,
                },
            },
            hovertemplate="<b>%{y}</b>: %{customdata} days<extra></extra>",
            customdata=texts,
        )
    )
    ends = pd.concat([base, base + steps["days"]], axis=1).max(axis=1)
    figure.add_trace(
        go.Scatter(
            mode="text",
            y=steps["step"],
            x=ends,
            text=[f"  {text}" for text in texts],
            textposition="middle right",
            textfont={"color": look.ink},
            hoverinfo="skip",
        )
    )
    figure.update_layout(
        height=ROW_PIXELS * len(steps) + 80, margin={"l": 0, "r": 16, "t": 8, "b": 8}, bargap=0.3, showlegend=False
    )
    figure.update_xaxes(title_text="Person-days", range=[0, 1.15 * max(ends.max(), 1.0)], fixedrange=True)
    figure.update_yaxes(type="category", categoryarray=steps["step"].tolist()[::-1], automargin=True, fixedrange=True)
    return figure


def _marker(step: str, kind: str, look: Look) -> dict[str, Any]:
    if kind == "phase":
        return look.marker(step)
    return {"color": "#8a94a3" if look.is_dark else "#4a5361"} if kind == "total" else look.marker(NO_PHASE)

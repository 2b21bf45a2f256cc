"""The way of a project so far: its visits, one after the other, as long as they were active."""

import pandas as pd
import plotly.graph_objects as go

from mlpm_analytics.charts.theme import Look

ROW_PIXELS = 26


def phase_strip_figure(visits: pd.DataFrame, look: Look, *, longest_days: float | None = None) -> go.Figure:
    """One row per project; each visit is as wide as its active days, gaps left out, and says its phase's number.

    `visits`: columns project, visit_no, phase, active_days. `longest_days` gives strips in several figures one scale.
    """
    figure = go.Figure()
    placed = visits.sort_values(["project", "visit_no"])
    placed = placed.assign(
        before=placed.groupby("project")["active_days"].cumsum() - placed["active_days"],
    )
    for phase in look.phases:
        rows = placed[placed["phase"] == phase]
        if not rows.empty:
            figure.add_trace(_bars(phase, rows, look))
    projects = list(dict.fromkeys(placed["project"]))
    figure.update_layout(
        barmode="overlay",
        showlegend=False,
        height=ROW_PIXELS * max(len(projects), 1) + 8,
        margin={"l": 0, "r": 0, "t": 4, "b": 4},
        uniformtext={"mode": "hide", "minsize": 9},
    )
    figure.update_xaxes(visible=False, range=[0, longest_days] if longest_days else None, fixedrange=True)
    figure.update_yaxes(visible=len(projects) > 1, categoryarray=projects[::-1], type="category", fixedrange=True)
    return figure


def _bars(phase: str, rows: pd.DataFrame, look: Look) -> go.Bar:
    return go.Bar(
        name=phase,
        orientation="h",
        y=rows["project"],
        base=rows["before"],
        x=rows["active_days"],
        marker={**look.marker(phase), "line": {"color": look.background, "width": 1}},
        text=[f"<b>{look.phases.index(phase) + 1}</b>"] * len(rows),
        textposition="inside",
        insidetextanchor="middle",
        textangle=0,
        customdata=list(zip(rows["visit_no"] + 1, look.exact(rows["active_days"]), strict=True)),
        hovertemplate=f"<b>{phase}</b>, visit %{{customdata[0]}}<br>active for %{{customdata[1]}}<extra></extra>",
    )

"""What each phase took in finished projects: a mark for each project, the middle half of them, and the median."""

from html import escape

import pandas as pd
import plotly.graph_objects as go

from mlpm_analytics.charts.theme import MUTED, Look

ROW_PIXELS = 54
LANES = (0.0, 0.16, -0.16, 0.08, -0.08)  # so that marks of the same length do not hide each other


def phase_spread_figure(
    marks: pd.DataFrame, spread: pd.DataFrame, look: Look, *, highlighted: str | None = None
) -> go.Figure:
    """One row per phase. A project whose key is `highlighted` has a larger mark.

    `marks`: columns project, name, phase, actual_days, is_finished; `spread`: phase and quartiles.
    """
    figure = go.Figure()
    known = spread[spread["median_days"].notna()]
    if not known.empty:
        figure.add_trace(_middle_half(known, look))
        figure.add_trace(_median(known, look))
    for phase in look.phases:
        figure.add_trace(_marks(phase, marks[marks["phase"] == phase], look))
    chosen = marks[marks["project"] == highlighted]
    if not chosen.empty:
        figure.add_trace(_chosen(chosen, look))
    figure.update_layout(
        height=ROW_PIXELS * len(look.phases) + 110,
        margin={"l": 0, "r": 16, "t": 32, "b": 8},
        legend={"orientation": "h", "y": 1.02, "yanchor": "bottom", "x": 0},
        bargap=0.35,
    )
    figure.update_xaxes(title_text="Working days", rangemode="tozero", fixedrange=True)
    figure.update_yaxes(
        tickvals=list(range(len(look.phases))),
        ticktext=list(look.phases),
        range=[len(look.phases) - 0.5, -0.5],
        automargin=True,
        fixedrange=True,
        showgrid=False,
    )
    return figure


def _places(phases: pd.Series, look: Look) -> pd.Series:
    return phases.map({phase: place for place, phase in enumerate(look.phases)})


def _middle_half(spread: pd.DataFrame, look: Look) -> go.Bar:
    return go.Bar(
        name="Middle half of the projects",
        orientation="h",
        y=_places(spread["phase"], look),
        base=spread["lower_days"],
        x=spread["upper_days"] - spread["lower_days"],
        width=0.62,
        marker={"color": MUTED, "opacity": 0.3},
        customdata=list(zip(look.exact(spread["lower_days"]), look.exact(spread["upper_days"]), strict=True)),
        hovertemplate="Half of the projects took %{customdata[0]}<br>to %{customdata[1]}<extra></extra>",
    )


def _median(spread: pd.DataFrame, look: Look) -> go.Scatter:
    return go.Scatter(
        name="Median",
        mode="markers",
        y=_places(spread["phase"], look),
        x=spread["median_days"],
        marker={"symbol": "line-ns", "size": 34, "color": look.ink, "line": {"color": look.ink, "width": 3}},
        customdata=look.exact(spread["median_days"]),
        hovertemplate="Median: %{customdata}<extra></extra>",
    )


def _marks(phase: str, rows: pd.DataFrame, look: Look) -> go.Scatter:
    ordered = rows.sort_values(["actual_days", "project"])
    lanes = [LANES[n % len(LANES)] for n in range(len(ordered))]
    return go.Scatter(
        name=phase,
        mode="markers",
        y=_places(ordered["phase"], look).to_numpy() + lanes,
        x=ordered["actual_days"],
        marker={
            "color": look.color(phase),
            "size": 10,
            "symbol": ordered["is_finished"].map({True: "circle", False: "triangle-right-open"}),
            "line": {"color": look.background, "width": 1},
        },
        hovertext=_told(ordered),
        customdata=look.exact(ordered["actual_days"]),
        hovertemplate="%{hovertext}<br>%{customdata}<extra></extra>",
        showlegend=False,
    )


def _chosen(rows: pd.DataFrame, look: Look) -> go.Scatter:
    return go.Scatter(
        name="This project",
        mode="markers",
        y=_places(rows["phase"], look),
        x=rows["actual_days"],
        marker={"symbol": "diamond", "size": 16, "color": look.ink, "line": {"color": look.background, "width": 2}},
        hovertext=_told(rows),
        customdata=look.exact(rows["actual_days"]),
        hovertemplate="%{hovertext}<br>%{customdata}<extra></extra>",
    )


def _told(rows: pd.DataFrame) -> list[str]:
    return [f"<b>{escape(key)}</b> {escape(name)}" for key, name in rows[["project", "name"]].itertuples(index=False)]

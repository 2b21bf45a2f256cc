"""How often a project went from one phase to another: rows from, columns to."""

import numpy as np
import pandas as pd
import plotly.graph_objects as go

from mlpm_analytics.charts.theme import MUTED, Look

ROW_PIXELS = 44
# From one move to the most there are; the ink stands out on all of them.
BACK_LIGHT, BACK_DARK = ("#FBDCC8", "#F0A070"), ("#4A2A18", "#A5511F")
FORWARD_LIGHT, FORWARD_DARK = ("#D5E3FA", "#86B0F5"), ("#1B2E4D", "#2A5DB0")


def move_matrix_figure(counts: pd.DataFrame, look: Look) -> go.Figure:
    """Moves to a later phase in one colour, to an earlier one in another and with an arrow.

    `counts`: columns from_phase, to_phase, count.
    """
    size = len(look.phases)
    signed = np.full((size, size), np.nan)
    for source, target, count in counts[["from_phase", "to_phase", "count"]].itertuples(index=False):
        row, column = look.phases.index(source), look.phases.index(target)
        signed[row, column] = count if column > row else -count
    texts = [["" if np.isnan(cell) else f"{'↩ ' if cell < 0 else ''}{abs(cell):g}" for cell in row] for row in signed]
    most = float(np.nanmax(np.abs(signed))) if len(counts) else 1.0
    figure = go.Figure(
        go.Heatmap(
            x=list(look.phases),
            y=list(look.phases),
            z=signed,
            zmin=-most,
            zmax=most,
            text=texts,
            texttemplate="%{text}",
            textfont={"color": look.ink, "size": 14},
            hovertemplate="From <b>%{y}</b> to <b>%{x}</b>: %{text}<extra></extra>",
            hoverongaps=False,
            colorscale=_scale(look),
            showscale=False,
            xgap=2,
            ygap=2,
        )
    )
    figure.update_layout(height=ROW_PIXELS * size + 150, margin={"l": 0, "r": 0, "t": 8, "b": 0})
    figure.update_xaxes(title_text="to", side="bottom", showgrid=False, tickangle=-40, automargin=True, fixedrange=True)
    figure.update_yaxes(title_text="from", autorange="reversed", showgrid=False, automargin=True, fixedrange=True)
    figure.update_layout(shapes=[_diagonal(size)])
    return figure


def _scale(look: Look) -> list[list[object]]:
    """From many moves back to many forward; never so pale that one move is not seen."""
    (one_back, back), (one_forward, forward) = (
        (BACK_DARK, FORWARD_DARK) if look.is_dark else (BACK_LIGHT, FORWARD_LIGHT)
    )
    return [[0.0, back], [0.5, one_back], [0.5, one_forward], [1.0, forward]]


def _diagonal(size: int) -> dict[str, object]:
    line = {"color": MUTED, "width": 1, "dash": "dot"}
    return {"type": "line", "x0": -0.5, "y0": -0.5, "x1": size - 0.5, "y1": size - 0.5, "line": line}

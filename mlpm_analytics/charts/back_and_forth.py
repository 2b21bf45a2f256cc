"""What going back costs: a bar for each way back, as long as all its moves have cost together."""

import pandas as pd
import plotly.graph_objects as go

from mlpm_analytics.charts.move_matrix import BACK_DARK, BACK_LIGHT
from mlpm_analytics.charts.theme import Look

ROW_PIXELS = 46


def back_and_forth_figure(ways: pd.DataFrame, look: Look) -> go.Figure:
    """One row per way back, in the order they come in.

    `ways`: columns from_phase, to_phase, move_count, project_count, cost_days.
    """
    names = [f"{left} ↩<br>{entered}" for left, entered in ways[["from_phase", "to_phase"]].itertuples(index=False)]
    figure = go.Figure(
        go.Bar(
            orientation="h",
            y=names,
            x=ways["cost_days"],
            marker={"color": (BACK_DARK if look.is_dark else BACK_LIGHT)[1]},
            text=[
                f"{count} ×, {days:.1f} days"
                for count, days in ways[["move_count", "cost_days"]].itertuples(index=False)
            ],
            textposition="auto",
            insidetextfont={"color": look.ink},
            outsidetextfont={"color": look.ink},
            customdata=ways[["move_count", "project_count"]].assign(exact=look.exact(ways["cost_days"])),
            hovertemplate="%{customdata[0]} moves back in %{customdata[1]} projects: %{customdata[2]}<extra></extra>",
        )
    )
    figure.update_layout(height=ROW_PIXELS * len(ways) + 80, margin={"l": 0, "r": 16, "t": 8, "b": 8}, bargap=0.3)
    figure.update_xaxes(title_text="Active days until as far as before", rangemode="tozero", fixedrange=True)
    figure.update_yaxes(type="category", categoryarray=names[::-1], automargin=True, fixedrange=True)
    return figure

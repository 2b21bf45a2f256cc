"""Where the effort of all Tasks went, week by week: one stacked bar for each week."""

import pandas as pd
import plotly.graph_objects as go

from mlpm_analytics.charts.theme import NO_PHASE, Look
from mlpm_analytics.charts.week_loads import lay_out_weeks, week_bar


def effort_by_week_figure(effort: pd.DataFrame, look: Look) -> go.Figure:
    """Parts without any effort in these weeks are left out; the running week says so.

    `effort`: columns week_starting, is_running, part and effort_days, a row for each week and part in their order.
    """
    figure = go.Figure()
    others = [part for part in effort["part"].unique() if part not in {*look.phases, NO_PHASE}]
    for part, rows in effort.groupby("part", sort=False):
        if rows["effort_days"].any():
            marker = look.beside_phases(others.index(part)) if part in others else look.marker(str(part))
            figure.add_trace(week_bar(str(part), rows, marker, look))
    weeks = effort.drop_duplicates("week_starting")
    ticks = [
        f"{row['week_starting']:%d %b}{' (running)' if row['is_running'] else ''}" for row in weeks.to_dict("records")
    ]
    lay_out_weeks(figure, weeks["week_starting"], ticks, "Person-days")
    return figure

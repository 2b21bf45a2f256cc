"""Pictures: a frame goes in, a `plotly.graph_objects.Figure` comes out; one module per picture.

Nothing here filters, counts or knows Streamlit. Phases stand in the order of the workflow and have the same colour
and pattern everywhere (`theme`). Text takes its colour from the page, so that light and dark both work.
"""

import plotly.graph_objects as go
from plotly.graph_objects import Figure

from mlpm_analytics.charts.ageing import ageing_figure
from mlpm_analytics.charts.back_and_forth import back_and_forth_figure
from mlpm_analytics.charts.breaches_by_week import breaches_by_week_figure
from mlpm_analytics.charts.flow import cumulative_flow_figure, throughput_figure
from mlpm_analytics.charts.move_matrix import move_matrix_figure
from mlpm_analytics.charts.phase_spread import phase_spread_figure
from mlpm_analytics.charts.phase_strip import phase_strip_figure
from mlpm_analytics.charts.phase_times import phase_times_figure
from mlpm_analytics.charts.plan_bias import plan_bias_figure
from mlpm_analytics.charts.portfolio_timeline import portfolio_timeline_figure
from mlpm_analytics.charts.task_sizes import task_sizes_figure
from mlpm_analytics.charts.theme import Look
from mlpm_analytics.charts.visit_timeline import visit_timeline_figure
from mlpm_analytics.charts.waterfall import waterfall_figure
from mlpm_analytics.charts.week_loads import week_loads_figure
from mlpm_analytics.charts.where_time_went import where_time_went_figure

__all__ = [
    "Figure",
    "Look",
    "ageing_figure",
    "back_and_forth_figure",
    "breaches_by_week_figure",
    "cumulative_flow_figure",
    "move_matrix_figure",
    "phase_spread_figure",
    "phase_strip_figure",
    "phase_times_figure",
    "plan_bias_figure",
    "portfolio_timeline_figure",
    "task_sizes_figure",
    "throughput_figure",
    "visit_timeline_figure",
    "warm_up",
    "waterfall_figure",
    "week_loads_figure",
    "where_time_went_figure",
]


def warm_up() -> None:
    """Have Plotly import what it puts off to the first figure."""
    Figure([go.Bar(x=[1], y=[1]), go.Scatter(x=[1], y=[1])]).to_json()

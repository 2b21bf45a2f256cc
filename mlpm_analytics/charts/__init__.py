"""Pictures: a frame goes in, a `plotly.graph_objects.Figure` comes out; one module per picture.

`FIGURES` has them by the names that sections of a view call them by.

Nothing here filters, counts or knows Streamlit. Phases stand in the order of the workflow and have the same colour
and pattern everywhere (`theme`). Text takes its colour from the page, so that light and dark both work.
"""

from collections.abc import Callable
from typing import Final

import plotly.graph_objects as go
from plotly.graph_objects import Figure

from mlpm_analytics.charts.ageing import ageing_figure
from mlpm_analytics.charts.back_and_forth import back_and_forth_figure
from mlpm_analytics.charts.breaches_by_week import breaches_by_week_figure
from mlpm_analytics.charts.effort_by_week import effort_by_week_figure
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

FIGURES: Final[dict[str, Callable[..., go.Figure]]] = {
    "ageing": ageing_figure,
    "back_and_forth": back_and_forth_figure,
    "breaches_by_week": breaches_by_week_figure,
    "cumulative_flow": cumulative_flow_figure,
    "effort_by_week": effort_by_week_figure,
    "move_matrix": move_matrix_figure,
    "phase_spread": phase_spread_figure,
    "phase_times": phase_times_figure,
    "plan_bias": plan_bias_figure,
    "portfolio_timeline": portfolio_timeline_figure,
    "task_sizes": task_sizes_figure,
    "throughput": throughput_figure,
    "visit_timeline": visit_timeline_figure,
    "waterfall": waterfall_figure,
    "week_loads": week_loads_figure,
    "where_time_went": where_time_went_figure,
}

__all__ = [
    "FIGURES",
    "Figure",
    "Look",
    "ageing_figure",
    "back_and_forth_figure",
    "breaches_by_week_figure",
    "cumulative_flow_figure",
    "effort_by_week_figure",
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

"""Files to send: one HTML file each, which loads nothing from anywhere and prints well.

A page is composed here from figures and rendered by a template that escapes every text (`pages`); the charts are those
of the app, drawn by a copy of Plotly inside the file (`pictures`).
"""

from mlpm_analytics.reports.html.portfolio import portfolio_html
from mlpm_analytics.reports.html.project import project_html
from mlpm_analytics.reports.html.retro import retro_html
from mlpm_analytics.reports.html.weekly import weekly_html

__all__ = ["portfolio_html", "project_html", "retro_html", "weekly_html"]

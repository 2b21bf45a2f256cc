"""Files to send: one HTML file each, which loads nothing from anywhere and prints well.

A view is laid out here and rendered by a template that escapes every text (`pages`); the charts are those
of the app, drawn by a copy of Plotly inside the file (`pictures`).
"""

from mlpm_analytics.reports.html.files import project_html, retro_html, weekly_html
from mlpm_analytics.reports.html.portfolio_files import portfolio_html

__all__ = ["portfolio_html", "project_html", "retro_html", "weekly_html"]

"""The same view in four formats: JSON, CSV, Markdown, and plain text for the terminal.

A report is built from figures (`project_report`, …) and made text by `render`.
"""

from mlpm_analytics.reports.as_json import portfolio_json, project_json, project_report
from mlpm_analytics.reports.formats import FORMATS, Report, render, rows_report
from mlpm_analytics.reports.portfolio_report import portfolio_report
from mlpm_analytics.reports.retrospective_report import retro_report
from mlpm_analytics.reports.scientist_report import scientist_report
from mlpm_analytics.reports.task_report import task_report
from mlpm_analytics.reports.weekly_report import weekly_report

__all__ = [
    "FORMATS",
    "Report",
    "portfolio_json",
    "portfolio_report",
    "project_json",
    "project_report",
    "render",
    "retro_report",
    "rows_report",
    "scientist_report",
    "task_report",
    "weekly_report",
]

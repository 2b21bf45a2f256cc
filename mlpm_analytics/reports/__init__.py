"""The same figures in four formats: JSON, CSV, Markdown, and a plain table for the terminal.

A report is built from figures (`project_report`, …) and made text by `render`.
"""

from mlpm_analytics.reports.as_json import portfolio_json, project_json
from mlpm_analytics.reports.document import Report
from mlpm_analytics.reports.formats import FORMATS, render
from mlpm_analytics.reports.portfolio import portfolio_report
from mlpm_analytics.reports.project import project_report
from mlpm_analytics.reports.retro import retro_report
from mlpm_analytics.reports.scientist import scientist_report
from mlpm_analytics.reports.sentences import portfolio_sentence, project_sentence, weekly_sentence
from mlpm_analytics.reports.weekly import weekly_report

__all__ = [
    "FORMATS",
    "Report",
    "portfolio_json",
    "portfolio_report",
    "portfolio_sentence",
    "project_json",
    "project_report",
    "project_sentence",
    "render",
    "retro_report",
    "scientist_report",
    "weekly_report",
    "weekly_sentence",
]

"""What people see. Where a golden file differs, the wording or the layout of a report has changed: look at the
difference, and write the files anew with `MLPM_UPDATE_GOLDEN=1 pytest tests/reports/test_golden.py`."""

import os
from pathlib import Path

import pytest

from mlpm_analytics.reports import Report, portfolio_report, project_report, render, scientist_report, weekly_report
from tests.reports.case import figures, mapped

FOLDER = Path(__file__).parent / "golden"
ENDINGS = {"markdown": "md", "table": "txt", "csv": "csv"}
REPORTS = {
    "project": lambda: project_report(figures(), "CHURN-1", mapped()),
    "portfolio": lambda: portfolio_report(figures(), mapped()),
    "scientist": lambda: scientist_report(figures(), "Bob", mapped()),
    "weekly": lambda: weekly_report(figures("2026-03-05 12:00"), figures(), mapped()),
}


@pytest.mark.parametrize("report_format", ENDINGS)
@pytest.mark.parametrize("name", REPORTS)
def test_a_report_reads_as_it_did(name: str, report_format: str):
    report: Report = REPORTS[name]()
    golden = FOLDER / f"{name}.{ENDINGS[report_format]}"
    text = render(report, report_format)
    if os.environ.get("MLPM_UPDATE_GOLDEN"):
        golden.write_text(text, encoding="utf-8", newline="\n")
    assert text == golden.read_text(encoding="utf-8")

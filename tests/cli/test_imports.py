"""Commands import what they need when they run; what a command does not need costs it nothing."""

import subprocess
import sys
from pathlib import Path

from mlpm_analytics.cli.reporting import TEXT
from mlpm_analytics.reports.formats import FORMATS
from tests.cli.test_commands import imported, loaded  # noqa: F401  # fixtures

PROGRAM = """
import sys
from mlpm_analytics.cli import app
for words in sys.argv[1:]:
    try:
        app(words.split())
    except SystemExit as end:
        assert not end.code
print(*sys.modules, file=sys.stderr)
"""
HEAVY = {"pandas", "numpy", "duckdb", "pyarrow", "pydantic", "babel", "holidays"}
DRAWING, SENDING, SERVING = {"plotly", "jinja2", "xlsxwriter"}, {"jira", "requests"}, {"streamlit", "starlette"}


def packages_after(*commands: str, cwd: Path) -> set[str]:
    """What a process has imported when the commands are done, one after the other."""
    command = [sys.executable, "-c", PROGRAM, *commands]
    done = subprocess.run(command, cwd=cwd, capture_output=True, text=True, encoding="utf-8", timeout=120, check=True)
    return {name.partition(".")[0] for name in done.stderr.split()}


def test_the_version_and_the_help_import_no_library_of_figures(tmp_path: Path):
    assert packages_after("--version", "--help", cwd=tmp_path) & (HEAVY | DRAWING | SENDING | SERVING) == set()


def test_a_report_in_text_draws_nothing_and_asks_jira_nothing(loaded: Path):  # noqa: F811
    reports = [f"report {words}" for words in ("project ML-1", "retro ML-1", "portfolio", "weekly")]
    assert packages_after(*reports, cwd=loaded) & (DRAWING | SENDING | SERVING) == set()


def test_the_command_offers_every_format_of_text():
    assert tuple(FORMATS) == TEXT

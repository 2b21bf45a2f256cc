"""A new figure of a phase is one column with its computation: every table and file has it, and so has the document."""

from pathlib import Path

import pandas as pd
import pytest

from mlpm_analytics.calendars import Calendars, Hours
from mlpm_analytics.frames import COUNT, NUMBER, PHASES, Column, Figures, Kind
from mlpm_analytics.mapping import Mapped
from mlpm_analytics.metrics.projects import PHASE_FIGURES
from mlpm_analytics.reports import project_report, render
from mlpm_analytics.reports.formats import Report
from mlpm_analytics.reports.html import project_html
from mlpm_analytics.store.documentation import documented
from mlpm_analytics.ui.blocks import shown
from mlpm_analytics.views.project_view import project_view
from mlpm_analytics.workflow import Workflow
from tests.builder import epic, portfolio, seen, task
from tests.reports.parsed import Parsed

CALENDARS, WORKFLOW = Calendars(Hours("UTC")), Workflow()
MODEL = portfolio(
    epic("P"),
    task("ML-1", epic="P").active("2026-03-02 09:00", "2026-03-03 17:00"),
    task("ML-2", epic="P").active("2026-03-05 09:00", "2026-03-05 17:00"),
)
MAPPED = Mapped(MODEL, WORKFLOW, CALENDARS)
STORE = Path(__file__).parents[2] / "docs" / "store.md"


@pytest.fixture
def figures(monkeypatch: pytest.MonkeyPatch) -> Figures:
    """The figures of a program in which phases have `gap_days` and `stop_count`, and nothing else was changed."""
    days = Column("gap_days", "working days in which nobody worked in it", NUMBER, Kind.FIGURE, unit="days")
    count = Column("stop_count", "stops", COUNT, Kind.FIGURE, label="Stops", exported="stops")
    for known, figure in (
        (days, lambda rows, _: rows["elapsed_days"] - rows["active_days"]),
        (count, lambda rows, _: rows["visit_count"] * 3),
    ):
        monkeypatch.setitem(PHASES.records, known.name, known)
        monkeypatch.setitem(PHASE_FIGURES, known.name, figure)
    return seen(MODEL, "2026-03-12 17:00", WORKFLOW, CALENDARS)


@pytest.fixture
def report(figures: Figures) -> Report:
    return project_report(figures, "P", MAPPED)


def test_it_is_in_json(report: Report):
    phases = report.content["phases"]
    assert [(phase["gap_days"], phase["stops"]) for phase in phases] == [(0, 0), (0, 0), (1, 3), (0, 0), (0, 0), (0, 0)]


def test_it_is_in_csv(report: Report):
    header, *rows = render(report, "csv").splitlines()
    modeling = dict(zip(header.split(","), rows[2].split(","), strict=True))
    assert (modeling["gap_days"], modeling["stops"]) == ("1.0", "3")


def test_it_is_in_the_table_for_people(report: Report):
    lines = render(report, "markdown").splitlines()
    place = next(n for n, line in enumerate(lines) if line.startswith("| Phase | Planned"))
    header, modeling = (lines[n].split(" | ") for n in (place, place + 4))
    assert [modeling[header.index(name)] for name in ("Gap", "Stops")] == ["1.0", "3"]


def test_it_is_on_the_page(figures: Figures):
    table = project_view(figures, "P", MAPPED)["phases"].content.table
    page = shown(table, timezone="UTC")
    assert page.set_index("Phase").loc["Modeling", ["Gap (days)", "Stops"]].tolist() == [1.0, 3]
    assert page.attrs["help"]["Stops"] == "Stops."


def test_it_is_in_the_file_to_send(figures: Figures):
    as_of = pd.Timestamp("2026-03-12 17:00Z")
    page = Parsed(project_html(figures, "P", MAPPED, data_at=as_of))
    assert {"Gap", "Stops"} <= {attributes.get("data-label") for _, attributes in page.elements}


def test_it_is_in_the_document_of_the_store(figures: Figures):
    text = documented(STORE.read_text("utf-8"))
    assert "| `gap_days` | DOUBLE | working days in which nobody worked in it |" in text
    assert "| `stop_count` | BIGINT | stops |" in text

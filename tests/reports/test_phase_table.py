"""A new figure of a phase is one column with its computation: every table and file has it, and so has the document."""

from pathlib import Path

import pandas as pd
import pytest

from mlpm_analytics.calendars import Calendars, Hours
from mlpm_analytics.frames import COUNT, NUMBER, PHASES, Column, Figures, Kind
from mlpm_analytics.mapping import Mapped
from mlpm_analytics.metrics.projects import PHASE_FIGURES
from mlpm_analytics.reports import project_report, render
from mlpm_analytics.reports.html import project_html
from mlpm_analytics.store.documentation import documented
from mlpm_analytics.ui import tables
from mlpm_analytics.ui.tables import labelled
from mlpm_analytics.workflow import Workflow
from tests.builder import epic, portfolio, seen, task
from tests.reports.parsed import Parsed

CALENDARS, WORKFLOW = Calendars(Hours("UTC")), Workflow()
MODEL = portfolio(
    epic("P"),
    task("ML-1", epic="P").active("2026-03-02 09:00", "2026-03-03 17:00"),
    task("ML-2", epic="P").active("2026-03-05 09:00", "2026-03-05 17:00"),
)
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


def test_it_is_in_json(figures: Figures):
    phases = project_report(figures, "P", WORKFLOW, CALENDARS).content["phases"]
    assert [(phase["gap_days"], phase["stops"]) for phase in phases] == [(0, 0), (0, 0), (1, 3), (0, 0), (0, 0), (0, 0)]


def test_it_is_in_csv(figures: Figures):
    header, *rows = render(project_report(figures, "P", WORKFLOW, CALENDARS), "csv").splitlines()
    modeling = dict(zip(header.split(","), rows[2].split(","), strict=True))
    assert (modeling["gap_days"], modeling["stops"]) == ("1.0", "3")


def test_it_is_in_the_table_for_people(figures: Figures):
    lines = render(project_report(figures, "P", WORKFLOW, CALENDARS), "markdown").splitlines()
    place = next(n for n, line in enumerate(lines) if line.startswith("| Phase | Planned"))
    header, modeling = (lines[n].split(" | ") for n in (place, place + 4))
    assert [modeling[header.index(name)] for name in ("Gap", "Stops")] == ["1.0", "3"]


def test_it_is_on_the_page(figures: Figures):
    rows = figures.phases.assign(variance_days=0.0, to_come_days=0.0)
    shown = labelled(rows, tables.phases(), "UTC").set_index("Phase")
    assert shown.loc["Modeling", ["Gap (days)", "Stops"]].tolist() == [1.0, 3]
    assert labelled(rows, tables.phases(), "UTC").attrs["help"]["Stops"] == "Stops."


def test_it_is_in_the_file_to_send(figures: Figures):
    as_of = pd.Timestamp("2026-03-12 17:00Z")
    page = Parsed(project_html(figures, "P", Mapped(MODEL, WORKFLOW, CALENDARS), data_at=as_of))
    assert page.marked("data-phase")["Modeling"][-1] == 1.0
    assert {"Gap", "Stops"} <= {attributes.get("data-label") for _, attributes in page.elements}


def test_it_is_in_the_document_of_the_store(figures: Figures):
    text = documented(STORE.read_text("utf-8"))
    assert "| `gap_days` | DOUBLE | working days in which nobody worked in it |" in text
    assert "| `stop_count` | BIGINT | stops |" in text

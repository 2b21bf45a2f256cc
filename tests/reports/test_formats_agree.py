"""One figure, many formats: JSON, CSV, Markdown, text, HTML, and what a page saves as CSV and Excel say the same."""

import csv
import io
import re
import zipfile
from functools import cache
from xml.etree import ElementTree

import pandas as pd
import pytest

from mlpm_analytics.frames import COLUMNS
from mlpm_analytics.reports import (
    portfolio_report,
    project_report,
    render,
    retro_report,
    scientist_report,
    weekly_report,
)
from mlpm_analytics.reports.excel import excel_bytes
from mlpm_analytics.reports.html import project_html, retro_html, weekly_html
from mlpm_analytics.ui.blocks import csv_bytes, shown
from mlpm_analytics.views.cells import NUMBERS
from tests.reports.case import figures, mapped
from tests.reports.parsed import Parsed

WEEK_BEFORE = "2026-03-05 12:00"
REPORTS = {
    "project": project_report(figures(), "CHURN-1", mapped()),
    "portfolio": portfolio_report(figures(), mapped()),
    "scientist": scientist_report(figures(), "bob", mapped()),
    "weekly": weekly_report(figures(WEEK_BEFORE), figures(), mapped()),
    "retro": retro_report(figures(), "CHURN-20", mapped()),
}
HTML = {
    "project": lambda: project_html(figures(), "CHURN-1", mapped(), data_at=figures().as_of),
    "weekly": lambda: weekly_html(figures(WEEK_BEFORE), figures(), mapped(), data_at=figures().as_of),
    "retro": lambda: retro_html(figures(), "CHURN-20", mapped()),
}
JSON = {  # under which keys a section's rows are
    ("project", "phases"): ("phases",),
    ("project", "timeline"): ("visits",),
    ("project", "breaches"): ("breaches",),
    ("portfolio", "projects"): ("projects",),
    ("portfolio", "spread"): ("phase_spread",),
    ("portfolio", "bias"): ("plan_bias",),
    ("portfolio", "back"): ("moves_back",),
    ("portfolio", "ages"): ("task_ages", "in_progress"),
    ("portfolio", "lead"): ("lead_times",),
    ("portfolio", "quarters"): ("finished_quarters",),
    ("portfolio", "efficiency"): ("flow_efficiency",),
    ("portfolio", "effort"): ("effort_parts",),
    ("portfolio", "parallel"): ("parallel",),
    ("scientist", "parallel"): ("parallel",),
    ("portfolio", "flow"): ("weeks",),
    ("portfolio", "throughput"): ("weeks",),
    ("portfolio", "breaches"): ("breaches",),
    ("scientist", "in-progress"): ("in_progress",),
    ("scientist", "next-up"): ("next_up",),
    ("scientist", "finished"): ("finished",),
    ("scientist", "weeks"): ("weeks",),
    ("scientist", "estimates"): ("estimates", "tasks"),
    ("scientist", "breaches"): ("breaches",),
    ("weekly", "breaches"): ("breaches",),
    ("weekly", "settled"): ("settled",),
    ("weekly", "who-is-on-what"): ("scientists",),
    ("weekly", "projects"): ("projects",),
    ("retro", "phases"): ("phases",),
    ("retro", "timeline"): ("visits",),
    ("retro", "steps"): ("steps",),
    ("retro", "where"): ("where_time_went",),
    ("retro", "places"): ("places",),
    ("retro", "breaches"): ("breaches",),
}
NO_ROWS_IN_JSON = {  # JSON has what they are made of
    *(("project", name) for name in ("where", "moves", "tasks")),
    *(("portfolio", name) for name in ("moves", "kept")),
    ("scientist", "sizes"),
    ("retro", "questions"),
}
TABLES = [
    (name, part.name)
    for name, report in REPORTS.items()
    for part in report.view.sections
    if part.content.table is not None
]
STEP = {
    "share": 0.5,
    "ratio": 0.005,
    "count": 0,
    "written": 0,
}  # how far a rounded figure may be off; else a tenth's half


@cache
def rendered(report, report_format):
    return render(REPORTS[report], report_format)


def table_of(report, section):
    return REPORTS[report].view[section].content.table


def exact(table, column):
    """The unrounded figures of a column, None where there is none."""
    return [None if pd.isna(value) else float(value) for value in table.rows[column.name]]


def figure_columns(table):
    return [column for column in table.columns if column.kind in NUMBERS]


def read(text):
    """A figure as people read it: 1.5, -0.3, +2.0, 12%; None for a dash."""
    found = re.fullmatch(r"([+±−-]?)(\d[\d,]*\.?\d*)(%?)", text.replace("\\", "").strip())
    return None if found is None else float(found[2].replace(",", "")) * (-1 if found[1] in "−-" and found[1] else 1)


def same(read_figures, column, figures):
    step = STEP.get(column.kind, 0.05)
    factor = 100 if column.kind == "share" else 1
    assert len(read_figures) == len(figures)
    for shown_figure, figure in zip(read_figures, figures, strict=True):
        assert (shown_figure is None) == (figure is None), (column.name, shown_figure, figure)
        assert figure is None or abs(shown_figure - figure * factor) <= step + 1e-9, (column.name, shown_figure, figure)


def markdown_rows(report, title):
    lines = rendered(report, "markdown").split(f"\n## {title}\n", 1)[1].split("\n## ", 1)[0].splitlines()
    table = [re.split(r"(?<!\\)\|", line)[1:-1] for line in lines if line.startswith("|")]
    return [cell.strip().replace("\\", "") for cell in table[0]], table[2:]


def text_rows(report, title):
    block = rendered(report, "table").split(f"\n{title}\n{'-' * len(title)}\n\n", 1)[1].split("\n\n")
    lines = next(part for part in block if re.search(r"^-+(  -+)*$", part, re.MULTILINE)).splitlines()
    spans = [found.span() for found in re.finditer("-+", lines[1])]
    return [[line[start:stop] for start, stop in spans] for line in lines[2:]]


@pytest.mark.parametrize(("report", "section"), TABLES)
def test_every_format_shows_the_same_figures(report, section):
    table = table_of(report, section)
    compared = [
        in_markdown_and_text(report, section, table),
        in_saved_files(table),
        in_html(report, table) if report in HTML else 0,
        in_json(report, section, table) if (report, section) not in NO_ROWS_IN_JSON else 0,
    ]
    assert not table.rows.empty
    assert compared[1] == len(figure_columns(table.shown("wide", "data")))


def in_markdown_and_text(report, section, table):
    wide = table.shown("wide")
    headers, rows = markdown_rows(report, REPORTS[report].view[section].title)
    in_text = text_rows(report, REPORTS[report].view[section].title)
    assert headers == [column.label for column in wide.columns]
    for place, column in enumerate(wide.columns):
        if column in figure_columns(wide):
            same([read(row[place]) for row in rows], column, exact(table, column))
            same([read(row[place]) for row in in_text], column, exact(table, column))
    return len(figure_columns(wide))


def in_saved_files(table):
    """A page's CSV and Excel have the figures unrounded."""
    all_columns = table.shown("wide", "data")
    frame = shown(table, timezone="Europe/Berlin", browse_url="https://example.atlassian.net")
    header, *lines = csv.reader(io.StringIO(csv_bytes(frame).decode("utf-8-sig")))
    in_excel = excel_rows(excel_bytes(frame, name="table"))
    for place, column in enumerate(all_columns.columns):
        assert header[place].startswith(column.label)
        if column in figure_columns(all_columns):
            figures = exact(table, column)
            assert [float(line[place]) if line[place] else None for line in lines] == pytest.approx(figures)
            assert [row.get(place) for row in in_excel] == pytest.approx(figures)
    return len(figure_columns(all_columns))


def excel_rows(content):
    """The numbers of each row but the header, by the place of their column."""
    name = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
    with zipfile.ZipFile(io.BytesIO(content)) as book:
        sheet = ElementTree.fromstring(book.read("xl/worksheets/sheet1.xml"))  # of our own making
    rows = []
    for row in list(sheet.iter(f"{name}row"))[1:]:
        numbers = [cell for cell in row.iter(f"{name}c") if cell.get("t") is None and cell.find(f"{name}v") is not None]
        rows.append({place_of(cell.get("r")): float(cell.find(f"{name}v").text) for cell in numbers})
    return rows


def place_of(reference):
    letters = re.match("[A-Z]+", reference)[0]
    return sum((ord(letter) - 64) * 26**power for power, letter in enumerate(reversed(letters))) - 1


def in_html(report, table):
    """Each row of the file to send has the figures of the table's row, exactly and in their order."""
    columns = [column for column in figure_columns(table.shown()) if column.kind not in ("count", "written")]
    columns_of = {column.name: exact(table, column) for column in columns}
    rows = [[values[n] for values in columns_of.values() if values[n] is not None] for n in range(len(table.rows))]
    for row in rows:
        assert any(row == pytest.approx(values) for values in rows_in_html(report) if len(values) == len(row)), row
    return len(columns)


@cache
def rows_in_html(report):
    return [values for _, values in Parsed(HTML[report]()).rows]


def in_json(report, section, table):
    """Rows have the figures under the name of their column, or under the key that it is exported as."""
    content = REPORTS[report].content
    for key in JSON[report, section]:
        content = content[key]
    records = content if isinstance(content, list) else [content]
    assert len(records) == len(table.rows)
    compared = 0
    for column in figure_columns(table.shown("wide", "data")):
        if column.name not in COLUMNS:  # a week
            continue
        names = {column.name, column.name.removesuffix("_count"), COLUMNS[column.name].exported}
        if keys := names & set(records[0]):
            assert [record[next(iter(keys))] for record in records] == pytest.approx(exact(table, column))
            compared += 1
    assert compared or not figure_columns(table.shown("wide"))
    return compared

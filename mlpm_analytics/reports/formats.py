"""A report as text: JSON, CSV, Markdown, or a plain table for the terminal."""

import csv
import io
import json
import math
import re
import unicodedata
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any, Protocol

import pandas as pd

from mlpm_analytics import wording
from mlpm_analytics.printable import printable
from mlpm_analytics.views.cells import NUMBERS, Cell, browse_url, cells
from mlpm_analytics.views.model import Column, Content, Table, Tile, View, section

_FORMULA = ("=", "+", "-", "@", "\t", "\r")  # what makes a spreadsheet run a cell
_MARKUP = re.compile(r"[\\`*\[\]<>|]|(?<!\w)_|_(?!\w)")


@dataclass(frozen=True)
class Records:
    """Flat rows for a CSV file; figures are unrounded."""

    columns: tuple[str, ...]
    rows: tuple[dict[str, Any], ...]


@dataclass(frozen=True)
class Report:
    """The same figures three ways: `content` for JSON, `records` for CSV, a `view` for people."""

    content: Any
    records: Records
    view: View


def render(report: Report, report_format: str) -> str:
    """The report in one of `FORMATS`, with a line end after its last line."""
    return FORMATS[report_format](report)


def _as_json(report: Report) -> str:
    return json.dumps(report.content, indent=2, ensure_ascii=False, allow_nan=False) + "\n"


def _as_csv(report: Report) -> str:
    return csv_text(report.records)


def csv_text(records: Records) -> str:
    """Rows as CSV. Text that a spreadsheet would take for a formula gets an apostrophe before it."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(records.columns)
    writer.writerows([[_csv_cell(row[column]) for column in records.columns] for row in records.rows])
    return out.getvalue()


def _csv_cell(value: object) -> object:
    if isinstance(value, bool):
        return str(value).lower()
    return f"'{value}" if isinstance(value, str) and value.startswith(_FORMULA) else value


class _Layout(Protocol):
    """How the parts of a view look in one format."""

    def heading(self, text: str, level: int) -> str: ...
    def paragraph(self, text: str, link: Cell | None = None) -> str: ...
    def table(self, headers: Sequence[str], rows: Sequence[Sequence[Cell]], are_numbers: Sequence[bool]) -> str: ...


def _laid_out(view: View, layout: _Layout) -> str:
    return "\n\n".join(_parts(view, layout)) + "\n"


def _parts(view: View, layout: _Layout) -> Iterator[str]:
    if view.title:
        yield layout.heading(f"{view.key} · {view.title}" if view.key else view.title, 1)
    if view.period:
        url = browse_url(view.key or None, view.browse_url)
        yield layout.paragraph(view.period, Cell(f"{view.key} in Jira", url) if url else None)
    yield from map(layout.paragraph, [view.sentence] if view.sentence else [])
    yield from (layout.paragraph(f"Not counted: {line}") for line in view.not_counted)
    if view.tiles:
        yield _tiles(view.tiles, layout)
    for part in view.sections:
        if part.title:
            yield layout.heading(part.title, 2)
        yield from _content(part.content, view, layout)


def _tiles(tiles: Sequence[Tile], layout: _Layout) -> str:
    """The tiles side by side; beneath each other where they are held against the week before."""
    if not any(tile.before for tile in tiles):
        row = [Cell(tile.value) for tile in tiles]
        return layout.table([tile.label for tile in tiles], [row], [False] * len(tiles))
    headers = ["", "This week", "The week before", "Change"]
    rows = [[Cell(text or wording.NOTHING) for text in (t.label, t.value, t.before, t.change)] for t in tiles]
    return layout.table(headers, rows, [False, True, True, True])


def _content(content: Content, view: View, layout: _Layout) -> Iterator[str]:
    yield from (layout.paragraph(text) for text in (content.text, content.empty) if text)
    if content.points:
        yield "\n".join(layout.paragraph(f"- {point}") for point in content.points)
    if content.table is not None and not content.empty:
        yield _table(content.table.shown("wide"), view, layout)
    if content.note:
        yield layout.paragraph(content.note)


def _table(table: Table, view: View, layout: _Layout) -> str:
    headers = [column.label for column in table.columns]
    return layout.table(headers, cells(table, view), [column.kind in NUMBERS for column in table.columns])


class _Markdown:
    def heading(self, text: str, level: int) -> str:
        return f"{'#' * level} {_escaped(text)}"

    def paragraph(self, text: str, link: Cell | None = None) -> str:
        return _escaped(text) + (f" {_markdown_cell(link)}" if link else "")

    def table(self, headers: Sequence[str], rows: Sequence[Sequence[Cell]], are_numbers: Sequence[bool]) -> str:
        rule = ["---:" if is_number else "---" for is_number in are_numbers]
        lines = [[_escaped(header) for header in headers], rule, *[map(_markdown_cell, row) for row in rows]]
        return "\n".join(f"| {' | '.join(line)} |" for line in lines)


def _markdown_cell(cell: Cell) -> str:
    return f"[{_escaped(cell.text)}]({cell.url})" if cell.url else _escaped(cell.text)


class _Plain:
    def heading(self, text: str, level: int) -> str:
        return _underlined(_one_line(text), "=" if level == 1 else "-")

    def paragraph(self, text: str, link: Cell | None = None) -> str:
        return _one_line(text) + (f" {link.text}: {link.url}" if link and link.url else "")

    def table(self, headers: Sequence[str], rows: Sequence[Sequence[Cell]], are_numbers: Sequence[bool]) -> str:
        lines = [tuple(headers), *[tuple(_one_line(cell.text) for cell in row) for row in rows]]
        widths = [max(map(_width, column)) for column in zip(*lines, strict=True)]
        padded = [
            "  ".join(_padded(*cell) for cell in zip(line, widths, are_numbers, strict=True)).rstrip() for line in lines
        ]
        return "\n".join([padded[0], "  ".join("-" * width for width in widths), *padded[1:]])


def _escaped(text: str) -> str:
    """The text as Markdown shows it as it is, in one line."""
    return _MARKUP.sub(lambda found: "\\" + found[0], _one_line(text))


def _underlined(text: str, with_sign: str) -> str:
    return f"{text}\n{with_sign * _width(text)}"


def _padded(text: str, width: int, is_number: bool) -> str:
    space = " " * (width - _width(text))
    return space + text if is_number else text + space


def _width(text: str) -> int:
    """How many cells of a terminal the text takes."""
    wide = sum(unicodedata.east_asian_width(sign) in "WF" for sign in text)
    return len(text) + wide - sum(bool(unicodedata.combining(sign)) for sign in text)


def _one_line(text: str) -> str:
    """Line ends and control characters, which would break a table or steer a terminal, as single spaces."""
    return " ".join(printable(text, " ").split())


def rows_report(rows: pd.DataFrame) -> Report:
    """The answer to a query somebody typed: JSON is a list of its rows, instants are in UTC."""
    columns = tuple(map(str, rows.columns))
    written = rows.to_json(orient="records", date_format="iso", date_unit="us", force_ascii=False)
    content = json.loads(written, parse_float=_finite)
    texts = [["" if row[column] is None else _as_text(row[column]) for column in columns] for row in content]
    are_numbers = [pd.api.types.is_numeric_dtype(dtype) for dtype in rows.dtypes]
    shown = tuple(
        Column(name, name, "written" if is_number else "text")
        for name, is_number in zip(columns, are_numbers, strict=True)
    )
    table = Table(pd.DataFrame(texts, columns=list(columns), dtype="str"), shown)
    return Report(
        content, Records(columns, tuple(content)), View(sections=(section("rows", "", Content(table=table)),))
    )


def _finite(written: str) -> float | None:
    """The number, unless it was rounded beyond the largest there is."""
    return float(written) if math.isfinite(float(written)) else None


def _as_text(value: object) -> str:
    return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)


FORMATS: dict[str, Callable[[Report], str]] = {
    "json": _as_json,
    "csv": _as_csv,
    "markdown": lambda report: _laid_out(report.view, _Markdown()),
    "table": lambda report: _laid_out(report.view, _Plain()),
}

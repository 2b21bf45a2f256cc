"""A report as text: JSON, CSV, Markdown, or a plain table for the terminal."""

import csv
import io
import json
import re
import unicodedata
from collections.abc import Callable

from mlpm_analytics.printable import printable
from mlpm_analytics.reports.document import Block, Cell, Heading, Link, Paragraph, Records, Report, Table

_FORMULA = ("=", "+", "-", "@", "\t", "\r")  # what makes a spreadsheet run a cell
_MARKUP = re.compile(r"[\\`*\[\]<>|]|(?<!\w)_|_(?!\w)")


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


def _as_markdown(report: Report) -> str:
    return "\n\n".join(_markdown_block(block) for block in report.blocks) + "\n"


def _markdown_block(block: Block) -> str:
    match block:
        case Heading(text, level):
            return f"{'#' * level} {_escaped(text)}"
        case Paragraph(text, link):
            return _escaped(text) + (f" {_markdown_cell(link)}" if link else "")
        case Table(headers, rows, numbers):
            rule = ["---:" if header in numbers else "---" for header in headers]
            lines = [[_escaped(header) for header in headers], rule, *[map(_markdown_cell, row) for row in rows]]
            return "\n".join(f"| {' | '.join(line)} |" for line in lines)


def _markdown_cell(cell: Cell) -> str:
    if isinstance(cell, Link) and cell.url:
        return f"[{_escaped(cell.text)}]({cell.url})"
    return _escaped(_text(cell))


def _escaped(text: str) -> str:
    """The text as Markdown shows it as it is, in one line."""
    return _MARKUP.sub(lambda found: "\\" + found[0], _one_line(text))


def _as_table(report: Report) -> str:
    return "\n\n".join(_plain_block(block) for block in report.blocks) + "\n"


def _plain_block(block: Block) -> str:
    match block:
        case Heading(text, level):
            return _underlined(_one_line(text), "=" if level == 1 else "-")
        case Paragraph(text, link):
            return _one_line(text) + (f" {link.text}: {link.url}" if link and link.url else "")
        case Table():
            return _aligned(block)


def _underlined(text: str, with_sign: str) -> str:
    return f"{text}\n{with_sign * _width(text)}"


def _aligned(table: Table) -> str:
    lines = [table.headers, *[tuple(_one_line(_text(cell)) for cell in row) for row in table.rows]]
    widths = [max(map(_width, column)) for column in zip(*lines, strict=True)]
    is_number = [header in table.numbers for header in table.headers]
    padded = [
        "  ".join(_padded(*cell) for cell in zip(line, widths, is_number, strict=True)).rstrip() for line in lines
    ]
    return "\n".join([padded[0], "  ".join("-" * width for width in widths), *padded[1:]])


def _padded(text: str, width: int, is_number: bool) -> str:
    space = " " * (width - _width(text))
    return space + text if is_number else text + space


def _width(text: str) -> int:
    """How many cells of a terminal the text takes."""
    wide = sum(unicodedata.east_asian_width(sign) in "WF" for sign in text)
    return len(text) + wide - sum(bool(unicodedata.combining(sign)) for sign in text)


def _text(cell: Cell) -> str:
    return cell.text if isinstance(cell, Link) else cell


def _one_line(text: str) -> str:
    """Line ends and control characters, which would break a table or steer a terminal, as single spaces."""
    return " ".join(printable(text, " ").split())


FORMATS: dict[str, Callable[[Report], str]] = {
    "json": _as_json,
    "csv": _as_csv,
    "markdown": _as_markdown,
    "table": _as_table,
}

"""A CSV file as a table: its header by position, and its rows with the line each begins in."""

import csv
import io
from collections.abc import Iterator
from dataclasses import dataclass, field

from mlpm_analytics.errors import ExportError

DELIMITERS = ",;\t"
LONGEST_CELL = 2**31 - 1  # the csv module stops at 128 KiB by itself, descriptions do not
MAX_RAGGED_SHARE = 0.1


@dataclass(frozen=True)
class Table:
    """Rows as wide as the header; what is not a row of the table is kept by its line."""

    path: str
    header: list[str]
    rows: list[tuple[int, list[str]]]
    blank_lines: list[int] = field(default_factory=list)  # nothing in them, or nothing but delimiters
    ragged: list[tuple[int, int]] = field(default_factory=list)  # line, number of cells


def read_table(path: str, text: str) -> Table:
    """The table in a CSV text, its delimiter the one that parts the header into most columns.

    Raises `ExportError` where a quoted cell is not closed.
    """
    csv.field_size_limit(LONGEST_CELL)
    delimiter = max(DELIMITERS, key=lambda one: _header_width(text, one))
    records = _records(path, text, delimiter)
    header = next((cells for _, cells in records if any(map(str.strip, cells))), [])
    found = Table(path, header, [])
    for line, cells in records:
        if not any(map(str.strip, cells)):
            found.blank_lines.append(line)
        elif len(cells) != len(header):
            found.ragged.append((line, len(cells)))
        else:
            found.rows.append((line, cells))
    return found


def _header_width(text: str, delimiter: str) -> int:
    try:
        return next((len(cells) for _, cells in _records("", text, delimiter) if any(map(str.strip, cells))), 0)
    except ExportError:
        return 0


def _records(path: str, text: str, delimiter: str) -> Iterator[tuple[int, list[str]]]:
    """Each record with the line it begins in; a cell may hold line breaks."""
    reader, line = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True), 1
    try:
        for cells in reader:
            yield line, cells
            line = reader.line_num + 1
    except csv.Error as error:
        if "unexpected end" in str(error):
            what = "a quoted cell that begins in this row is never closed. The file was cut: export it again."
        else:
            what = f"this is not CSV ({error}). Export it again, and do not edit it."
        raise ExportError(f"{path}, line {line}: {what}") from error


def refuse_ragged(table: Table) -> None:
    """Raise `ExportError` where more than a tenth of the rows are not as wide as the header."""
    count = len(table.rows) + len(table.ragged)
    if len(table.ragged) > MAX_RAGGED_SHARE * count:
        line, width = table.ragged[0]
        raise ExportError(
            f"{table.path}: {len(table.ragged)} of {count} rows are not as wide as the header, the first in line "
            f"{line} with {width} cells for {len(table.header)} columns. Export it from Jira again, and do not edit it."
        )

"""A CSV file as a table: its header by position, and its rows with the line each begins in."""

import csv
import io
from collections.abc import Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from itertools import islice

from mlpm_analytics.errors import ExportError
from mlpm_analytics.frames import Note
from mlpm_analytics.wording import count

DELIMITERS = ",;\t"
LONGEST_CELL = 2**31 - 1  # the csv module stops at 128 KiB by itself, descriptions do not
MAX_RAGGED_SHARE = 0.1
TITLE_LINES = 12  # within which the header begins


@dataclass(frozen=True)
class Table:
    """Rows as wide as the header; what is not a row of the table is kept by its line."""

    path: str
    header: list[str]
    rows: list[tuple[int, list[str]]]
    blank_lines: list[int] = field(default_factory=list)  # nothing in them, or nothing but delimiters
    headers_again: list[int] = field(default_factory=list)  # of files that were joined
    titles: list[int] = field(default_factory=list)  # above the header
    ragged: list[tuple[int, int]] = field(default_factory=list)  # line, number of cells


def read_table(path: str, text: str) -> Table:
    """The table in a CSV text, its delimiter the one that parts the header into most columns.

    Raises `ExportError` where a quoted cell is not closed.
    """
    csv.field_size_limit(LONGEST_CELL)
    text = text.replace("\ufeff", "")  # of the second of two files that were joined
    delimiter = max(DELIMITERS, key=lambda one: _header_width(text, one))
    records = list(_records(path, text, delimiter))
    place = _header_place(records)
    header = records[place][1] if records else []
    table = Table(path, header, [], titles=[line for line, cells in records[:place] if _held(cells)])
    for line, cells in records[place + 1 :]:
        if not _held(cells):
            table.blank_lines.append(line)
        elif cells == header:
            table.headers_again.append(line)
        elif len(cells) != len(header):
            table.ragged.append((line, len(cells)))
        else:
            table.rows.append((line, cells))
    return table


def table_notes(table: Table) -> Iterator[Note]:
    """What stands in a table that is neither its header nor a row of it."""
    if table.titles:
        yield Note(table.path, "What stands above the header is skipped.", table.titles[0])
    if table.headers_again:
        times = count(len(table.headers_again), "more time")
        yield Note(
            table.path, f"The header stands {times} in the file, which was joined of several.", table.headers_again[0]
        )


def _held(cells: Sequence[str]) -> int:
    """How many cells hold something."""
    return sum(map(bool, map(str.strip, cells)))


def _header_place(records: Sequence[tuple[int, list[str]]]) -> int:
    """The first record with several cells that hold something: a title above it is one alone; else the first."""
    filled = [_held(cells) for _, cells in records[:TITLE_LINES]]
    several = [place for place, number in enumerate(filled) if number > 1]
    return next(iter([*several, *(place for place, number in enumerate(filled) if number)]), 0)


def _header_width(text: str, delimiter: str) -> int:
    records = []
    with suppress(ExportError):  # of a row below: it is told when all rows are read
        for record in islice(_records("", text, delimiter), TITLE_LINES):
            records.append(record)
    return len(records[_header_place(records)][1]) if records else 0


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

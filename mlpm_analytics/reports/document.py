"""What a report is made of, whatever the format: its JSON, its flat rows, and blocks to read."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True)
class Link:
    """Text that leads to Jira; without an address it is plain text."""

    text: str
    url: str | None = None


Cell = str | Link


@dataclass(frozen=True)
class Heading:
    """A title; level 1 is the report's own."""

    text: str
    level: int = 2


@dataclass(frozen=True)
class Paragraph:
    """A sentence or two, and perhaps a link after them."""

    text: str
    link: Link | None = None


@dataclass(frozen=True)
class Table:
    """Cells under headers; columns whose header is in `numbers` are aligned right."""

    headers: tuple[str, ...]
    rows: tuple[tuple[Cell, ...], ...]
    numbers: frozenset[str] = frozenset()

    @classmethod
    def of(cls, headers: Sequence[str], rows: Iterable[Sequence[Cell]], numbers: Iterable[str] = ()) -> "Table":
        """A table of any rows."""
        return cls(tuple(headers), tuple(tuple(row) for row in rows), frozenset(numbers))


Block = Heading | Paragraph | Table


@dataclass(frozen=True)
class Records:
    """Flat rows for a CSV file; figures are unrounded."""

    columns: tuple[str, ...]
    rows: tuple[dict[str, Any], ...]


@dataclass(frozen=True)
class Report:
    """The same figures three ways: `content` for JSON, `records` for CSV, `blocks` for people."""

    content: Any
    records: Records
    blocks: tuple[Block, ...]

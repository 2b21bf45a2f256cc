"""The parts of a view: columns, tables, charts by name, tiles, sections."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any, Literal

import pandas as pd

Kind = Literal[
    "text",
    "key",
    "phase",
    "rule",
    "evidence",
    "flag",
    "date",
    "moment",
    "week",
    "count",
    "number",
    "ratio",
    "share",
    "days",
    "change",
    "written",
]

Level = Literal["always", "wide", "data"]  # what has no room on paper, and what is for sorting and saving alone


@dataclass(frozen=True)
class Column:
    """A column of a table: its name in the frame, its header, and what its values are."""

    name: str
    label: str
    kind: Kind = "text"
    unit: str = ""  # shown behind the header where figures are not rounded
    url: str = ""  # the column that has the address a value leads to; a key leads to Jira
    level: Level = "always"
    is_optional: bool = False  # left out where no row has a value
    help: str = ""  # what it means


@dataclass(frozen=True)
class Table:
    """Rows with the columns to show, in their order; figures are unrounded."""

    rows: pd.DataFrame
    columns: tuple[Column, ...]

    def shown(self, *levels: Level) -> "Table":
        """The table with the columns of these levels, without optional ones that no row has a value in."""
        kept = (column for column in self.columns if column.level in ("always", *levels))
        return replace(self, columns=tuple(column for column in kept if not column.is_optional or self._has(column)))

    def _has(self, column: Column) -> bool:
        """Whether some row has a value; of a flag: is marked."""
        values = self.rows[column.name]
        return bool((values if column.kind == "flag" else values.notna()).any())


@dataclass(frozen=True)
class Chart:
    """A chart by the name in `charts.FIGURES`, with what it is drawn from, described for those who cannot see it."""

    name: str
    shows: dict[str, Any]
    alt: str
    caption: str = ""  # what a reader has to know who looks at it


@dataclass(frozen=True)
class Content:
    """What stands under the heading of a section; `empty` is the sentence in the place of chart and table."""

    text: str = ""
    points: tuple[str, ...] = ()
    chart: Chart | None = None
    table: Table | None = None
    note: str = ""
    empty: str = ""


@dataclass(frozen=True)
class Section:
    """A part of a view. It is composed when it is first asked for: one that fails leaves the others alone."""

    name: str
    title: str
    compose: Callable[[], Content]
    is_detail: bool = False  # opens on demand where there is a hand to open it

    @cached_property
    def content(self) -> Content:
        """What stands under the heading."""
        return self.compose()


@dataclass(frozen=True)
class Tile:
    """One figure: what it is, how it reads, what it means and is exactly, and how it compares with the week before."""

    label: str
    value: str
    help: str = ""
    exact_days: float | None = None
    before: str = ""
    change: str = ""
    trend: Literal["good", "bad", "neutral"] = "neutral"


@dataclass(frozen=True)
class View:
    """What is told about one subject as of an instant; `key` is that of its Epic, if it is a project."""

    title: str = ""
    period: str = ""  # as of when, or from when to when
    sentence: str = ""
    not_counted: tuple[str, ...] = ()
    tiles: tuple[Tile, ...] = ()
    sections: tuple[Section, ...] = ()
    key: str = ""
    timezone: str = "UTC"
    browse_url: str = ""

    def __getitem__(self, name: str) -> Section:
        """The section of that name."""
        return next(section for section in self.sections if section.name == name)

    def without(self, *names: str) -> "View":
        """The view without these sections."""
        return replace(self, sections=tuple(section for section in self.sections if section.name not in names))


def section(name: str, title: str, content: Content | Callable[[], Content], *, is_detail: bool = False) -> Section:
    """A section; of content that is known already, too."""
    return Section(name, title, content if callable(content) else lambda: content, is_detail)

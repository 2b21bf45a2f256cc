"""How the values of a table read: the same in text and in a file to send."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Final

import pandas as pd

from mlpm_analytics import wording
from mlpm_analytics.views.model import Column, Table, View

NUMBERS: Final = frozenset(
    {"count", "number", "ratio", "share", "days", "change", "written"}
)  # kinds that are aligned right
_EXACT: Final = NUMBERS - {"count", "written"}


@dataclass(frozen=True)
class Cell:
    """A value as it reads, where it leads to, and what it is exactly."""

    text: str
    url: str | None = None
    exact: float | None = None


def cells(table: Table, view: View) -> list[tuple[Cell, ...]]:
    """The rows as they read."""
    rows = table.rows.to_dict("records")
    return [tuple(_cell(row[column.name], column, row, view) for column in table.columns) for row in rows]


def _cell(value: Any, column: Column, row: dict[Any, Any], view: View) -> Cell:  # noqa: ANN401  # of any column
    is_known = bool(pd.notna(value))
    text = _TEXTS[column.kind](value, column, view.timezone) if is_known else wording.NOTHING
    exact = float(value) if is_known and column.kind in _EXACT else None
    return Cell(text, address_of(row, column, view.browse_url), exact)


def address_of(row: dict[Any, Any], column: Column, jira: str) -> str | None:
    """Where the value of a column leads to: an address of the web, or nowhere."""
    if column.kind == "key":
        return browse_url(row[column.name], jira)
    url = row.get(column.url)
    return url if isinstance(url, str) and url.startswith(("http://", "https://")) else None


def browse_url(key: object, jira: str) -> str | None:
    """Jira's page of an issue; none where the address of Jira or the key is not known."""
    return f"{jira.rstrip('/')}/browse/{key}" if jira and isinstance(key, str) else None


_TEXTS: Final[dict[str, Callable[[Any, Column, str], str]]] = {
    "text": lambda value, _, __: str(value),
    "written": lambda value, _, __: str(value),
    "key": lambda value, _, __: str(value),
    "phase": lambda value, _, __: str(value),
    "rule": lambda value, _, __: wording.rule(value),
    "evidence": lambda value, _, __: wording.evidence(value),
    "flag": lambda value, column, _: column.label.lower() if value else "",
    "date": lambda value, _, zone: wording.date(value, zone),
    "moment": lambda value, _, zone: wording.moment(value, zone, with_year=True),
    "week": lambda value, _, __: wording.day(value.isoformat()),
    "count": lambda value, _, __: str(int(value)),
    "number": lambda value, _, __: wording.decimal(value),
    "ratio": lambda value, _, __: wording.decimal(value, digits=2),
    "share": lambda value, _, __: wording.share(value),
    "days": lambda value, _, __: wording.decimal(value),
    "change": lambda value, _, __: wording.change(value),
}

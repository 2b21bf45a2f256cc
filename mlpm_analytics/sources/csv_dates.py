"""Dates as Jira's CSV export writes them, and the one order of day and month that a file proves."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Final

from mlpm_analytics.errors import QuestionError
from mlpm_analytics.sources.calendar_names import MONTH_BY_WORD, half_of_day, word
from mlpm_analytics.sources.file_notes import shown

PIVOT: Final = 68  # two-digit years are 2000 to 2068, then 1969 to 1999
NOON: Final = 12
SORTED_ROWS: Final = 5  # so many different dates do not stand in order by accident
ORDERS = {"dmy": (0, 1, 2), "mdy": (1, 0, 2), "ymd": (2, 1, 0)}  # where day, month and year stand
PROVABLE = ("dmy", "mdy")  # ymd shows itself by a year of four digits, else only a person can know it
IN_ORDER = (("Created", "Resolved"), ("Created", "Updated"), ("Resolved", "Updated"))  # never the other way round

_TIME = r"(?:,?[\sT]+(\d{1,2})[:.](\d{2})(?:[:.](\d{2})(?:\.\d+)?)?(?:\s*([^\W\d_][^\d/:]*))?)?"
_WORDED = re.compile(rf"(\d{{1,2}})[/\-. ]+((?:\d{{1,2}})?[^\W\d_][^\d/,]*?)[/\-. ]+(\d{{4}}|\d{{2}}){_TIME}")
_NUMERIC = re.compile(rf"(\d{{4}}|\d{{1,2}})([/\-.])(\d{{1,2}})\2(\d{{4}}|\d{{1,2}}){_TIME}")
_ISO = re.compile(r"\d{4}-\d{2}-\d{2}(?:[T ].*)?")


@dataclass(frozen=True)
class DateCell:
    """One cell of a column of dates."""

    line: int
    column: str
    text: str

    @property
    def where(self) -> str:
        """The cell, as messages show it."""
        return f"{shown(self.text)} in line {self.line}, column '{self.column}'"


def moment(text: str, order: str | None, months: Mapping[str, int] = MONTH_BY_WORD) -> datetime:
    """The moment in a cell, with an offset only where the cell has one; `months` are the numbers of months by name.

    Raises `ValueError` for what is no date, also for `1/2/2026` while `order` is None.

    >>> moment("30/Jan/26 3:04 PM", None)
    datetime.datetime(2026, 1, 30, 15, 4)
    >>> moment("16/02/2017 15:26", "dmy")
    datetime.datetime(2017, 2, 16, 15, 26)
    """
    worded = _WORDED.fullmatch(text)
    if worded:
        day, name, year, *clock = worded.groups()
        month = months.get(word(name), months.get(word(name)[:3]))
        if month is None:
            raise ValueError("not a month")
        return _moment(_year(year), month, int(day), clock)
    if _ISO.fullmatch(text):
        try:
            return datetime.fromisoformat(text)
        except ValueError:
            pass  # "2026-01-30 3:04 PM" is not ISO, but is a date
    numeric = _NUMERIC.fullmatch(text)
    if numeric is None:
        raise ValueError("no date")
    first, _, second, third, *clock = numeric.groups()
    placed_day, placed_month, placed_year = _placed((first, second, third), order)
    return _moment(_year(placed_year), int(placed_month), int(placed_day), clock)


def month_in(text: str) -> str | None:
    """The word that stands where a date has its month, if a cell looks like such a date.

    >>> month_in("19/févr./26 7:31 PM")
    'févr'
    """
    worded = _WORDED.fullmatch(text)
    return worded[2] if worded else None


def needs_order(text: str) -> bool:
    """Whether a cell is a date that day and month can be told apart in only by their order."""
    numeric = _NUMERIC.fullmatch(text)
    return numeric is not None and len(numeric[1]) <= 2  # noqa: PLR2004 - a year of four digits shows the order


def proven_order(path: str, rows: Sequence[Mapping[str, DateCell]], others: Sequence[DateCell]) -> str | None:
    """The order that a file's dates are in, None where none of them leaves it open.

    `rows` are its Created, Updated, Resolved, … by column, `others` dates that may help to prove it. A part above 12
    proves it, or else that nothing is updated or resolved before it is created, nor updated before it is resolved, or
    else that the rows are sorted by creation or update in one of the orders alone.
    Raises `QuestionError` where neither does, or where the file holds both orders.
    """
    asked = [cell for row in rows for cell in row.values() if _is_open(cell.text)]
    by_others = [order for order in PROVABLE if _impossible(others, order) is None]
    if not asked:
        return by_others[0] if len(by_others) == 1 else None
    impossible = {order: _impossible(asked, order) for order in PROVABLE}
    left = [order for order in PROVABLE if impossible[order] is None]
    if not left:
        both = " and ".join(cell.where for cell in impossible.values() if cell)
        raise QuestionError(
            f"{path}: dates are in both orders, {both}.",
            asks="date_order",
            answer="Pass --date-order for the right one: others are then left out.",
        )
    if all(moment(cell.text, left[0]) == moment(cell.text, left[-1]) for cell in asked):
        return left[0]
    if len(left) > 1 and len(by_others) == 1:
        left = by_others
    if len(left) > 1:
        left = [order for order in left if not any(_is_disordered(row, order) for row in rows)]
    if len(left) > 1:
        left = [order for order in left if _is_sorted(rows, order)] if len(rows) >= SORTED_ROWS else left
    if len(left) != 1:
        raise QuestionError(
            f"{path}: {asked[0].where} can have the day or the month first, and nothing in the file proves which.",
            asks="date_order",
            answer="Pass --date-order dmy or --date-order mdy.",
        )
    return left[0]


def _is_open(text: str) -> bool:
    return needs_order(text) and any(_is_possible(text, order) for order in PROVABLE)


def _impossible(cells: Sequence[DateCell], order: str) -> DateCell | None:
    """The first cell that is a date, but not in this order."""
    return next((cell for cell in cells if _is_open(cell.text) and not _is_possible(cell.text, order)), None)


def _is_possible(text: str, order: str) -> bool:
    try:
        moment(text, order)
    except ValueError:
        return False
    return True


def _is_disordered(row: Mapping[str, DateCell], order: str) -> bool:
    moments = {}
    for column, cell in row.items():
        if _is_possible(cell.text, order):
            read = moment(cell.text, order)
            moments[column] = read.astimezone(UTC).replace(tzinfo=None) if read.tzinfo else read
    return any(moments[one] > moments[other] for one, other in IN_ORDER if one in moments and other in moments)


def _is_sorted(rows: Sequence[Mapping[str, DateCell]], order: str) -> bool:
    """Whether one of the columns that exports are sorted by only rises or only falls from row to row."""
    for column in ("Created", "Updated"):
        cells = [row[column].text for row in rows if column in row]
        if len(set(cells)) >= SORTED_ROWS and all(_is_possible(cell, order) for cell in cells):
            moments = [moment(cell, order).replace(tzinfo=None) for cell in cells]
            if moments in (sorted(moments), sorted(moments, reverse=True)):
                return True
    return False


def _placed(parts: tuple[str, str, str], order: str | None) -> tuple[str, str, str]:
    """Day, month and year."""
    if len(parts[0]) > 2:  # noqa: PLR2004 - a year of four digits
        order = "ymd"
    if order is None:
        raise ValueError("the order of day and month is not known")
    day, month, year = (parts[place] for place in ORDERS[order])
    return day, month, year


def _year(text: str) -> int:
    if len(text) == 1:
        raise ValueError("a year has two digits or four")
    return int(text) if len(text) > 2 else int(text) + (2000 if int(text) <= PIVOT else 1900)  # noqa: PLR2004


def _moment(year: int, month: int, day: int, clock: Sequence[str | None]) -> datetime:
    hour, minute, second = (int(part or 0) for part in clock[:3])
    if clock[3]:
        half = half_of_day(clock[3])
        if half is None or not 1 <= hour <= NOON:
            raise ValueError("no hour of the twelve")
        hour = hour % NOON + (NOON if half == "pm" else 0)
    return datetime(year, month, day, hour, minute, second)  # noqa: DTZ001 - its zone is the reader's to know

"""What the columns of an export are, by what they hold: for headers that `localized_headers` does not know."""

import re
from collections.abc import Callable, Mapping, Sequence
from typing import Final

from mlpm_analytics.sources.csv_dates import moment, month_in

IS_KEY: Final = re.compile(r"[^\W\d]\w*-\d+")  # of an issue
ENOUGH: Final = 0.9  # of the cells that hold something
FEW: Final = 30  # statuses and issue types that a Jira project has
_LONG_ID: Final = 3  # digits
_PARENT_ID: Final = 5  # digits: Jira begins with 10000
_CATEGORIES: Final = 3  # of statuses
_DATE: Final = re.compile(r"\d{1,4}[/\-.]\d{1,2}[/\-.]\d{1,4}(?:\D.*)?")

Cells = Sequence[Sequence[str]]  # by column


def by_shape(columns: Cells, free: Sequence[int]) -> dict[str, int]:
    """What some of the `free` columns are: name → place. Only what the cells leave no doubt of.

    Keys and ids have a form of their own. Jira writes issue type, status and the project's key side by side, the
    summary next to the key, and of its three dates Created is never empty and never later than the others.
    """
    known: dict[str, int] = {}

    def take(name: str, holds: Callable[[Sequence[str]], bool], places: Sequence[int] = free) -> None:
        fitting = [place for place in places if place not in known.values() and holds(columns[place])]
        if len(fitting) == 1 or (fitting and name in ("Issue key", "Issue id")):
            known[name] = fitting[0]

    take("Issue key", lambda cells: _is_unique(cells) and _mostly(cells, IS_KEY.fullmatch))
    if "Issue key" not in known:
        return {}
    prefixes = [key.rpartition("-")[0] for key in columns[known["Issue key"]]]
    take(
        "Issue id",
        lambda cells: _is_unique(cells) and all(cell.isdecimal() and len(cell) >= _LONG_ID for cell in cells),
    )
    take("Project key", lambda cells: list(cells) == prefixes)
    if "Project key" in known:
        place = known["Project key"]
        take("Status", _is_choice, [place - 1])
        take("Issue Type", _is_choice, [place - 2])
    key = known["Issue key"]
    take(
        "Summary",
        lambda cells: not _is_choice(cells) and all(cells) and not _mostly(cells, IS_KEY.fullmatch),
        [key - 1],
    )
    return known | _dates(columns, [place for place in free if place not in known.values()])


def by_relation(columns: Cells, known: Mapping[str, int], free: Sequence[int]) -> dict[str, int]:
    """What further `free` columns are by what they have to do with the `known` ones: name → place.

    A parent is one of few ids or keys of issues, and of some row at the most its own; every status has one of up to
    three categories. Of Jira's columns that are always dates, the one after Created and Updated says when the category
    changed.
    """
    related: dict[str, int] = {}
    if "Parent" not in known:
        places = [place for place in free if _are_parents(columns[place], columns[known["Issue key"]])]
        related |= {"Parent": places[0]} if places else {}
    if "Status Category" not in known and "Status" in known:
        statuses = columns[known["Status"]]
        places = [place for place in free if _are_categories(columns[place], statuses)]
        related |= {"Status Category": places[-1]} if places else {}
    if "Status Category Changed" not in known and {"Created", "Updated"} <= {*known}:
        dated = [place for place in free if all(columns[place]) and _mostly(columns[place], _looks_like_a_date)]
        related |= {"Status Category Changed": dated[0]} if len(dated) == 1 else {}
    return related


def _are_parents(cells: Sequence[str], keys: Sequence[str]) -> bool:
    """Whether a column names issues above others: all ids, or all keys of the Jira projects at hand, and no row's own.

    An id is at least as long as Jira makes them, and every parent has children: a number that is everybody's own is
    something else.
    """
    filled = [cell for cell in cells if cell]
    prefixes = {key.rpartition("-")[0] for key in keys}
    are_keys = all(IS_KEY.fullmatch(cell) and cell.rpartition("-")[0] in prefixes for cell in filled)
    are_ids = all(cell.isdecimal() and len(cell) >= _PARENT_ID for cell in filled)
    has_own = any(cell == key for cell, key in zip(cells, keys, strict=True))
    return bool(filled) and (are_keys or are_ids) and not has_own and len(set(filled)) <= max(1, len(filled) // 2)


def _are_categories(cells: Sequence[str], statuses: Sequence[str]) -> bool:
    """Whether a column holds two or three words, of which every status has one."""
    words = set(cells)
    pairs = set(zip(statuses, cells, strict=True))
    return (
        all(cells) and 1 < len(words) <= _CATEGORIES and len(pairs) == len(set(statuses)) and len(cells) > _CATEGORIES
    )


def _dates(columns: Cells, free: Sequence[int]) -> dict[str, int]:
    """Created and Updated: the only two columns of dates that are never empty; Resolved, where one more is left."""
    dated = [place for place in free if any(columns[place]) and _mostly(columns[place], _looks_like_a_date)]
    always = [place for place in dated if all(columns[place])]
    sometimes = [place for place in dated if place not in always]
    if len(always) < 2:  # noqa: PLR2004 - Created and Updated
        return {}
    dates = {"Created": always[0], "Updated": always[1]}
    return dates | ({"Resolved": sometimes[0]} if len(sometimes) == 1 else {})


def _looks_like_a_date(cell: str) -> bool:
    if month_in(cell) is not None:
        return True
    try:
        moment(cell, None)
    except ValueError:
        return _DATE.fullmatch(cell) is not None
    return True


def _mostly(cells: Sequence[str], holds: Callable[[str], object]) -> bool:
    filled = [cell for cell in cells if cell]
    return bool(filled) and sum(bool(holds(cell)) for cell in filled) >= ENOUGH * len(filled)


def _is_unique(cells: Sequence[str]) -> bool:
    return bool(cells) and all(cells) and len(set(cells)) == len(cells)


def _is_choice(cells: Sequence[str]) -> bool:
    """Whether every cell is one of a few words."""
    words = set(cells)
    return (
        bool(cells)
        and all(cells)
        and len(words) <= min(FEW, max(1, len(cells) // 2))
        and not any(map(str.isdecimal, words))
    )


def categories_by_place(
    categories: Sequence[str], is_resolved: Sequence[bool], is_unmoved: Sequence[bool]
) -> dict[str, str]:
    """new, indeterminate, done for the names of up to three status categories, by what issues in them have.

    Issues that are done are resolved; issues whose category never changed since their creation are to do. A name of
    which neither is clear stays out.
    """
    names = sorted({name for name in categories if name})
    if not 0 < len(names) <= _CATEGORIES:
        return {}

    def share(name: str, flags: Sequence[bool]) -> float:
        own = [flag for one, flag in zip(categories, flags, strict=True) if one == name]
        return sum(own) / len(own)

    done = [name for name in names if share(name, is_resolved) > 1 - ENOUGH / 2]
    new = [name for name in names if name not in done and share(name, is_unmoved) > ENOUGH / 2]
    others = [name for name in names if name not in (*done, *new)]
    if len(done) != 1 or len(new) != 1 or len(others) > 1:
        return {}
    return {done[0]: "done", new[0]: "new"} | dict.fromkeys(others, "indeterminate")

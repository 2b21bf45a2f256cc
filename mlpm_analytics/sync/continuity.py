"""Whether the histories of an issue fit themselves: each change begins where the one before ended, the last today."""

from collections.abc import Sequence
from itertools import pairwise
from typing import Any, Final

from mlpm_analytics.mapping.fields import EPIC_ITEMS
from mlpm_analytics.sources.api.client import micros
from mlpm_analytics.sources.rest_values import elements, first_text, members, text

Side = tuple[tuple[str, ...], str | None]  # ids by which a value may be known, and its text
PARENT: Final = "parent"
_FIELDS: Final = ("status", "assignee", "resolution", PARENT)
_IDS: Final = ("id", "accountId", "key", "name", "value")
_LABELS: Final = ("displayName", "name", "value")


def is_whole(issue: dict[str, Any], fields: Sequence[tuple[str, str]] = (), epic_links: Sequence[str] = ()) -> bool:
    """Whether no history of status, assignee, resolution, parent and `fields` (by id: their names) is missing.

    Nor unreadable. `epic_links` are the fields that hold the parent where the issue has no other.
    """
    dated = []
    for history in map(members, elements(members(issue.get("changelog")).get("histories"))):
        when = micros(history.get("created"))
        if when is None:
            return False
        dated.append((when, *_number(history), history.get("items")))
    dated.sort(key=lambda one: one[:3])
    names = {one: one for one in _FIELDS} | dict(fields)
    of_field = _by_field([members(item) for *_, items in dated for item in elements(items)], names)
    values = members(issue.get("fields"))
    moves = of_field.pop(PARENT)
    return _fits_parents(moves, values, epic_links) and all(
        _fits(items, values, field_id) for field_id, items in of_field.items()
    )


def _number(history: dict[str, Any]) -> tuple[int, str]:
    number = text(history.get("id")) or ""
    return len(number), number


def _by_field(items: list[dict[str, Any]], names: dict[str, str]) -> dict[str, list[dict[str, Any]]]:
    """The items of each of these fields, in order; one without an id is known by its name, and so is a parent."""
    of_field: dict[str, list[dict[str, Any]]] = {field_id: [] for field_id in names}
    by_name = {name.casefold(): field_id for field_id, name in reversed(names.items())}
    for item in items:
        stated, name = item.get("fieldId"), str(item.get("field", "")).casefold()
        field_id = PARENT if name in EPIC_ITEMS else by_name.get(name) if stated is None else stated
        if field_id in of_field:
            of_field[field_id].append(item)
    return of_field


def _fits(items: list[dict[str, Any]], fields: dict[str, Any], field_id: str) -> bool:
    sides = [(_side(item, "from"), _side(item, "to")) for item in items]
    follows = all(_same(before, after) for (_, before), (after, _) in pairwise(sides))
    if not items or field_id not in fields:
        return follows
    return follows and _same(sides[-1][1], _today(fields[field_id]))


def _side(item: dict[str, Any], side: str) -> Side:
    identity = text(item.get(side))
    return (identity,) if identity else (), text(item.get(f"{side}String"))


def _today(value: object) -> Side:
    known = members(value)
    ids = (text(known.get(name)) for name in _IDS)
    plain = text(value) if not isinstance(value, dict) else None
    return tuple(one for one in (*ids, plain) if one), first_text(value, _LABELS) or plain


def _same(one: Side, other: Side) -> bool:
    """Whether two sides may be the same value: by id where both have one, else by text."""
    if one[0] and other[0]:
        return any(identity in other[0] for identity in one[0])
    if one[1] is None or other[1] is None:
        return one[1] is other[1] and not (one[0] or other[0])
    return one[1].casefold() == other[1].casefold()


# Parents ---------------------------------------------------------------------------------------


def _fits_parents(items: list[dict[str, Any]], fields: dict[str, Any], epic_links: Sequence[str]) -> bool:
    """As `_fits`; a move that is logged twice, as one of the parent and one of the Epic Link, is one.

    An issue without a parent may have one that the account does not see: then its end says nothing.
    """
    moves = [(_names(item, "from"), _names(item, "to")) for item in items]
    moves = [move for place, move in enumerate(moves) if not place or move != moves[place - 1]]
    follows = all(_may_be_one(before, after) for (_, before), (after, _) in pairwise(moves))
    today = next((fields[name] for name in (PARENT, *epic_links) if name in fields), PARENT)
    if not moves or today == PARENT:
        return follows
    ids = members(today) or {"key": today}
    return follows and _may_be_one(moves[-1][1], {one for one in (text(ids.get("id")), text(ids.get("key"))) if one})


def _names(item: dict[str, Any], side: str) -> set[str]:
    """The id and the key of a parent, as far as an item states them."""
    return {one for one in (text(item.get(side)), text(item.get(f"{side}String"))) if one}


def _may_be_one(one: set[str], other: set[str]) -> bool:
    """Whether these can name one issue: it has one id, and one key in one project, which may have been renamed."""
    if not one or not other:
        return not one and not other
    if one & other:
        return True
    ids = [{name for name in names if name.isdigit()} for names in (one, other)]
    projects = [{name.rpartition("-")[0] for name in names if not name.isdigit()} for names in (one, other)]
    return not all(ids) and not projects[0] & projects[1]

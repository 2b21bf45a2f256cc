"""Whether the histories of an issue fit themselves: each change begins where the one before ended, the last today."""

from collections.abc import Sequence
from itertools import pairwise
from typing import Any, Final

import pandas as pd

from mlpm_analytics.sources.api.face import stamp
from mlpm_analytics.sources.rest_values import elements, first_text, members, text

Side = tuple[frozenset[str], str | None]  # ids by which a value may be known, and its text
_FIELDS: Final = ("status", "assignee", "resolution")
_IDS: Final = ("id", "accountId", "key", "name", "value")
_LABELS: Final = ("displayName", "name", "value")


def is_whole(issue: dict[str, Any], fields: Sequence[tuple[str, str]] = ()) -> bool:
    """Whether no history of status, assignee, resolution and `fields` (by id: their names) is missing or unreadable."""
    held = members(issue.get("fields"))
    histories = [members(one) for one in elements(members(issue.get("changelog")).get("histories"))]
    dated = [(stamp(one.get("created")), _number(one), one) for one in histories]
    if any(pd.isna(when) for when, _, _ in dated):
        return False
    ordered = sorted(dated, key=lambda one: one[:2])
    items = [members(item) for _, _, history in ordered for item in elements(history.get("items"))]
    names = {one: one for one in _FIELDS} | dict(fields)
    return all(_fits(_of_field(items, field_id, name), held, field_id) for field_id, name in names.items())


def _number(history: dict[str, Any]) -> tuple[int, str]:
    number = text(history.get("id")) or ""
    return len(number), number


def _of_field(items: list[dict[str, Any]], field_id: str, name: str) -> list[dict[str, Any]]:
    return [
        item
        for item in items
        if item.get("fieldId") == field_id
        or (item.get("fieldId") is None and str(item.get("field", "")).casefold() == name.casefold())
    ]


def _fits(items: list[dict[str, Any]], held: dict[str, Any], field_id: str) -> bool:
    follows = all(_same(_side(before, "to"), _side(after, "from")) for before, after in pairwise(items))
    if not items or field_id not in held:
        return follows
    return follows and _same(_side(items[-1], "to"), _today(held[field_id]))


def _side(item: dict[str, Any], side: str) -> Side:
    identity = text(item.get(side))
    return frozenset([identity] if identity else ()), text(item.get(f"{side}String"))


def _today(value: object) -> Side:
    known = members(value)
    ids = (text(known.get(name)) for name in _IDS)
    plain = text(value) if not isinstance(value, dict) else None
    return frozenset(one for one in (*ids, plain) if one), first_text(value, _LABELS) or plain


def _same(one: Side, other: Side) -> bool:
    """Whether two sides may be the same value: by id where both have one, else by text."""
    if one[0] and other[0]:
        return bool(one[0] & other[0])
    if one[1] is None or other[1] is None:
        return one[1] is other[1] and not (one[0] or other[0])
    return one[1].casefold() == other[1].casefold()

"""Values in Jira's JSON, whatever shape they have: as texts, as people, as rows of a field's values."""

import json
import math
from collections.abc import Iterator
from typing import Any

Value = tuple[str | None, str | None]  # the id that a value carries, and its text

MAX_NUMBER = 2**53  # beyond, floats skip whole numbers; nothing that Jira counts comes near
USER_IDS = ("accountId", "key", "name", "displayName")


def members(value: object) -> dict[str, Any]:
    """The members of an object; none of anything else."""
    return value if isinstance(value, dict) else {}


def elements(value: object) -> list[Any]:
    """The elements of a list; none of anything else."""
    return value if isinstance(value, list) else []


def text(value: object) -> str | None:
    """A text as it is, anything else as JSON prints it; None for null and for an empty text.

    >>> text("Done"), text(0.5), text(True), text({"a": [1]}), text("")
    ('Done', '0.5', 'true', '{"a":[1]}', None)
    """
    if isinstance(value, str):
        return value or None
    return None if value is None else json.dumps(value, ensure_ascii=False, separators=(",", ":"))


def number(value: object) -> float | None:
    """A finite number; None for anything else.

    >>> number(28800), number(0.5), number(True), number("8h")
    (28800.0, 0.5, None, None)
    """
    if isinstance(value, bool) or not isinstance(value, (int, float)) or abs(value) > MAX_NUMBER:
        return None
    return None if math.isnan(value) else float(value)


def count(value: object) -> int | None:
    """A whole number of things, None for anything else."""
    is_count = isinstance(value, int) and not isinstance(value, bool) and 0 <= value < MAX_NUMBER
    return value if is_count and isinstance(value, int) else None


def first_text(value: object, names: tuple[str, ...]) -> str | None:
    """The first of some members that is there, as text."""
    content = members(value)
    for name in names:  # of every item of every history: a generator would take twice as long
        named = text(content.get(name))
        if named is not None:
            return named
    return None


def person(value: object) -> Value:
    """Who somebody is (account id, else key, name, display name), and the name to show."""
    if not isinstance(value, dict):
        return text(value), text(value)
    user_id = first_text(value, USER_IDS)
    return user_id, first_text(value, ("displayName", "name", "key")) or user_id


def values(value: object) -> Iterator[Value]:
    """One row for each value of a field: a list's in order, the child of a cascading select after its parent.

    >>> list(values([{"id": "7", "value": "Modeling"}, 0.5, None]))
    [('7', 'Modeling'), (None, '0.5')]
    >>> list(values({"id": "1", "value": "Europe", "child": {"id": "2", "value": "Berlin"}}))
    [('1', 'Europe'), ('2', 'Berlin')]
    """
    if isinstance(value, list):
        for one in value:
            yield from values(one)
    elif isinstance(value, dict):
        yield _of_object(value)
        yield from values(value["child"] if isinstance(value.get("child"), dict) else None)
    elif value is not None:
        yield None, value if isinstance(value, str) else text(value)


def _of_object(value: dict[str, Any]) -> Value:
    if "accountId" in value or "displayName" in value:
        return person(value)
    label = next(
        (value[name] for name in ("value", "name", "key") if isinstance(value.get(name), (str, int, float))), None
    )
    return (None, text(value)) if label is None else (text(value.get("id")), text(label) or "")

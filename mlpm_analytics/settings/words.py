"""How keys and values of `mlpm.toml` are written for people, and which known word comes nearest to another."""

import json
from collections.abc import Iterable, Mapping
from datetime import date
from difflib import get_close_matches
from typing import Final

from pydantic import BaseModel

Place = tuple[str | int, ...]  # sections, keys and places in lists, from the outside in
ADDRESSES: Final[set[Place]] = {
    ("jira", "url"),
    ("jira", "browse_url"),
    ("jira", "proxy"),
    ("app", "public_url"),
}  # a password may stand there


def nearest(word: str, known: Iterable[str]) -> str | None:
    """The known word that `word` was probably meant to be, whatever its case; None when none is near.

    >>> nearest("modelling", ["Research", "Modeling"])
    'Modeling'
    """
    by_folded = {name.strip().casefold(): name for name in known}
    found = get_close_matches(word.strip().casefold(), by_folded, n=1)
    return by_folded[found[0]] if found else None


def quoted(names: Iterable[str]) -> str:
    """Names in a sentence.

    >>> quoted(["Research", "Modeling"])
    '"Research", "Modeling"'
    """
    return ", ".join(f'"{name}"' for name in names)


def dotted(place: Iterable[str | int]) -> str:
    """The key as it is written in TOML, entries of lists counted from 0.

    >>> dotted(("fields", "plan", "Data Exploration")), dotted(("scientists", 1, "ids"))
    ('fields.plan."Data Exploration"', 'scientists[1].ids')
    """
    written = ""
    for part in place:
        if isinstance(part, int):
            written += f"[{part}]"
        else:
            bare = part.replace("_", "").replace("-", "").isalnum() and part.isascii()
            written += ("." if written else "") + (part if bare else json.dumps(part, ensure_ascii=False))
    return written


def toml(value: object) -> str:
    """A value as it is written in TOML on one line; a section with what it states, or the name if that is all.

    >>> toml({"name": "Modeling", "aliases": ("Training",)})
    '{name = "Modeling", aliases = ["Training"]}'
    """
    if isinstance(value, BaseModel):
        stated = {key: getattr(value, key) for key in type(value).model_fields if key in value.model_fields_set}
        return toml(stated["name"] if list(stated) == ["name"] else stated)
    if isinstance(value, Mapping):
        return "{" + ", ".join(f"{dotted([str(key)])} = {toml(held)}" for key, held in value.items()) + "}"
    if isinstance(value, (list, tuple)):
        return "[" + ", ".join(toml(held) for held in value) + "]"
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return json.dumps(value, ensure_ascii=False, default=str)

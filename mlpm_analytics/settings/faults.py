"""Faults in `mlpm.toml`: how checks state them, and how a person reads them, all at once."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any, Final, TypeVar

from pydantic import ValidationError
from pydantic_core import ErrorDetails, InitErrorDetails, PydanticCustomError

from mlpm_analytics.masking import masked_within
from mlpm_analytics.settings.words import ADDRESSES, Place, dotted, nearest, toml

Value = TypeVar("Value")

_SHOWN_CHARACTERS: Final = 80
_ALLOWED: Final = {  # what pydantic's own checks ask for, in words
    "string_type": "text in quotes",
    "string_too_short": "text that is not empty",
    "bool_type": "true or false",
    "float_type": "a number",
    "int_type": "a whole number",
    "finite_number": "a finite number",
    "greater_than": "a number above {gt:g}",
    "greater_than_equal": "a number of at least {ge:g}",
    "less_than_equal": "a number of at most {le:g}",
    "literal_error": "{expected}",
    "tuple_type": "a list in square brackets",
    "dict_type": "a table of keys and values",
    "model_type": "a table of keys and values",
}


@dataclass(frozen=True)
class Fault:
    """One value that is not allowed, at `place` below the value that is checked."""

    place: Place
    found: object
    allowed: str
    meant: str | None = None


def not_allowed(allowed: str, meant: str | None = None) -> PydanticCustomError:
    """The fault of the value that is checked: what is allowed in its place, and the known value it comes nearest to."""
    return PydanticCustomError("not_allowed", "{allowed}", {"allowed": allowed, "meant": meant or ""})


def all_faults(faults: Iterable[Fault], value: Value) -> Value:
    """`value` when there are no faults, else all of them at once, each under its own key."""
    details = [
        InitErrorDetails(type=not_allowed(fault.allowed, fault.meant), loc=fault.place, input=fault.found)
        for fault in faults
    ]
    if details:
        raise ValidationError.from_exception_data("mlpm.toml", details)
    return value


def sentences(error: ValidationError, keys: Sequence[Place]) -> list[str]:
    """Each fault in a sentence; `keys` are all the known ones, section first."""
    details = error.errors(include_url=False)
    return [_sentence(detail, keys) for detail in details if detail["type"] != "default_factory_not_called"]


def _sentence(detail: ErrorDetails, keys: Sequence[Place]) -> str:
    key = dotted(detail["loc"])
    if detail["type"] == "extra_forbidden":
        return f"{key} is not a known key.{_known_keys(detail['loc'], keys)}"
    if detail["type"] == "missing":
        return f"{key} is missing."
    context: dict[str, Any] = detail.get("ctx", {})
    allowed = _ALLOWED.get(detail["type"], detail["msg"]).format(**context)
    if detail["type"] == "literal_error":
        allowed = allowed.replace("'", '"')
        context["meant"] = nearest(str(detail["input"]), re.findall(r'"(.*?)"', allowed))
    if detail["type"] == "tuple_type" and isinstance(detail["input"], dict):
        allowed += f", or tables headed [[{key}]]"
    held = "is missing" if detail["input"] is None else f"holds {_shown(detail['input'], detail['loc'])}"
    return f"{key} {held}; allowed: {allowed}.{_hint(context.get('meant'))}"


def _known_keys(place: Place, keys: Sequence[Place]) -> str:
    """What the unknown key at `place` may have been meant to be: a key beside it, else one of another section."""
    where = tuple(part for part in place[:-1] if isinstance(part, str))
    beside = [str(key[len(where)]) for key in keys if key[: len(where)] == where and len(key) > len(where)]
    meant = nearest(str(place[-1]), beside)
    elsewhere = [dotted(key) for key in keys if key[-1] == place[-1]]
    known = f" Known here: {', '.join(dict.fromkeys(beside))}."
    return (_hint(meant) if meant else _hint(elsewhere[0]) if elsewhere else "") + known


def _hint(meant: object) -> str:
    return f' Did you mean "{meant}"?' if meant else ""


def _shown(found: object, place: Place) -> str:
    written = toml(masked_within(found, is_address=place[:2] in ADDRESSES))
    return written if len(written) <= _SHOWN_CHARACTERS else written[: _SHOWN_CHARACTERS - 1] + "…"

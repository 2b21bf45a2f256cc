"""Figures without anybody's name, for files that leave the team."""

import re
from dataclasses import fields, replace
from typing import Any, TypeVar

import pandas as pd

from mlpm_analytics.frames import SCIENTISTS, Figures, Model
from mlpm_analytics.mapping import Mapped

SOMEBODY = "a scientist"
_ANYBODY = (  # people whom the figures do not know, in texts from Jira
    r"\[~[^\]]*\]",  # a mention
    r"[\w.+-]+@[\w-]+(?:\.[\w-]+)+",  # an address
    r"\b\d+:[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}\b",  # an account id
)
_SHORTEST_PART = 3
_PERSONS = {"scientist_id", "scientist", "owner_id", "owner"}  # columns that hold a person
_TEXTS = {
    "name",
    "summary",
    "message",
    "subject",
    "held",
}  # columns that hold what somebody wrote, or a sentence about it
_Holder = TypeVar("_Holder", Figures, Model)


def without_names(figures: Figures, mapped: Mapped) -> tuple[Figures, Mapped]:
    """The same figures with every scientist called “a scientist”, also inside the texts that come from Jira.

    A name is found whole in whatever case, and each of its parts of three letters or more as it is written; account
    ids, mentions and e-mail addresses go as well. An address that held a name is left out.
    """
    people = _people(mapped.model)
    return _anonymous(figures, people), replace(
        mapped, model=replace(_anonymous(mapped.model, people), scientists=SCIENTISTS.empty())
    )


def _anonymous(holder: _Holder, people: re.Pattern[str]) -> _Holder:
    frames = {one.name: getattr(holder, one.name) for one in fields(holder)}
    cleared: dict[str, Any] = {
        name: _cleared(rows, people) for name, rows in frames.items() if isinstance(rows, pd.DataFrame)
    }
    return replace(holder, **cleared)


def _cleared(rows: pd.DataFrame, people: re.Pattern[str]) -> pd.DataFrame:
    """The rows without their people, and with their texts and addresses free of them."""
    changed: dict[str, Any] = dict.fromkeys(_PERSONS & set(rows), SOMEBODY)
    changed |= {name: rows[name].str.replace(people, SOMEBODY, regex=True) for name in _TEXTS & set(rows)}
    if "url" in rows:
        changed["url"] = rows["url"].where(~rows["url"].str.contains(people).fillna(value=False))
    if {"field", "value"} <= set(rows):
        changed["value"] = _values(rows, people)
    return rows.assign(**changed)


def _values(histories: pd.DataFrame, people: re.Pattern[str]) -> pd.Series:
    """What fields held: ids and phases stay, an assignee goes, a deliverable is a text."""
    values, field = histories["value"], histories["field"]
    texts = values.str.replace(people, SOMEBODY, regex=True)
    return values.where(field != "assignee", SOMEBODY).where(field != "deliverable", texts)


def _people(model: Model) -> re.Pattern[str]:
    """What matches a person: the longest first, so that a whole name is one person."""
    assignees = model.histories.loc[model.histories["field"] == "assignee", "value"]
    known = pd.concat([model.scientists["name"], model.scientists["scientist_id"], assignees]).dropna().unique()
    words = [parts for parts in (re.findall(r"\w+", str(one)) for one in known) if parts]
    whole = [rf"(?i:{_bounded(parts)})" for parts in words]
    pieces = {part for parts in words for part in parts if len(part) >= _SHORTEST_PART and part[0].isupper()}
    single = [_bounded([form]) for form in sorted({*pieces, *map(str.upper, pieces)})]
    by_length = sorted(whole, key=len, reverse=True) + sorted(single, key=len, reverse=True)
    return re.compile("|".join([*_ANYBODY, *by_length]))


def _bounded(parts: list[str]) -> str:
    """The parts with whatever joins them; whole words only, in scripts that part words."""
    before, after = (r"(?<!\w)" if _is_spaced(parts[0][0]) else ""), (r"(?!\w)" if _is_spaced(parts[-1][-1]) else "")
    return before + r"[\W_]*".join(map(re.escape, parts)) + after


def _is_spaced(sign: str) -> bool:
    return sign.isdigit() or sign.lower() != sign.upper()

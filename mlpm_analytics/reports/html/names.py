"""Figures without anybody's name, for files that leave the team."""

import re
from collections.abc import Callable
from dataclasses import replace
from typing import Any, Final, TypeVar

import pandas as pd

from mlpm_analytics.frames import FIGURE_FRAMES, MODEL_FRAMES, SCIENTISTS, Figures, Frame, Kind, Model
from mlpm_analytics.mapping import Mapped

SOMEBODY = "a scientist"
_ANYBODY = (  # people whom the figures do not know, in texts from Jira
    r"\[~[^\]]*\]",  # a mention
    r"[\w.+-]+@[\w-]+(?:\.[\w-]+)+",  # an address
    r"\b\d+:[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}\b",  # an account id
)
_SHORTEST_PART = 3
_FIELDS_WITHOUT_PEOPLE: Final = ("status", "phase", "epic", "estimate", "resolution")  # and the plans
_CONTRACTS: Final = {frame.name: frame for frame in (*FIGURE_FRAMES, *MODEL_FRAMES)}
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
    frames = {name: rows for name, rows in vars(holder).items() if isinstance(rows, pd.DataFrame)}
    cleared: dict[str, Any] = {name: _cleared(rows, _CONTRACTS[name], people) for name, rows in frames.items()}
    return replace(holder, **cleared)


def _cleared(rows: pd.DataFrame, frame: Frame, people: re.Pattern[str]) -> pd.DataFrame:
    """The rows of a contract, each column by its kind; a column that the contract does not promise does not leave."""
    rows = frame.check(rows)
    return rows.assign(**{known.name: LEAVING[known.kind](rows, known.name, people) for known in frame})


def _kept(rows: pd.DataFrame, name: str, _: re.Pattern[str]) -> pd.Series:
    return rows[name]


def _somebody(rows: pd.DataFrame, name: str, _: re.Pattern[str]) -> pd.Series:
    return pd.Series(SOMEBODY, index=rows.index, dtype="str", name=name)


def _without_people(rows: pd.DataFrame, name: str, people: re.Pattern[str]) -> pd.Series:
    return rows[name].str.replace(people, SOMEBODY, regex=True)


def _address_of_nobody(rows: pd.DataFrame, name: str, people: re.Pattern[str]) -> pd.Series:
    return rows[name].where(~rows[name].str.contains(people).fillna(value=False))


def _value_of_field(rows: pd.DataFrame, name: str, people: re.Pattern[str]) -> pd.Series:
    """What fields held: ids and phases stay, an assignee goes, anything else is a text."""
    field = rows["field"]
    is_kept = field.isin(_FIELDS_WITHOUT_PEOPLE) | field.str.startswith("plan:")
    return rows[name].where(is_kept, _without_people(rows, name, people)).where(field != "assignee", SOMEBODY)


LEAVING: Final[dict[Kind, Callable[[pd.DataFrame, str, re.Pattern[str]], pd.Series]]] = {
    **dict.fromkeys((Kind.KEY, Kind.CATEGORY, Kind.FIGURE, Kind.PLACE, Kind.INSTANT, Kind.DATE, Kind.FLAG), _kept),
    Kind.PERSON: _somebody,
    Kind.FREE_TEXT: _without_people,
    Kind.FIELD_VALUE: _value_of_field,
    Kind.ADDRESS: _address_of_nobody,
}


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

"""Figures without anybody's name, for files that leave the team."""

import re
from dataclasses import replace

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


def without_names(figures: Figures, mapped: Mapped) -> tuple[Figures, Mapped]:
    """The same figures with every scientist called “a scientist”, also inside the texts that come from Jira.

    A name is found whole in whatever case, and each of its parts of three letters or more as it is written; account
    ids, mentions and e-mail addresses go as well. An address that held a name is left out.
    """
    model = mapped.model
    people = _people(model)
    tasks, breaches = figures.tasks, figures.breaches
    shown = replace(
        figures,
        work_intervals=figures.work_intervals.assign(scientist_id=SOMEBODY),
        projects=_cleared(figures.projects, "name", people),
        tasks=_cleared(tasks, "summary", people).assign(scientist_id=SOMEBODY, scientist=SOMEBODY),
        breaches=_cleared(_cleared(breaches, "message", people), "subject", people).assign(
            url=breaches["url"].where(~breaches["url"].str.contains(people).fillna(value=False))
        ),
    )
    histories = model.histories[model.histories["field"] != "assignee"]
    is_text = histories["field"] == "deliverable"
    anonymous = replace(
        model,
        work_items=_cleared(model.work_items, "summary", people),
        histories=histories.assign(
            value=histories["value"].where(~is_text, _cleared(histories, "value", people)["value"])
        ),
        scientists=SCIENTISTS.empty(),
        findings=_cleared(model.findings, "message", people),
    )
    return shown, replace(mapped, model=anonymous)


def _cleared(rows: pd.DataFrame, column: str, people: re.Pattern[str]) -> pd.DataFrame:
    return rows.assign(**{column: rows[column].str.replace(people, SOMEBODY, regex=True)})


def _people(model: Model) -> re.Pattern[str]:
    """What matches a person: the longest first, so that a whole name is one person."""
    assignees = model.histories.loc[model.histories["field"] == "assignee", "value"]
    known = pd.concat([model.scientists["name"], model.scientists["scientist_id"], assignees]).dropna().unique()
    words = {str(one): re.findall(r"\w+", str(one)) for one in known if str(one).strip()}
    whole = [rf"(?i:{_bounded(parts)})" for one, parts in words.items() if parts]
    pieces = {part for parts in words.values() for part in parts if len(part) >= _SHORTEST_PART and part[0].isupper()}
    single = [_bounded([form]) for form in sorted({*pieces, *map(str.upper, pieces)})]
    by_length = sorted(whole, key=len, reverse=True) + sorted(single, key=len, reverse=True)
    return re.compile("|".join([*_ANYBODY, *by_length]))


def _bounded(parts: list[str]) -> str:
    """The parts with whatever joins them; whole words only, in scripts that part words."""
    before, after = (r"(?<!\w)" if _is_spaced(parts[0][0]) else ""), (r"(?!\w)" if _is_spaced(parts[-1][-1]) else "")
    return before + r"[\W_]*".join(map(re.escape, parts)) + after


def _is_spaced(sign: str) -> bool:
    return sign.isdigit() or sign.lower() != sign.upper()

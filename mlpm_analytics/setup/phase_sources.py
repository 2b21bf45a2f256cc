"""Where phases may stand in the data: fields, labels, components, heads of summaries, statuses; the likeliest first."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import Final, Literal

import pandas as pd

from mlpm_analytics.frames import TAG_FIELDS, Raw
from mlpm_analytics.mapping.phases import IN_SUMMARY
from mlpm_analytics.settings import Settings
from mlpm_analytics.setup.phase_words import NAMES_PHASES, phase_called
from mlpm_analytics.wording import cited, count, listing

Where = Literal["field", "label", "component", "summary", "status"]
FEWEST_PHASES: Final = 2  # that a place must hold to be proposed
_FEWEST_STATUSES: Final = 3  # that stand for phases: “Deployment” is a column of many boards
_MOST_VALUES: Final = 60  # of a field: one with more is no choice among a few
_PREFIX: Final = re.compile(r"^([^\W\d][\w ]*?\s?[:/=.]|[^\W\d_]+[-_])(?=\S)")


@dataclass(frozen=True)
class PhaseSource:
    """A place in the data where phases may stand, with what stands there.

    `rows` has one for each value, the most frequent first: value, task_count, and phase, what it most likely means.
    """

    where: Where
    name: str  # of the field; else what people call the place
    prefix: str
    rows: pd.DataFrame
    task_count: int  # Tasks in all
    valued_count: int  # those with a value that means a phase
    is_named: bool = False  # whether its name says that it holds phases

    @cached_property
    def phases(self) -> tuple[str, ...]:
        """The phases that its values mean."""
        return tuple(dict.fromkeys(self.rows["phase"].dropna()))

    @property
    def coverage(self) -> float:
        """The share of Tasks whose value means a phase."""
        return self.valued_count / self.task_count if self.task_count else 0.0

    @property
    def score(self) -> float:
        """Coverage × share of values that mean a phase × number of phases."""
        return self.coverage * float(self.rows["phase"].notna().mean()) * len(self.phases)

    @property
    def sentence(self) -> str:
        """What it is, how many Tasks have a phase there, and its most frequent values."""
        place = {
            "field": f"The field “{self.name}”",
            "summary": "The head of the summary: [phase]",
            "status": "The status: columns of the board are phases",
        }.get(self.where, f"The {self.name}")
        meant = self.rows.dropna(subset=["phase"])
        such = ", such as" if len(meant) else "; its values are"
        examples = listing([cited(value) for value in (meant if len(meant) else self.rows)["value"].head(3)])
        tasks = f"{self.valued_count} of {count(self.task_count, 'Task')}"
        return f"{place}: {tasks} have a value that is called like a phase{such} {examples}"

    @property
    def is_likely(self) -> bool:
        """Whether it may be proposed: a place that holds a single phase by chance is none."""
        return len(self.phases) >= (_FEWEST_STATUSES if self.where == "status" else FEWEST_PHASES)


def phase_sources(raw: Raw, task_ids: pd.Series, settings: Settings) -> list[PhaseSource]:
    """Every place that holds phases, or is named for them, the likeliest first; `task_ids` are the ids of the Tasks."""
    places = [
        source
        for where, name, prefix, texts in _places(raw, set(task_ids))
        for source in [_source(where, name, prefix, texts, len(task_ids), settings)]
        if source.is_likely or source.is_named
    ]
    return sorted(places, key=lambda source: (-source.is_likely, -source.score, source.where, source.name))


def _source(
    where: Where, name: str, prefix: str, texts: pd.DataFrame, task_count: int, settings: Settings
) -> PhaseSource:
    counted = texts.groupby("value")["issue_id"].nunique().rename("task_count").reset_index()
    values = counted.sort_values(["task_count", "value"], ascending=[False, True], ignore_index=True)
    values = values.assign(phase=values["value"].map(lambda value: phase_called(value, settings)).astype("object"))
    meant = set(values.loc[values["phase"].notna(), "value"])
    valued_count = texts.loc[texts["value"].isin(meant), "issue_id"].nunique()
    is_named = where == "field" and bool(NAMES_PHASES.search(name))
    return PhaseSource(where, name, prefix, values, task_count, valued_count, is_named)


def _places(raw: Raw, tasks: set[str]) -> Iterator[tuple[Where, str, str, pd.DataFrame]]:
    """Kind, name, prefix and the texts (issue_id, value) of each place, with the values of Tasks alone."""
    held = raw.field_values[raw.field_values["issue_id"].isin(tasks)].dropna(subset=["value"])
    tags = {field_id: tag.kind for field_id, tag in TAG_FIELDS.items()}
    for (field_id, name), rows in held.groupby(["field_id", "field_name"], sort=True):
        if field_id not in tags and rows["value"].nunique() <= _MOST_VALUES:
            yield "field", str(name), "", rows[["issue_id", "value"]]
    for field_id, kind in (("labels", "label"), ("components", "component")):
        rows = held.loc[held["field_id"] == field_id, ["issue_id", "value"]]
        yield from _tagged(kind, rows)  # type: ignore[arg-type]
    issues = raw.issues[raw.issues["issue_id"].isin(tasks)]
    heads = issues["summary"].str.extract(IN_SUMMARY, expand=False)
    yield "summary", "[head of the summary]", "", issues[["issue_id"]].assign(value=heads).dropna()
    yield "status", "status", "", _statuses(raw, issues)


def _tagged(kind: Where, rows: pd.DataFrame) -> Iterator[tuple[Where, str, str, pd.DataFrame]]:
    """Labels or components as they are, and what follows each prefix that several of them carry."""
    yield kind, f"{kind}s", "", rows
    heads = rows["value"].str.extract(_PREFIX, expand=False).str.casefold()
    for prefix, own in rows.groupby(heads):
        if own["value"].nunique() >= FEWEST_PHASES:
            rest = own.assign(value=own["value"].str.slice(len(str(prefix))).str.strip())
            yield kind, f"{kind}s that begin with “{prefix}”", str(prefix), rest


def _statuses(raw: Raw, issues: pd.DataFrame) -> pd.DataFrame:
    """Every status that a Task has or had."""
    is_status = raw.changes["field"].str.casefold().eq("status") & raw.changes["issue_id"].isin(issues["issue_id"])
    changes = raw.changes[is_status]
    sides = [changes[["issue_id", f"{side}_text"]].set_axis(["issue_id", "value"], axis=1) for side in ("from", "to")]
    today = issues[["issue_id", "status"]].set_axis(["issue_id", "value"], axis=1)
    return pd.concat([today, *sides], ignore_index=True).dropna().drop_duplicates(ignore_index=True)

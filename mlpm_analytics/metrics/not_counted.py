"""What is loaded and in no figure, in sentences: the one list that pages, reports and imports say it from.

While there is any, nothing says that all is well: `all_clear` and `among` are the words for that.
"""

from collections.abc import Callable, Hashable
from dataclasses import dataclass
from typing import Any, Final

import pandas as pd

from mlpm_analytics.wording import cited, count, listing

MOST_NAMED: Final = 5  # of one kind; the rest is counted
AMONG: Final = " among what is counted"
_CHECK: Final = "; `mlpm check` says what the data hold"
_CHOOSE: Final = 'count every Epic with choose = "all" below [projects]'
Row = dict[Hashable, Any]


@dataclass(frozen=True)
class Kind:
    """One reason for which something is not counted: what is said of it, and what to do."""

    told: Callable[[pd.DataFrame], str]  # without its full stop, for the remedy goes on from it
    remedy: str


def _named(rows: pd.DataFrame, name: Callable[[Row], str] = lambda row: str(row["subject"])) -> str:
    """The first subjects, those with most items before the others, and how many more there are."""
    names = [name(row) for row in rows.head(MOST_NAMED).to_dict("records")]
    return listing([*names, f"{len(rows) - MOST_NAMED} more"] if len(rows) > MOST_NAMED else names)


def _tasks(rows: pd.DataFrame) -> str:
    return count(int(rows["item_count"].sum()), "Task")


def _verb(rows: pd.DataFrame, one: str, several: str) -> str:
    """The verb that goes with the number of Tasks."""
    return one if rows["item_count"].sum() == 1 else several


def _with_tasks(row: Row) -> str:
    return f"{cited(row['subject'])} with {count(row['item_count'], 'Task')}"


def _absent_parents(rows: pd.DataFrame) -> str:
    parents = count(len(rows), "parent")
    named = f"{_verb(rows, 'names', 'name')} {parents} that no file holds ({_named(rows)})"
    return f"{_tasks(rows)} {named}, so {_verb(rows, 'its', 'their')} time counts for no project"


def _epics(rows: pd.DataFrame, why: str, named: str) -> str:
    are = "is no project" if len(rows) == 1 else "are no projects"
    whose = "its" if len(rows) == 1 else "their"
    return f"{count(len(rows), 'Epic')} with {_tasks(rows)} {are}, because none of {whose} Tasks has {why} ({named})"


def _unknown_phases_of(row: Row) -> str:
    return f"{row['subject']}: {row['held']}"


def _empty_epics(rows: pd.DataFrame) -> str:
    holds, are = ("holds", "is no project") if len(rows) == 1 else ("hold", "are no projects")
    return f"{count(len(rows), 'Epic')} {holds} no Task that is loaded ({_named(rows)}) and {are}"


def _below_no_epic(rows: pd.DataFrame) -> str:
    issues = count(len(rows), "issue")
    is_one = "that is no Epic" if len(rows) == 1 else "that are no Epics"
    below = f"{_verb(rows, 'stands', 'stand')} below {issues} {is_one} ({_named(rows)})"
    return f"{_tasks(rows)} {below}, so {_verb(rows, 'its', 'their')} time counts for no project"


def _apart(rows: pd.DataFrame) -> str:
    where = "a Jira project that holds no project" if len(rows) == 1 else "Jira projects that hold no project"
    return f"{_tasks(rows)} without an Epic {_verb(rows, 'is', 'are')} in {where} ({_named(rows)})"


def _statuses(rows: pd.DataFrame) -> str:
    means = "status means" if len(rows) == 1 else "statuses mean"
    told = f"{len(rows)} {means} neither active, waiting nor done ({_named(rows, _with_tasks)})"
    return f"{told}, so time in {'it' if len(rows) == 1 else 'them'} counts for nothing"


def _phases(rows: pd.DataFrame) -> str:
    matches = "value of the phase matches" if len(rows) == 1 else "values of the phase match"
    told = f"{len(rows)} {matches} none of the configured phases ({_named(rows, _with_tasks)})"
    return f"{told}, so time in {'it' if len(rows) == 1 else 'them'} counts for no phase"


def _changes(rows: pd.DataFrame) -> str:
    changes = count(int(rows["item_count"].sum()), "change")
    return f"{changes} of {count(len(rows), 'issue')} that no file holds ({_named(rows)}) count for nothing"


KINDS: Final = {  # what leaves out most comes first; a finding of the same name says it of one issue
    "parent-absent": Kind(_absent_parents, "export the Epics, too"),
    "epic-phases-unknown": Kind(
        lambda rows: _epics(rows, "a phase that the settings know", _named(rows, _unknown_phases_of)),
        f"add these as phases or aliases below [workflow], or {_CHOOSE}{_CHECK}",
    ),
    "epic-phaseless": Kind(
        lambda rows: _epics(rows, "a phase", _named(rows)),
        f"say below [fields] which field (phase) or which labels, components or summaries (phase_from) hold the phase, "
        f"or {_CHOOSE}{_CHECK}",
    ),
    "epic-empty": Kind(_empty_epics, "export their Tasks, too, or name them in exclude_keys below [projects]"),
    "below-no-epic": Kind(_below_no_epic, "give them an Epic as their parent"),
    "task-apart": Kind(_apart, "give them an Epic, or leave these Jira projects out of the export"),
    "phase-unknown": Kind(_phases, f"add what is meant as phases or aliases below [workflow]{_CHECK}"),
    "status-unknown": Kind(
        _statuses, f"name each in active_statuses, waiting_statuses or done_statuses below [workflow]{_CHECK}"
    ),
    "changes-apart": Kind(_changes, "load the issues, too"),
}


@dataclass(frozen=True)
class NotCounted:
    """One kind of what is not counted, with its rows."""

    kind: str
    message: str
    remedy: str
    rows: pd.DataFrame

    @property
    def line(self) -> str:
        """What is not counted and what to do, in a sentence."""
        return f"{self.message}: {self.remedy}."


def not_counted(rows: pd.DataFrame) -> list[NotCounted]:
    """What is not counted (`frames.NOT_COUNTED`), one entry for each kind."""
    ordered = rows.sort_values(["item_count", "subject"], ascending=[False, True], kind="stable")
    own = {name: ordered[ordered["kind"] == name] for name in KINDS}
    return [
        NotCounted(name, kind.told(own[name]), kind.remedy, own[name])
        for name, kind in KINDS.items()
        if not own[name].empty
    ]


def lines(rows: pd.DataFrame) -> list[str]:
    """One sentence for each kind of what is not counted; none where everything is."""
    return [one.line for one in not_counted(rows)]


def about(rows: pd.DataFrame, subject: str) -> str | None:
    """What is said of one subject by itself, in whatever case; None where it is not among what is not counted."""
    own = rows[rows["subject"].str.casefold() == subject.strip().casefold()]
    return next(iter(lines(own)), None)


def among(rows: pd.DataFrame) -> str:
    """What follows a number of nothing bad: among what is counted, where not everything is."""
    return "" if rows.empty else AMONG


def all_clear(rows: pd.DataFrame, sentence: str, limited: str) -> str:
    """A sentence that all is well; while something is not counted, the `limited` one and a look at the rest."""
    return sentence if rows.empty else f"{limited}{AMONG}; see what is not counted."

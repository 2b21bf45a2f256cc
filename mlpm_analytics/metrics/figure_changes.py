"""Which figures another version of the program makes of the same projects, and why."""

from typing import Final, NamedTuple

import pandas as pd

from mlpm_analytics.frames import FIGURE_CHANGES, PROJECTS, Figures, Kind

SMALLEST: Final = 1e-6  # a difference of less is one of rounding
COMPARED: Final = {known.name: known.header for known in PROJECTS if known.kind is Kind.FIGURE}
_BREACHES: Final = "breach_count"
LABELS: Final = {**COMPARED, _BREACHES: "Breaches"}


class DefinitionChange(NamedTuple):
    """What a version of the published figures defines otherwise: which figures of projects, and how."""

    version: int  # of the snapshots: `store.schema.PUBLISHED_VERSION`
    figures: frozenset[str]
    sentence: str


_TIME: Final = {"elapsed_days", "active_days", "effort_days", "idle_days"}
_MOVES: Final = {"forward_count", "back_count", "resumed_count", "reentry_count", "rework_days", "rework_share"}
DEFINITION_CHANGES: Final = (  # whoever changes a definition adds a line, in the words of the CHANGELOG
    DefinitionChange(
        7,
        frozenset(_TIME | _MOVES | {_BREACHES}),
        "Mis-clicks are short runs that led back to where they came from; before, every short run was dropped.",
    ),
    DefinitionChange(
        7,
        frozenset(_TIME | _MOVES),
        "Without a history, a Task in a passive phase begins when the work before it ended, and one closed as nothing "
        "done has no time; before, both were taken to have been worked on.",
    ),
    DefinitionChange(
        7,
        frozenset({_BREACHES}),
        "Late projects and Tasks that are blocked too long are breaches; a plan is over while paused, too; five days "
        "are days of whoever the Task was assigned to.",
    ),
)
OTHERWISE: Final = "No definition of it changed: settings or data did, or a figure that it follows from."


def figure_changes(projects: pd.DataFrame, breaches: pd.DataFrame, now: Figures, *, version: int) -> pd.DataFrame:
    """The figures of projects that differ from those another version published, by figure and project.

    `projects` and `breaches` are as snapshots of `version` had them; figures that it did not have, and projects that
    only one of both knows, are left out. Columns as in `frames.FIGURE_CHANGES`.
    """
    before, after = _long(projects, breaches), _long(now.projects, now.breaches)
    both = before.merge(after, on=["project", "figure"], suffixes=("_before", ""))
    is_same = (both["value"] - both["value_before"]).abs() < SMALLEST
    differing = both[~is_same & ~(both["value"].isna() & both["value_before"].isna())]
    order = {name: place for place, name in enumerate(LABELS)}
    found = differing.rename(columns={"value_before": "before"}).assign(
        place=differing["figure"].map(order), why=differing["figure"].map(lambda name: why(name, version))
    )
    return FIGURE_CHANGES.check(found.sort_values(["place", "project"], ignore_index=True))


def why(figure: str, version: int) -> str:
    """What is defined otherwise since a version of the published figures, as far as a figure rests on it."""
    sentences = [
        change.sentence for change in DEFINITION_CHANGES if change.version > version and figure in change.figures
    ]
    return " ".join(sentences) or OTHERWISE


def _long(projects: pd.DataFrame, breaches: pd.DataFrame) -> pd.DataFrame:
    """One row per project and figure: project, figure, value."""
    broken = projects["project"].map(breaches["project"].value_counts()).fillna(0)
    held = projects.assign(**{_BREACHES: broken})
    names = [name for name in LABELS if name in held]
    return held.melt("project", names, var_name="figure", value_name="value").astype({"value": "float64"})

"""What is told about figures that changed with an upgrade: which, from what to what, and why."""

from typing import Final

import pandas as pd

from mlpm_analytics import wording
from mlpm_analytics.frames import FIGURE_CHANGES
from mlpm_analytics.metrics.figure_changes import LABELS
from mlpm_analytics.views.headers import columns
from mlpm_analytics.views.model import Column, Content, Section, Table, section

_SUMS: Final = (
    Column("figure", "Figure"),
    Column("project_count", "Projects", "count"),
    Column("before", "Before, in all", "number"),
    Column("value", "Now, in all", "number"),
    Column("why", "Why"),
)
_ROWS: Final = columns(FIGURE_CHANGES, "figure", "project", "before", "value", "why")


def figure_changes_sections(changes: pd.DataFrame) -> list[Section]:
    """The figures (`frames.FIGURE_CHANGES`) together and by project; nothing where none changed."""
    if changes.empty:
        return []
    named = changes.assign(figure=changes["figure"].map(LABELS).fillna(changes["figure"]))
    sums = named.groupby("figure", sort=False).agg(
        project_count=("project", "nunique"), before=("before", "sum"), value=("value", "sum"), why=("why", "first")
    )
    projects = wording.count(named["project"].nunique(), "project")
    sentence = (
        f"{wording.count(len(sums), 'figure')} of {projects} are not what the version before showed. Both are of the "
        "instant that it showed last; sums are over the projects that changed, and shares are added up as they are."
    )
    return [
        section(
            "figure-changes", "Changed with this version", Content(sentence, table=Table(sums.reset_index(), _SUMS))
        ),
        section("figure-changes-by-project", "By project", Content(table=Table(named, _ROWS)), is_detail=True),
    ]

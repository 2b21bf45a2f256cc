"""The way of each project so far: its visits side by side, all projects on one scale."""

from dataclasses import dataclass

import pandas as pd

from mlpm_analytics.reports.as_json import Row


@dataclass(frozen=True)
class Strip:
    """A project and its visits, each with `width` in percent of the longest way."""

    project: Row
    visits: tuple[Row, ...]


def strips(projects: pd.DataFrame, visits: pd.DataFrame) -> list[Strip]:
    """One strip per row of `projects`, in their order."""
    shown = visits[visits["project"].isin(projects["project"])]
    longest = shown.groupby("project")["active_days"].sum().max()
    sized = shown.assign(width=(shown["active_days"] / longest * 100).round(2))
    by_project = {key: tuple(rows.to_dict("records")) for key, rows in sized.groupby("project")}
    return [Strip(row, by_project.get(row["project"], ())) for row in projects.to_dict("records")]

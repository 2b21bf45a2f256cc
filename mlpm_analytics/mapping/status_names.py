"""Statuses that came as names: which of two statuses a name means, where one name stands for both.

Team-managed projects have statuses of their own, and their names can be the same. Exports without ids tell them apart
by the category that stands in each row, and by the Jira project (`docs/definitions.md`, Evidence).
"""

import dataclasses
from dataclasses import dataclass

import numpy as np
import pandas as pd

from mlpm_analytics.frames import FINDINGS, INSTANT, Raw
from mlpm_analytics.wording import listing

BY_NAME = "name:"  # how sources identify what has a name and no id
APART = "\n"  # before the category, in the id of a status whose name another status has, too
EITHER = "?"  # in place of the category, where a history says no more than the name
CALLED = {"new": "To Do", "indeterminate": "In Progress", "done": "Done"}


@dataclass(frozen=True)
class ToldApart:
    """The exports with ids that tell statuses of one name apart, and findings about such names."""

    raw: Raw
    findings: pd.DataFrame


def statuses_told_apart(raw: Raw) -> ToldApart:
    """`raw` in which a name that stands for statuses of two categories is two ids.

    The newest export of a Jira project says which category a name has there. Where even that shows two, each row
    stands for itself, and a name in a history is a status of its own, of which nobody knows the category.
    """
    by_project = _categories(raw)
    categories = by_project.groupby("name")["category"].nunique()
    clashing = by_project[by_project["name"].isin(categories.index[categories > 1])]
    if clashing.empty:
        return ToldApart(raw, FINDINGS.empty())
    of_project = clashing.drop_duplicates(["project_key", "name"], keep=False)
    known = of_project.set_index(["project_key", "name"])["category"]
    names = set(clashing["name"])
    told = dataclasses.replace(
        raw,
        issues=_rows_apart(raw.issues, names, known),
        sightings=_rows_apart(raw.sightings, names, known),
        changes=_changes_apart(raw, names, known),
    )
    return ToldApart(told, _findings(clashing))


def folded(names: pd.Series) -> pd.Series:
    """Names of statuses as they are compared."""
    return names.str.strip().str.casefold()


def _categories(raw: Raw) -> pd.DataFrame:
    """project_key, name, category, label: of each status without an id, by the newest export of its Jira project."""
    unseen = raw.issues[~raw.issues["issue_id"].isin(raw.sightings["issue_id"])]
    columns = ["project_key", "status_id", "status", "status_category", "load_id", "seen_at"]
    never = pd.Series(pd.NaT, index=unseen.index, dtype=INSTANT)
    rows = pd.concat([raw.sightings[columns], unseen.assign(load_id=0, seen_at=never)[columns]])
    rows = rows[rows["status_id"].str.startswith(BY_NAME).eq(True) & rows["status_category"].notna()]
    rows = rows.assign(name=folded(rows["status"]), category=rows["status_category"], label=rows["status"])
    rows = rows.sort_values(["seen_at", "load_id"], na_position="first", kind="stable")
    newest = rows.groupby(["project_key", "name"])["load_id"].transform("last")
    return rows[rows["load_id"] == newest].drop_duplicates(["project_key", "name", "category"])


def _rows_apart(rows: pd.DataFrame, names: set[str], known: pd.Series) -> pd.DataFrame:
    """Issues as exports show them, with ids by name and category."""
    name = folded(rows["status"])
    is_clashing = name.isin(names) & rows["status_id"].str.startswith(BY_NAME).eq(True)
    category = _looked_up(rows["project_key"], name, known).fillna(rows["status_category"])
    apart = (BY_NAME + rows["status"] + APART + category).where(is_clashing)
    return rows.assign(
        status_id=apart.fillna(rows["status_id"]),
        status_category=category.where(apart.notna()).fillna(rows["status_category"]),
    )


def _changes_apart(raw: Raw, names: set[str], known: pd.Series) -> pd.DataFrame:
    """Changes that name a status without an id: that of the issue's Jira project."""
    changes = raw.changes
    projects = changes["issue_id"].map(raw.issues.set_index("issue_id")["project_key"])
    is_status = changes["field"].str.casefold() == "status"
    ids = {}
    for side in ("from", "to"):
        text, own = changes[f"{side}_text"], changes[f"{side}_id"]
        is_bare = is_status & folded(text).isin(names) & (own.isna() | own.eq(""))
        category = _looked_up(projects, folded(text), known).fillna(EITHER)
        ids[f"{side}_id"] = own.where(~is_bare, BY_NAME + text + APART + category).astype("str")
    return changes.assign(**ids)


def _looked_up(projects: pd.Series, names: pd.Series, known: pd.Series) -> pd.Series:
    """The one category that a name has in a Jira project; NaN for none or two."""
    pairs = pd.MultiIndex.from_arrays([projects, names])
    return pd.Series(known.reindex(pairs).to_numpy(dtype=object, na_value=np.nan), index=names.index).astype("str")


def _findings(clashing: pd.DataFrame) -> pd.DataFrame:
    """One for each name, with the Jira projects of each category."""
    told = []
    for _, rows in clashing.groupby("name", sort=True):
        of = {
            f"{CALLED.get(str(category), category)} in {listing(sorted(projects))}"
            for category, projects in rows.groupby("category")["project_key"].agg(set).items()
        }
        told.append(
            f"Statuses of two categories are called “{rows['label'].iloc[0]}”: {listing(sorted(of))}. Each issue "
            "counts by the category that stands in its own row."
        )
    return FINDINGS.of([{"rule": "status-two-categories", "message": message} for message in told])

"""Exports of two Jiras in one store: their issue ids, which each Jira counts by itself, must not meet."""

import dataclasses
from typing import Final

import pandas as pd

from mlpm_analytics.frames import Export, Note

APART: Final = pd.Timedelta(hours=26)  # no two time zones make one instant look so different
ACCOUNTS: Final = ("assignee", "reporter", "creator")  # people are the same in every Jira
BY_NAME: Final = "name:"
_SPACE: Final = r"^(jira\d+:)"  # what the ids of another Jira begin with


def apart(export: Export, known: pd.DataFrame) -> Export:
    """`export`, with ids of its own where it comes from another Jira than others of `known`.

    `known` has issue_id, project_key, created_at and site_url. Files that state one address are of one Jira. Else an
    issue tells: it never changes the instant at which it was created, so that where this differs by more than 26
    hours, the file is of another Jira; of several Jiras that it can be of, it is the one that has its Jira projects.
    All ids of another Jira get a prefix, the same for each of its files.
    """
    if known.empty:
        return export
    spaces = known.assign(space=known["issue_id"].str.extract(_SPACE, expand=False).fillna("").astype("str"))
    at_its_site = spaces.loc[spaces["site_url"].notna() & (spaces["site_url"] == export.site_url), "space"]
    if len(at_its_site):
        return _prefixed(export, at_its_site.iloc[0])
    prefixes = ["", *sorted(set(spaces["space"]) - {""})]
    met = {prefix: _contradicting(export, prefix, known) for prefix in prefixes}
    possible = [prefix for prefix in prefixes if not len(met[prefix])] or [f"jira{len(prefixes) + 1}:"]
    projects = set(export.issues["project_key"].dropna())
    shared = {one: len(projects & set(spaces.loc[spaces["space"] == one, "project_key"])) for one in possible}
    prefix = max(possible, key=lambda one: shared[one])
    found = _prefixed(export, prefix)
    if not prefix:
        return found
    return dataclasses.replace(found, notes=(*export.notes, Note(export.path, _told(met[""]))))


def _contradicting(export: Export, prefix: str, known: pd.DataFrame) -> pd.DataFrame:
    """The issues of an export that were created at another time than those that have their ids in a Jira."""
    created = known.dropna(subset=["created_at"]).groupby("issue_id")["created_at"].agg(["min", "max"])
    own = export.issues.dropna(subset=["created_at"])
    both = own.assign(issue_id=prefix + own["issue_id"]).join(created, on="issue_id", how="inner")
    return both[(both["created_at"] - both["min"] > APART) | (both["max"] - both["created_at"] > APART)]


def _told(met: pd.DataFrame) -> str:
    """Why an export is kept apart; `met` are issues of it whose ids others have."""
    if met.empty:
        return "It comes from the same Jira as files that are kept apart from others, and so is it."
    return (
        f"It comes from another Jira than what is loaded: {len(met)} of its issues, {met['key'].iloc[0]} first, have "
        "ids that other issues have already. Both are kept apart."
    )


def _prefixed(export: Export, prefix: str) -> Export:
    if not prefix:
        return export

    def own(ids: pd.Series) -> pd.Series:
        return (prefix + ids).where(ids.notna() & ~ids.str.startswith(BY_NAME).eq(True), ids).astype("str")

    def with_own(rows: pd.DataFrame, *columns: str) -> pd.DataFrame:
        return rows.assign(**{column: own(rows[column]) for column in columns})

    issues = with_own(export.issues, "issue_id", "parent_id", "status_id")
    has_key = export.issues["key"] != export.issues["issue_id"]  # else the id stands for the key
    changes = with_own(export.changes, "issue_id", "history_id")
    is_account = changes["field"].str.casefold().isin(ACCOUNTS)
    sides = {side: changes[side].where(is_account, own(changes[side])) for side in ("from_id", "to_id")}
    return dataclasses.replace(
        export,
        issues=issues.assign(key=issues["key"].where(has_key, issues["issue_id"])),
        field_values=with_own(export.field_values, "issue_id"),
        changes=changes.assign(**sides),
        statuses=with_own(export.statuses, "status_id"),
    )

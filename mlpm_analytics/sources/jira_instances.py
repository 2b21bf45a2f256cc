"""Exports of two Jiras in one store: their issue ids, which each Jira counts by itself, must not meet."""

import dataclasses
from collections.abc import Callable
from typing import Final

import pandas as pd

from mlpm_analytics.frames import Export, Note

APART: Final = pd.Timedelta(hours=26)  # no two time zones make one instant look so different
ACCOUNTS: Final = ("assignee", "reporter", "creator")  # people are the same in every Jira
BY_NAME: Final = "name:"


def with_own_ids(export: Export, jiras: pd.DataFrame, created: Callable[[pd.Series], pd.DataFrame]) -> Export:
    """`export`, with ids of its own where it comes from another Jira than others that are loaded.

    `jiras` has id_prefix, project_key and site_url of what is loaded; `created` gives issue_id, first_at and last_at
    for ids that are loaded. Files that state one address are of one Jira. Else an issue tells: it never changes the
    instant at which it was created, so that where this differs by more than 26 hours, the file is of another Jira; of
    several Jiras that it can be of, it is the one that has its Jira projects.
    All ids of another Jira get a prefix, the same for each of its files.
    """
    if jiras.empty:
        return export
    at_its_site = jiras.loc[jiras["site_url"].notna() & (jiras["site_url"] == export.site_url), "id_prefix"]
    if len(at_its_site):
        return _prefixed(export, at_its_site.iloc[0])
    prefixes = ["", *sorted(set(jiras["id_prefix"]) - {""})]
    contradicting = {prefix: _contradicting(export, prefix, created) for prefix in prefixes}
    possible = [prefix for prefix in prefixes if not len(contradicting[prefix])] or [f"jira{len(prefixes) + 1}:"]
    projects = set(export.issues["project_key"].dropna())
    shared = {each: len(projects & set(jiras.loc[jiras["id_prefix"] == each, "project_key"])) for each in possible}
    prefix = max(possible, key=lambda each: shared[each])
    if not prefix:
        return export
    note = Note(export.path, _told(contradicting[""]))
    return dataclasses.replace(_prefixed(export, prefix), notes=(*export.notes, note))


def _contradicting(export: Export, prefix: str, created: Callable[[pd.Series], pd.DataFrame]) -> pd.DataFrame:
    """The issues of an export that were created at another time than those that have their ids in a Jira."""
    own = export.issues.dropna(subset=["created_at"])
    if own.empty:
        return own
    own = own.assign(issue_id=prefix + own["issue_id"])
    both = own.join(created(own["issue_id"]).set_index("issue_id"), on="issue_id", how="inner")
    return both[(both["created_at"] - both["first_at"] > APART) | (both["last_at"] - both["created_at"] > APART)]


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

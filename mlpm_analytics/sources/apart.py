"""Exports of two Jiras in one store: their issue ids, which each Jira counts by itself, must not meet."""

import dataclasses
from typing import Final

import pandas as pd

from mlpm_analytics.frames import Export, Note

APART: Final = pd.Timedelta(hours=26)  # no two time zones make one instant look so different
ACCOUNTS: Final = ("assignee", "reporter", "creator")  # people are the same in every Jira
BY_NAME: Final = "name:"


def apart(export: Export, known: pd.DataFrame) -> Export:
    """`export`, with ids of its own where an issue of the same id in `known` (issue_id, created_at) is another one.

    An issue never changes the instant at which it was created: where it differs by more than 26 hours, the export comes
    from another Jira, and all its ids get a prefix, the same for every export of that Jira.
    """
    created = known.dropna().groupby("issue_id")["created_at"].agg(["min", "max"])
    number, found, met = 1, export, pd.DataFrame()
    while True:
        both = found.issues.dropna(subset=["created_at"]).join(created, on="issue_id", how="inner")
        differ = both[(both["created_at"] - both["min"] > APART) | (both["max"] - both["created_at"] > APART)]
        if differ.empty:
            break
        met = differ if met.empty else met
        number += 1
        found = _prefixed(export, f"jira{number}:")
    if found is export:
        return export
    key = met["key"].iloc[0]
    message = (
        f"It comes from another Jira than what is loaded: {len(met)} of its issues, {key} first, have ids that other "
        "issues have already. Both are kept apart."
    )
    return dataclasses.replace(found, notes=(*export.notes, Note(export.path, message)))


def _prefixed(export: Export, prefix: str) -> Export:
    def own(ids: pd.Series) -> pd.Series:
        return (prefix + ids).where(ids.notna() & ~ids.str.startswith(BY_NAME).eq(True), ids).astype("str")

    def with_own(rows: pd.DataFrame, *columns: str) -> pd.DataFrame:
        return rows.assign(**{column: own(rows[column]) for column in columns})

    changes = with_own(export.changes, "issue_id", "history_id")
    is_account = changes["field"].str.casefold().isin(ACCOUNTS)
    sides = {side: changes[side].where(is_account, own(changes[side])) for side in ("from_id", "to_id")}
    return dataclasses.replace(
        export,
        issues=with_own(export.issues, "issue_id", "parent_id", "status_id"),
        field_values=with_own(export.field_values, "issue_id"),
        changes=changes.assign(**sides),
        statuses=with_own(export.statuses, "status_id"),
    )

"""Histories that do not reach back to the beginning: a Data Pipeline or a log that was exported from some day on.

Nothing in such a file says so. But an issue that was there before its first entry, and that its history finds in
progress or done right away, must have got there by changes that the file leaves out.
"""

import dataclasses
from dataclasses import dataclass

import pandas as pd

from mlpm_analytics.frames import FINDINGS, Raw
from mlpm_analytics.frames.membership import is_in
from mlpm_analytics.mapping.items import kinds
from mlpm_analytics.mapping.statuses import UNDATED, Statuses

ROLES = ("is_active", "is_waiting", "is_done")


@dataclass(frozen=True)
class TruncatedHistories:
    """Histories in which nothing is claimed of the time before, the ids of their issues, and what to say of them."""

    rows: pd.DataFrame
    doubtful: pd.Series
    findings: pd.DataFrame


def without_lost_histories(raw: Raw) -> Raw:
    """`raw` in which issues that a log that begins late has no change of count as issues without a changelog."""
    begins, logged = _beginning(raw), is_in(raw.issues["issue_id"], raw.logged["issue_id"])
    is_begun = raw.issues["status_category"].isin(["indeterminate", "done"])
    is_begun &= kinds(raw.issues).isin(["task", "subtask"])
    changed = is_in(raw.issues["issue_id"], raw.changes["issue_id"])
    is_lost = logged & ~changed & is_begun & (raw.issues["created_at"] < begins)
    if not is_lost.any():
        return raw
    return dataclasses.replace(raw, issues=raw.issues.assign(has_changelog=raw.issues["has_changelog"] & ~is_lost))


def truncated_histories(raw: Raw, rows: pd.DataFrame, known: Statuses) -> TruncatedHistories:
    """`rows` with an unknown status, up to the beginning of the log, for issues that it finds begun already."""
    begins = _beginning(raw)
    begun = pd.concat([known.with_role(role) for role in ROLES])
    first = rows[(rows["field"] == "status") & ~rows.duplicated(["issue_id", "field"])]
    first = first[is_in(first["issue_id"], raw.logged["issue_id"])]
    late = first[first["value"].isin(begun) & (first["changed_at"] < begins)]
    if late.empty:
        return TruncatedHistories(rows, late["issue_id"], FINDINGS.empty())
    undated = rows.assign(value=rows["value"].where(~rows.index.isin(late.index), UNDATED + rows["value"]))
    found = pd.concat([undated, late.assign(changed_at=begins)], ignore_index=True)
    found = found.sort_values(["issue_id", "field", "changed_at"], kind="stable")
    found = found.drop_duplicates(["issue_id", "field", "changed_at"], keep="first").reset_index(drop=True)
    return TruncatedHistories(found, late["issue_id"], _told(late, raw, begins))


def _beginning(raw: Raw) -> pd.Timestamp:
    """The first entry of all histories that came in a file of their own; NaT without any."""
    return raw.changes.loc[is_in(raw.changes["issue_id"], raw.logged["issue_id"]), "changed_at"].min()


def _told(late: pd.DataFrame, raw: Raw, begins: pd.Timestamp) -> pd.DataFrame:
    message = f"The history begins on {begins:%Y-%m-%d}, after the issue was begun; the time before is not known."
    keys = late["issue_id"].map(raw.issues.set_index("issue_id")["key"])
    return FINDINGS.check(late[["issue_id"]].assign(rule="history-begins-late", key=keys, message=message))

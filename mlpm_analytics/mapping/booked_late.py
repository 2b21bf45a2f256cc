"""Work that was booked late: a Task put in progress and done within minutes, or at one instant."""

from datetime import timedelta

import pandas as pd

from mlpm_analytics.frames import Raw
from mlpm_analytics.frames.membership import is_in
from mlpm_analytics.mapping.items import findings_about, kinds
from mlpm_analytics.mapping.statuses import Statuses


def booked_late(changes: pd.DataFrame, known: Statuses, raw: Raw, *, shortest: timedelta) -> pd.DataFrame:
    """Findings (`frames.FINDINGS`): Tasks whose run of less than `shortest` led to a done status.

    `changes` are those of tracked fields in order, with the statuses that `known` tells apart.
    """
    tasks = raw.issues.loc[kinds(raw.issues).isin(["task", "subtask"]), "issue_id"]
    rows = changes[(changes["field"] == "status") & is_in(changes["issue_id"], tasks)]
    rows = rows.sort_values(["issue_id", "changed_at"], kind="stable")
    is_active = rows["to_value"].isin(known.with_role("is_active"))
    same_issue = rows["issue_id"] == rows["issue_id"].shift()
    begins = is_active & ~(is_active.shift(fill_value=False) & same_issue)
    began_at = rows["changed_at"].where(begins).groupby(rows["issue_id"]).ffill()
    is_end = rows["to_value"].isin(known.with_role("is_done")) & is_active.shift(fill_value=False) & same_issue
    late = rows[is_end & (rows["changed_at"] - began_at < shortest)].drop_duplicates("issue_id")
    message = "It was put in progress and done within minutes: its work was booked late, and its days are not known."
    return findings_about(late["issue_id"], "booked-late", message, raw)

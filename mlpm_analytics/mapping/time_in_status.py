"""`[CHART] Time in Status`: how long an issue was in each status, the only history that a CSV export can carry.

Jira's charting plug-in writes `<status id>_*:*_<times>_*:*_<milliseconds>` for each status, joined by `_*|*_`. Ids
alone stand there; the status that an issue is in has no time yet.
"""

import pandas as pd

from mlpm_analytics.frames import INSTANT, Raw
from mlpm_analytics.mapping.fields import all_fields, matching
from mlpm_analytics.mapping.items import findings_about
from mlpm_analytics.mapping.statuses import BUILT_IN, Statuses

FIELD = "[CHART] Time in Status"
_PART = r"(?P<status_id>\d+)_\*:\*_(?P<times>\d+)_\*:\*_(?P<spent>\d+)"  # spent in milliseconds
_BUILT_IN = {status_id: category for (status_id, _), category in BUILT_IN.items()}


def times_in_status(raw: Raw) -> pd.DataFrame:
    """issue_id, status_id, times, spent (by the clock): for each issue that has the field, each status with time."""
    rows = raw.field_values[raw.field_values["field_id"].isin(matching(all_fields(raw), FIELD))].dropna(
        subset=["value"]
    )
    parts = rows.drop_duplicates("issue_id").set_index("issue_id")["value"].str.extractall(_PART)
    parts = parts.reset_index().astype({"times": "int64", "spent": "int64"})
    spent = pd.to_timedelta(parts["spent"], unit="ms").astype("timedelta64[us]")
    return parts.assign(spent=spent)[parts["spent"] > 0][["issue_id", "status_id", "times", "spent"]]


def charted_starts(times: pd.DataFrame, ended_at: pd.Series, known: Statuses) -> pd.Series:
    """By issue id, when a Task that ended at `ended_at` began: by its time in active statuses, directly before its end.

    Only where its statuses are known but for one, the one in which it was created, and it was in each once.
    """
    is_active, is_known = _roles(times["status_id"], known)
    own = times.assign(active=times["spent"].where(is_active), unknown=~is_known).groupby("issue_id")
    total, unknown, most = own["active"].sum(), own["unknown"].sum(), own["times"].max()
    is_clear = (total > pd.Timedelta(0)) & (unknown <= 1) & (most == 1)
    spent = total[is_clear].reindex(ended_at.index)
    return (ended_at - spent).astype(INSTANT)


def _roles(status_ids: pd.Series, known: Statuses) -> tuple[pd.Series, pd.Series]:
    """Whether each status is active, and whether anybody says what it is: the data and settings, else Jira itself."""
    roles = known.roles.set_index("status_id")
    in_data = status_ids.isin(roles.index)
    category = status_ids.map(_BUILT_IN)
    active = status_ids.isin(known.with_role("is_active")) | (~in_data & category.eq("indeterminate"))
    return active, in_data | category.notna()


def uncharted(times: pd.DataFrame, starts: pd.Series, raw: Raw) -> pd.DataFrame:
    """Findings: issues whose times in statuses are not used."""
    unused = times[times["issue_id"].isin(starts.index[starts.isna()])].drop_duplicates("issue_id")
    message = (
        f"The export has a column {FIELD}, which is not used for this Task: it is not done, was in a status more than "
        "once, or no file says which statuses its ids are. A REST answer of Jira's statuses (/rest/api/2/status) does."
    )
    return findings_about(unused["issue_id"], "time-in-status-unused", message, raw)

"""Flags as waiting statuses: what is flagged while it is neither done nor waiting anyway, waits."""

import pandas as pd

from mlpm_analytics.frames import STATUS_ROLES

FLAG_FIELD = "flag"
FLAGGED = "mlpm:flagged:"  # before the id of the status in which an issue was flagged


def with_flags(rows: pd.DataFrame, roles: pd.DataFrame, changed: pd.Series) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Histories in which issues are in a waiting status of their own while they are flagged, and all roles.

    `changed` are the ids of issues of which it is known when they were flagged: of others nobody knows since when.
    """
    is_flag, others = rows["field"] == FLAG_FIELD, rows[rows["field"] != FLAG_FIELD]
    if not (is_flag & rows["issue_id"].isin(changed)).any():
        return others, roles
    is_of_flagged = rows["issue_id"].isin(changed) & rows["field"].isin([FLAG_FIELD, "status"])
    held = _held_together(rows[is_of_flagged])
    kept = roles.loc[roles["is_done"] | roles["is_waiting"], "status_id"]
    is_flagged = (held["flag"] != "") & ~held["status"].isin(["", *kept])
    value = (FLAGGED + held["status"]).where(is_flagged, held["status"])
    is_same = (value == value.shift()) & (held["issue_id"] == held["issue_id"].shift())
    steps = held.assign(field="status", value=value)[~is_same & (value != "")]
    is_replaced = others["issue_id"].isin(changed) & (others["field"] == "status")
    found = pd.concat([others[~is_replaced], steps[["issue_id", "field", "changed_at", "value"]]], ignore_index=True)
    return found, pd.concat([roles, _flagged_roles(roles, held.loc[is_flagged, "status"])], ignore_index=True)


def _held_together(rows: pd.DataFrame) -> pd.DataFrame:
    """Status and flag of each issue from every instant on at which one of them changed: issue_id, changed_at, both.

    An empty text is no flag.
    """
    stated = rows.assign(value=rows["value"].fillna(""))
    wide = stated.pivot(index=["issue_id", "changed_at"], columns="field", values="value").sort_index()
    return wide.groupby(level="issue_id").ffill().fillna("").astype("str").reset_index()


def _flagged_roles(roles: pd.DataFrame, status_ids: pd.Series) -> pd.DataFrame:
    of_flagged = roles[roles["status_id"].isin(status_ids)]
    return STATUS_ROLES.check(
        of_flagged.assign(
            status_id=FLAGGED + of_flagged["status_id"],
            name=of_flagged["name"] + ", flagged",
            is_active=False,
            is_waiting=True,
            reason="workflow.flag_waits",
        )
    )

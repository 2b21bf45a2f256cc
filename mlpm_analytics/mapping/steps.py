"""From a changelog to step functions, and where a changelog does not fit itself."""

import pandas as pd

from mlpm_analytics.frames import FINDINGS, Raw
from mlpm_analytics.mapping.tracked import Tracked

KEY = ["issue_id", "field"]


def steps(today: pd.DataFrame, changes: pd.DataFrame, starts: pd.Series) -> pd.DataFrame:
    """What each tracked field held, from when on: issue_id, field, changed_at, value, number.

    The first change's *from* holds from the issue's start, or, with no change, today's value. Of several changes
    at one instant the last counts. `changes` are in order (see `tracked.Tracked`).
    """
    first = changes.drop_duplicates(KEY)
    initial = first.assign(value=first["from_value"], number=first["from_number"])
    unchanged = today[~_pairs(today).isin(_pairs(first))]
    begun = pd.concat([initial, unchanged])[[*KEY, "value", "number"]]
    begun = begun.assign(changed_at=starts.reindex(begun["issue_id"]).array, step=0)
    later = changes.assign(value=changes["to_value"], number=changes["to_number"], step=range(1, len(changes) + 1))
    rows = pd.concat([begun, later])[[*KEY, "changed_at", "value", "number", "step"]]
    rows = rows.sort_values([*KEY, "changed_at", "step"], kind="stable")
    return rows.drop_duplicates([*KEY, "changed_at"], keep="last").drop(columns="step").reset_index(drop=True)


def _pairs(rows: pd.DataFrame) -> pd.MultiIndex:
    return pd.MultiIndex.from_frame(rows[KEY])


def cut_short(found: Tracked, raw: Raw) -> pd.DataFrame:
    """Histories that do not fit themselves: rule, issue_id, key, message and the field that is cut.

    A change's *from* is not the previous *to*, the last *to* is not today's value, or Jira says that there are
    more histories than arrived.
    """
    changes, today = (_in_phases(rows, found.phases.phases) for rows in (found.changes, found.today))
    before = changes.groupby(KEY, sort=False)[["to_value"]].shift()
    is_first = ~changes.duplicated(KEY)
    breaks = changes[~is_first & _differ(changes["from_value"], before["to_value"])]
    last = changes.drop_duplicates(KEY, keep="last").merge(today, on=KEY, suffixes=("", "_today"))
    ends = last[_differ(last["to_value"], last["value"])]
    told = pd.concat([_told(breaks, "a change does not begin where the one before it ended"), _told(ends, _ENDS)])
    cut = pd.concat([told, _missing(raw)], ignore_index=True).drop_duplicates(KEY, ignore_index=True)
    keys = raw.issues.set_index("issue_id")["key"]
    return cut.assign(rule="history-cut", key=cut["issue_id"].map(keys))[[*FINDINGS.columns, "field"]]


def _in_phases(rows: pd.DataFrame, phases: dict[str, str]) -> pd.DataFrame:
    """`rows` with phases for the options that mean them: an export may know an option by its name alone."""
    is_phase = rows["field"] == "phase"
    names = [name for name in ("value", "from_value", "to_value") if name in rows]
    return rows.assign(
        **{name: rows[name].where(~is_phase, rows[name].map(phases).fillna(rows[name])).astype("str") for name in names}
    )


_ENDS = "the last change does not lead to today's value"


def _told(rows: pd.DataFrame, what: str) -> pd.DataFrame:
    message = "The history of " + rows["field"].str.removeprefix("plan:") + f" is incomplete: {what}."
    return rows[KEY].assign(message=message)


def _differ(one: pd.Series, other: pd.Series) -> pd.Series:
    """Whether two columns of values differ; two missing ones are the same."""
    return (one != other) & ~(one.isna() & other.isna())


def _missing(raw: Raw) -> pd.DataFrame:
    """Issues of which Jira has more histories than arrived: any field of theirs may be cut."""
    arrived = raw.changes.groupby("issue_id")["history_id"].nunique()
    issues = raw.issues[raw.issues["has_changelog"]]
    known = issues["issue_id"].map(arrived).astype("float64").fillna(0)
    short = issues[issues["history_count"] > known]
    message = [
        f"The history is incomplete: {int(count)} of {int(whole)} entries arrived."
        for count, whole in zip(known[short.index], short["history_count"], strict=True)
    ]
    return pd.DataFrame({"issue_id": short["issue_id"], "field": "status", "message": message}).astype("str")

"""Histories of issues that came without a changelog: what their date fields state, and no more."""

from datetime import timedelta

import numpy as np
import pandas as pd

from mlpm_analytics.frames import INSTANT, Raw
from mlpm_analytics.mapping.fields import all_fields, matching
from mlpm_analytics.mapping.statuses import ACTIVE_BY_DATE, UNDATED, Statuses
from mlpm_analytics.settings import Settings

DAY = timedelta(days=1)


def dated_steps(raw: Raw, rows: pd.DataFrame, known: Statuses, settings: Settings) -> pd.DataFrame:
    """`rows` with the status of issues without a changelog, as far as dates tell it.

    Such an issue is active from its start date to its end date (the field for it, else Resolved), or, while its
    status is an active one, until now. Without a start date nobody knows when it was active: its status stands,
    and no time is counted.
    """
    issues = raw.issues[~raw.issues["has_changelog"]].set_index("issue_id")
    is_stated = rows["issue_id"].isin(issues.index) & (rows["field"] == "status")
    if not is_stated.any():
        return rows
    status = rows[is_stated].drop_duplicates("issue_id", keep="last").set_index("issue_id").reindex(issues.index)
    facts = pd.DataFrame(
        {
            "status": status["value"],
            "born": status["changed_at"],
            "is_done": status["value"].isin(known.with_role("is_done")),
            "is_active": status["value"].isin(known.with_role("is_active")),
            "started": _dates(raw, settings.fields.start_dates, issues.index, settings),
            "ended": _dates(raw, settings.fields.end_dates, issues.index, settings, at_its_end=True),
        }
    )
    for column in ("resolved_at", "category_changed_at", "updated_at"):  # the better ones first
        facts["ended"] = facts["ended"].fillna(issues[column])
    steps = _steps(facts).drop_duplicates(["issue_id", "changed_at"], keep="last")
    return pd.concat([rows[~is_stated], steps], ignore_index=True)


def _steps(facts: pd.DataFrame) -> pd.DataFrame:
    """The status of each issue from its birth, over its run where dates give one, to what it is today."""
    is_done, is_active, status = facts["is_done"], facts["is_active"], facts["status"]
    has_run = facts["started"].notna() & (is_active | (is_done & (facts["ended"] > facts["started"])))
    first = facts["born"].where(~(has_run & (facts["started"] < facts["born"])), facts["started"])
    done_at = facts["ended"].fillna(first).where(is_done)
    before = status.where(~is_active, UNDATED + status).where(~is_done)
    parts = [
        (first, before),
        (facts["started"].where(has_run), status.where(is_active, ACTIVE_BY_DATE)),
        (done_at.where(~(done_at < first), first), status),
    ]
    rows = [
        pd.DataFrame(
            {"issue_id": facts.index, "field": "status", "changed_at": at.array, "value": value.array, "number": np.nan}
        )
        for at, value in parts
    ]
    found = pd.concat(rows, ignore_index=True)
    return found[found["changed_at"].notna()]


def _dates(
    raw: Raw, names: tuple[str, ...], issue_ids: pd.Index, settings: Settings, *, at_its_end: bool = False
) -> pd.Series:
    """The first of some date fields that an issue fills, as an instant; a day alone is the team's, from its start."""
    known = all_fields(raw)
    found = pd.Series(pd.NaT, index=issue_ids, dtype=INSTANT)
    for name in names:
        values = raw.field_values[raw.field_values["field_id"].isin(matching(known, name))]
        texts = values.drop_duplicates("issue_id").set_index("issue_id")["value"].reindex(issue_ids)
        found = found.fillna(_instants(texts, settings.calendar.timezone, at_its_end=at_its_end))
    return found


def _instants(texts: pd.Series, timezone: str, *, at_its_end: bool) -> pd.Series:
    is_day = texts.str.fullmatch(r"\d{4}-\d{2}-\d{2}").eq(True)
    days = pd.to_datetime(texts.where(is_day), format="%Y-%m-%d", errors="coerce") + DAY * at_its_end
    local = days.dt.tz_localize(timezone, ambiguous="NaT", nonexistent="shift_forward")
    stamps = pd.to_datetime(texts.where(~is_day), utc=True, errors="coerce", format="ISO8601")
    return local.dt.tz_convert("UTC").astype(INSTANT).fillna(stamps.astype(INSTANT))

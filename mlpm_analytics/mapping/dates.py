"""Date fields of issues as instants, and the values that fields held at one."""

from datetime import timedelta

import numpy as np
import pandas as pd

from mlpm_analytics.frames import INSTANT, Raw
from mlpm_analytics.mapping.fields import all_fields, matching
from mlpm_analytics.sources.csv_dates import moment

DAY = timedelta(days=1)


def stated_dates(
    raw: Raw, names: tuple[str, ...], issue_ids: pd.Index, timezone: str, *, at_its_end: bool = False
) -> pd.Series:
    """The first of some date fields that an issue fills, as an instant; a day alone is the team's, from its start."""
    known = all_fields(raw)
    found = pd.Series(pd.NaT, index=issue_ids, dtype=INSTANT)
    for name in names:
        values = raw.field_values[raw.field_values["field_id"].isin(matching(known, name))]
        texts = values.drop_duplicates("issue_id").set_index("issue_id")["value"].reindex(issue_ids)
        found = found.fillna(_instants(texts, timezone, at_its_end=at_its_end))
    return found


def _instants(texts: pd.Series, timezone: str, *, at_its_end: bool) -> pd.Series:
    is_day = texts.str.fullmatch(r"\d{4}-\d{2}-\d{2}").eq(True)
    days = pd.to_datetime(texts.where(is_day), format="%Y-%m-%d", errors="coerce") + DAY * at_its_end
    local = days.dt.tz_localize(timezone, ambiguous="NaT", nonexistent="shift_forward")
    stamps = pd.to_datetime(texts.where(~is_day), utc=True, errors="coerce", format="ISO8601")
    return local.dt.tz_convert("UTC").astype(INSTANT).fillna(stamps.astype(INSTANT))


def day_of(texts: pd.Series) -> pd.Series:
    """The date in each text as it is written there, whatever the zone; NaN for anything else, also for `1/2/2026`."""
    return texts.map({text: _day(text) for text in texts.dropna().unique()}).astype("str")


def _day(text: str) -> str | float:
    try:
        return moment(text.strip(), None).date().isoformat()
    except ValueError:
        return np.nan


def held_at(rows: pd.DataFrame, field: str, points: pd.DataFrame) -> pd.Series:
    """What a field held at each point (columns issue_id and seen_at, index kept); NaN before its first row."""
    steps = rows.loc[rows["field"] == field, ["issue_id", "changed_at", "value"]]
    asked = points[["issue_id", "seen_at"]].assign(place=range(len(points))).dropna(subset=["seen_at"])
    found = pd.merge_asof(
        asked.sort_values("seen_at", kind="stable"),
        steps.sort_values("changed_at", kind="stable"),
        left_on="seen_at",
        right_on="changed_at",
        by="issue_id",
    )
    values = found.set_index("place")["value"].reindex(range(len(points)))
    return values.set_axis(points.index).astype("str")

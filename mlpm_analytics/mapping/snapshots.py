"""Successive exports of one issue as a history: each difference is a change, dated as well as the exports allow.

What happened twice between two exports is invisible; so is what changed and changed back.
"""

import dataclasses
from dataclasses import dataclass

import numpy as np
import pandas as pd

from mlpm_analytics.frames import BOUNDS, CHANGES, INSTANT, SIGHTINGS, Raw
from mlpm_analytics.mapping.fields import ORIGINAL_ESTIMATE, FieldIds

SIDES = ("from", "to")
DIFFERENCE = "seen:"  # how the history id of a difference begins; Jira's are numbers
KEY = ["issue_id", "load_id"]
LINE = "\n"  # between several values of a field, of which labels alone have no blanks
TRACKED = {  # field id of a change → columns with its id and its text
    "status": ("status_id", "status"),
    "assignee": ("assignee_id", "assignee"),
    "resolution": ("resolution_id", "resolution"),
    "parent": ("parent_id", "above"),
    ORIGINAL_ESTIMATE: (None, "estimate"),
    "summary": (None, "summary"),
}
MOMENTS = {  # the columns that give the moment of a change, the best first; of any other field Updated alone
    "status": ("resolved_at", "category_changed_at"),
    "resolution": ("resolved_at",),
}


@dataclass(frozen=True)
class Seen:
    """The exports' rows with their differences among the changes, and within which bounds these are dated."""

    raw: Raw
    bounds: pd.DataFrame  # frames.BOUNDS, with Jira's field ids

    def bounds_of(self, ids: FieldIds) -> pd.DataFrame:
        """The bounds of what is tracked, by its name in the histories."""
        field = self.bounds["field"].map(ids.by_id).astype("str")
        return BOUNDS.check(self.bounds.assign(field=field)[field.notna()].reset_index(drop=True))


def sightings(raw: Raw) -> pd.DataFrame:
    """How each issue without a changelog was seen, oldest first; at least once, by what is known of it today."""
    issues = raw.issues[~raw.issues["has_changelog"]]
    seen = raw.sightings[raw.sightings["issue_id"].isin(issues["issue_id"])]
    others = issues[~issues["issue_id"].isin(seen["issue_id"])]
    own = {f"own_{name}": others[name] for name in ("updated_at", "category_changed_at")}
    today = SIGHTINGS.check(others.assign(load_id=0, seen_at=latest_instant(raw), **own))
    return pd.concat([seen, today], ignore_index=True)


def latest_instant(raw: Raw) -> pd.Timestamp:
    """The last instant that any export states."""
    columns = [raw.issues[name] for name in ("created_at", "updated_at", "resolved_at", "category_changed_at")]
    return pd.concat([*columns, raw.changes["changed_at"], raw.sightings["seen_at"]]).max()


def with_differences(raw: Raw) -> Seen:
    """`raw` with the differences between successive exports as changes of issues that have no changelog."""
    steps = _steps(raw)
    if steps.empty:
        return Seen(raw, BOUNDS.empty())
    rows = [_differing(_sides(steps, *columns), field) for field, columns in TRACKED.items()]
    rows.append(_custom(raw, steps))
    found = pd.concat([one for one in rows if len(one)] or rows[:1], ignore_index=True)
    found = found.merge(steps[[*KEY, "lower_at", "seen_at", *_STAMPS]], on=KEY)
    dated = _dated(found)
    changes = pd.concat([raw.changes, CHANGES.check(dated.reindex(columns=list(CHANGES.columns)))], ignore_index=True)
    return Seen(dataclasses.replace(raw, changes=changes), BOUNDS.check(dated.assign(field=dated["field_id"])))


_STAMPS = ("resolved_at", "category_changed_at", "updated_at")


def _steps(raw: Raw) -> pd.DataFrame:
    """Each sighting that follows another of the same issue: its columns, and those before as `…_before`."""
    seen = raw.sightings[raw.sightings["issue_id"].isin(raw.issues.loc[~raw.issues["has_changelog"], "issue_id"])]
    seen = seen.assign(
        above=seen["parent_key"].fillna(seen["epic_link"]),
        estimate=seen["estimate_seconds"].map("{:.9g}".format, na_action="ignore").astype("str"),
    )
    before = seen.groupby("issue_id", sort=False).shift().add_suffix("_before")
    both = pd.concat([seen, before], axis=1).assign(lower_at=before["seen_at_before"])
    return both[both["lower_at"].notna()].reset_index(drop=True)


def _sides(steps: pd.DataFrame, ids: str | None, texts: str) -> pd.DataFrame:
    """issue_id, load_id, from_id, from_text, to_id, to_text."""
    nothing = pd.Series(np.nan, index=steps.index, dtype="str")
    return steps[KEY].assign(
        from_id=steps[f"{ids}_before"].astype("str") if ids else nothing,
        from_text=steps[f"{texts}_before"].astype("str"),
        to_id=steps[ids] if ids else nothing,
        to_text=steps[texts],
    )


def _differing(sides: pd.DataFrame, field: str, name: pd.Series | None = None) -> pd.DataFrame:
    """The rows whose sides are not the same: by id, or, as files may know one or the other, by text."""
    same_id = sides["from_id"] == sides["to_id"]
    same_text = sides["from_text"].str.casefold() == sides["to_text"].str.casefold()
    empty = sides[["from_id", "from_text", "to_id", "to_text"]].isna().all(axis=1)
    found = sides[~(same_id | same_text | empty)]
    return found.assign(field=field if name is None else name[found.index], field_id=field)


def _custom(raw: Raw, steps: pd.DataFrame) -> pd.DataFrame:
    """Differences of custom fields and labels; a field with several values is told as they are, one after the other."""
    values = raw.sighted_values[raw.sighted_values["issue_id"].isin(steps["issue_id"])]
    if values.empty:
        return pd.DataFrame()
    joined = values.sort_values([*KEY, "field_id", "position"], kind="stable").groupby([*KEY, "field_id"], sort=False)
    told = joined.agg(
        field=("field_name", "first"),
        id=("value_id", "first"),
        text=("value", lambda texts: LINE.join(texts.dropna())),
    ).reset_index()
    fields = told.drop_duplicates(["issue_id", "field_id"])[["issue_id", "field_id", "field"]]
    before = steps[[*KEY]].assign(load_id_before=steps["load_id_before"].astype("int64")).merge(fields, on="issue_id")
    now = before.merge(told.drop(columns="field"), on=[*KEY, "field_id"], how="left")
    both = now.merge(
        told.drop(columns="field").rename(columns={"load_id": "load_id_before"}),
        on=["issue_id", "load_id_before", "field_id"],
        how="left",
        suffixes=("_to", "_from"),
    )
    sides = both[[*KEY, "field_id", "field"]].assign(
        **{f"{side}_{part}": both[f"{part}_{side}"].astype("str") for side in SIDES for part in ("id", "text")}
    )
    found = _differing(sides, "", sides["field"])
    return found.assign(field_id=sides.loc[found.index, "field_id"])


def _dated(found: pd.DataFrame) -> pd.DataFrame:
    """Differences with the instant that stands for each, and the bounds within which it happened.

    The fields that give the moment count where they lie between the two exports; Updated is the latest it can have
    been, and taken for it; without any of them it is the middle.
    """
    changed = pd.Series(pd.NaT, index=found.index, dtype=INSTANT)
    for field, columns in MOMENTS.items():
        for column in columns:
            exact = found[column].where(_within(found, found[column]) & (found["field_id"] == field))
            changed = changed.fillna(exact)
    updated = found["updated_at"].where(_within(found, found["updated_at"]))
    middle = found["lower_at"] + (found["seen_at"] - found["lower_at"]) / 2
    at = changed.fillna(updated).fillna(middle).astype(INSTANT)
    return found.assign(
        history_id=DIFFERENCE + found["load_id"].astype(str),
        item_no=range(len(found)),
        position=found["load_id"],
        changed_at=at,
        not_before_at=changed.fillna(found["lower_at"]),
        not_after_at=changed.fillna(updated).fillna(found["seen_at"]),
    )


def _within(found: pd.DataFrame, instants: pd.Series) -> pd.Series:
    return (instants > found["lower_at"]) & (instants <= found["seen_at"])

"""What an issue is: Epic, Task or sub-task, which Epics the settings choose, and how its history is known."""

import numpy as np
import pandas as pd

from mlpm_analytics.frames import WORK_ITEMS, Raw
from mlpm_analytics.mapping.keys import BY_KEY
from mlpm_analytics.settings import Settings


def work_items(raw: Raw, settings: Settings, doubtful: pd.Series, dated: pd.Series) -> pd.DataFrame:
    """One row per issue; `doubtful` are the ids of issues whose history is cut short.

    `dated` says, by issue id, how issues without a changelog are known.
    """
    issues = raw.issues
    is_sure = issues["has_changelog"] & ~issues["issue_id"].isin(doubtful)
    evidence = issues["issue_id"].map(dated).astype("str").fillna("inferred").where(~is_sure, "changelog")
    chosen, excluded = _by_settings(raw, settings)
    rows = issues.assign(
        kind=kinds(issues),
        evidence=evidence,
        is_chosen=chosen,
        is_excluded=excluded,
    )
    return WORK_ITEMS.check(rows).reset_index(drop=True)


def kinds(issues: pd.DataFrame) -> pd.Series:
    """epic, task or subtask; above for what holds Epics. The type as of today decides, by its level, else its name."""
    level = issues["hierarchy_level"]
    is_epic = level.eq(1) | (level.isna() & issues["issue_type"].str.strip().str.casefold().eq("epic"))
    is_subtask = issues["is_subtask"] | (level < 0)
    found = np.select([is_subtask, is_epic, level > 1], ["subtask", "epic", "above"], "task")
    return pd.Series(found, index=issues.index, dtype="str")


def _by_settings(raw: Raw, settings: Settings) -> tuple[pd.Series, pd.Series]:
    """Which Epics are projects whatever they hold, and which never are."""
    issues, wanted = raw.issues, settings.projects
    labels = raw.field_values[raw.field_values["field_id"] == "labels"]

    def has(keys: tuple[str, ...], names: tuple[str, ...]) -> pd.Series:
        labelled = labels.loc[labels["value"].isin(names), "issue_id"]
        return issues["key"].isin(keys) | issues["issue_id"].isin(labelled)

    return has(wanted.keys, wanted.labels) | (wanted.choose == "all"), has(wanted.exclude_keys, wanted.exclude_labels)


def inherited_epics(rows: pd.DataFrame, raw: Raw) -> pd.DataFrame:
    """Histories in which a sub-task is in the Epic of its parent, from when on the parent is.

    A sub-task of which the parent is not loaded stays below that parent: it is not one without an Epic.
    """
    subtasks = raw.issues.loc[kinds(raw.issues) == "subtask", "issue_id"]
    is_parent = rows["issue_id"].isin(subtasks) & (rows["field"] == "epic")
    is_parent &= rows["value"].isna() | rows["value"].isin(raw.issues["issue_id"])
    links = rows[is_parent].drop_duplicates("issue_id", keep="last")[["issue_id", "value"]]
    epics = rows.loc[rows["field"] == "epic", ["issue_id", "changed_at", "value", "number"]]
    epics = epics.rename(columns={"issue_id": "parent_id", "value": "epic"})
    found = links.merge(epics, left_on="value", right_on="parent_id").assign(
        field="epic", value=lambda row: row["epic"]
    )
    return pd.concat([rows[~is_parent], found[list(rows.columns)]], ignore_index=True)


def absent_parents(raw: Raw, parents: pd.Series, settings: Settings) -> pd.DataFrame:
    """Tasks below a parent that no file holds: findings. `parents` are the ids of the issues above those of `raw`."""
    issues = raw.issues.assign(parent=parents)
    wanted = ["task", "subtask"] if settings.workflow.include_subtasks else ["task"]
    is_absent = issues["parent"].notna() & ~issues["parent"].isin(issues["issue_id"]) & kinds(issues).isin(wanted)
    absent = issues[is_absent]
    named = absent["parent_key"].fillna(absent["parent"].str.removeprefix(BY_KEY))
    message = "Its parent " + named + " is in no file that is loaded, so its time counts for no project."
    return absent[["issue_id", "key"]].assign(rule="parent-absent", message=message)

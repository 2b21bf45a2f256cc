"""What an issue is: Epic, Task or sub-task, which Epics the settings choose, and how its history is known."""

import dataclasses

import numpy as np
import pandas as pd

from mlpm_analytics.frames import FINDINGS, WORK_ITEMS, Raw
from mlpm_analytics.frames.membership import is_in
from mlpm_analytics.jira_words import EPICS, folded
from mlpm_analytics.mapping.blockers import blocked_by
from mlpm_analytics.mapping.keys import BY_KEY
from mlpm_analytics.settings import Settings
from mlpm_analytics.wording import listing


def work_items(raw: Raw, settings: Settings, doubtful: pd.Series, dated: pd.Series, cut_off: pd.Series) -> pd.DataFrame:
    """One row per issue; `doubtful` are the ids of issues whose history is cut short.

    `dated` says, by issue id, how issues without a changelog are known; `cut_off` has the ids of Tasks whose
    inferred time was cut at five working days.
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
        is_cut_off=issues["issue_id"].isin(cut_off) & (evidence == "inferred"),
        blocked_by=issues["issue_id"].map(blocked_by(raw, settings)).astype("str"),
    )
    return WORK_ITEMS.check(rows).reset_index(drop=True)


def findings_about(issue_ids: pd.Series, rule: str, message: str | list[str], raw: Raw) -> pd.DataFrame:
    """Findings (`frames.FINDINGS`) of one rule about issues, each with its message."""
    keys = raw.issues.set_index("issue_id")["key"].reindex(issue_ids)
    about = {"rule": rule, "issue_id": issue_ids.array, "key": keys.array, "message": message}
    return FINDINGS.check(pd.DataFrame(about))


def with_epics(raw: Raw, settings: Settings) -> tuple[Raw, pd.DataFrame]:
    """`raw` in which the types that the settings call Epics are on their level, and findings.

    Where nothing is an Epic, by level or by a name that Jira gives it, the type whose issues hold others, none of them
    a sub-task, and lie below none, is taken for it: exports in a language that is not known.
    """
    stated = {folded(name) for name in settings.fields.epic_types}
    types = raw.issues["issue_type"].map(folded, na_action="ignore")
    found = FINDINGS.empty()
    if not stated and not kinds(raw.issues).isin(["epic", "above"]).any():
        stated = _holding_types(raw.issues, types)
        found = FINDINGS.of(
            [{"rule": "epic-by-structure", "message": _taken_for_epics(raw.issues, types.isin(stated))}]
        )
    is_epic = types.isin(stated) & ~raw.issues["is_subtask"]
    if not is_epic.any():
        return raw, FINDINGS.empty()
    level = raw.issues["hierarchy_level"].where(~is_epic, 1.0)
    return dataclasses.replace(raw, issues=raw.issues.assign(hierarchy_level=level)), found


def _holding_types(issues: pd.DataFrame, types: pd.Series) -> set[str]:
    """The types that hold issues which are no sub-tasks, are held by none, and are fewer than what they hold."""
    parents = issues["parent_key"].fillna(issues["epic_link"]).map(issues.set_index("key")["issue_id"].to_dict())
    parents = issues["parent_id"].fillna(parents)
    own = types.set_axis(issues["issue_id"])
    above = parents.map(own[~own.index.duplicated()]).astype("str")
    held = above.notna() & ~issues["is_subtask"] & (above != types)
    holding = set(above[held].dropna()) - set(types[parents.notna()])
    return {one for one in holding if (types == one).sum() < (held & (above == one)).sum()}


def _taken_for_epics(issues: pd.DataFrame, is_epic: pd.Series) -> str:
    names = listing(sorted(f"“{name}”" for name in set(issues.loc[is_epic, "issue_type"])))
    quoted = ", ".join(sorted(f'"{name}"' for name in set(issues.loc[is_epic, "issue_type"])))
    return (
        f"No issue is called an Epic; {names} is taken for it, because its issues hold the others. If that is right, "
        f"write epic_types = [{quoted}] under [fields]; if not, the type that is."
    )


def kinds(issues: pd.DataFrame) -> pd.Series:
    """epic, task or subtask; above for what holds Epics. The type as of today decides, by its level, else its name."""
    level = issues["hierarchy_level"]
    is_epic = level.eq(1) | (level.isna() & issues["issue_type"].map(folded, na_action="ignore").isin(list(EPICS)))
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
    is_parent = is_in(rows["issue_id"], subtasks) & (rows["field"] == "epic")
    is_parent &= rows["value"].isna() | is_in(rows["value"], raw.issues["issue_id"])
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
    is_absent = issues["parent"].notna() & ~is_in(issues["parent"], issues["issue_id"]) & kinds(issues).isin(wanted)
    absent = issues[is_absent]
    named = absent["parent_key"].fillna(absent["parent"].str.removeprefix(BY_KEY))
    message = "Its parent " + named + " is in no file that is loaded, so its time counts for no project."
    return absent[["issue_id", "key"]].assign(rule="parent-absent", message=message)

"""Where the status of an issue began, against where its type's issues begin: a sign that first entries are missing.

Jira logs no creation: a history whose first entries are lost fits itself, and only begins too late. In a workflow all
issues of a type begin in one status, so a first change that comes from another one is worth a look.
"""

from typing import Final

import pandas as pd

from mlpm_analytics.frames import FINDINGS, Raw
from mlpm_analytics.frames.membership import is_in

FEWEST: Final = 5  # issues of a type, below which nothing is usual
USUAL_SHARE: Final = 0.2  # of a type's issues that begin in a status, for it to be one in which they begin
NEW_SHARE: Final = 0.05  # the same of a status that is not begun by its category: in such all workflows begin
_ELSEWHERE: Final = ("project", "issuetype", "issue type", "key", "workflow")  # another workflow before
_TYPE: Final = ["project_key", "issue_type"]


def unusual_beginnings(issues: pd.DataFrame, changes: pd.DataFrame, statuses: pd.DataFrame) -> pd.DataFrame:
    """Issues (`frames.ISSUES`) whose first change of status (`frames.CHANGES`) begins where others do not.

    issue_id, key, first (the status in which it begins), usual (those in which the others do). An issue that came
    from another project or type is none of them, nor is one that never moved.
    """
    whole = issues[issues["has_changelog"] & ~is_in(issues["issue_id"], _came_from_elsewhere(changes))]
    moved = _first_moves(changes)
    has_moved = is_in(whole["issue_id"], moved.index)
    begun = whole[["issue_id", "key", *_TYPE]].assign(
        status=_of(whole, moved["from_id"]).where(has_moved, whole["status_id"]),
        first=_of(whole, moved["from_text"]).where(has_moved, whole["status"]),
    )
    begun = begun.dropna(subset=["status", *_TYPE])
    begun = begun[begun.groupby(_TYPE)["status"].transform("size") >= FEWEST]
    usual = _usual(begun, _categories(issues, statuses))
    is_usual = pd.MultiIndex.from_frame(begun[[*_TYPE, "status"]]).isin(usual.index)
    unusual = begun[~is_usual & is_in(begun["issue_id"], moved.index)]
    named = usual.groupby(level=_TYPE).agg(lambda names: ", ".join(f"“{one}”" for one in sorted(names)))
    told = [named[one] for one in unusual[_TYPE].itertuples(index=False, name=None)]
    return unusual[["issue_id", "key", "first"]].assign(usual=told).reset_index(drop=True)


def beginning_findings(raw: Raw) -> pd.DataFrame:
    """The same as findings."""
    rows = unusual_beginnings(raw.issues, raw.changes, raw.statuses)
    message = (
        "Its first change of status begins in “"
        + rows["first"].fillna("?")
        + "”, where other issues of its type begin in "
        + rows["usual"].astype("str")
        + ": the first entries of its history may be missing."
    )
    return FINDINGS.check(rows[["issue_id", "key"]].assign(rule="beginning-unusual", message=message))


def _came_from_elsewhere(changes: pd.DataFrame) -> pd.Series:
    return changes.loc[changes["field"].str.casefold().isin(_ELSEWHERE), "issue_id"]


def _first_moves(changes: pd.DataFrame) -> pd.DataFrame:
    """The first change of status of each issue: from_id, from_text, by issue id."""
    moves = changes[changes["field_id"].fillna(changes["field"].str.casefold()).eq("status")]
    numbers = pd.to_numeric(moves["history_id"], errors="coerce")
    ordered = moves.assign(number=numbers).sort_values(["changed_at", "number", "position", "item_no"], kind="stable")
    return ordered.drop_duplicates("issue_id").set_index("issue_id")[["from_id", "from_text"]]


def _of(issues: pd.DataFrame, held: pd.Series) -> pd.Series:
    """What is held for each issue, NaN for nothing."""
    return issues["issue_id"].map(held).astype("str")


def _categories(issues: pd.DataFrame, statuses: pd.DataFrame) -> pd.Series:
    """The category of each status of which it is known, by its id: as defined (`frames.STATUSES`), or on an issue."""
    held = issues[["status_id", "status_category"]].set_axis(["status_id", "category"], axis=1)
    known = pd.concat([held, statuses[["status_id", "category"]]]).dropna().drop_duplicates("status_id", keep="last")
    return known.set_index("status_id")["category"]


def _usual(begun: pd.DataFrame, categories: pd.Series) -> pd.Series:
    """The names of the statuses in which the issues of each type begin, by project_key, issue_type and status."""
    names = begun.groupby([*_TYPE, "status"])["first"].last().fillna("?")
    issues = begun.groupby([*_TYPE, "status"])["first"].size()
    share = issues / issues.groupby(level=_TYPE).transform("sum")
    category = names.index.to_frame()["status"].map(categories.to_dict())
    is_new = category.eq("new") & (share >= NEW_SHARE)
    is_begun = category.isin(["indeterminate", "done"])
    has_new = is_new.groupby(level=_TYPE).transform("any")
    return names[is_new | ((share >= USUAL_SHARE) & ~(has_new & is_begun))]

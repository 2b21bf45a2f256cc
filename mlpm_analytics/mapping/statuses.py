"""What statuses are: names, and whether one means active, waiting or done."""

from dataclasses import dataclass

import pandas as pd

from mlpm_analytics.frames import STATUS_ROLES, Raw
from mlpm_analytics.jira_words import BY_STATUS
from mlpm_analytics.jira_words import folded as words_folded
from mlpm_analytics.mapping.status_names import APART, BY_NAME, folded
from mlpm_analytics.settings import Settings

ACTIVE_BY_DATE = "mlpm:active"  # a Task that dates say was in progress, whatever its status was called
UNDATED = "mlpm:undated:"  # a status seen without a word on when it began
# The statuses that Jira itself ships, by their ids: they exist also where no issue of an export carries them.
BUILT_IN = {
    ("1", "open"): "new",
    ("3", "in progress"): "indeterminate",
    ("4", "reopened"): "new",
    ("5", "resolved"): "done",
    ("6", "closed"): "done",
}


@dataclass(frozen=True)
class Statuses:
    """Every status of the data, one row for each id, and other ids for the same status."""

    roles: pd.DataFrame  # frames.STATUS_ROLES
    unknown: pd.DataFrame  # status_id, name: neither configured nor of a known category
    same: dict[str, str]  # "name:<status>" → the id of the one status of that name

    def resolve(self, status_ids: pd.Series) -> pd.Series:
        """Ids, where a status that came as a name is also known by its id."""
        return status_ids.map(lambda status_id: self.same.get(status_id, status_id), na_action="ignore").astype("str")

    def with_role(self, role: str) -> pd.Series:
        """The ids of statuses that are is_active, is_waiting or is_done."""
        return self.roles.loc[self.roles[role], "status_id"]


def statuses(raw: Raw, settings: Settings) -> Statuses:
    """The roles of all statuses; a status is called what an issue carries today, else what its latest change says."""
    named = _named(raw)
    same = _same(named)
    named = named[~named["status_id"].isin(list(same))]
    workflow = settings.workflow
    is_waiting = _listed(named, workflow.waiting_statuses)
    by_category = (named["category"] == "indeterminate") & ~is_waiting
    active, done = workflow.active_statuses, workflow.done_statuses
    is_active = by_category if active is None else _listed(named, active)
    is_done = named["category"] == "done" if done is None else _listed(named, done)
    is_unknown = named["category"].isna() & ~is_active & ~is_waiting & ~is_done
    is_unknown &= _shipped(named["name"]) != "new"  # To Do is none of the three, whoever says so
    by_setting = {
        "active_statuses names it": is_active & (active is not None),
        "waiting_statuses names it": is_waiting & ~is_active,
        "done_statuses names it": is_done & (done is not None),
    }
    reason = "Jira's category is " + named["category"].map(_CATEGORIES).fillna("not known")
    for why, is_so in by_setting.items():
        reason = reason.where(~is_so, why)
    roles = named.assign(is_active=is_active, is_waiting=is_waiting, is_done=is_done, reason=reason)
    undated = roles.assign(status_id=UNDATED + roles["status_id"], is_active=False, reason="nobody knows when it began")
    dated = STATUS_ROLES.of([_ACTIVE_BY_DATE])
    every = STATUS_ROLES.check(pd.concat([roles, undated, dated], ignore_index=True))
    return Statuses(every, named.loc[is_unknown, ["status_id", "name"]].reset_index(drop=True), same)


_ACTIVE_BY_DATE = {
    "status_id": ACTIVE_BY_DATE,
    "name": "in progress by its dates",
    "is_active": True,
    "is_waiting": False,
    "is_done": False,
    "reason": "dates of the Task say so",
}


_CATEGORIES = {"new": "To Do", "indeterminate": "In Progress", "done": "Done"}
_CARRIED = ["status_id", "status", "status_category"]


def _named(raw: Raw) -> pd.DataFrame:
    """status_id, name, category of every status: by what issues carry today, else earlier, Jira's list, changes.

    A category that no row states is that of Jira's own statuses of the id or name.
    """
    issues = raw.issues.sort_values("updated_at", ascending=False, na_position="last", kind="stable")
    earlier = raw.sightings.sort_values(["seen_at", "load_id"], ascending=False, na_position="last", kind="stable")
    rows = pd.concat([issues[_CARRIED], earlier[_CARRIED]], ignore_index=True)
    carried = rows.set_axis(["status_id", "name", "category"], axis=1)
    rows = pd.concat([carried, raw.statuses, *_logged(raw)], ignore_index=True).dropna(subset=["status_id"])
    rows = rows.astype({"status_id": "str", "name": "str", "category": "str"})
    found = rows.groupby("status_id", sort=True).first().reset_index()
    pairs = zip(found["status_id"], folded(found["name"]), strict=True)
    built_in = pd.Series([BUILT_IN.get(pair) for pair in pairs], index=found.index, dtype="str")
    shipped = _shipped(found["name"]).where(~found["status_id"].str.contains(APART))
    return found.assign(category=found["category"].fillna(built_in).fillna(shipped))


def _shipped(names: pd.Series) -> pd.Series:
    """The category of a status that Jira ships, by its name in whatever language; NaN for others."""
    return names.map(lambda name: BY_STATUS.get(words_folded(name)), na_action="ignore").astype("str")


def _logged(raw: Raw) -> list[pd.DataFrame]:
    """The statuses that changes name, the latest first."""
    is_status = raw.changes["field"].str.casefold() == "status"
    changes = raw.changes[is_status].sort_values("changed_at", ascending=False, kind="stable")
    sides = []
    for side in ("to", "from"):
        text = changes[f"{side}_text"].where(changes[f"{side}_text"] != "")
        held = changes[f"{side}_id"].where(changes[f"{side}_id"] != "").fillna(BY_NAME + text)
        sides.append(pd.DataFrame({"status_id": held, "name": text, "category": float("nan")}))
    return sides


def _same(named: pd.DataFrame) -> dict[str, str]:
    """Statuses that came by name alone and are one of those with an id; by name and category, where names clash."""
    has_id = ~named["status_id"].str.startswith(BY_NAME)
    ids = named[has_id].assign(name=folded(named["name"]))
    by_name = ids.drop_duplicates("name", keep=False).set_index("name")["status_id"]
    ids = ids.assign(name=ids["name"] + APART + ids["category"]).drop_duplicates("name", keep=False)
    known = pd.concat([by_name, ids.dropna(subset=["name"]).set_index("name")["status_id"]])
    others = named.loc[~has_id, "status_id"]
    found = others.str.removeprefix(BY_NAME).str.casefold().map(known)
    return dict(zip(others[found.notna()], found.dropna(), strict=True))


def _listed(named: pd.DataFrame, wanted: tuple[str, ...]) -> pd.Series:
    """Whether a status is in a list of the settings, by name or id."""
    names = {one.strip().casefold() for one in wanted}
    return folded(named["name"]).isin(names) | named["status_id"].isin(wanted)

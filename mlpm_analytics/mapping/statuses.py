"""What statuses are: names, and whether one means active, waiting or done."""

from dataclasses import dataclass

import pandas as pd

from mlpm_analytics.frames import STATUS_ROLES, Raw
from mlpm_analytics.settings import Settings

BY_NAME = "name:"  # how sources identify what has a name and no id
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
# Their categories by name, for exports that state neither ids nor categories.
SHIPPED = {
    "to do": "new",
    "open": "new",
    "reopened": "new",
    "backlog": "new",
    "selected for development": "new",
    "in progress": "indeterminate",
    "in review": "indeterminate",
    "done": "done",
    "closed": "done",
    "resolved": "done",
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
    is_unknown &= _folded(named["name"]).map(SHIPPED) != "new"  # To Do is none of the three, whoever says so
    roles = named.assign(is_active=is_active, is_waiting=is_waiting, is_done=is_done)
    undated = roles.assign(status_id=UNDATED + roles["status_id"], is_active=False)
    dated = STATUS_ROLES.of([_ACTIVE_BY_DATE])
    every = STATUS_ROLES.check(pd.concat([roles, undated, dated], ignore_index=True))
    return Statuses(every, named.loc[is_unknown, ["status_id", "name"]].reset_index(drop=True), same)


_ACTIVE_BY_DATE = {
    "status_id": ACTIVE_BY_DATE,
    "name": "in progress by its dates",
    "is_active": True,
    "is_waiting": False,
    "is_done": False,
}


def _named(raw: Raw) -> pd.DataFrame:
    """status_id, name, category of every status: by what issues carry today, else Jira's list, else changes."""
    issues = raw.issues.sort_values("updated_at", ascending=False, na_position="last", kind="stable")
    carried = issues[["status_id", "status", "status_category"]].set_axis(["status_id", "name", "category"], axis=1)
    shipped = _folded(carried["name"]).map(SHIPPED).astype("str")
    carried = carried.assign(category=carried["category"].fillna(shipped))
    changes = raw.changes[raw.changes["field"].str.casefold() == "status"].sort_values(
        "changed_at", ascending=False, kind="stable"
    )
    logged = [
        changes[[f"{side}_id", f"{side}_text"]].set_axis(["status_id", "name"], axis=1).assign(category=float("nan"))
        for side in ("to", "from")
    ]
    rows = pd.concat([carried, raw.statuses, *logged], ignore_index=True).dropna(subset=["status_id"])
    rows = rows.astype({"status_id": "str", "name": "str", "category": "str"})
    found = rows.groupby("status_id", sort=True).first().reset_index()
    pairs = zip(found["status_id"], _folded(found["name"]), strict=True)
    built_in = pd.Series([BUILT_IN.get(pair) for pair in pairs], index=found.index, dtype="str")
    return found.assign(category=found["category"].fillna(built_in))


def _folded(names: pd.Series) -> pd.Series:
    return names.str.strip().str.casefold()


def _same(named: pd.DataFrame) -> dict[str, str]:
    """Statuses that came by name alone and are one of those with an id."""
    has_id = ~named["status_id"].str.startswith(BY_NAME)
    ids = named[has_id].assign(name=_folded(named["name"])).drop_duplicates("name", keep=False)
    by_name = ids.set_index("name")["status_id"]
    others = named.loc[~has_id, "status_id"]
    found = others.str.removeprefix(BY_NAME).str.casefold().map(by_name)
    return dict(zip(others[found.notna()], found.dropna(), strict=True))


def _listed(named: pd.DataFrame, wanted: tuple[str, ...]) -> pd.Series:
    """Whether a status is in a list of the settings, by name or id."""
    folded = {one.strip().casefold() for one in wanted}
    return _folded(named["name"]).isin(folded) | named["status_id"].isin(wanted)

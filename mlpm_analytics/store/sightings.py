"""Issues that no file gives a changelog for, as each load showed them, and as all loads show them together.

Exports of one project differ in their columns. What a load does not state is carried along from the load before it,
else from the one after: a narrower export never blanks what a wider one knew. Columns that speak of one value travel
together (`FOLLOWS`): what an export does not state of a status, it takes only from a load that shows the same one.
"""

import pandas as pd

from mlpm_analytics.frames import COLUMN_FIELDS, FIELD_VALUES, SIGHTED_VALUES, SIGHTINGS
from mlpm_analytics.store.database import Database

_ROWS = """
WITH {known}, plain AS (  -- issues that no load brought together with their histories
    SELECT coalesce(real_id, issue_id) AS issue
    FROM issues LEFT JOIN known ON alias = issue_id
    WHERE {whole} GROUP BY ALL HAVING NOT bool_or(has_changelog)
)
"""
_ISSUES = """
SELECT issues.* REPLACE (issue AS issue_id, NULL::VARCHAR AS payload), loads.as_of AS seen_at
FROM issues LEFT JOIN known ON alias = issue_id
JOIN plain ON issue = coalesce(real_id, issue_id)
JOIN loads USING (load_id)
WHERE {whole}
QUALIFY row_number() OVER (
    PARTITION BY issue, load_id ORDER BY updated_at DESC NULLS LAST, "line" DESC, issues.rowid DESC
) = 1
ORDER BY issue, seen_at NULLS FIRST, updated_at NULLS FIRST, load_id
"""
_VALUES = """
SELECT DISTINCT field_values.* REPLACE (issue AS issue_id), loads.as_of AS seen_at
FROM field_values LEFT JOIN known ON alias = issue_id
JOIN plain ON issue = coalesce(real_id, issue_id)
JOIN loads USING (load_id)
WHERE {whole}
ORDER BY ALL
"""
# A CSV lists its columns; a REST answer lists all fields of the site, whatever was asked for.
_OWN = ["issue_id", "load_id", "seen_at", "own_updated_at", "own_category_changed_at"]  # never carried along
FOLLOWS = {  # column → the column of the value that it speaks of
    "status_category": "status",
    "category_changed_at": "status",
    "resolved_at": "status",
    "resolution_id": "status",
    "resolution": "status",
    "status_id": "status",
    "assignee_id": "assignee",
    "parent_id": "parent",
    "parent_key": "parent",
    "epic_link": "parent",
}
LEADS = {  # a value → the columns that tell which one it is, each with what stands in for it
    "status": (("status",),),
    "assignee": (("assignee",),),
    "parent": (("parent_id",), ("parent_key", "epic_link")),
}
_FIELDS = "SELECT load_id, field_id FROM fields JOIN loads USING (load_id) WHERE kind <> 'REST JSON'"


def sightings(database: Database, known: str, whole: str) -> tuple[pd.DataFrame, pd.DataFrame, pd.DataFrame]:
    """`frames.SIGHTINGS` and `frames.SIGHTED_VALUES`, oldest first, and of each issue its last row with all columns.

    `known` is the query of aliases, `whole` the condition for loads that are complete.
    """
    parts = {"known": known, "whole": whole}
    issues = database.read((_ROWS + _ISSUES).format(**parts))
    values = SIGHTED_VALUES.check(database.read((_ROWS + _VALUES).format(**parts)))
    stated = database.read(_FIELDS)
    if issues.empty:
        return SIGHTINGS.empty(), SIGHTED_VALUES.empty(), issues
    own = {f"own_{name}": issues[name] for name in ("updated_at", "category_changed_at")}
    sighted = _with_loads_of_values_alone(issues.assign(**own), values)
    whole_rows = _carried(sighted, stated)
    whole_values = _carried_values(sighted, values, stated)
    has_date = whole_rows["seen_at"].notna()
    is_dated = has_date | ~has_date.groupby(whole_rows["issue_id"]).transform("any")
    whole_rows = whole_rows[is_dated]
    last = whole_rows.drop_duplicates("issue_id", keep="last").reset_index(drop=True)
    whole_values = whole_values.merge(whole_rows[["issue_id", "load_id"]], on=["issue_id", "load_id"])
    return SIGHTINGS.check(whole_rows.reset_index(drop=True)), SIGHTED_VALUES.check(whole_values), last


def current_values(values: pd.DataFrame, last: pd.DataFrame) -> pd.DataFrame:
    """The values that go with the last row of each issue, in order."""
    kept = values.merge(last[["issue_id", "load_id"]], on=["issue_id", "load_id"])
    return FIELD_VALUES.check(kept.sort_values(list(FIELD_VALUES.columns), kind="stable").reset_index(drop=True))


def _with_loads_of_values_alone(issues: pd.DataFrame, values: pd.DataFrame) -> pd.DataFrame:
    """`issues` with an empty row for each load that brought values of an issue and not the issue itself."""
    pairs = values[["issue_id", "load_id", "seen_at"]].drop_duplicates()
    missing = pairs.merge(issues[["issue_id", "load_id"]], how="left", on=["issue_id", "load_id"], indicator=True)
    missing = missing.loc[missing["_merge"] == "left_only", ["issue_id", "load_id", "seen_at"]]
    if missing.empty:
        return issues
    rows = pd.concat([issues, missing.assign(key=float("nan")).reindex(columns=issues.columns)], ignore_index=True)
    order = ["issue_id", "seen_at", "updated_at", "load_id"]
    return rows.sort_values(order, na_position="first", kind="stable").reset_index(drop=True)


def _carried(sighted: pd.DataFrame, stated: pd.DataFrame) -> pd.DataFrame:
    """`sighted` with each column from the load that is the last to state it, up to each sighting; else the first after.

    A column that follows another is carried within an unbroken run of the same value alone.
    """
    if not sighted.duplicated("issue_id").any():
        return sighted
    states = _states(sighted, stated)
    runs = {lead: _runs(sighted, states, lead) for lead in set(FOLLOWS.values())}
    columns = {}
    for name in sighted.columns.difference(_OWN, sort=False):
        group = runs[FOLLOWS[name]] if name in FOLLOWS else sighted["issue_id"]
        columns[name] = sighted[name].iloc[_places(states[name], group)].array
    return sighted.assign(**columns)


def _runs(sighted: pd.DataFrame, states: dict[str, pd.Series], lead: str) -> pd.Series:
    """The issue and the number of the unbroken run of one value: another begins where a load states another value."""
    begins = pd.Series(data=False, index=sighted.index)
    for names in LEADS[lead]:
        value, is_stated = sighted[names[0]], states[names[0]]
        for other in names[1:]:
            value, is_stated = value.fillna(sighted[other]), is_stated | states[other]
        text = value.fillna("").str.strip().str.casefold().where(is_stated)
        before = text.groupby(sighted["issue_id"]).ffill().groupby(sighted["issue_id"]).shift()
        begins |= text.notna() & before.notna() & (text != before)
    return sighted["issue_id"] + "\0" + begins.groupby(sighted["issue_id"]).cumsum().astype("str")


def _states(sighted: pd.DataFrame, stated: pd.DataFrame) -> dict[str, pd.Series]:
    """Whether each sighting's load states a column: it has values of it, or lists it."""
    listed = stated.groupby("field_id")["load_id"].agg(set)
    states_of = {}
    for name in sighted.columns.difference(_OWN, sort=False):
        states = sighted[name].notna().groupby(sighted["load_id"]).transform("any")
        lists = sighted["load_id"].isin(listed.get(COLUMN_FIELDS.get(name, ""), set())) & sighted["key"].notna()
        states_of[name] = states | lists
    return states_of


def _places(states: pd.Series, group: pd.Series) -> pd.Series:
    """The place of the row that counts for each row: the last one of its group that states something, or its own."""
    own = pd.Series(range(len(states)), index=states.index, dtype="float64")
    sources = own.where(states).groupby(group)
    return sources.ffill().fillna(own.where(states).groupby(group).bfill()).fillna(own).astype("int64")


def _carried_values(sighted: pd.DataFrame, values: pd.DataFrame, stated: pd.DataFrame) -> pd.DataFrame:
    """The values of every sighting, those of a field from the load that is the last to state that field."""
    if not sighted.duplicated("issue_id").any():
        return values
    pairs = values[["issue_id", "field_id"]].drop_duplicates()
    rows = sighted[["issue_id", "load_id", "seen_at"]].assign(rank=range(len(sighted))).merge(pairs, on="issue_id")
    rows = rows.sort_values(["issue_id", "field_id", "rank"], kind="stable").reset_index(drop=True)
    known = pd.concat([values[["load_id", "field_id"]], stated]).drop_duplicates().assign(states=True)
    states = rows.merge(known, how="left", on=["load_id", "field_id"])["states"].eq(True)
    source = rows["load_id"].iloc[_places(states, rows["issue_id"] + "\0" + rows["field_id"])].array
    carried = rows.assign(source=source).merge(
        values.drop(columns="seen_at").rename(columns={"load_id": "source"}), on=["issue_id", "field_id", "source"]
    )
    return carried[list(SIGHTED_VALUES.columns)]

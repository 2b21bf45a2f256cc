"""Who is who: the scientists of the data, and which of their ids are one person."""

import dataclasses
from dataclasses import dataclass

import pandas as pd

from mlpm_analytics.calendars import Hours
from mlpm_analytics.frames import Raw
from mlpm_analytics.settings import ScientistSettings, Settings


@dataclass(frozen=True)
class Person:
    """A scientist: the id that figures carry, and the name to show."""

    scientist_id: str
    name: str
    settings: ScientistSettings | None = None


def people(raw: Raw, settings: Settings) -> dict[str, Person]:
    """Every assignee there ever was, by each id that Jira gave them.

    A person is called what an issue carries today, else what the latest change says; the settings can join several
    ids. The id of a joined person is the first of the settings' ids that the data have, else the lowest.
    """
    names = _names(raw)
    found = {assignee_id: Person(assignee_id, name) for assignee_id, name in names.items()}
    for scientist in settings.scientists:
        wanted = {one.casefold() for one in (scientist.name, *scientist.ids)}
        own = [one for one, name in names.items() if one.casefold() in wanted or name.casefold() in wanted]
        listed = [one for one in scientist.ids if one in own]
        person = Person((listed or sorted(own) or [scientist.name])[0], scientist.name, scientist)
        found |= dict.fromkeys(own, person)
    return found


def with_ids(raw: Raw) -> Raw:
    """`raw` in which whoever is named without an id has the id of the one person of that name."""
    rows = pd.concat([raw.issues[_PERSON], raw.sightings[_PERSON]]).dropna().drop_duplicates()
    named = rows[rows["assignee"] != rows["assignee_id"]]
    ids = named.drop_duplicates("assignee", keep=False).set_index("assignee")["assignee_id"]
    changes = raw.changes
    is_bare = changes["field"].str.casefold().eq("assignee") & changes[["from_id", "to_id"]].isna().all(axis=1)
    known = {
        f"{side}_id": changes[f"{side}_id"].fillna(changes[f"{side}_text"].map(ids).astype("str").where(is_bare))
        for side in ("from", "to")
    }
    return dataclasses.replace(
        raw,
        issues=_identified(raw.issues, ids),
        sightings=_identified(raw.sightings, ids),
        changes=changes.assign(**known),
    )


_PERSON = ["assignee_id", "assignee"]


def _identified(rows: pd.DataFrame, ids: pd.Series) -> pd.DataFrame:
    """Rows whose assignee's name stood in for the id, too (an export of few columns), with the id."""
    is_bare = rows["assignee"].notna() & (rows["assignee"] == rows["assignee_id"])
    found = rows["assignee"].map(ids).where(is_bare).astype("str")
    return rows.assign(assignee_id=found.fillna(rows["assignee_id"]))


def _names(raw: Raw) -> dict[str, str]:
    """Assignee id → name, for all who are or were assigned."""
    issues = raw.issues.sort_values("updated_at", ascending=False, na_position="last", kind="stable")
    changes = raw.changes[raw.changes["field"].str.casefold() == "assignee"]
    changes = changes.sort_values("changed_at", ascending=False, kind="stable")
    rows = pd.concat(
        [
            issues[["assignee_id", "assignee"]].set_axis(["id", "name"], axis=1),
            *(changes[[f"{side}_id", f"{side}_text"]].set_axis(["id", "name"], axis=1) for side in ("to", "from")),
        ]
    )
    rows = rows.assign(id=rows["id"].where(rows["id"] != "").fillna(rows["name"])).dropna(subset=["id"])
    rows = rows.assign(name=rows["name"].fillna(rows["id"]))
    return dict(rows[rows["id"] != ""].groupby("id", sort=True)["name"].first())


def scientists_hours(
    persons: dict[str, Person], settings: Settings, first_year: int, last_year: int
) -> tuple[tuple[str, Hours], ...]:
    """The working hours of those who have other ones than the team, by scientist id."""
    own = {one.scientist_id: one.settings for one in persons.values() if one.settings is not None}
    hours = {one: settings.scientist_hours(scientist, first_year, last_year) for one, scientist in own.items()}
    return tuple(sorted((one, its) for one, its in hours.items() if its is not None))

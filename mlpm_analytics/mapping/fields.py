"""Which of Jira's fields is meant: names and ids of the settings against what the exports have."""

from dataclasses import dataclass
from itertools import chain

import numpy as np
import pandas as pd

from mlpm_analytics.frames import Raw
from mlpm_analytics.settings import Settings
from mlpm_analytics.workflow import DAYS_PER_WEEK

PLAN = "plan:"
SYSTEM = {"status": "status", "assignee": "assignee", "resolution": "resolution", "parent": "epic"}
EPIC_ITEMS = ("issueparentassociation", "epic link", "parent")  # a move to another Epic, by its names over the years
ORIGINAL_ESTIMATE = "timeoriginalestimate"
_NAMED_ALIKE = ("deliverable", "test_days", "test_ends")  # the setting is called what is tracked


@dataclass(frozen=True)
class FieldIds:
    """Which field ids and which names of changelog items stand for what is tracked."""

    custom: dict[str, str]  # id of a custom field → phase, estimate, deliverable, test_days, test_ends, plan:<phase>
    by_id: dict[str, str]  # field id of a changelog item → what is tracked
    by_name: dict[str, str]  # name of an item that has no field id

    def of(self, what: str) -> list[str]:
        """The custom fields that stand for something tracked."""
        return [field_id for field_id, tracked in self.custom.items() if tracked == what]

    def tracked(self, changes: pd.DataFrame) -> pd.Series:
        """What each change is about; NaN for what is not tracked."""
        names = changes["field"].str.casefold()
        by_id = changes["field_id"].map(self.by_id)
        return by_id.where(changes["field_id"].notna(), names.map(self.by_name)).astype("str")


def all_fields(raw: Raw) -> pd.DataFrame:
    """Every custom field that the exports know, by id and name: field_id, name."""
    valued = raw.field_values[["field_id", "field_name"]].set_axis(["field_id", "name"], axis=1)
    logged = raw.changes[["field_id", "field"]].set_axis(["field_id", "name"], axis=1)
    rows = pd.concat([raw.fields, valued.dropna(), logged.dropna()], ignore_index=True)
    return rows.drop_duplicates(ignore_index=True)


def field_ids(raw: Raw, settings: Settings) -> FieldIds:
    """The fields that the settings name; a field is named by its id or, in any case, by its name."""
    known = all_fields(raw)
    fields = settings.fields
    wanted = {PLAN + phase: name for phase, name in settings.plan_fields.items()}
    wanted |= {"phase": fields.phase} if fields.phase_from == "field" else {}
    wanted |= {"flag": fields.flag} if settings.workflow.flag_waits else {}
    own_estimate = {} if fields.is_original_estimate else {"estimate": fields.estimate}
    wanted |= own_estimate | {key: name for key in _NAMED_ALIKE if (name := getattr(fields, key))}
    custom = dict(chain.from_iterable(((one, what) for one in matching(known, name)) for what, name in wanted.items()))
    names = {name.casefold(): what for what, name in wanted.items()}
    epic_links = dict.fromkeys(matching(known, "Epic Link"), "epic")
    names_of_estimate = (ORIGINAL_ESTIMATE, "original estimate")
    estimate = dict.fromkeys(names_of_estimate, "estimate") if fields.is_original_estimate else {}
    return FieldIds(
        custom=custom,
        by_id=SYSTEM | estimate | epic_links | custom,
        by_name=SYSTEM | estimate | dict.fromkeys(EPIC_ITEMS, "epic") | names,
    )


def matching(known: pd.DataFrame, name: str) -> list[str]:
    """The ids of the fields that a setting means: one of that id, or all of that name."""
    folded = name.strip().casefold()
    is_meant = (known["field_id"] == name) | (known["name"].str.strip().str.casefold() == folded)
    return sorted(known.loc[is_meant, "field_id"].unique())


def days_per_unit(settings: Settings) -> float:
    """How many days one unit of the estimate's field is."""
    hours = settings.fields.estimate_hours_per_day
    units = {
        "seconds": 1 / 3600 / hours,
        "minutes": 1 / 60 / hours,
        "hours": 1 / hours,
        "days": 1,
        "weeks": DAYS_PER_WEEK,
    }
    return units[settings.fields.estimate_unit]


def holds_number(field: pd.Series) -> pd.Series:
    """Whether what is tracked is held as a number: estimates, lengths of tests, plans."""
    return field.isin(["estimate", "test_days"]) | field.str.startswith(PLAN)


def number_of(texts: pd.Series) -> pd.Series:
    """Numbers as Jira writes them; NaN for anything else."""
    numbers = pd.to_numeric(texts.str.strip(), errors="coerce").astype("float64")
    return numbers.where(np.isfinite(numbers))

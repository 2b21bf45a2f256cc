"""From comparable values to what the metrics know: phases by name, Epics by id, scientists, resolutions."""

import numpy as np
import pandas as pd

from mlpm_analytics.frames import Raw
from mlpm_analytics.mapping.fields import holds_number
from mlpm_analytics.mapping.people import Person
from mlpm_analytics.mapping.tracked import Tracked


def metric_values(rows: pd.DataFrame, found: Tracked, persons: dict[str, Person]) -> pd.DataFrame:
    """Steps in the metrics' terms; successive steps of one value stay, they are merged where it matters."""
    field, value = rows["field"], rows["value"]
    joined = {one: person.scientist_id for one, person in persons.items()}
    named = {one: name.strip().casefold() for one, name in found.resolutions.items()}
    value = value.where(field != "phase", value.map(found.phases.phases).astype("str"))
    value = value.where(field != "assignee", value.map(joined).astype("str"))
    value = value.where(field != "resolution", value.map(named).astype("str"))
    return rows.assign(value=value.where(~holds_number(field), np.nan).astype("str"))


def known_instants(raw: Raw) -> pd.Series:
    """Every instant that the exports state of issues and changes."""
    columns = ("created_at", "updated_at", "resolved_at")
    return pd.concat(
        [*(raw.issues[name] for name in columns), raw.changes["changed_at"], raw.sightings["seen_at"]]
    ).dropna()

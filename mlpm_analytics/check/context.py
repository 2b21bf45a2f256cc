"""What the settings find in the data: the ground on which misfits are looked for."""

from dataclasses import dataclass

import pandas as pd

from mlpm_analytics.frames import Model, Raw
from mlpm_analytics.mapping import identified, map_raw
from mlpm_analytics.mapping.fields import FieldIds, all_fields, field_ids
from mlpm_analytics.mapping.people import Person, people
from mlpm_analytics.mapping.statuses import ACTIVE_BY_DATE, UNDATED, Statuses, statuses
from mlpm_analytics.settings import Settings
from mlpm_analytics.workflow import Workflow


@dataclass(frozen=True)
class CheckContext:
    """The data as the settings read them."""

    raw: Raw
    settings: Settings
    fields: pd.DataFrame  # field_id, name
    ids: FieldIds
    statuses: Statuses
    persons: dict[str, Person]
    model: Model

    @classmethod
    def of(cls, raw: Raw, settings: Settings, model: Model | None = None) -> "CheckContext":
        """The data, read by the rules of `mapping`."""
        raw, _ = identified(raw, settings)
        return cls(
            raw=raw,
            settings=settings,
            fields=all_fields(raw),
            ids=field_ids(raw, settings),
            statuses=statuses(raw, settings),
            persons=people(raw, settings),
            model=map_raw(raw, settings).model if model is None else model,
        )

    @property
    def workflow(self) -> Workflow:
        """The way of working that the settings state."""
        return self.settings.to_workflow()

    @property
    def field_names(self) -> list[str]:
        """The names of all fields, in the order of the alphabet."""
        return sorted(set(self.fields["name"].dropna()))

    @property
    def known_statuses(self) -> pd.DataFrame:
        """The statuses that Jira has or had, without those that `mapping` adds: as `frames.STATUS_ROLES`."""
        ids = self.statuses.roles["status_id"]
        return self.statuses.roles[~ids.str.startswith(UNDATED) & (ids != ACTIVE_BY_DATE)]

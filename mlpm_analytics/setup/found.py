"""What was loaded, and how the settings in force read it: the ground of every question and proposal."""

from dataclasses import dataclass
from functools import cached_property

import pandas as pd

from mlpm_analytics.frames import Raw
from mlpm_analytics.mapping import Mapped
from mlpm_analytics.settings import Settings
from mlpm_analytics.setup.phase_sources import PhaseSource, phase_sources

NO_SOURCES = "No field, label, component, summary or status holds values that are called like phases."


@dataclass(frozen=True)
class Found:
    """The data of a store as of the last load; `published` is the name of the version that is shown."""

    published: str
    raw: Raw
    mapped: Mapped
    settings: Settings
    as_of: pd.Timestamp

    @property
    def version(self) -> tuple[str, str]:
        """What all the rest follows from."""
        return self.published, self.settings.fingerprint

    @property
    def items(self) -> pd.DataFrame:
        """The issues, by what they are."""
        return self.mapped.model.work_items

    @property
    def task_ids(self) -> pd.Series:
        """The ids of the Tasks."""
        return self.items.loc[self.items["kind"] == "task", "issue_id"]

    @property
    def has_phases(self) -> bool:
        """Whether the settings find phases already."""
        rows = self.mapped.model.histories
        return bool((rows["field"].eq("phase") & rows["value"].notna()).any())

    @cached_property
    def sources(self) -> list[PhaseSource]:
        """Where phases may stand, the likeliest place first."""
        return phase_sources(self.raw, self.task_ids, self.settings)

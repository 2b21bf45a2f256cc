"""The sample through the whole chain, without a store."""

from functools import cache

import pandas as pd

from mlpm_analytics import sources
from mlpm_analytics.frames import Figures, Raw
from mlpm_analytics.mapping import Mapped, map_raw
from mlpm_analytics.metrics import figures
from mlpm_analytics.settings import load_settings
from tests.sample.reading import END, FOLDER


@cache
def mapped(name: str = "jira.json") -> Mapped:
    (found,) = sources.find([FOLDER / name])
    export = sources.read(found, sources.ReadingOptions(timezone="Europe/Berlin"))
    raw = Raw(export.issues, export.field_values, export.changes, export.fields, export.statuses, export.site_url)
    return map_raw(raw, load_settings(FOLDER / "mlpm.toml", environ={}))


@cache
def sample_figures(name: str = "jira.json") -> Figures:
    sample = mapped(name)
    return figures(sample.model, sample.workflow, sample.calendars, as_of=pd.Timestamp(END).as_unit("us"))

"""Golden portfolios and the sample as the metrics see them: read and mapped, without a store."""

from functools import cache
from pathlib import Path

from mlpm_analytics.frames import Raw
from mlpm_analytics.mapping import Mapped, map_raw
from mlpm_analytics.settings import load_settings
from mlpm_analytics.sources import ReadingOptions, find, read

ROOT = Path(__file__).parents[2]
GOLDEN = {folder.name: folder for folder in sorted((ROOT / "tests" / "golden").iterdir()) if folder.is_dir()}
SAVED = {"sample": ROOT / "data" / "sample", **GOLDEN}


@cache
def mapped(name: str) -> Mapped:
    """Histories of one of `SAVED`; callers do not write to them."""
    settings = load_settings(SAVED[name] / "mlpm.toml", environ={})
    export = read(next(find([SAVED[name] / "jira.json"])), ReadingOptions(settings.calendar.timezone))
    return map_raw(Raw(export.issues, export.field_values, export.changes, export.fields, export.statuses), settings)

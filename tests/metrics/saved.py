"""Golden portfolios and the sample as the metrics see them: read and mapped, without a store."""

import json
from functools import cache
from pathlib import Path

import pandas as pd

from mlpm_analytics.frames import Figures, Raw
from mlpm_analytics.mapping import Mapped, map_raw
from mlpm_analytics.metrics import figures
from mlpm_analytics.settings import load_settings
from mlpm_analytics.sources import ReadingOptions, find, read

ROOT = Path(__file__).parents[2]
GOLDEN = {folder.name: folder for folder in sorted((ROOT / "tests" / "golden").iterdir()) if folder.is_dir()}
SAVED = {"sample": ROOT / "data" / "sample", **GOLDEN}


@cache
def mapped(name: str) -> Mapped:
    """Histories of one of `SAVED`; callers do not write to them."""
    return mapped_in(SAVED[name])


def mapped_in(folder: Path) -> Mapped:
    """Histories of the saved answer in a folder."""
    settings = load_settings(folder / "mlpm.toml", environ={})
    export = read(next(find([folder / "jira.json"])), ReadingOptions(settings.calendar.timezone))
    return map_raw(Raw(export.issues, export.field_values, export.changes, export.fields, export.statuses), settings)


@cache
def figures_of(name: str) -> Figures:
    """The figures as of the instant that is expected of a golden portfolio; of the sample, as of its last change."""
    known = mapped(name)
    expected = SAVED[name] / "expected.json"
    stated = json.loads(expected.read_text(encoding="utf-8"))["as_of"] if expected.exists() else None
    as_of = pd.Timestamp(stated) if stated else known.model.histories["changed_at"].max()
    return figures(known.model, known.workflow, known.calendars, as_of=as_of)

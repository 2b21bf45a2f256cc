"""How long all figures take: of the sample, and of many copies of it as so many teams of one Jira.

    python benchmarks/figures.py [copies …]

Without arguments it measures 1, 5 and 20 copies (some 24, 120 and 480 projects). It prints the seconds of
processor time of all figures as of one instant, and of the breaches that stood at 52 weeks.
"""

import sys
import time
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pandas as pd

from mlpm_analytics.frames import Model, Raw
from mlpm_analytics.mapping import Mapped, map_raw
from mlpm_analytics.metrics import figures
from mlpm_analytics.metrics.compliance import breaches_at
from mlpm_analytics.settings import load_settings
from mlpm_analytics.sources import ReadingOptions, find, read

SAMPLE = Path(__file__).resolve().parent.parent / "data" / "sample"
AS_OF = pd.Timestamp("2026-10-14T14:00Z")
COPIES = [1, 5, 20]
WEEK_COUNT = 52


def main(copies: list[int]) -> None:
    """Print one line for each number of copies."""
    sample = mapped_sample()
    weeks = [AS_OF - pd.Timedelta(weeks=back) for back in reversed(range(WEEK_COUNT))]
    print(f"{'copies':>8}{'projects':>10}{'Tasks':>8}{'figures s':>12}{'weeks s':>10}")
    for count in copies:
        model = copied(sample.model, count)
        seen, seconds = timed(lambda model=model: figures(model, sample.workflow, sample.calendars, as_of=AS_OF))
        _, of_weeks = timed(lambda model=model: breaches_at(model, sample.workflow, sample.calendars, weeks))
        print(f"{count:>8}{len(seen.projects):>10}{len(seen.tasks):>8}{seconds:>12.2f}{of_weeks:>10.2f}")


def mapped_sample() -> Mapped:
    """The histories of the sample."""
    settings = load_settings(SAMPLE / "mlpm.toml")
    export = read(next(find([SAMPLE / "jira.json"])), ReadingOptions(settings.calendar.timezone))
    return map_raw(Raw(export.issues, export.field_values, export.changes, export.fields, export.statuses), settings)


def copied(model: Model, count: int) -> Model:
    """The model so many times side by side, each with issues, Jira projects and scientists of its own."""
    return replace(
        model,
        work_items=pd.concat([_items(model, n) for n in range(count)], ignore_index=True),
        histories=pd.concat([_histories(model, n) for n in range(count)], ignore_index=True),
        scientists=pd.concat([_scientists(model, n) for n in range(count)], ignore_index=True),
    )


def _items(model: Model, n: int) -> pd.DataFrame:
    rows = model.work_items
    return rows.assign(**{name: f"{n}x" + rows[name] for name in ("issue_id", "key", "project_key")})


def _histories(model: Model, n: int) -> pd.DataFrame:
    rows = model.histories
    own = rows["value"].where(~rows["field"].isin(["epic", "assignee"]), f"{n}x" + rows["value"])
    return rows.assign(issue_id=f"{n}x" + rows["issue_id"], value=own)


def _scientists(model: Model, n: int) -> pd.DataFrame:
    return model.scientists.assign(scientist_id=f"{n}x" + model.scientists["scientist_id"])


def timed(work: Callable[[], Any]) -> tuple[Any, float]:
    """What it gives, and the seconds of processor time it took."""
    began = time.process_time()
    found = work()
    return found, time.process_time() - began


if __name__ == "__main__":
    main([int(argument) for argument in sys.argv[1:]] or COPIES)

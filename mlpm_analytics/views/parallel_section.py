"""What is told about projects in parallel: of one scientist by week, and of all of them."""

from collections.abc import Sequence
from datetime import date
from typing import Final

import pandas as pd

from mlpm_analytics import wording
from mlpm_analytics.frames import Figures
from mlpm_analytics.mapping import Mapped
from mlpm_analytics.metrics.parallel import COMPLETE_WEEKS, PARALLEL, PARALLEL_RATES, parallel, parallel_rates
from mlpm_analytics.views.headers import columns
from mlpm_analytics.views.model import Content, Section, Table, Tile, section

_WEEKS: Final = columns(PARALLEL, "week_starting", "is_running", "project_count", "at_once", "switch_count", "evidence")
_RATES: Final = columns(PARALLEL_RATES, *list(PARALLEL_RATES.columns)[1:])
_TITLE: Final = "Projects in parallel"
_NOTE: Final = (
    "A switch is a stretch of work that begins in another project than the one before. A/B tests do not count."
)


def parallel_weeks(figures: Figures, who: str, weeks: Sequence[date], mapped: Mapped) -> pd.DataFrame:
    """The weeks of one scientist (`metrics.parallel.PARALLEL`)."""
    rows = parallel(figures, list(weeks), mapped.workflow, mapped.calendars)
    return rows[rows["scientist_id"] == who].reset_index(drop=True)


def rates_of_all(figures: Figures, mapped: Mapped) -> pd.DataFrame:
    """The means of every scientist (`metrics.parallel.PARALLEL_RATES`)."""
    names = mapped.model.scientists.set_index("scientist_id")["name"]
    return parallel_rates(figures, names, mapped.workflow, mapped.calendars)


def parallel_tile(weeks: pd.DataFrame) -> Tile:
    """How often a scientist switched in the weeks that are shown."""
    switches = int(weeks["switch_count"].sum())
    return Tile("Switches", str(switches), "Stretches of work that began in another project than the one before.")


def parallel_of_scientist(weeks: pd.DataFrame) -> Section:
    """The projects of each week, at once, and the switches between them."""
    if weeks.empty:
        return section("parallel", _TITLE, Content(empty="No work on a project in these weeks."))
    most, switches = int(weeks["project_count"].max()), int(weeks["switch_count"].sum())
    changed = wording.count(switches, "switch", "switches")
    sentence = f"At most {wording.count(most, 'project')} in a week; {changed} in all."
    return section("parallel", _TITLE, Content(sentence, table=Table(weeks, _WEEKS), note=_NOTE))


def parallel_of_all(figures: Figures, mapped: Mapped) -> Section:
    """The means of each scientist over the last complete weeks."""
    return section("parallel", _TITLE, lambda: _rates(rates_of_all(figures, mapped)))


def _rates(rows: pd.DataFrame) -> Content:
    weeks = f"the last {COMPLETE_WEEKS} complete weeks"
    if rows.empty:
        return Content(empty=f"Nobody worked on a project in {weeks}.")
    several = int((rows["projects_per_week"] > 1).sum())
    people = wording.count(len(rows), "scientist")
    sentence = f"In {weeks} {several or 'none'} of {people} worked on more than one project a week on average."
    return Content(sentence, table=Table(rows, _RATES), note=_NOTE)

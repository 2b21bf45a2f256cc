"""Projects in parallel: on how many a scientist is active in a week and at once, and how often they switch.

What is in a passive phase does not count, nor does work outside projects.
"""

from datetime import date
from typing import Final

import numpy as np
import pandas as pd

from mlpm_analytics.calendars import Calendars
from mlpm_analytics.frames import Figures, Frame, column
from mlpm_analytics.metrics.evidence import weakest
from mlpm_analytics.metrics.slices import slices
from mlpm_analytics.metrics.times import Clock
from mlpm_analytics.metrics.weeks import mondays, parts_by_week, week_of
from mlpm_analytics.workflow import Workflow

COMPLETE_WEEKS: Final = 8
PARALLEL = Frame(
    "parallel",
    [
        *("scientist_id", "week_starting", column("is_running", meaning="whether the week is not over")),
        column("project_count", label="Projects", meaning="projects that the scientist was active on in the week"),
        *("at_once", "switch_count", "evidence"),
    ],
)
PARALLEL_RATES = Frame(
    "parallel_rates", ["scientist_id", "scientist", "projects_per_week", "at_once", "switches_per_week", "evidence"]
)
_KEYS: Final = ["scientist_id", "week_starting"]


def parallel(seen: Figures, weeks: list[date], workflow: Workflow, calendars: Calendars) -> pd.DataFrame:
    """One row per scientist and week, also without work, of all who were active in any; columns as in `PARALLEL`."""
    rows, zone = _counted(seen, workflow), calendars.team.timezone
    parts = parts_by_week(rows, weeks, zone, as_of=seen.as_of)
    grouped = parts.groupby(_KEYS)
    facts = {
        "project_count": grouped["project_id"].nunique(),
        "at_once": _at_once(parts, Clock.over(calendars, pd.concat([rows["started_at"], pd.Series([seen.as_of])]))),
        "switch_count": _switches(rows, zone).groupby(_KEYS).size(),
        "evidence": weakest(parts["evidence"], grouped.ngroup()).set_axis(grouped.size().index),
    }
    every = pd.MultiIndex.from_product([sorted(parts["scientist_id"].unique()), weeks], names=_KEYS)
    found = pd.DataFrame(facts, index=every).reset_index()
    running = week_of(pd.Series([seen.as_of]), zone).iloc[0]
    found = found.assign(is_running=found["week_starting"] == running)
    return PARALLEL.check(found.fillna({"project_count": 0, "switch_count": 0}))


def parallel_rates(seen: Figures, people: pd.Series, workflow: Workflow, calendars: Calendars) -> pd.DataFrame:
    """Means per week of each scientist over the last eight complete weeks, by name; columns as in `PARALLEL_RATES`.

    `people` are names by scientist id. A week without work counts; *at once* is a mean of the weeks that have any.
    """
    weeks = mondays(COMPLETE_WEEKS + 1, calendars.team.timezone, as_of=seen.as_of)[:-1]
    rows = parallel(seen, weeks, workflow, calendars)
    grouped = rows.groupby("scientist_id")
    found = grouped.agg(
        projects_per_week=("project_count", "mean"),
        at_once=("at_once", "mean"),
        switches_per_week=("switch_count", "mean"),
    )
    evidence = weakest(rows["evidence"], rows["scientist_id"]) if len(rows) else found["at_once"].astype("str")
    found = found.assign(scientist=people.reindex(found.index), evidence=evidence).reset_index()
    return PARALLEL_RATES.check(found).sort_values(["scientist", "scientist_id"], ignore_index=True)


def _counted(seen: Figures, workflow: Workflow) -> pd.DataFrame:
    rows = seen.work_intervals[seen.work_intervals["scientist_id"].notna()]
    is_project = rows["project_id"].isin(seen.projects["project_id"])
    return rows[is_project & ~rows["phase"].isin(workflow.passive_phases)]


def _switches(rows: pd.DataFrame, timezone: str) -> pd.DataFrame:
    """The work intervals that began in another project than their scientist's one before, with their week."""
    ordered = rows.sort_values(["scientist_id", "started_at", "issue_id"], kind="stable")
    before = ordered.groupby("scientist_id")["project_id"].shift()
    switched = ordered[before.notna() & (before != ordered["project_id"])]
    return switched.assign(week_starting=week_of(switched["started_at"], timezone))


def _at_once(parts: pd.DataFrame, clock: Clock) -> pd.Series:
    """How many projects were active at once, on average over the scientist's working time with any, by `_KEYS`."""
    cut = slices(parts, parts.groupby(_KEYS).ngroup())
    cut = pd.concat([cut, parts[[*_KEYS, "project_id"]].iloc[cut["row"]].reset_index(drop=True)], axis=1)
    grouped = cut.groupby("slice_no")
    pieces = grouped[[*_KEYS, "started", "stopped"]].first().assign(count=grouped["project_id"].nunique())
    started, stopped = (pieces[name].to_numpy(dtype=np.int64) for name in ("started", "stopped"))
    worked = clock.scientists_micros(pieces["scientist_id"], started, stopped)
    sums = pieces.assign(worked=worked, weighted=worked * pieces["count"]).groupby(_KEYS)[["worked", "weighted"]].sum()
    return sums["weighted"] / sums["worked"].where(sums["worked"] > 0)

"""A scientist's workload: what is in progress, what comes next, what was finished, where the weeks went."""

from dataclasses import dataclass
from datetime import date

import pandas as pd

from mlpm_analytics.calendars import Calendars
from mlpm_analytics.frames import Figures, Model
from mlpm_analytics.metrics.assignments import by_key, tasks_in_progress
from mlpm_analytics.metrics.weeks import effort_by_week, mondays, week_span
from mlpm_analytics.workflow import Workflow

WEEK_COUNT = 8


@dataclass(frozen=True)
class Workload:
    """The Tasks assigned to one scientist as of an instant, and their effort in the last weeks.

    `finished` are Tasks finished in these weeks, the latest first. `estimated` are all finished Tasks with an
    estimate, with `actual_days` (effort; in a passive phase active time); of those with an estimate are left
    out, and counted, the ones whose times are inferred and the ones that were never in progress.
    `effort` has columns week_starting, project, phase, effort_days, and no row for a week without effort.
    """

    scientist_id: str
    name: str
    weeks: tuple[date, ...]
    in_progress: pd.DataFrame
    next_up: pd.DataFrame
    blocked: pd.DataFrame
    finished: pd.DataFrame
    estimated: pd.DataFrame
    inferred_count: int
    never_active_count: int
    effort: pd.DataFrame
    breaches: pd.DataFrame


def workload(figures: Figures, scientist_id: str, model: Model, workflow: Workflow, calendars: Calendars) -> Workload:
    """The workload of a scientist in `model.scientists`; weeks begin on Monday in the team's time zone."""
    own = figures.tasks[figures.tasks["scientist_id"] == scientist_id]
    weeks = mondays(WEEK_COUNT, calendars.team.timezone, as_of=figures.as_of)
    began_at, _ = week_span(weeks[0], calendars.team.timezone, as_of=figures.as_of)
    finished = own[own["finished_at"] >= began_at].sort_values(["finished_at", "key"], ascending=[False, True])
    in_progress = tasks_in_progress(figures, workflow)
    estimated = with_actual(own[own["is_done"] & own["estimate_days"].notna()])
    was_active, is_inferred = estimated["started_at"].notna(), estimated["evidence"] == "inferred"
    return Workload(
        scientist_id=scientist_id,
        name=model.scientists.set_index("scientist_id")["name"][scientist_id],
        weeks=tuple(weeks),
        in_progress=in_progress[in_progress["scientist_id"] == scientist_id],
        next_up=by_key(own[~own["is_done"] & ~own["is_active"] & ~own["is_waiting"]]),
        blocked=by_key(own[own["is_waiting"] & ~own["is_done"]]),
        finished=finished,
        estimated=by_key(estimated[was_active & ~is_inferred]),
        inferred_count=int((was_active & is_inferred).sum()),
        never_active_count=int((~was_active).sum()),
        effort=_effort(figures, scientist_id, model, weeks, workflow, calendars),
        breaches=figures.breaches[figures.breaches["subject"].isin([scientist_id, *own["key"]])],
    )


def with_actual(tasks: pd.DataFrame) -> pd.DataFrame:
    """Tasks with `actual_days`: their effort, and the active days of their time in passive phases."""
    return tasks.assign(actual_days=tasks["effort_days"] + tasks["passive_days"])


def _effort(
    figures: Figures, scientist_id: str, model: Model, weeks: list[date], workflow: Workflow, calendars: Calendars
) -> pd.DataFrame:
    intervals = figures.work_intervals[figures.work_intervals["scientist_id"] == scientist_id]
    found = effort_by_week(intervals, weeks, workflow, calendars, as_of=figures.as_of)
    keys = model.work_items.set_index("issue_id")["key"]
    found = found.assign(project=found["project_id"].map(keys).astype("str"))
    return found[found["effort_days"] > 0][["week_starting", "project", "phase", "effort_days"]]

"""From histories to figures: work intervals, time, visits and moves, plans, states, breaches.

Pure functions of frames: nothing here reads a clock, a file or a setting. `figures` is the one way in.
"""

import pandas as pd

from mlpm_analytics.calendars import Calendars
from mlpm_analytics.frames import MOVES, VISITS, Figures, Model
from mlpm_analytics.metrics.breaches import breaches
from mlpm_analytics.metrics.histories import known_by
from mlpm_analytics.metrics.intervals import work_intervals
from mlpm_analytics.metrics.lookups import looked_up
from mlpm_analytics.metrics.moments import Moments
from mlpm_analytics.metrics.past import Past
from mlpm_analytics.metrics.projects import phases, projects, projects_as_of
from mlpm_analytics.metrics.states import project_beginnings
from mlpm_analytics.metrics.tasks import tasks
from mlpm_analytics.metrics.times import Clock, effort_days
from mlpm_analytics.metrics.where import where_time_went
from mlpm_analytics.workflow import Workflow

__all__ = ["figures"]


def figures(model: Model, workflow: Workflow, calendars: Calendars, *, as_of: pd.Timestamp) -> Figures:
    """Every figure as of an instant, as `docs/definitions.md` defines it.

    Only what had happened by `as_of` counts, and whatever is still going on stops there.
    """
    as_of = as_of.tz_convert("UTC").as_unit("us")
    model = known_by(model, as_of)
    intervals, dropped = work_intervals(model, workflow, as_of=as_of)
    clock = Clock.over(calendars, pd.concat([model.histories["changed_at"], pd.Series([as_of])]))
    beginnings = project_beginnings(model, workflow)
    moments = Moments(projects_as_of(beginnings, as_of=as_of), Past(model, intervals, workflow, clock))
    timed = intervals.assign(effort_days=effort_days(intervals, workflow, clock))
    task_rows = tasks(model, timed, clock, workflow, as_of=as_of)
    phase_rows = phases(moments, timed, task_rows)
    keys = model.work_items.set_index("issue_id")["key"]
    return Figures(
        as_of=as_of,
        work_intervals=intervals,
        projects=projects(moments, timed),
        phases=phase_rows,
        visits=VISITS.check(moments.visits.assign(project=looked_up(keys, moments.visits["project_id"]))),
        moves=MOVES.check(moments.moves.assign(project=looked_up(keys, moments.moves["project_id"]))),
        where_time_went=where_time_went(moments),
        tasks=task_rows,
        breaches=breaches(moments, beginnings, task_rows, phase_rows, as_of=as_of),
        dropped_runs=dropped,
        not_counted=model.not_counted,
    )

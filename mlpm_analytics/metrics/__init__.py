"""From histories to figures: work intervals, time, visits and moves, plans, states, breaches.

Pure functions of frames: nothing here reads a clock, a file or a setting. `figures` is the one way in.
"""

import pandas as pd

from mlpm_analytics.calendars import Calendars
from mlpm_analytics.frames import MOVES, VISITS, Figures, Model
from mlpm_analytics.frames.membership import is_in
from mlpm_analytics.metrics.blocked import blocked
from mlpm_analytics.metrics.breaches import breaches
from mlpm_analytics.metrics.known import Known
from mlpm_analytics.metrics.lookups import looked_up
from mlpm_analytics.metrics.projects import projects
from mlpm_analytics.metrics.rules import Facts
from mlpm_analytics.metrics.tasks import finishes
from mlpm_analytics.metrics.time_breakdown import where_time_went
from mlpm_analytics.workflow import Workflow

__all__ = ["figures"]


def figures(model: Model, workflow: Workflow, calendars: Calendars, *, as_of: pd.Timestamp) -> Figures:
    """Every figure as of an instant, as `docs/definitions.md` defines it.

    Only what had happened by `as_of` counts, and whatever is still going on stops there.
    """
    known = Known.by(model, workflow, calendars, as_of=as_of)
    facts = Facts(known)
    keys, visits, moves = known.items["key"], facts.projects.visits, facts.projects.moves
    finished = finishes(known, facts.task_rows)
    is_dropped = is_in(known.mis_clicks["issue_id"], known.tasks["issue_id"])
    return Figures(
        as_of=known.as_of,
        work_intervals=known.intervals,
        projects=projects(facts.projects, facts.timed, facts.phase_rows, finished),
        phases=facts.phase_rows,
        visits=VISITS.check(visits.assign(project=looked_up(keys, visits["project_id"]))),
        moves=MOVES.check(moves.assign(project=looked_up(keys, moves["project_id"]))),
        where_time_went=where_time_went(facts.projects),
        blocked=blocked(facts.projects),
        tasks=facts.task_rows,
        finishes=finished,
        breaches=breaches(facts),
        dropped_runs=int(is_dropped.sum()),
        not_counted=model.not_counted,
    )

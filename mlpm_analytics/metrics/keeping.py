"""Is the way of working kept? What was in breach as of past instants, without the search for since when."""

from collections.abc import Sequence
from dataclasses import replace

import pandas as pd

from mlpm_analytics.calendars import Calendars
from mlpm_analytics.frames import COUNT, INSTANT, TEXT, Frame, Model
from mlpm_analytics.metrics.breaches import OF_PHASES
from mlpm_analytics.metrics.histories import known_by
from mlpm_analytics.metrics.intervals import work_intervals
from mlpm_analytics.metrics.lookups import looked_up
from mlpm_analytics.metrics.moments import Moments
from mlpm_analytics.metrics.past import Past
from mlpm_analytics.metrics.project_rules import judged, project_rules
from mlpm_analytics.metrics.projects import projects_as_of
from mlpm_analytics.metrics.states import project_beginnings
from mlpm_analytics.metrics.task_rules import task_breaches
from mlpm_analytics.metrics.tasks import tasks
from mlpm_analytics.metrics.times import Clock
from mlpm_analytics.workflow import Workflow

STOOD = Frame("stood", {"as_of": INSTANT, "rule": TEXT, "subject": TEXT, "project": TEXT})
WEEKLY_BREACHES = Frame("weekly_breaches", {"as_of": INSTANT, "rule": TEXT, "breach_count": COUNT})


def breaches_at(
    model: Model,
    workflow: Workflow,
    calendars: Calendars,
    instants: Sequence[pd.Timestamp],
    *,
    project_id: str | None = None,
) -> pd.DataFrame:
    """The breaches that the figures as of each instant have: as_of, rule, subject, project; columns as in `STOOD`.

    Of a single project where one is asked for, which is much quicker; those of scientists are then left out.
    """
    if not instants:
        return STOOD.empty()
    known = known_by(model, max(instants))
    clock = Clock.over(calendars, pd.concat([known.histories["changed_at"], pd.Series([max(instants)])]))
    near = known if project_id is None else _near(known, project_id)
    of_tasks = [_of_tasks(near, workflow, clock, as_of) for as_of in instants]
    of_projects = _of_projects(known, workflow, clock, instants, project_id)
    stood = STOOD.check(pd.concat([*of_tasks, of_projects], ignore_index=True))
    if project_id is None:
        return stood
    own = known.work_items.loc[known.work_items["issue_id"] == project_id, "key"]
    return stood[stood["project"].isin(own)].reset_index(drop=True)


def _near(known: Model, project_id: str) -> Model:
    """The Epic of a project, and the issues that were ever in it."""
    rows = known.histories[(known.histories["field"] == "epic") & (known.histories["value"] == project_id)]
    ids = {project_id, *rows["issue_id"]}
    frames = {name: getattr(known, name) for name in ("work_items", "histories")}
    return replace(known, **{name: rows[rows["issue_id"].isin(ids)] for name, rows in frames.items()})


def _of_tasks(model: Model, workflow: Workflow, clock: Clock, as_of: pd.Timestamp) -> pd.DataFrame:
    known = known_by(model, as_of)
    intervals, _ = work_intervals(known, workflow, as_of=as_of)
    untimed = intervals.assign(effort_days=0.0)  # no rule about Tasks asks for effort
    task_rows = tasks(known, untimed, clock, workflow, as_of=as_of)
    beginnings = project_beginnings(known, workflow)
    found = task_breaches(Past(known, intervals, workflow, clock), beginnings, task_rows, as_of=as_of)
    own = found["project_id"].where(found["project_id"].isin(beginnings.index))
    return found.assign(as_of=as_of, project=looked_up(_keys(known), own))


def _of_projects(
    known: Model, workflow: Workflow, clock: Clock, instants: Sequence[pd.Timestamp], project_id: str | None
) -> pd.DataFrame:
    """All projects, or a single one, as of all instants at once."""
    intervals, _ = work_intervals(known, workflow, as_of=max(instants))
    beginnings = project_beginnings(known, workflow)
    worlds = pd.concat([projects_as_of(beginnings, as_of=as_of) for as_of in instants], ignore_index=True)
    worlds = worlds[worlds["project_id"] == project_id].reset_index(drop=True) if project_id is not None else worlds
    worlds = worlds.assign(project_id=worlds.index.astype("str"))
    rules = project_rules(has_deliverable_field=workflow.has_deliverable_field)
    found = judged(rules, Moments(worlds, Past(known, intervals, workflow, clock)))
    found = found.join(worlds.set_index("project_id"), on="project_id")
    own = looked_up(_keys(known), found["issue_id"])
    subject = own.where(~found["rule"].isin(OF_PHASES), own + ":" + found["phase"])
    return found.assign(subject=subject, project=own)


def _keys(known: Model) -> pd.Series:
    return known.work_items.set_index("issue_id")["key"]


def weekly_breaches(stood: pd.DataFrame, instants: Sequence[pd.Timestamp]) -> pd.DataFrame:
    """How many breaches of each rule stood at each instant, of `breaches_at`; columns as in `WEEKLY_BREACHES`.

    Rules that were never in breach have no rows; the others one for every instant, zeros included.
    """
    every = pd.MultiIndex.from_product([instants, sorted(stood["rule"].unique())], names=["as_of", "rule"])
    counts = stood.groupby(["as_of", "rule"]).size().reindex(every, fill_value=0)
    return WEEKLY_BREACHES.check(counts.rename("breach_count").reset_index())

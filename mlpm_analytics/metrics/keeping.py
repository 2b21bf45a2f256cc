"""Is the way of working kept? What was in breach as of past instants, without the search for since when."""

from collections.abc import Sequence

import numpy as np
import pandas as pd

from mlpm_analytics.calendars import Calendars, micros
from mlpm_analytics.frames import Frame, Model
from mlpm_analytics.metrics.breaches import OF_PHASES
from mlpm_analytics.metrics.histories import known_by
from mlpm_analytics.metrics.intervals import work_intervals
from mlpm_analytics.metrics.lookups import looked_up
from mlpm_analytics.metrics.moments import Moments
from mlpm_analytics.metrics.past import Past
from mlpm_analytics.metrics.project_rules import judged, project_rules
from mlpm_analytics.metrics.projects import projects_as_of
from mlpm_analytics.metrics.slices import expanded
from mlpm_analytics.metrics.states import project_beginnings
from mlpm_analytics.metrics.task_rules import TOO_LONG, TOO_MANY, candidates, counted_together
from mlpm_analytics.metrics.times import Clock
from mlpm_analytics.workflow import TOLERANCE_DAYS, Workflow

SHOWN_WEEKS = 12  # of breaches at the end of each

STOOD = Frame("stood", ["as_of", "rule", "subject", "project"])
WEEKLY_BREACHES = Frame("weekly_breaches", ["as_of", "rule", "breach_count"])


def breaches_at(
    model: Model,
    workflow: Workflow,
    calendars: Calendars,
    instants: Sequence[pd.Timestamp],
    *,
    project_id: str | None = None,
) -> pd.DataFrame:
    """The breaches that the figures as of each instant have: as_of, rule, subject, project; columns as in `STOOD`.

    Of a single project where one is asked for; those of scientists are then left out.
    """
    if not instants:
        return STOOD.empty()
    known = known_by(model, max(instants))
    intervals, _ = work_intervals(known, workflow, as_of=max(instants))
    clock = Clock.over(calendars, pd.concat([known.histories["changed_at"], pd.Series([max(instants)])]))
    past, beginnings = Past(known, intervals, workflow, clock), project_beginnings(known, workflow)
    own = beginnings if project_id is None else beginnings[beginnings.index == project_id]
    of_tasks = _of_tasks(past, beginnings, instants)
    found = [
        of_tasks if project_id is None else of_tasks[of_tasks["project_id"] == project_id],
        _of_projects(past, own, instants),
    ]
    if project_id is None:
        found.append(_of_scientists(past, instants))
    stood = pd.concat(found, ignore_index=True)
    return STOOD.check(stood.assign(project=looked_up(_keys(known), stood["project_id"])))


def _of_tasks(past: Past, beginnings: pd.Series, instants: Sequence[pd.Timestamp]) -> pd.DataFrame:
    standing = _standing(candidates(past, beginnings, as_of=max(instants)), instants)
    is_meant = (standing["rule"] != TOO_LONG) | (_limited_days(standing, past) > _longest(past.workflow))
    found = standing[is_meant]
    return found.assign(subject=looked_up(_keys(past.model), found["issue_id"]))


def _longest(workflow: Workflow) -> float:
    return workflow.limits.max_task_days + TOLERANCE_DAYS


def _standing(rows: pd.DataFrame, instants: Sequence[pd.Timestamp]) -> pd.DataFrame:
    """The rows seen as of each instant (`as_of`): from `seen_at` on and before `stopped_at`, open ones always."""
    at = pd.Series(sorted(instants)).dt.as_unit("us")
    first = np.searchsorted(micros(at), micros(rows["seen_at"]))
    last = np.where(rows["is_open"], len(at), np.searchsorted(micros(at), micros(rows["stopped_at"])))
    row, place = expanded(first, np.maximum(first, last))
    return rows.iloc[row].assign(as_of=at.iloc[place].array).reset_index(drop=True)


def _limited_days(standing: pd.DataFrame, past: Past) -> pd.Series:
    """The days held against the limit of a Task, of the rows about that as of their instants; NaN for the others."""
    work = past.seen[~past.seen["phase"].isin(past.workflow.passive_phases)]
    asked = standing.loc[standing["rule"] == TOO_LONG, ["issue_id", "as_of"]].rename_axis("asked").reset_index()
    pairs = asked.merge(work[["issue_id", "started_at", "stopped_at", "mature_at"]], on="issue_id")
    pairs = pairs[(pairs["started_at"] < pairs["as_of"]) & (pairs["mature_at"] <= pairs["as_of"])]
    until = pairs["stopped_at"].where(pairs["stopped_at"] < pairs["as_of"], pairs["as_of"])
    return past.clock.team_days(pairs["started_at"], until).groupby(pairs["asked"]).sum().reindex(standing.index)


def _of_scientists(past: Past, instants: Sequence[pd.Timestamp]) -> pd.DataFrame:
    standing = _standing(counted_together(past), instants)
    counts = standing.groupby(["as_of", "scientist_id"]).size()
    crowded = counts[counts > past.workflow.limits.max_in_progress].index.to_frame(index=False)
    return crowded.rename(columns={"scientist_id": "subject"}).assign(rule=TOO_MANY, project_id=float("nan"))


def _of_projects(past: Past, beginnings: pd.Series, instants: Sequence[pd.Timestamp]) -> pd.DataFrame:
    """The projects that there were, as of all instants at once."""
    worlds = pd.concat([projects_as_of(beginnings, as_of=as_of) for as_of in instants], ignore_index=True)
    worlds = worlds.assign(project_id=worlds.index.astype("str"))
    rules = project_rules(has_deliverable_field=past.workflow.has_deliverable_field)
    found = judged(rules, Moments(worlds, past)).join(worlds.set_index("project_id"), on="project_id")
    own = looked_up(_keys(past.model), found["issue_id"])
    subject = own.where(~found["rule"].isin(OF_PHASES), own + ":" + found["phase"])
    return found.assign(subject=subject, project_id=found["issue_id"])


def _keys(known: Model) -> pd.Series:
    return known.work_items.set_index("issue_id")["key"]


def weekly_breaches(stood: pd.DataFrame, instants: Sequence[pd.Timestamp]) -> pd.DataFrame:
    """How many breaches of each rule stood at each instant, of `breaches_at`; columns as in `WEEKLY_BREACHES`.

    Rules that were never in breach have no rows; the others one for every instant, zeros included.
    """
    every = pd.MultiIndex.from_product([instants, sorted(stood["rule"].unique())], names=["as_of", "rule"])
    counts = stood.groupby(["as_of", "rule"]).size().reindex(every, fill_value=0)
    return WEEKLY_BREACHES.check(counts.rename("breach_count").reset_index())

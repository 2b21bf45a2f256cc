"""Every project and its phases as of an instant."""

from collections.abc import Callable

import pandas as pd

from mlpm_analytics.frames import PHASES, PROJECTS
from mlpm_analytics.metrics.evidence import weakest
from mlpm_analytics.metrics.histories import latest
from mlpm_analytics.metrics.lookups import looked_up
from mlpm_analytics.metrics.moments import Moments
from mlpm_analytics.metrics.plans import baseline_days
from mlpm_analytics.metrics.times import Clock, active_days
from mlpm_analytics.metrics.visits import rework_days

DIRECTIONS = ("forward", "back", "resumed")


def projects_as_of(beginnings: pd.Series, *, as_of: pd.Timestamp) -> pd.DataFrame:
    """The projects there were by `as_of`, each as of it: project_id, issue_id (the same), as_of."""
    known = beginnings.index[beginnings <= as_of].sort_values()
    rows = pd.DataFrame({"project_id": known, "issue_id": known, "as_of": as_of})
    return rows.astype({"as_of": "datetime64[us, UTC]", "project_id": "str", "issue_id": "str"})


def projects(moments: Moments, intervals: pd.DataFrame) -> pd.DataFrame:
    """One row per project, by key; columns as in `frames.PROJECTS`. `intervals` carry their `effort_days`."""
    states, clock = moments.states, moments.past.clock
    epics = moments.past.model.work_items.set_index("issue_id")
    people = moments.past.model.scientists.set_index("scientist_id")["name"]
    owners = latest(moments.past.model.histories, "assignee")["value"]
    rows = intervals[intervals["project_id"].isin(states["project_id"])]
    rework = rework_days(moments.visits, moments.moves)
    visited = moments.visits.groupby("project_id")["active_days"].sum()
    facts = {
        "project": epics["key"],
        "name": epics["summary"],
        "owner_id": owners,
        "owner": looked_up(people, owners).fillna(owners),
        "active_days": active_days(rows, rows["project_id"], clock),
        "effort_days": rows.groupby("project_id")["effort_days"].sum(),
        "rework_days": rework,
        "rework_share": rework / visited.where(visited > 0),
        "evidence": moments.evidence,
        **_move_counts(moments.moves),
    }
    found = states.set_index("project_id").assign(
        finished_at=moments.finished_at.array,
        current_phase=moments.current_phase.array,
        elapsed_days=clock.team_days(states["started_at"], moments.ended_at).to_numpy(),
        idle_days=moments.idle_days.to_numpy(),
    )
    found = found.join(pd.DataFrame(facts, index=found.index))
    numbers = [name for name, dtype in PROJECTS.columns.items() if dtype in {"float64", "int64"}]
    filled = found.fillna(dict.fromkeys(numbers, 0)).reset_index()
    return PROJECTS.check(filled).sort_values("project", ignore_index=True)


def _move_counts(moves: pd.DataFrame) -> dict[str, pd.Series]:
    grouped = {name: moves[moves["direction"] == name].groupby("project_id").size() for name in DIRECTIONS}
    counts = {f"{name}_count": count for name, count in grouped.items()}
    return counts | {"reentry_count": moves.groupby("project_id")["is_reentry"].sum()}


def phases(moments: Moments, intervals: pd.DataFrame, task_rows: pd.DataFrame) -> pd.DataFrame:
    """One row per project and configured phase, in order; columns as in `frames.PHASES`."""
    activity = _activity(intervals, moments.past.clock)
    found = moments.plans.set_index(["project_id", "phase"])
    found = found.join(baseline_days(moments.past.plan_rows)).join(activity).join(_counts(task_rows))
    found = found.join(moments.visits.groupby(["project_id", "phase"]).size().rename("visit_count"))
    nothing = dict.fromkeys(["active_days", "effort_days", "visit_count", "task_count", "done_count"], 0)
    found = found.fillna(nothing).reset_index()
    keys = moments.past.model.work_items.set_index("issue_id")["key"]
    found = found.assign(project=looked_up(keys, found["project_id"]))
    for name, figure in PHASE_FIGURES.items():
        found = found.assign(**{name: figure(found, moments)})
    return PHASES.check(found).sort_values(["project", "position"], ignore_index=True)


def _elapsed_days(rows: pd.DataFrame, moments: Moments) -> pd.Series:
    """Working days from the first active moment in the phase to the last."""
    return moments.past.clock.team_days(rows["first_started_at"], rows["last_stopped_at"])


def _actual_days(rows: pd.DataFrame, moments: Moments) -> pd.Series:
    """What is held against the plan: effort, and in a passive phase active time."""
    return rows["active_days"].where(rows["phase"].isin(moments.past.workflow.passive_phases), rows["effort_days"])


# Figures of a phase that are computed from its row and those before them; each is a column of `frames.PHASES`.
PHASE_FIGURES: dict[str, Callable[[pd.DataFrame, Moments], pd.Series]] = {
    "elapsed_days": _elapsed_days,
    "actual_days": _actual_days,
}


def _activity(intervals: pd.DataFrame, clock: Clock) -> pd.DataFrame:
    """Active and effort days, first and last active moment, and evidence, by project and phase."""
    rows = intervals[intervals["project_id"].notna() & intervals["phase"].notna()]
    grouped = rows.groupby(["project_id", "phase"])
    number = grouped.ngroup()
    found = grouped.agg(
        first_started_at=("started_at", "min"),
        last_stopped_at=("stopped_at", "max"),
        effort_days=("effort_days", "sum"),
    )
    worked = active_days(rows, number, clock).reindex(range(len(found)))
    evidence = weakest(rows["evidence"], number).reindex(range(len(found)))
    return found.assign(active_days=worked.to_numpy(), evidence=evidence.array)


def _counts(task_rows: pd.DataFrame) -> pd.DataFrame:
    """Tasks whose phase this is as of the instant, and how many of them are done."""
    grouped = task_rows.groupby(["project_id", "phase"])["is_done"]
    return pd.DataFrame({"task_count": grouped.size(), "done_count": grouped.sum()})

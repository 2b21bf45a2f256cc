"""Every project and its phases as of an instant."""

from collections.abc import Callable

import pandas as pd

from mlpm_analytics.frames import PHASES, PROJECTS
from mlpm_analytics.metrics.evidence import weakest
from mlpm_analytics.metrics.hand_overs import handed_over_days, known_hand_overs
from mlpm_analytics.metrics.histories import latest
from mlpm_analytics.metrics.known import Known
from mlpm_analytics.metrics.lookups import looked_up
from mlpm_analytics.metrics.owners import owners
from mlpm_analytics.metrics.plans import baseline_days
from mlpm_analytics.metrics.projects_as_of import ProjectsAsOf
from mlpm_analytics.metrics.times import Clock, active_days
from mlpm_analytics.metrics.visits import is_rework, stay_days

DIRECTIONS = ("forward", "back", "resumed")
NULLABLE = ("delivery_ratio", "handed_over_days")  # without a plan, without scientists in the settings: not known


def projects(
    found: ProjectsAsOf, intervals: pd.DataFrame, phase_rows: pd.DataFrame, finishes: pd.DataFrame
) -> pd.DataFrame:
    """One row per project, by key; columns as in `frames.PROJECTS`. `intervals` carry their `effort_days`."""
    known, clock = found.known, found.known.clock
    people = known.model.scientists.set_index("scientist_id")["name"]
    owned = owners(known, found.states.index)
    rows = intervals[intervals["project_id"].isin(found.states.index)]
    active_of = found.visits.groupby("project_id")["active_days"].sum()
    is_again = is_rework(found.visits, found.moves)
    rework = found.visits["active_days"].where(is_again, 0.0).groupby(found.visits["project_id"]).sum()
    facts = {
        "project": known.items["key"],
        "name": known.items["summary"],
        "owner_id": owned["owner_id"],
        "owner": looked_up(people, owned["owner_id"]).fillna(owned["owner_id"]),
        "is_owner_derived": owned["is_owner_derived"],
        "team": _teams(found),
        "current_phase": found.current_phase,
        "elapsed_days": clock.team_days(found.states["started_at"], found.ended_at),
        "idle_days": found.idle_days,
        "active_days": active_days(rows, rows["project_id"], clock),
        "effort_days": rows.groupby("project_id")["effort_days"].sum(),
        "rework_days": rework,
        "rework_share": rework / active_of.where(active_of > 0),
        "delivery_ratio": _delivery_ratios(phase_rows),
        "evidence": found.evidence,
        "handed_over_days": handed_over_days(rows, ["project_id"], known),
        "reopened_count": _reopened_counts(finishes, known),
        **_move_counts(found.moves),
    }
    joined = found.states.join(pd.DataFrame(facts, index=found.states.index))
    joined = joined.assign(handed_over_days=known_hand_overs(joined["handed_over_days"], known))
    kinds = PROJECTS.columns.items()
    numbers = [name for name, dtype in kinds if dtype in {"float64", "int64"} and name not in NULLABLE]
    filled = joined.fillna(dict.fromkeys(numbers, 0)).reset_index()
    return PROJECTS.check(filled).sort_values("project", ignore_index=True)


def _delivery_ratios(phase_rows: pd.DataFrame) -> pd.Series:
    """Days stayed in the phases after the first over their baselines, where each visited one has one, by project id."""
    rows = phase_rows[phase_rows["position"] > 0]
    has_all = (rows["baseline_days"].notna() | (rows["visit_count"] == 0)).groupby(rows["project_id"]).all()
    sums = rows.groupby("project_id")[["stay_days", "baseline_days"]].sum()
    return sums["stay_days"] / sums["baseline_days"].where(has_all & (sums["baseline_days"] > 0))


def _teams(found: ProjectsAsOf) -> pd.Series:
    """The team of each project: the one whose settings list its Epic, else its Jira project."""
    items, teams = found.known.items.loc[found.states.index], found.known.workflow.teams
    return items["key"].map(teams).fillna(items["project_key"].map(teams)).astype("str")


def _reopened_counts(finishes: pd.DataFrame, known: Known) -> pd.Series:
    """How often the Tasks of each project left a done status, by project id."""
    reopened = finishes.loc[finishes["reopened_at"].notna(), "issue_id"]
    return reopened.groupby(looked_up(latest(known.task_histories, "epic")["value"], reopened)).size()


def _move_counts(moves: pd.DataFrame) -> dict[str, pd.Series]:
    grouped = {name: moves[moves["direction"] == name].groupby("project_id").size() for name in DIRECTIONS}
    counts = {f"{name}_count": count for name, count in grouped.items()}
    return counts | {"reentry_count": moves.groupby("project_id")["is_reentry"].sum()}


def phases(projects: ProjectsAsOf, intervals: pd.DataFrame, task_rows: pd.DataFrame) -> pd.DataFrame:
    """One row per project and configured phase, in order; columns as in `frames.PHASES`."""
    known = projects.known
    found = projects.plans.set_index(["project_id", "phase"])
    found = found.join(baseline_days(known.plan_rows)).join(_activity(intervals, known.clock)).join(_counts(task_rows))
    found = found.join(projects.visits.groupby(["project_id", "phase"]).size().rename("visit_count"))
    found = found.join(stay_days(projects.visits, projects.ended_at, known.clock))
    found = found.join(handed_over_days(intervals, ["project_id", "phase"], known).rename("handed_over_days"))
    sums = ["active_days", "effort_days", "stay_days", "visit_count", "task_count", "done_count"]
    found = found.fillna(dict.fromkeys(sums, 0)).reset_index()
    found = found.assign(project=looked_up(known.items["key"], found["project_id"]))
    for name, figure in PHASE_FIGURES.items():
        found = found.assign(**{name: figure(found, projects)})
    return PHASES.check(found).sort_values(["project", "position"], ignore_index=True)


def _elapsed_days(rows: pd.DataFrame, projects: ProjectsAsOf) -> pd.Series:
    """Working days from the first active moment in the phase to the last."""
    return projects.known.clock.team_days(rows["first_started_at"], rows["last_stopped_at"])


def _actual_days(rows: pd.DataFrame, projects: ProjectsAsOf) -> pd.Series:
    """What is held against the plan: effort, and in a passive phase active time."""
    return rows["active_days"].where(rows["phase"].isin(projects.known.workflow.passive_phases), rows["effort_days"])


def _delivery_ratio(rows: pd.DataFrame, _: ProjectsAsOf) -> pd.Series:
    """Days stayed over the first plan, which is in weeks of the calendar."""
    return rows["stay_days"] / rows["baseline_days"].where(rows["baseline_days"] > 0)


# Figures of a phase that are computed from its row and those before them; each is a column of `frames.PHASES`.
PHASE_FIGURES: dict[str, Callable[[pd.DataFrame, ProjectsAsOf], pd.Series]] = {
    "elapsed_days": _elapsed_days,
    "actual_days": _actual_days,
    "delivery_ratio": _delivery_ratio,
    "handed_over_days": lambda rows, projects: known_hand_overs(rows["handed_over_days"], projects.known),
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

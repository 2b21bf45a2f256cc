"""What one project teaches: from plan to actual, each move back with its cost and its cause, its place among others."""

from collections.abc import Hashable
from dataclasses import dataclass
from typing import Any

import pandas as pd

from mlpm_analytics.calendars import Calendars
from mlpm_analytics.frames import MOVES, Figures, Frame, Model, column
from mlpm_analytics.metrics.compliance import breaches_at
from mlpm_analytics.metrics.portfolio import phase_spread, visited_phases
from mlpm_analytics.workflow import TOLERANCE_DAYS, Workflow

OVER = ("done", "abandoned")
WEEK = pd.Timedelta(weeks=1)
FIRST_PLAN, REPLANNED, NO_PHASE, ACTUAL = "First plan", "Changes of the plan", "Without a phase", "Actual"

STEPS = Frame(
    "steps",  # from what was planned to what it took, without passive phases; the steps between add up to the last
    ["step", column("kind", meaning="total, plan, phase or none"), "days"],
)
MOVES_BACK = Frame(
    "moves_back_of_a_project",
    [*MOVES, column("to_phase", label="Back to"), column("cost_days", label="Cost"), "cause_keys"],
)
PLACES = Frame(
    "places",
    [
        "phase",
        column("actual_days", label="This project"),
        column("median_days", meaning="half of the finished projects took less; NULL for too few"),
        column("project_count", label="Others to compare with", meaning="finished projects without this one"),
        "longer_count",
    ],
)
LIFE = Frame("life", ["rule", "subject", "first_seen_at", "seen_count"])


@dataclass(frozen=True)
class Retrospective:
    """One project as its retrospective shows it.

    `steps` (`STEPS`) lead from plan to actual; `passive` are the phases kept apart from them (`frames.PHASES`);
    `back` (`MOVES_BACK`) has the moves back with the keys of their cause Tasks; `places`
    (`PLACES`) one row per phase that it was in; `life` (`LIFE`) what was in breach at any of `looked_at`.
    """

    row: dict[Hashable, Any]
    phases: pd.DataFrame
    visits: pd.DataFrame
    moves: pd.DataFrame
    tasks: pd.DataFrame
    steps: pd.DataFrame
    passive: pd.DataFrame
    back: pd.DataFrame
    where: dict[Hashable, Any]
    places: pd.DataFrame
    life: pd.DataFrame
    looked_at: tuple[pd.Timestamp, ...]


def retrospective(
    seen: Figures, project_id: str, model: Model, workflow: Workflow, calendars: Calendars
) -> Retrospective:
    """The retrospective of a project, as of the figures."""
    row = seen.projects.set_index("project_id", drop=False).loc[project_id].to_dict()
    phases, visits, moves, where, tasks = (
        rows[rows["project_id"] == project_id]
        for rows in (seen.phases, seen.visits, seen.moves, seen.where_time_went, seen.tasks)
    )
    is_passive = phases["phase"].isin(workflow.passive_phases)
    looked_at = _looked_at(seen, row, moves)
    stood = breaches_at(model, workflow, calendars, looked_at, project_id=project_id)
    return Retrospective(
        row=row,
        phases=phases,
        visits=visits,
        moves=moves,
        tasks=tasks,
        steps=steps(phases[~is_passive], effort_days=row["effort_days"]),
        passive=phases[is_passive & (phases["first_started_at"].notna() | phases["planned_days"].notna())],
        back=_moves_back(seen, project_id, moves, visits),
        where=where.to_dict("records")[0],
        places=places(seen, project_id, workflow),
        life=_life(stood),
        looked_at=looked_at,
    )


def steps(phases: pd.DataFrame, *, effort_days: float) -> pd.DataFrame:
    """From the first plan over its changes and each phase to what it took; columns as in `STEPS`.

    `phases` without passive ones. A phase's step is its actual minus its planned days; without a plan that is all it
    took. `effort_days` of the project hold time without a phase, too.
    """
    first, planned = phases["baseline_days"].fillna(0).sum(), phases["planned_days"].fillna(0).sum()
    variance = phases["actual_days"] - phases["planned_days"].fillna(0)
    unphased = effort_days - phases["actual_days"].sum()
    rows: list[dict[str, Any]] = [{"step": FIRST_PLAN, "kind": "total", "days": first}]
    rows += [{"step": REPLANNED, "kind": "plan", "days": planned - first}]
    rows += [
        {"step": phase, "kind": "phase", "days": days} for phase, days in zip(phases["phase"], variance, strict=True)
    ]
    rows += [{"step": NO_PHASE, "kind": "none", "days": unphased}]
    kept = [row for row in rows if row["kind"] == "total" or abs(row["days"]) > TOLERANCE_DAYS]
    return STEPS.of([*kept, {"step": ACTUAL, "kind": "total", "days": effort_days}])


def _moves_back(seen: Figures, project_id: str, moves: pd.DataFrame, visits: pd.DataFrame) -> pd.DataFrame:
    """The moves back with their cause Tasks: those that became active in the phase it went back to meanwhile.

    After the visit that was left had started, and no later than the new one did.
    """
    back = moves[moves["direction"] == "back"]
    work = seen.work_intervals[seen.work_intervals["project_id"] == project_id]
    work = work.loc[work["started_at"] == work["became_active_at"], ["key", "phase", "became_active_at"]]
    left = visits.set_index("visit_no")["started_at"].reindex(back["visit_no"] - 1)
    pairs = back.assign(left_at=left.array).merge(work, left_on="to_phase", right_on="phase")
    is_cause = (pairs["became_active_at"] > pairs["left_at"]) & (pairs["became_active_at"] <= pairs["moved_at"])
    ordered = pairs[is_cause].sort_values(["became_active_at", "key"]).drop_duplicates(["visit_no", "key"])
    keys = ordered.groupby("visit_no")["key"].agg(", ".join)
    return MOVES_BACK.check(back.assign(cause_keys=back["visit_no"].map(keys).astype("str")))


def places(seen: Figures, project_id: str, workflow: Workflow) -> pd.DataFrame:
    """What each phase took, beside the other finished projects that were in it; columns as in `PLACES`."""
    own = seen.phases[(seen.phases["project_id"] == project_id) & seen.phases["first_started_at"].notna()]
    marks = visited_phases(seen)
    others = marks[marks["is_finished"] & (marks["project_id"] != project_id)][["phase", "actual_days"]]
    pairs = own[["phase", "actual_days"]].merge(others, on="phase", suffixes=("", "_of_other"))
    is_longer = pairs["actual_days_of_other"] > pairs["actual_days"] + TOLERANCE_DAYS
    counts = is_longer.groupby(pairs["phase"]).agg(["size", "sum"]).reindex(own["phase"]).fillna(0)
    medians = phase_spread(seen, workflow, without=project_id).set_index("phase")["median_days"]
    found = own.assign(
        median_days=own["phase"].map(medians),
        project_count=counts["size"].to_numpy(),
        longer_count=counts["sum"].to_numpy(),
    )
    return PLACES.check(found)


def _looked_at(seen: Figures, row: dict[Hashable, Any], moves: pd.DataFrame) -> tuple[pd.Timestamp, ...]:
    """The instants at which breaches are looked for: each move, the end or as of, and every week back from it."""
    finished_at = row["finished_at"]
    end = finished_at if row["state"] in OVER and isinstance(finished_at, pd.Timestamp) else seen.as_of
    lasted = end - row["started_at"] if pd.notna(row["started_at"]) else pd.Timedelta(0)
    weeks = (end - WEEK * back for back in range(1, int(lasted / WEEK) + 1))
    return tuple(sorted({*moves["moved_at"], end, *weeks}))


def _life(stood: pd.DataFrame) -> pd.DataFrame:
    grouped = stood.groupby(["rule", "subject"])["as_of"]
    found = pd.DataFrame({"first_seen_at": grouped.min(), "seen_count": grouped.size()}).reset_index()
    return LIFE.check(found.sort_values(["first_seen_at", "rule", "subject"], ignore_index=True))

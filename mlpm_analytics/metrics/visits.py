"""Back and forth: the phase a project is in, its visits to phases, and its moves between them."""

import numpy as np
import pandas as pd

from mlpm_analytics.calendars import to_instants
from mlpm_analytics.metrics.evidence import weakest
from mlpm_analytics.metrics.lookups import looked_up
from mlpm_analytics.metrics.slices import slices
from mlpm_analytics.metrics.times import Clock
from mlpm_analytics.workflow import TOLERANCE_DAYS, Workflow


def _ranked(intervals: pd.DataFrame, workflow: Workflow) -> pd.DataFrame:
    """What decides which Task gives a project its phase."""
    order = {phase: place for place, phase in enumerate(workflow.phases)}
    return pd.DataFrame(
        {
            "phase": intervals["phase"].array,
            "is_passive": intervals["phase"].isin(workflow.passive_phases).to_numpy(),
            "became_active_at": intervals["became_active_at"].array,
            "place": intervals["phase"].map(order).to_numpy(dtype="float64"),
        }
    )


def _decide(rows: pd.DataFrame, by: str) -> pd.DataFrame:
    """Of Tasks active together: not passive before passive, then the last to become active, then the later phase."""
    ordered = rows.sort_values(
        [by, "is_passive", "became_active_at", "place"], ascending=[True, True, False, False], kind="stable"
    )
    return ordered.drop_duplicates(by)


def phase_now(intervals: pd.DataFrame, workflow: Workflow) -> pd.Series:
    """The phase of each project that has a Task with a phase active as of the figures' instant, by project id."""
    rows = intervals[intervals["is_open"] & intervals["project_id"].notna() & intervals["phase"].notna()]
    ranked = _ranked(rows, workflow).assign(project_id=rows["project_id"].array)
    return _decide(ranked, "project_id").set_index("project_id")["phase"]


def phase_slices(intervals: pd.DataFrame, workflow: Workflow, clock: Clock) -> pd.DataFrame:
    """The phase of every project at every moment with an active Task that has a phase.

    Columns: project_id, row (place of the interval that decided, among those with project and phase), phase, place
    (of the phase), started, stopped (UTC microseconds), worked (working microseconds of the team), evidence; in order
    of project and time.
    """
    rows = intervals[intervals["project_id"].notna() & intervals["phase"].notna()].reset_index(drop=True)
    cut = slices(rows, rows["project_id"])
    ranked = _ranked(rows, workflow).iloc[cut["row"].to_numpy()].reset_index(drop=True)
    decided = _decide(ranked.join(cut), "slice_no")
    facts = rows[["project_id", "evidence"]].iloc[decided["row"].to_numpy()].reset_index(drop=True)
    worked = clock.team.between_micros(decided["started"].to_numpy(), decided["stopped"].to_numpy())
    kept = decided[["row", "phase", "place", "started", "stopped"]].reset_index(drop=True)
    return kept.join(facts).assign(worked=worked)


def visits(intervals: pd.DataFrame, workflow: Workflow, clock: Clock) -> pd.DataFrame:
    """The visits of each project, without noise.

    A visit is a longest run of one phase, idle gaps ignored. Those with less than `workflow.min_visit_days`
    of active time are noise: all are dropped at once, and neighbours of one phase then merge.

    Columns: project_id, visit_no, phase, place, started_at, stopped_at, active_days, evidence, known_at (when it had
    lasted long enough to be one: figures as of earlier instants do not have it).
    """
    rows = phase_slices(intervals, workflow, clock)
    kept = _merged(rows.assign(known=_known(rows, workflow, clock))[~_is_noise(rows, workflow, clock)])
    return pd.DataFrame(
        {
            "project_id": kept["project_id"],
            "visit_no": kept.groupby("project_id").cumcount(),
            "phase": kept["phase"],
            "place": kept["place"],
            "started_at": to_instants(kept["started"]),
            "stopped_at": to_instants(kept["stopped"]),
            "active_days": clock.days(kept["worked"]),
            "evidence": kept["evidence"],
            "known_at": to_instants(kept["known"]),
        }
    )


def visit_slices(intervals: pd.DataFrame, workflow: Workflow, clock: Clock) -> pd.DataFrame:
    """`phase_slices`, each with the `visit_no` of the visit it belongs to; NaN where it is noise."""
    rows = phase_slices(intervals, workflow, clock)
    kept = rows[~_is_noise(rows, workflow, clock)]
    run = _runs(kept)
    return rows.assign(visit_no=(run - run.groupby(kept["project_id"]).transform("first")).reindex(rows.index))


def _is_noise(rows: pd.DataFrame, workflow: Workflow, clock: Clock) -> pd.Series:
    """Whether each slice lies in a run of its phase that is too short for a visit."""
    lasted = clock.days(rows["worked"].groupby(_runs(rows)).transform("sum"))
    return lasted < workflow.min_visit_days - TOLERANCE_DAYS


def _known(rows: pd.DataFrame, workflow: Workflow, clock: Clock) -> pd.Series:
    """When the run that each slice lies in had lasted long enough not to be noise (microseconds), else its stop."""
    before = rows["worked"].groupby(_runs(rows)).cumsum() - rows["worked"]
    missing = (workflow.min_visit_days * clock.calendars.day_micros - before).round().astype("int64")
    is_there = (missing > 0) & (missing <= rows["worked"])
    worked = clock.team.worked_micros(rows["started"].to_numpy()) + missing.to_numpy()
    reached = pd.Series(clock.team.first_instants(worked), index=rows.index).where(is_there)
    return reached.groupby(_runs(rows)).transform("min").fillna(rows["stopped"]).astype("int64")


def _runs(rows: pd.DataFrame) -> pd.Series:
    """A number for each run of neighbours of the same project and phase."""
    return ((rows["project_id"] != rows["project_id"].shift()) | (rows["phase"] != rows["phase"].shift())).cumsum()


def _merged(rows: pd.DataFrame) -> pd.DataFrame:
    """Join neighbours of the same project and phase."""
    run = _runs(rows)
    merged = rows.groupby(run, sort=False).agg(
        project_id=("project_id", "first"),
        phase=("phase", "first"),
        place=("place", "first"),
        started=("started", "first"),
        stopped=("stopped", "last"),
        worked=("worked", "sum"),
        known=("known", "min"),
    )
    return merged.assign(evidence=weakest(rows["evidence"], run).reindex(merged.index)).reset_index(drop=True)


def moves(project_visits: pd.DataFrame, intervals: pd.DataFrame) -> pd.DataFrame:
    """The moves between successive visits.

    Columns: project_id, visit_no (of the visit it leads to), moved_at, from_phase, to_phase, direction (forward, back,
    resumed), is_reentry, known_at (as of when figures have it first), cost_days (active days until the project is again
    as far as it was, less those of later moves back meanwhile; NaN but for moves back).
    """
    before = project_visits.groupby("project_id")[["phase", "place", "started_at"]].shift().add_suffix("_left")
    is_move = (project_visits["visit_no"] > 0).to_numpy()
    rows = project_visits.join(before)[is_move]
    is_forward = (rows["place"] > rows["place_left"]).to_numpy()
    went_back = (_last_became_active(rows, intervals) > rows["started_at_left"]).to_numpy()
    direction = np.select([is_forward, went_back], ["forward", "back"], "resumed")
    seen_before = project_visits.groupby(["project_id", "phase"]).cumcount() > 0
    found = pd.DataFrame(
        {
            "project_id": rows["project_id"],
            "visit_no": rows["visit_no"],
            "moved_at": rows["started_at"],
            "from_phase": rows["phase_left"],
            "to_phase": rows["phase"],
            "direction": pd.Series(direction, index=rows.index, dtype="str"),
            "is_reentry": seen_before[is_move],
            "known_at": rows["known_at"],
        }
    ).reset_index(drop=True)
    costs = charged_visits(found, project_visits).groupby(["project_id", "visit_no"])["active_days"].sum()
    cost = costs.reindex(pd.MultiIndex.from_frame(found[["project_id", "visit_no"]]), fill_value=0.0).to_numpy()
    return found.assign(cost_days=np.where(found["direction"] == "back", cost, np.nan))


def _last_became_active(rows: pd.DataFrame, intervals: pd.DataFrame) -> pd.Series:
    """When a Task of the phase that is entered last became active in the project, no later than the move."""
    began = intervals[(intervals["started_at"] == intervals["became_active_at"]) & intervals["project_id"].notna()]
    began = began[began["phase"].notna()].sort_values("started_at", kind="stable")
    asked = (
        rows[["project_id", "phase", "started_at"]].assign(place=rows.index).sort_values("started_at", kind="stable")
    )
    found = pd.merge_asof(
        asked,
        began[["project_id", "phase", "started_at", "became_active_at"]],
        on="started_at",
        by=["project_id", "phase"],
    )
    return found.set_index("place")["became_active_at"].reindex(rows.index)


def charged_visits(project_moves: pd.DataFrame, project_visits: pd.DataFrame) -> pd.DataFrame:
    """The visits that each move back costs: those from it until the project is again in the phase it left, or later.

    A visit that lies within several moves back is charged to the last of them alone, so that costs add up.
    Columns: project_id, visit_no (of the move), visit_no_charged, active_days.
    """
    places = project_visits.set_index(["project_id", "visit_no"])["place"]
    back = project_moves.loc[project_moves["direction"] == "back", ["project_id", "visit_no"]]
    left = places.reindex(pd.MultiIndex.from_arrays([back["project_id"], back["visit_no"] - 1]))
    then = project_visits[["project_id", "visit_no", "place", "active_days"]]
    pairs = back.assign(place_left=left.to_numpy()).merge(then, on="project_id", suffixes=("", "_charged"))
    pairs = pairs[pairs["visit_no_charged"] >= pairs["visit_no"]]
    pairs = pairs.sort_values(["project_id", "visit_no", "visit_no_charged"], kind="stable")
    is_again = (pairs["place"] >= pairs["place_left"]).groupby([pairs["project_id"], pairs["visit_no"]]).cummax()
    charged = pairs[~is_again].drop_duplicates(["project_id", "visit_no_charged"], keep="last")
    return charged[["project_id", "visit_no", "visit_no_charged", "active_days"]]


def stay_days(project_visits: pd.DataFrame, ended_at: pd.Series, clock: Clock) -> pd.Series:
    """Working time in each phase, idle gaps included, by (project_id, phase): a visit lasts until the next one starts.

    The last one lasts until its project ended (`ended_at`, by project id), and none lasts longer.
    """
    ends = looked_up(ended_at, project_visits["project_id"])
    until = project_visits.groupby("project_id")["started_at"].shift(-1).fillna(ends)
    stays = clock.team_days(project_visits["started_at"], until.where(until <= ends, ends))
    return stays.groupby([project_visits["project_id"], project_visits["phase"]]).sum().rename("stay_days")


def is_rework(project_visits: pd.DataFrame, project_moves: pd.DataFrame) -> pd.Series:
    """Which visits are to a phase earlier than the furthest one before them, unless merely resumed."""
    furthest = project_visits.groupby("project_id")["place"].cummax()
    direction = project_moves.set_index(["project_id", "visit_no"])["direction"]
    keys = pd.MultiIndex.from_frame(project_visits[["project_id", "visit_no"]])
    is_resumed = (direction.reindex(keys) == "resumed").to_numpy()
    return (project_visits["place"] < furthest) & ~is_resumed

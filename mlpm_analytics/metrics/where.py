"""Where time went: what each working moment of a project was, from its first active moment to its end."""

import numpy as np
import pandas as pd

from mlpm_analytics.calendars import Micros, micros, to_instants
from mlpm_analytics.frames import WHERE_TIME_WENT
from mlpm_analytics.metrics.histories import states
from mlpm_analytics.metrics.intervals import counted_items
from mlpm_analytics.metrics.lookups import looked_up
from mlpm_analytics.metrics.moments import Moments
from mlpm_analytics.metrics.past import Past
from mlpm_analytics.metrics.slices import slices, unions
from mlpm_analytics.metrics.times import Clock, active_micros

KINDS = ("active", "blocked", "elsewhere", "idle")  # each moment is the first of these that it can be
STRETCH = ["project_id", "started_at", "stopped_at"]
WORK = [*STRETCH, "issue_id", "phase", "scientist_id", "evidence"]


def where_time_went(moments: Moments) -> pd.DataFrame:
    """One row per project, by key: active, else blocked, else elsewhere, else idle; columns as in `WHERE_TIME_WENT`.

    The four add up to the project's elapsed days; activity after the Epic was done is in none of them. `moments` are
    projects as of one and the same instant.
    """
    past, clock = moments.past, moments.past.clock
    lives = lives_of(moments)
    clipped = _within(stretches(moments), lives)
    covered = [_covered(clipped[clipped["kind"].isin(KINDS[:count])], lives, clock) for count in (1, 2, 3)]
    covered.append(clock.team_micros(lives["started_at"], lives["stopped_at"]))
    parts = np.diff(np.array(covered), axis=0, prepend=0) / clock.calendars.day_micros
    found = lives.assign(
        project=looked_up(past.model.work_items.set_index("issue_id")["key"], lives["project_id"]),
        **{f"{kind}_days": days for kind, days in zip(KINDS, parts, strict=True)},
    )
    return WHERE_TIME_WENT.check(found).sort_values("project", ignore_index=True)


def lives_of(moments: Moments) -> pd.DataFrame:
    """From its first active moment to its end or as of: project_id, started_at, stopped_at of each project."""
    return pd.DataFrame(
        {
            "project_id": moments.worlds["project_id"],
            "started_at": moments.states["started_at"],
            "stopped_at": moments.ended_at,
        }
    )


def stretches(moments: Moments) -> pd.DataFrame:
    """When each project was active, blocked or elsewhere, and by which Task: `kind` and `WORK`.

    They overlap, and reach beyond the life of the project. `moments` are of one and the same instant.
    """
    found = {
        "active": moments.intervals[WORK],
        "blocked": _blocked(moments.past, moments.worlds["as_of"].max()),
        "elsewhere": _elsewhere(moments),
    }
    return pd.concat([rows.assign(kind=kind) for kind, rows in found.items()], ignore_index=True)


def _covered(rows: pd.DataFrame, lives: pd.DataFrame, clock: Clock) -> Micros:
    """Working time that the stretches of each project cover together, in the order of `lives`."""
    worked = active_micros(rows, rows["project_id"], clock)
    return looked_up(worked, lives["project_id"]).fillna(0).to_numpy(dtype=np.int64)


def _within(rows: pd.DataFrame, lives: pd.DataFrame) -> pd.DataFrame:
    """The parts of stretches that lie between a project's first active moment and its end: `kind` and `STRETCH`."""
    pairs = rows[["kind", *STRETCH]].merge(lives, on="project_id", suffixes=("", "_of_life"))
    first_at, end_at = pairs["started_at_of_life"], pairs["stopped_at_of_life"]
    started = pairs["started_at"].where(pairs["started_at"] >= first_at, first_at)
    stopped = pairs["stopped_at"].where(pairs["stopped_at"] <= end_at, end_at)
    return pairs.assign(started_at=started, stopped_at=stopped)[["kind", *STRETCH]][started < stopped]


def _blocked(past: Past, as_of: pd.Timestamp) -> pd.DataFrame:
    """When a Task of the project was in a waiting status."""
    items = counted_items(past.model, past.workflow)
    histories = past.model.histories[past.model.histories["issue_id"].isin(items["issue_id"])]
    held = states(histories, ("status", "epic"))
    waiting = held[held["status"].isin(past.with_role("is_waiting")) & held["epic"].notna()]
    known = {"phase": np.nan, "scientist_id": np.nan}
    found = waiting.assign(project_id=waiting["epic"], stopped_at=waiting["stopped_at"].fillna(as_of), **known)
    return found.join(items.set_index("issue_id")["evidence"], on="issue_id")[WORK]


def _elsewhere(moments: Moments) -> pd.DataFrame:
    """When, in a gap of the project, one of the scientists who had been active last was active on something else."""
    last = moments.intervals[["project_id", "scientist_id"]].assign(started=micros(moments.intervals["stopped_at"]))
    gaps = _gaps(moments).merge(last.dropna().drop_duplicates(), on=["project_id", "started"])
    gaps = gaps.assign(started_at=to_instants(gaps["started"]), stopped_at=to_instants(gaps["stopped"]))
    work = moments.past.intervals.dropna(subset=["scientist_id"])
    work = work[~work["phase"].isin(moments.past.workflow.passive_phases)]
    rows = pd.concat([gaps, work], ignore_index=True)
    cut = slices(rows, rows["scientist_id"])
    is_gap = cut["row"] < len(gaps)
    pairs = cut[is_gap].merge(cut.loc[~is_gap, ["slice_no", "row"]], on="slice_no", suffixes=("", "_of_work"))
    facts = rows[["issue_id", "phase", "scientist_id", "evidence"]].iloc[pairs["row_of_work"]].reset_index(drop=True)
    return facts.assign(
        project_id=rows["project_id"].iloc[pairs["row"]].array,
        started_at=to_instants(pairs["started"]).array,
        stopped_at=to_instants(pairs["stopped"]).array,
    )[WORK]


def _gaps(moments: Moments) -> pd.DataFrame:
    """The stretches after each active one, up to the next or as of: project_id, started, stopped (microseconds)."""
    covered = unions(moments.intervals, moments.intervals["project_id"])
    following = covered.groupby("group")["started"].shift(-1, fill_value=micros(moments.worlds["as_of"]).max(initial=0))
    return pd.DataFrame({"project_id": covered["group"], "started": covered["stopped"], "stopped": following})

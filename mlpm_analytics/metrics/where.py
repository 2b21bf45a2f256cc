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

STRETCH = ["project_id", "started_at", "stopped_at"]


def where_time_went(moments: Moments) -> pd.DataFrame:
    """One row per project, by key: active, else blocked, else elsewhere, else idle; columns as in `WHERE_TIME_WENT`.

    The four add up to the project's elapsed days; activity after the Epic was done is in none of them. `moments` are
    projects as of one and the same instant.
    """
    past, clock = moments.past, moments.past.clock
    lives = pd.DataFrame(
        {
            "project_id": moments.worlds["project_id"],
            "first_at": moments.states["started_at"],
            "end_at": moments.ended_at,
        }
    )
    active = moments.intervals[STRETCH]
    kinds = [active, _blocked(past, moments.worlds["as_of"].max()), _elsewhere(moments)]
    clipped = [_within(stretches, lives) for stretches in kinds]
    covered = [_covered(pd.concat(clipped[:count]), lives, clock) for count in (1, 2, 3)]
    covered.append(clock.team_micros(lives["first_at"], lives["end_at"]))
    parts = np.diff(np.array(covered), axis=0, prepend=0) / clock.calendars.day_micros
    found = lives.assign(
        project=looked_up(past.model.work_items.set_index("issue_id")["key"], lives["project_id"]),
        **dict(zip(("active_days", "blocked_days", "elsewhere_days", "idle_days"), parts, strict=True)),
    )
    return WHERE_TIME_WENT.check(found).sort_values("project", ignore_index=True)


def _covered(stretches: pd.DataFrame, lives: pd.DataFrame, clock: Clock) -> Micros:
    """Working time that the stretches of each project cover together, in the order of `lives`."""
    worked = active_micros(stretches, stretches["project_id"], clock)
    return looked_up(worked, lives["project_id"]).fillna(0).to_numpy(dtype=np.int64)


def _within(stretches: pd.DataFrame, lives: pd.DataFrame) -> pd.DataFrame:
    """The parts of stretches that lie between a project's first active moment and its end."""
    rows = stretches.merge(lives, on="project_id")
    started = rows["started_at"].where(rows["started_at"] >= rows["first_at"], rows["first_at"])
    stopped = rows["stopped_at"].where(rows["stopped_at"] <= rows["end_at"], rows["end_at"])
    return rows.assign(started_at=started, stopped_at=stopped)[STRETCH][started < stopped]


def _blocked(past: Past, as_of: pd.Timestamp) -> pd.DataFrame:
    """When a Task of the project was in a waiting status."""
    items = counted_items(past.model, past.workflow)
    histories = past.model.histories[past.model.histories["issue_id"].isin(items["issue_id"])]
    held = states(histories, ("status", "epic"))
    waiting = held[held["status"].isin(past.with_role("is_waiting")) & held["epic"].notna()]
    return waiting.assign(project_id=waiting["epic"], stopped_at=waiting["stopped_at"].fillna(as_of))[STRETCH]


def _elsewhere(moments: Moments) -> pd.DataFrame:
    """When, in a gap of the project, one of the scientists who had been active last was active on something else."""
    last = moments.intervals[["project_id", "scientist_id"]].assign(started=micros(moments.intervals["stopped_at"]))
    gaps = _gaps(moments).merge(last.dropna().drop_duplicates(), on=["project_id", "started"])
    gaps = gaps.assign(started_at=to_instants(gaps["started"]), stopped_at=to_instants(gaps["stopped"]))
    work = moments.past.intervals.dropna(subset=["scientist_id"])
    work = work[~work["phase"].isin(moments.past.workflow.passive_phases)].assign(is_gap=False)
    rows = pd.concat([gaps.assign(is_gap=True), work], ignore_index=True)[[*STRETCH, "scientist_id", "is_gap"]]
    cut = slices(rows, rows["scientist_id"])
    is_gap = rows["is_gap"].to_numpy()[cut["row"]]
    found = cut[is_gap & cut["slice_no"].isin(cut.loc[~is_gap, "slice_no"])]
    return pd.DataFrame(
        {
            "project_id": rows["project_id"].iloc[found["row"]].array,
            "started_at": to_instants(found["started"]).array,
            "stopped_at": to_instants(found["stopped"]).array,
        }
    )


def _gaps(moments: Moments) -> pd.DataFrame:
    """The stretches after each active one, up to the next or as of: project_id, started, stopped (microseconds)."""
    covered = unions(moments.intervals, moments.intervals["project_id"])
    following = covered.groupby("group")["started"].shift(-1, fill_value=micros(moments.worlds["as_of"]).max(initial=0))
    return pd.DataFrame({"project_id": covered["group"], "started": covered["stopped"], "stopped": following})

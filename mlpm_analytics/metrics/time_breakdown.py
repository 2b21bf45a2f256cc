"""Where time went: what each working moment of a project was, from its first active moment to its end."""

import numpy as np
import pandas as pd

from mlpm_analytics.calendars import Micros, micros, to_instants
from mlpm_analytics.frames import WHERE_TIME_WENT, WORK_INTERVALS
from mlpm_analytics.metrics.histories import states
from mlpm_analytics.metrics.known import Known
from mlpm_analytics.metrics.lookups import looked_up
from mlpm_analytics.metrics.projects_as_of import ProjectsAsOf
from mlpm_analytics.metrics.slices import parts_within, slices, unions
from mlpm_analytics.metrics.times import Clock, active_micros

KINDS = ("active", "blocked", "elsewhere", "away", "idle")  # each moment is the first of these that it can be
STRETCH = ["project_id", "started_at", "stopped_at"]
WORK = [*STRETCH, "issue_id", "phase", "scientist_id", "evidence"]


def where_time_went(projects: ProjectsAsOf) -> pd.DataFrame:
    """One row per project, by key: the first of `KINDS` that each moment was; columns as in `WHERE_TIME_WENT`.

    They add up to the project's elapsed days; activity after the Epic was done is in none of them.
    """
    clock = projects.known.clock
    lives = lives_of(projects)
    clipped = parts_within(stretches(projects)[["kind", *STRETCH]], lives, "project_id")
    counts = range(1, len(KINDS))
    covered = [_covered(clipped[clipped["kind"].isin(KINDS[:count])], lives, clock) for count in counts]
    covered.append(clock.team_micros(lives["started_at"], lives["stopped_at"]))
    parts = np.diff(np.array(covered), axis=0, prepend=0) / clock.calendars.day_micros
    found = lives.assign(
        project=looked_up(projects.known.items["key"], lives["project_id"]),
        **{f"{kind}_days": days for kind, days in zip(KINDS, parts, strict=True)},
    )
    return WHERE_TIME_WENT.check(found).sort_values("project", ignore_index=True)


def lives_of(projects: ProjectsAsOf) -> pd.DataFrame:
    """From its first active moment to its end or as of: project_id, started_at, stopped_at of each project."""
    return pd.DataFrame(
        {
            "project_id": projects.states.index,
            "started_at": projects.states["started_at"].array,
            "stopped_at": projects.ended_at.array,
        }
    )


def stretches(projects: ProjectsAsOf) -> pd.DataFrame:
    """When each project was active, blocked, elsewhere or away, and by which Task: `kind` and `WORK`.

    They overlap, and reach beyond the life of the project.
    """
    gaps = _gaps(projects)
    found = {
        "active": projects.intervals[WORK],
        "blocked": waiting_stretches(projects.known).assign(phase=np.nan, scientist_id=np.nan)[WORK],
        "elsewhere": _elsewhere(projects, gaps),
        "away": _away(projects, gaps),
    }
    return pd.concat(
        [rows.assign(kind=kind) for kind, rows in found.items() if len(rows)] or [_NOTHING], ignore_index=True
    )


_NOTHING = WORK_INTERVALS.empty().reindex(columns=WORK).assign(kind=pd.Series(dtype="str"))


def _covered(rows: pd.DataFrame, lives: pd.DataFrame, clock: Clock) -> Micros:
    """Working time that the stretches of each project cover together, in the order of `lives`."""
    worked = active_micros(rows, rows["project_id"], clock)
    return looked_up(worked, lives["project_id"]).fillna(0).to_numpy(dtype=np.int64)


def waiting_stretches(known: Known) -> pd.DataFrame:
    """When a Task was in a waiting status, by whose project it was in: `STRETCH`, issue_id, status, evidence."""
    held = states(known.task_histories, ("status", "epic"))
    waiting = held[held["status"].isin(known.status_ids("is_waiting")) & held["epic"].notna()]
    found = waiting.assign(project_id=waiting["epic"], stopped_at=waiting["stopped_at"].fillna(known.as_of))
    return found.join(known.items["evidence"], on="issue_id")[[*STRETCH, "issue_id", "status", "evidence"]]


def _gaps(projects: ProjectsAsOf) -> pd.DataFrame:
    """The stretches after each active one, up to the next or as of, once for each scientist who was active last.

    Columns: gap_no, `STRETCH`, scientist_id (NaN where nobody was assigned).
    """
    covered = unions(projects.intervals, projects.intervals["project_id"])
    now = pd.Series([projects.known.as_of])
    following = covered.groupby("group")["started"].shift(-1, fill_value=micros(now)[0])
    gaps = pd.DataFrame({"project_id": covered["group"], "started": covered["stopped"], "stopped": following})
    gaps = gaps[gaps["started"] < gaps["stopped"]].rename_axis("gap_no").reset_index()
    last = projects.intervals[["project_id", "scientist_id"]].assign(started=micros(projects.intervals["stopped_at"]))
    pairs = gaps.merge(last.drop_duplicates(), on=["project_id", "started"])
    return pairs.assign(started_at=to_instants(pairs["started"]), stopped_at=to_instants(pairs["stopped"]))


def _elsewhere(projects: ProjectsAsOf, gaps: pd.DataFrame) -> pd.DataFrame:
    """When, in a gap of the project, one of the scientists who had been active last was active on something else."""
    gaps = gaps.dropna(subset=["scientist_id"])[[*STRETCH, "scientist_id"]]
    work = projects.known.intervals.dropna(subset=["scientist_id"])
    work = work[~work["phase"].isin(projects.known.workflow.passive_phases)]
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


def _away(projects: ProjectsAsOf, gaps: pd.DataFrame) -> pd.DataFrame:
    """When, in a gap of the project, all who had been active last were away (`Clock.away`)."""
    absences = projects.known.clock.away(gaps["scientist_id"].dropna().unique())
    people = gaps.groupby("gap_no")["scientist_id"].size()
    rows = parts_within(gaps, absences, "scientist_id").reset_index(drop=True)
    cut = slices(rows, rows["gap_no"])
    is_all = (
        cut.groupby("slice_no")["row"].transform("size") == looked_up(people, rows["gap_no"].iloc[cut["row"]]).array
    )
    every = cut[is_all].drop_duplicates("slice_no")
    found = rows[["project_id", "scientist_id"]].iloc[every["row"].to_numpy()].reset_index(drop=True)
    evidence = looked_up(projects.evidence, found["project_id"])
    return found.assign(
        issue_id=found["project_id"],
        phase=np.nan,
        evidence=evidence,
        started_at=to_instants(every["started"].to_numpy()),
        stopped_at=to_instants(every["stopped"].to_numpy()),
    )[WORK]

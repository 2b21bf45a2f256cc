"""The timeline of each project: stretches in which nothing of it changed, for rules that are judged over time."""

import numpy as np
import pandas as pd

from mlpm_analytics.calendars import to_instants
from mlpm_analytics.frames import INSTANT, Frame, column
from mlpm_analytics.metrics.lookups import looked_up
from mlpm_analytics.metrics.projects_as_of import ProjectsAsOf
from mlpm_analytics.metrics.slices import unions
from mlpm_analytics.metrics.visits import phase_slices

TIMELINE = Frame(
    "timeline",
    [
        *("project_id", column("started_at"), column("stopped_at"), "is_open"),
        column("state", meaning="state of the project; done also where it is abandoned"),
        *("current_phase", "idle_since_at", "furthest", "later_since_at"),
        column("back_count", meaning="moves back, but out of passive phases, within the window of the rule bouncing"),
    ],
)


def project_timelines(projects: ProjectsAsOf) -> pd.DataFrame:
    """The stretches of every project from when it is one, in order of project and time; columns as in `TIMELINE`."""
    known, visits = projects.known, projects.visits
    activity, phases, back = _activity(projects), _phases(projects), _back_counts(projects)
    statuses = known.fields.get("status", known.model.histories.iloc[:0])
    done, is_waiting = _role_steps(known.done_over_time), statuses["value"].isin(known.status_ids("is_waiting"))
    waiting = _steps(statuses["issue_id"], statuses["changed_at"], is_waiting=is_waiting)
    reached = _steps(
        visits["project_id"],
        visits["known_at"],
        visited=visits["phase"],
        furthest=visits.groupby("project_id")["place"].cummax(),
        later_since_at=visits["started_at"].where(visits["place"] > 0).groupby(visits["project_id"]).transform("min"),
    )
    reached = reached.assign(later_since_at=reached["later_since_at"].where(reached["furthest"] > 0))
    plans = _steps(known.plan_rows["issue_id"], known.plan_rows["changed_at"])
    began = _steps(pd.Series(known.beginnings.index, dtype="str"), known.beginnings.reset_index(drop=True))
    steps = [activity, phases, back, done, waiting, reached]
    rows = _stretches(pd.concat([frame[["project_id", "at"]] for frame in (*steps, plans, began)]), projects)
    rows = _held(rows, steps)
    is_active, is_done, is_waiting, has_been = (
        rows[name].eq(True) for name in ("is_active", "is_done", "is_waiting", "has_been_active")
    )
    state = np.select(
        [is_done, is_active, is_waiting, has_been], ["done", "active", "paused", "waiting"], "not started"
    )
    return TIMELINE.check(
        rows.assign(
            state=state,
            current_phase=rows["phase_now"].where(is_active & ~is_done).fillna(rows["visited"]),
            back_count=rows["back_count"].fillna(0),
        )
    )


def _steps(project_ids: pd.Series, instants: pd.Series, **values: pd.Series) -> pd.DataFrame:
    columns = {name: column.array for name, column in values.items()}
    return pd.DataFrame({"project_id": project_ids.array, "at": instants.astype(INSTANT).array, **columns})


def _stretches(points: pd.DataFrame, projects: ProjectsAsOf) -> pd.DataFrame:
    """The stretches between neighbouring points of each project, from when it is one."""
    as_of = projects.known.as_of
    since = looked_up(projects.known.beginnings, points["project_id"])
    rows = points[(points["at"] >= since) & (points["at"] <= as_of)].drop_duplicates()
    rows = rows.sort_values(["project_id", "at"], ignore_index=True)
    until = rows.groupby("project_id")["at"].shift(-1)
    return pd.DataFrame(
        {
            "project_id": rows["project_id"].astype("str"),
            "started_at": rows["at"],
            "stopped_at": until.fillna(as_of),
            "is_open": until.isna(),
        }
    )


def _held(rows: pd.DataFrame, steps: list[pd.DataFrame]) -> pd.DataFrame:
    """`rows` with what each of the steps held at their start; of several steps at one instant the last counts."""
    found = rows.rename_axis("place").reset_index().sort_values("started_at", kind="stable")
    for frame in steps:
        ordered = frame.sort_values("at", kind="stable").astype({"project_id": "str"})
        joined = pd.merge_asof(found, ordered, left_on="started_at", right_on="at", by="project_id")
        found = joined.drop(columns="at")
    return found.sort_values("place", ignore_index=True).drop(columns="place")


def _role_steps(done: pd.DataFrame) -> pd.DataFrame:
    ended = done.dropna(subset=["stopped_at"])
    begun = _steps(done["issue_id"], done["started_at"], is_done=pd.Series(data=True, index=done.index))
    over = _steps(ended["issue_id"], ended["stopped_at"], is_done=pd.Series(data=False, index=ended.index))
    return pd.concat([over, begun], ignore_index=True)


def _activity(projects: ProjectsAsOf) -> pd.DataFrame:
    """When each project became active and idle."""
    covered = unions(projects.intervals, projects.intervals["project_id"])
    started, stopped = to_instants(covered["started"]), to_instants(covered["stopped"])
    open_ids = projects.intervals.loc[projects.intervals["is_open"], "project_id"]
    is_over = (stopped < projects.known.as_of) | ~covered["group"].isin(open_ids)
    yes, nothing = pd.Series(data=True, index=covered.index), pd.Series(pd.NaT, index=covered.index, dtype=INSTANT)
    begun = _steps(covered["group"], started, is_active=yes, has_been_active=yes, idle_since_at=nothing)
    ended = _steps(covered["group"], stopped, is_active=~yes, has_been_active=yes, idle_since_at=stopped)[
        is_over.to_numpy()
    ]
    return pd.concat([ended, begun], ignore_index=True)


def _phases(projects: ProjectsAsOf) -> pd.DataFrame:
    """The phase of each project while a Task with one is active."""
    known = projects.known
    rows = phase_slices(projects.intervals, known.workflow, known.clock)
    none = pd.Series(np.nan, index=rows.index, dtype="str")
    ended = _steps(rows["project_id"], to_instants(rows["stopped"]), phase_now=none)
    begun = _steps(rows["project_id"], to_instants(rows["started"]), phase_now=rows["phase"])
    now = projects.phase_now.reset_index()
    at_last = _steps(now["project_id"], pd.Series(known.as_of, index=now.index), phase_now=now["phase"])
    return pd.concat([ended, begun, at_last], ignore_index=True)


def _back_counts(projects: ProjectsAsOf) -> pd.DataFrame:
    """How many moves back lay within the window of `bouncing`, whenever that changed."""
    limits, passive = projects.known.workflow.limits, projects.known.workflow.passive_phases
    moves = projects.moves[(projects.moves["direction"] == "back") & ~projects.moves["from_phase"].isin(passive)]
    leaves_at = moves["moved_at"] + pd.Timedelta(days=limits.bouncing_window_days)
    moves = moves.assign(leaves_at=leaves_at)[leaves_at > moves["known_at"]]
    one = pd.Series(1, index=moves.index)
    steps = pd.concat(
        [
            _steps(moves["project_id"], moves["known_at"], added=one),
            _steps(moves["project_id"], moves["leaves_at"], added=-one),
        ]
    ).sort_values("at", kind="stable")
    return steps.assign(back_count=steps.groupby("project_id")["added"].cumsum())[["project_id", "at", "back_count"]]

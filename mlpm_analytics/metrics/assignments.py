"""Who is on what: the Tasks in progress of each scientist."""

import numpy as np
import pandas as pd

from mlpm_analytics.frames import COUNT, INSTANT, NUMBER, TEXT, Figures, Frame
from mlpm_analytics.metrics.evidence import weakest
from mlpm_analytics.metrics.weeks import within
from mlpm_analytics.workflow import Workflow

SEEN_LATELY = pd.Timedelta(days=28)

ASSIGNMENTS = Frame(
    "assignments",
    {
        "scientist_id": TEXT,
        "scientist": TEXT,
        "load": TEXT,  # free, busy, double-booked; Tasks in a passive phase do not count
        "key": TEXT,  # the Task in progress: outside passive phases before passive ones, then the last begun
        "summary": TEXT,
        "project": TEXT,
        "phase": TEXT,
        "since_at": INSTANT,  # since when that Task has been active
        "limited_days": NUMBER,  # held against the five days
        "other_keys": TEXT,  # further Tasks in progress, joined by a comma
        "finished_count": COUNT,  # Tasks finished in this week
        "next_key": TEXT,  # the Task to begin next: assigned, not done, not active
        "next_summary": TEXT,
        "next_project": TEXT,
        "evidence": TEXT,
    },
)


def assignments(before: Figures, now: Figures, workflow: Workflow) -> pd.DataFrame:
    """One row per scientist who worked within the last four weeks, by name; columns as in `ASSIGNMENTS`.

    The week lies between the instants of the two sets of figures.
    """
    finished = now.tasks[within(now.tasks["finished_at"], before.as_of, now.as_of)].groupby("scientist_id").size()
    in_progress = tasks_in_progress(now, workflow)
    grouped = in_progress.groupby("scientist_id")
    main = grouped.head(1).set_index("scientist_id")
    others = in_progress[grouped.cumcount() > 0].groupby("scientist_id")["key"].agg(", ".join)
    booked = (~in_progress["is_passive"]).groupby(in_progress["scientist_id"]).sum()
    people = _seen_lately(before, now).join(main.drop(columns=["scientist", "evidence"]))
    load = np.select(
        [
            (booked.reindex(people.index) > workflow.limits.max_in_progress).to_numpy(),
            (booked.reindex(people.index) > 0).to_numpy(),
        ],
        ["double-booked", "busy"],
        "free",
    )
    found = people.assign(
        load=load,
        other_keys=others,
        finished_count=finished.reindex(people.index).fillna(0),
        evidence=weakest(in_progress["evidence"], in_progress["scientist_id"]),
        **{name: tasks.reindex(people.index) for name, tasks in _next_tasks(now, main["project_id"], workflow).items()},
    )
    return ASSIGNMENTS.check(found.reset_index()).sort_values(["scientist", "scientist_id"], ignore_index=True)


def _next_tasks(seen: Figures, current: pd.Series, workflow: Workflow) -> dict[str, pd.Series]:
    """The Task that each scientist can begin next, by scientist id.

    Of those assigned to them, outside finished projects, the first by phase, and by number, of the project that they
    are on now (`current`), else of any.
    """
    over = seen.projects.loc[seen.projects["state"].isin(["done", "abandoned"]), "project_id"]
    rows = seen.tasks[~seen.tasks["is_done"] & ~seen.tasks["is_active"] & seen.tasks["scientist_id"].notna()]
    rows = by_key(rows[~rows["project_id"].isin(over)])
    is_other = rows["project_id"] != rows["scientist_id"].map(current)
    place = rows["phase"].map({phase: place for place, phase in enumerate(workflow.phases)})
    ordered = rows.assign(is_other=is_other, place=place).sort_values(["is_other", "place"], kind="stable")
    first = ordered.drop_duplicates("scientist_id").set_index("scientist_id")
    return {f"next_{name}": first[name] for name in ("key", "summary", "project")}


def by_key(tasks: pd.DataFrame) -> pd.DataFrame:
    """By Jira project and number: ML-9 comes before ML-10."""
    parts = tasks["key"].str.extract(r"^(?P<project>.*?)(?P<number>\d*)$")
    order = parts.assign(number=pd.to_numeric(parts["number"])).sort_values(["project", "number"], kind="stable")
    return tasks.loc[order.index]


def tasks_in_progress(seen: Figures, workflow: Workflow) -> pd.DataFrame:
    """The active Tasks with their scientist: outside passive phases first, then the last begun; `TASKS` and more.

    Adds `since_at`, the beginning of the run they are in, and `is_passive`.
    """
    open_now = seen.work_intervals[seen.work_intervals["is_open"]]
    since_at = open_now.groupby("issue_id")["run_started_at"].max()
    rows = seen.tasks[seen.tasks["is_active"]].join(since_at.rename("since_at"), on="issue_id")
    rows = rows.assign(is_passive=rows["phase"].isin(workflow.passive_phases))
    return rows.sort_values(["is_passive", "since_at", "key"], ascending=[True, False, True], kind="stable")


def _seen_lately(before: Figures, now: Figures) -> pd.DataFrame:
    """The scientists who worked within the last four weeks, by id, with their name."""
    lately = now.work_intervals[now.work_intervals["stopped_at"] >= now.as_of - SEEN_LATELY]
    ids = lately["scientist_id"].dropna().unique()
    names = pd.concat([now.tasks, before.tasks]).drop_duplicates("scientist_id").set_index("scientist_id")["scientist"]
    people = pd.DataFrame({"scientist": names.reindex(ids)}).rename_axis("scientist_id")
    return people.assign(scientist=people["scientist"].fillna(people.index.to_series()))

"""Who is on what: the Tasks in progress of each scientist."""

import numpy as np
import pandas as pd

from mlpm_analytics import wording
from mlpm_analytics.frames import Figures, Frame, column
from mlpm_analytics.metrics.evidence import weakest
from mlpm_analytics.metrics.weeks import finished_within
from mlpm_analytics.workflow import Workflow

SEEN_LATELY = pd.Timedelta(hours=90 * 24)  # who has not worked on a project for longer has left the team

ASSIGNMENTS = Frame(
    "assignments",
    [
        *("scientist_id", "scientist", "load"),
        column(
            "key",
            label="Task",
            meaning="the Task in progress, the last begun outside passive phases first",
        ),
        *("summary", "project", "phase"),
        column("since_at", label="Active since", meaning="since when that Task has been active"),
        *("limited_days", "active_days", "other_keys", "blocked_keys"),
        column("test_progress", meaning="A/B tests that are not done and the day of how many each is on; NULL without"),
        "free_since_at",
        column("finished_count", label="Finished this week"),
        *("next_key", "next_summary", "next_project", "evidence"),
    ],
)


def assignments(before: Figures, now: Figures, workflow: Workflow) -> pd.DataFrame:
    """One row per scientist of the team, by name; columns as in `ASSIGNMENTS`.

    The team are those who worked on a project within the last 90 days, and whom the settings name. The week lies
    between the instants of the two sets of figures.
    """
    finished = finished_within(now.finishes, before.as_of, now.as_of).groupby("scientist_id").size()
    in_progress = tasks_in_progress(now, workflow)
    grouped = in_progress.groupby("scientist_id")
    main = grouped.head(1).set_index("scientist_id")
    others = in_progress[grouped.cumcount() > 0].groupby("scientist_id")["key"].agg(", ".join)
    blocked = now.tasks[now.tasks["is_waiting"] & now.tasks["started_at"].notna()].groupby("scientist_id")["key"]
    booked = (~in_progress["is_passive"]).groupby(in_progress["scientist_id"]).sum()
    people = _team(before, now, workflow).join(main.drop(columns=["scientist", "evidence"]))
    load = np.select(
        [
            (booked.reindex(people.index) > workflow.limits.max_in_progress).to_numpy(),
            (booked.reindex(people.index) > 0).to_numpy(),
        ],
        ["double-booked", "busy"],
        "free",
    )
    work = now.work_intervals[~now.work_intervals["phase"].isin(workflow.passive_phases)]
    last = work.groupby("scientist_id")["stopped_at"].max().reindex(people.index)
    found = people.assign(
        load=load,
        free_since_at=last.where(load == "free"),
        other_keys=others,
        blocked_keys=blocked.agg(", ".join).reindex(people.index),
        test_progress=_tests(now).reindex(people.index),
        finished_count=finished.reindex(people.index).fillna(0),
        evidence=weakest(in_progress["evidence"], in_progress["scientist_id"]),
        **{name: tasks.reindex(people.index) for name, tasks in _next_tasks(now, main["project_id"], workflow).items()},
    )
    return ASSIGNMENTS.check(found.reset_index()).sort_values(["scientist", "scientist_id"], ignore_index=True)


def _tests(seen: Figures) -> pd.Series:
    """On which day the A/B tests of each scientist are, by scientist id, where a length is planned."""
    tests = by_key(seen.tasks[seen.tasks["test_days"].notna() & seen.tasks["scientist_id"].notna()])
    days = zip(tests["key"], tests["test_day"], tests["test_days"], strict=True)
    told = pd.Series([f"{key} {wording.day_of_test(day, planned)}" for key, day, planned in days], dtype="str")
    return told.groupby(tests["scientist_id"].array).agg(", ".join)


def _next_tasks(seen: Figures, current: pd.Series, workflow: Workflow) -> dict[str, pd.Series]:
    """The Task that each scientist can begin next, by scientist id.

    Of those assigned to them, outside finished projects, the first by phase, and by number, of the project that they
    are on now (`current`), else of any.
    """
    rows = by_key(_to_do(seen))
    is_other = rows["project_id"] != rows["scientist_id"].map(current)
    place = rows["phase"].map({phase: place for place, phase in enumerate(workflow.phases)})
    ordered = rows.assign(is_other=is_other, place=place).sort_values(["is_other", "place"], kind="stable")
    first = ordered.drop_duplicates("scientist_id").set_index("scientist_id")
    return {f"next_{name}": first[name] for name in ("key", "summary", "project")}


def _to_do(seen: Figures) -> pd.DataFrame:
    """The Tasks that somebody can begin: assigned, neither done, active nor waiting, outside finished projects."""
    over = seen.projects.loc[seen.projects["state"].isin(["done", "abandoned"]), "project_id"]
    is_to_do = ~seen.tasks["is_done"] & ~seen.tasks["is_active"] & ~seen.tasks["is_waiting"]
    rows = seen.tasks[is_to_do & seen.tasks["scientist_id"].notna()]
    return rows[~rows["project_id"].isin(over)]


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


def _team(before: Figures, now: Figures, workflow: Workflow) -> pd.DataFrame:
    """The scientists of the team by id, with their name."""
    lately = now.work_intervals[now.work_intervals["stopped_at"] > now.as_of - SEEN_LATELY]
    lately = lately[lately["project_id"].isin(now.projects["project_id"])]
    owned = now.projects.set_index("owner_id")["owner"]
    ids = (
        pd.concat([lately["scientist_id"], pd.Series(sorted(workflow.named_scientists), dtype="str")]).dropna().unique()
    )
    named = pd.concat([now.tasks, before.tasks]).drop_duplicates("scientist_id").set_index("scientist_id")["scientist"]
    people = pd.DataFrame({"scientist": named.reindex(ids)}).rename_axis("scientist_id")
    owners = owned[~owned.index.duplicated()].reindex(ids)
    return people.assign(scientist=people["scientist"].fillna(owners).fillna(people.index.to_series()))

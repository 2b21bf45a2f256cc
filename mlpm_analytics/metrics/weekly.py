"""The week in review: what changed, what is in breach, who is on what, where every project stands.

A week is held between two sets of figures: as of its beginning and as of its end.
"""

from dataclasses import dataclass

import numpy as np
import pandas as pd

from mlpm_analytics.frames import BREACHES, FLAG, NUMBER, TEXT, Figures, Frame
from mlpm_analytics.metrics.assignments import assignments
from mlpm_analytics.metrics.standings import standings
from mlpm_analytics.metrics.weeks import within
from mlpm_analytics.workflow import Workflow

SEVERITY = (
    "stalled",
    "over-plan",
    "task-too-long",
    "too-many-in-progress",
    "no-plan",
    "missing-deliverable",
    "active-in-done",
    "unassigned",
    "no-project",
    "no-phase",
    "estimate-too-long",
    "bouncing",
)
RUNNING = ("active", "waiting")

WEEK_FIGURES = Frame(
    "week_figures",
    {
        "figure": TEXT,
        "value": NUMBER,
        "before": NUMBER,  # at its beginning, or in the seven days before it; NaN where two sets of figures cannot tell
    },
)
RANKED_BREACHES = Frame("ranked_breaches", {**BREACHES.columns, "is_new": FLAG})


@dataclass(frozen=True)
class WeeklyReview:
    """What a manager looks at once a week.

    `figures` (`WEEK_FIGURES`) count the week and the one before; `breaches` (`RANKED_BREACHES`) stand as of its end,
    the most urgent first; `settled` (`frames.BREACHES`) stood at its beginning and no longer do; `assignments`
    (`ASSIGNMENTS`) has one row per scientist; `standings` (`STANDINGS`) one per project that is open or was
    finished within the week.
    """

    began_at: pd.Timestamp
    as_of: pd.Timestamp
    figures: pd.DataFrame
    breaches: pd.DataFrame
    settled: pd.DataFrame
    assignments: pd.DataFrame
    standings: pd.DataFrame

    def figure(self, name: str) -> float:
        """The value of one of the `figures`."""
        return float(dict(zip(self.figures["figure"], self.figures["value"], strict=True))[name])


def weekly_review(before: Figures, now: Figures, workflow: Workflow) -> WeeklyReview:
    """The review of the week between two sets of figures.

    New breaches come first, then the order of `SEVERITY` (what stands still or runs over, then who is overloaded,
    then what makes figures doubtful, last what is for information), then the oldest.
    """
    ranked, settled = _ranked(before.breaches, now.breaches), _missing(before.breaches, now.breaches)
    return WeeklyReview(
        began_at=before.as_of,
        as_of=now.as_of,
        figures=_week_figures(before, now, new=int(ranked["is_new"].sum()), settled=len(settled)),
        breaches=ranked,
        settled=_by_severity(settled),
        assignments=assignments(before, now, workflow),
        standings=standings(before, now, workflow),
    )


def _week_figures(before: Figures, now: Figures, *, new: int, settled: int) -> pd.DataFrame:
    week_before = before.as_of - pd.Timedelta(days=7)
    finished = _counted_tasks(now)["finished_at"]
    back = now.moves.loc[now.moves["direction"] == "back", "moved_at"]
    rows = {
        "Projects running": (_running(now), _running(before)),
        "Tasks finished": (
            within(finished, before.as_of, now.as_of).sum(),
            within(finished, week_before, before.as_of).sum(),
        ),
        "Moves back": (within(back, before.as_of, now.as_of).sum(), within(back, week_before, before.as_of).sum()),
        "Breaches": (len(now.breaches), len(before.breaches)),
        "New breaches": (new, np.nan),
        "Settled breaches": (settled, np.nan),
    }
    return WEEK_FIGURES.of([{"figure": name, "value": value, "before": was} for name, (value, was) in rows.items()])


def _running(seen: Figures) -> int:
    return int(seen.projects["state"].isin(RUNNING).sum())


def _counted_tasks(seen: Figures) -> pd.DataFrame:
    """Tasks of a project, and those without an Epic in a Jira project that holds one."""
    beside = seen.tasks["key"].str.rsplit("-", n=1).str[0].isin(seen.projects["project"].str.rsplit("-", n=1).str[0])
    in_project = seen.tasks["project_id"].isin(seen.projects["project_id"])
    return seen.tasks[in_project | (seen.tasks["project_id"].isna() & beside)]


def _ranked(before: pd.DataFrame, now: pd.DataFrame) -> pd.DataFrame:
    is_new = now.index.isin(_missing(now, before).index)
    ordered = _by_severity(now.assign(is_new=is_new))
    return RANKED_BREACHES.check(ordered.sort_values("is_new", ascending=False, kind="stable", ignore_index=True))


def _missing(rows: pd.DataFrame, others: pd.DataFrame) -> pd.DataFrame:
    """The breaches of `rows` that are not among `others`."""
    keys = ["rule", "subject"]
    return rows[~pd.MultiIndex.from_frame(rows[keys]).isin(pd.MultiIndex.from_frame(others[keys]))]


def _by_severity(rows: pd.DataFrame) -> pd.DataFrame:
    """By the order of `SEVERITY`, then the oldest first."""
    severity = rows["rule"].map({rule: place for place, rule in enumerate(SEVERITY)})
    ordered = rows.assign(severity=severity).sort_values(["severity", "since_at", "rule", "subject"], kind="stable")
    return ordered.drop(columns="severity").reset_index(drop=True)

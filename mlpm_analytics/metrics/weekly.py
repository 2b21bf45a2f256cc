"""The week in review: what changed, what is in breach, who is on what, where every project stands.

A week is held between two sets of figures: as of its beginning and as of its end.
"""

from dataclasses import dataclass

import numpy as np
import pandas as pd

from mlpm_analytics.frames import BREACHES, Figures, Frame, column
from mlpm_analytics.metrics.assignments import assignments
from mlpm_analytics.metrics.happenings import happenings
from mlpm_analytics.metrics.rules import RULES
from mlpm_analytics.metrics.selection import EVERYTHING, Selection
from mlpm_analytics.metrics.standings import standings
from mlpm_analytics.metrics.weeks import finished_within, week_span, within
from mlpm_analytics.workflow import Workflow

RUNNING = ("active", "waiting")

WEEK_FIGURES = Frame("week_figures", ["figure", column("value", meaning="its value in the week"), "before"])
RANKED_BREACHES = Frame("ranked_breaches", [*BREACHES, "is_new"])


@dataclass(frozen=True)
class WeeklyReview:
    """What a manager looks at once a week.

    `figures` (`WEEK_FIGURES`) count the week and the one before; `breaches` (`RANKED_BREACHES`) stand as of its end,
    the most urgent first; `settled` (`frames.BREACHES`) stood at its beginning and no longer do; `assignments`
    (`ASSIGNMENTS`) has one row per scientist; `standings` (`STANDINGS`) one per project that is open or was
    finished within the week; `happenings` (`HAPPENINGS`) says what happened in each project; `not_counted`
    (`frames.NOT_COUNTED`) is what all of these leave out.
    """

    began_at: pd.Timestamp
    as_of: pd.Timestamp
    figures: pd.DataFrame
    breaches: pd.DataFrame
    settled: pd.DataFrame
    assignments: pd.DataFrame
    standings: pd.DataFrame
    happenings: pd.DataFrame
    not_counted: pd.DataFrame

    def figure(self, name: str) -> float:
        """The value of one of the `figures`."""
        return float(dict(zip(self.figures["figure"], self.figures["value"], strict=True))[name])


def weekly_review(
    before: Figures, now: Figures, workflow: Workflow, selection: Selection = EVERYTHING, *, timezone: str = "UTC"
) -> WeeklyReview:
    """The review of the week between two sets of figures, of what the selection lists.

    The week before it is seven days of the team's `timezone`.

    Of `before` the projects, Tasks and breaches are looked at.
    New breaches come first, then the order of `rules.RULES`, then the oldest.
    """
    were, are = selection.of_breaches(before.breaches), selection.of_breaches(now.breaches)
    ranked, settled = _ranked(were, are), _by_severity(_missing(were, are))
    return WeeklyReview(
        began_at=before.as_of,
        as_of=now.as_of,
        figures=WEEK_FIGURES.check(
            pd.concat([_week_figures(before, now, selection, timezone), _breach_figures(were, ranked, settled)])
        ).reset_index(drop=True),
        breaches=ranked,
        settled=settled,
        assignments=selection.of_scientists(assignments(before, now, workflow)).reset_index(drop=True),
        standings=selection.of_projects(standings(before, now, workflow)).reset_index(drop=True),
        happenings=selection.of_projects(happenings(before, now, ranked, settled)).reset_index(drop=True),
        not_counted=now.not_counted,
    )


def _week_figures(before: Figures, now: Figures, selection: Selection, timezone: str) -> pd.DataFrame:
    week_before, _ = week_span(None, timezone, as_of=before.as_of)
    finishes = now.finishes[now.finishes["issue_id"].isin(selection.of_tasks(counted_tasks(now))["issue_id"])]
    moves = selection.of_projects(now.moves)
    back = moves.loc[moves["direction"] == "back", "known_at"]
    rows = {
        "Projects running": (_running(now, selection), _running(before, selection)),
        "Tasks finished": (
            len(finished_within(finishes, before.as_of, now.as_of)),
            len(finished_within(finishes, week_before, before.as_of)),
        ),
        "Tasks reopened": (
            within(finishes["reopened_at"], before.as_of, now.as_of).sum(),
            within(finishes["reopened_at"], week_before, before.as_of).sum(),
        ),
        "Moves back": (within(back, before.as_of, now.as_of).sum(), within(back, week_before, before.as_of).sum()),
    }
    return _figures(rows)


def _breach_figures(were: pd.DataFrame, ranked: pd.DataFrame, settled: pd.DataFrame) -> pd.DataFrame:
    return _figures(
        {
            "Breaches": (len(ranked), len(were)),
            "New breaches": (int(ranked["is_new"].sum()), np.nan),
            "Settled breaches": (len(settled), np.nan),
        }
    )


def _figures(rows: dict[str, tuple[float, float]]) -> pd.DataFrame:
    return WEEK_FIGURES.of([{"figure": name, "value": value, "before": was} for name, (value, was) in rows.items()])


def _running(seen: Figures, selection: Selection) -> int:
    return int(selection.of_projects(seen.projects)["state"].isin(RUNNING).sum())


def counted_tasks(seen: Figures) -> pd.DataFrame:
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
    keys = ["rule", "subject", "since_at"]
    return rows[~pd.MultiIndex.from_frame(rows[keys]).isin(pd.MultiIndex.from_frame(others[keys]))]


def _by_severity(rows: pd.DataFrame) -> pd.DataFrame:
    """By the order of `rules.RULES`, then the oldest first."""
    severity = rows["rule"].map({rule.name: place for place, rule in enumerate(RULES)})
    ordered = rows.assign(severity=severity).sort_values(["severity", "since_at", "rule", "subject"], kind="stable")
    return ordered.drop(columns="severity").reset_index(drop=True)

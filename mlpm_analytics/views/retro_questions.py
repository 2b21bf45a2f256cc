"""Questions for a retrospective, drafted from its figures; each cites the issues to look at."""

from collections.abc import Iterator
from dataclasses import dataclass

import pandas as pd

from mlpm_analytics import wording
from mlpm_analytics.metrics.portfolio import ENOUGH
from mlpm_analytics.metrics.retrospective import Retrospective
from mlpm_analytics.workflow import TOLERANCE_DAYS, Workflow

MOST_ISSUES = 4  # cited by one question
NOTABLE_SHARE = 0.1  # of the elapsed time, below which waiting is not asked about


@dataclass(frozen=True)
class Question:
    """What to ask, and the keys of the issues that it comes from."""

    text: str
    issues: tuple[str, ...]


def questions(project: Retrospective, workflow: Workflow) -> list[Question]:
    """The questions, those on moves back first; the same figures give the same questions."""
    return [
        *_on_moves_back(project),
        *_on_plans(project, workflow),
        *_on_long_tasks(project, workflow),
        *_on_waiting(project),
        *_on_the_end(project),
    ]


def _on_moves_back(project: Retrospective) -> Iterator[Question]:
    for (left, entered), moves in project.back.groupby(["from_phase", "to_phase"], sort=False):
        issues = _cited([key for keys in moves["cause_keys"].dropna() for key in keys.split(", ")])
        fact = f"{left} was left {wording.times(len(moves))} for {entered}, {wording.days(moves['cost_days'].sum())}"
        yield Question(f"{_citing(fact, issues)}: what would have shown it earlier?", issues)


def _on_plans(project: Retrospective, workflow: Workflow) -> Iterator[Question]:
    """The phase that is furthest above its plan, and those that had none."""
    phases = project.phases[~project.phases["phase"].isin(workflow.passive_phases)]
    over = phases.assign(excess=phases["actual_days"] - phases["planned_days"])
    over = over[over["excess"] > 1.0].sort_values("excess", ascending=False, kind="stable").head(1)
    for row in over.to_dict("records"):
        issues = _longest(project.tasks, row["phase"])
        fact = (
            f"{row['phase']} took {wording.number(row['actual_days'])} of {wording.days(row['planned_days'])} planned"
        )
        yield Question(f"{_citing(fact, issues)}: what did the plan not know?", issues)
    unplanned = phases[phases["planned_days"].isna() & (phases["actual_days"] > 1.0)]
    if phases["planned_days"].notna().any():
        unplanned = unplanned[unplanned["position"] > 0]  # the first phase makes the plan
        for row in unplanned.to_dict("records"):
            issues = _longest(project.tasks, row["phase"])
            fact = f"{row['phase']} had no plan and took {wording.days(row['actual_days'])}"
            yield Question(f"{_citing(fact, issues)}: why was it not foreseen?", issues)


def _longest(tasks: pd.DataFrame, phase: str) -> tuple[str, ...]:
    own = tasks[(tasks["phase"] == phase) & (tasks["effort_days"] > 0)]
    return _cited(own.sort_values(["effort_days", "key"], ascending=[False, True])["key"].tolist(), most=3)


def _on_long_tasks(project: Retrospective, workflow: Workflow) -> Iterator[Question]:
    limit = workflow.limits.max_task_days
    long = project.tasks[project.tasks["limited_days"] > limit + TOLERANCE_DAYS]
    if len(long):
        issues = _cited(long.sort_values(["limited_days", "key"], ascending=[False, True])["key"].tolist())
        was = "was" if len(long) == 1 else "were"
        fact = f"{wording.count(len(long), 'Task')} {was} active for more than {wording.days(limit)}"
        yield Question(f"{_citing(fact, issues)}: where could it have been cut?", issues)


def _on_waiting(project: Retrospective) -> Iterator[Question]:
    key, elapsed = str(project.row["project"]), project.row["elapsed_days"]
    asked = {
        "blocked_days": ("was blocked for", "on what did it wait, and who could have seen that coming?"),
        "elsewhere_days": ("stood still while its scientist worked elsewhere for", "was it begun too early?"),
        "away_days": ("stood still while its people were away for", "who could have taken it over?"),
        "idle_days": ("lay idle for", "who noticed, and when?"),
    }
    for part, (how, question) in asked.items():
        days = project.where[part]
        if days > NOTABLE_SHARE * elapsed:
            yield Question(f"{key} {how} {wording.number(days)} of {wording.days(elapsed)}: {question}", (key,))


def _on_the_end(project: Retrospective) -> Iterator[Question]:
    row = project.row
    if row["state"] == "abandoned":
        last = f" in {row['current_phase']}" if isinstance(row["current_phase"], str) else ""
        fact = f"{row['project']} was given up{last} after {wording.days(row['effort_days'])} of effort"
        yield Question(f"{fact}: which result could have told so earlier?", (str(row["project"]),))
    for place in project.places.to_dict("records"):
        if place["project_count"] >= ENOUGH and place["longer_count"] == 0:
            issues = _longest(project.tasks, place["phase"])
            fact = (
                f"{place['phase']} took {wording.days(place['actual_days'])}, longer than in any of "
                f"{place['project_count']} other finished projects"
            )
            yield Question(f"{_citing(fact, issues)}: what was different here?", issues)


def _cited(keys: list[str], *, most: int = MOST_ISSUES) -> tuple[str, ...]:
    return tuple(dict.fromkeys(keys))[:most]


def _citing(fact: str, issues: tuple[str, ...]) -> str:
    return ", ".join([fact, *issues])

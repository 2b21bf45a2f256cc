"""A project, a portfolio, a week in one sentence, and sentences that several views share."""

import math
from collections.abc import Hashable
from typing import Any

import pandas as pd

from mlpm_analytics import wording
from mlpm_analytics.frames import TIME_PARTS, Figures
from mlpm_analytics.metrics.not_counted import all_clear, among
from mlpm_analytics.metrics.standings import STATES
from mlpm_analytics.metrics.weekly import WeeklyReview
from mlpm_analytics.views.lookup import project_row
from mlpm_analytics.workflow import DAYS_PER_WEEK, TOLERANCE_DAYS, Workflow

Row = dict[Hashable, Any]


def owner_in_words(row: Row) -> str:
    """Whose project it is, and whether that is told by effort alone.

    >>> owner_in_words({"owner": "Ada", "is_owner_derived": True})
    'Ada (by effort)'
    """
    return f"{row['owner']} (by effort)" if row["is_owner_derived"] else str(row["owner"])


def project_sentence(figures: Figures, key: str, workflow: Workflow, timezone: str = "UTC") -> str:
    """Where a project stands and how it went back and forth; dates are those of `timezone`.

    The week of a plan is counted in the days that are held against it, not in weeks of the calendar.
    """
    row = project_row(figures, key)
    went_back = _moves_back(figures, row["project_id"], workflow)
    return wording.sentence("; ".join([_standing(figures, row, timezone), *went_back]))


def _standing(figures: Figures, row: Row, timezone: str) -> str:
    match row["state"]:
        case "done" | "abandoned":
            return f"{row['state']}{_finish(row, timezone)}"
        case "waiting" | "paused":
            last = f", last in {row['current_phase']}" if isinstance(row["current_phase"], str) else ""
            idle = f" for {wording.duration(row['idle_days'])}" if row["idle_days"] else ""
            return f"{row['state']}{idle}{last}{_against_plan(figures, row)}"
        case "active" if pd.notna(row["current_phase"]):
            since = wording.date(_since(figures, row), timezone)
            return f"in {row['current_phase']} since {since}{_against_plan(figures, row)}"
        case "active":
            return f"active since {wording.date(row['started_at'], timezone)}, without a phase"
        case state:
            return str(state)


def _finish(row: Row, timezone: str) -> str:
    on = f" on {wording.date(row['finished_at'], timezone)}" if isinstance(row["finished_at"], pd.Timestamp) else ""
    if pd.isna(row["started_at"]):
        return f"{on} without having begun"
    return f"{on}, {wording.days(row['elapsed_days'])} after it began, {wording.days(row['effort_days'])} of effort"


def _since(figures: Figures, row: Row) -> pd.Timestamp:
    """Start of the visit that is going on; of one too short to count yet, when its Task became active."""
    visits = figures.visits[figures.visits["project_id"] == row["project_id"]]
    if len(visits) and visits.iloc[-1]["phase"] == row["current_phase"]:
        return visits.iloc[-1]["started_at"]
    rows = figures.work_intervals
    is_it = rows["is_open"] & (rows["project_id"] == row["project_id"]) & (rows["phase"] == row["current_phase"])
    return rows.loc[is_it, "became_active_at"].min()


def _against_plan(figures: Figures, row: Row) -> str:
    is_it = (figures.phases["project_id"] == row["project_id"]) & (figures.phases["phase"] == row["current_phase"])
    for phase in figures.phases[is_it].to_dict("records"):
        return f", {against_plan(phase['actual_days'], phase['planned_days'])}"
    return ""


def against_plan(actual_days: float, planned_days: float) -> str:
    """How far a phase is in its plan.

    >>> against_plan(11, 10), against_plan(2, 2.5), against_plan(2, float("nan"))
    ('third week of two planned', '2 of 2.5 planned days', '2 days, no plan')
    """
    if math.isnan(planned_days):
        return f"{wording.duration(actual_days)}, no plan"
    planned_weeks = planned_days / DAYS_PER_WEEK
    if planned_weeks < 1 or not planned_weeks.is_integer():
        return f"{wording.number(actual_days)} of {wording.number(planned_days)} planned days"
    week = max(1, math.ceil(actual_days / DAYS_PER_WEEK - TOLERANCE_DAYS))
    return f"{wording.ordinal(week)} week of {wording.in_words(int(planned_weeks))} planned"


def _moves_back(figures: Figures, project_id: str, workflow: Workflow) -> list[str]:
    is_back = (figures.moves["project_id"] == project_id) & (figures.moves["direction"] == "back")
    visits = figures.visits[figures.visits["project_id"] == project_id]
    parts = [
        _back_to(str(phase), rows.to_dict("records"), visits, workflow)
        for phase, rows in figures.moves[is_back].groupby("to_phase", sort=False)
    ]
    return [f"went back {'; '.join(parts)}"] if parts else []


def _back_to(phase: str, moves: list[Row], visits: pd.DataFrame, workflow: Workflow) -> str:
    """The moves back to one phase, and the days each took until the project was again as far as it had been."""
    costs = [wording.number(move["cost_days"]) for move in moves]
    days = wording.days(moves[0]["cost_days"]) if len(moves) == 1 else f"{wording.listing(costs)} days"
    took = f"took {days}" if all(_is_over(move, visits, workflow) for move in moves) else f"has taken {days} so far"
    return f"to {phase} {wording.times(len(moves))}, which {took}"


def _is_over(move: Row, visits: pd.DataFrame, workflow: Workflow) -> bool:
    later = visits.loc[visits["visit_no"] > move["visit_no"], "phase"].map(workflow.phases.index)
    return bool((later >= workflow.phases.index(move["from_phase"])).any())


def spent_of(actual_days: float, planned_days: float) -> str:
    """Days spent of days planned.

    >>> spent_of(12.5, 15), spent_of(3, float("nan")), spent_of(float("nan"), float("nan"))
    ('12.5 of 15 days', '3 days, no plan', 'no plan')
    """
    if math.isnan(planned_days):
        return "no plan" if math.isnan(actual_days) else f"{wording.days(actual_days)}, no plan"
    return f"{wording.number(actual_days)} of {wording.days(planned_days)}"


def where_sentence(days: Row, elapsed_days: float) -> str:
    """Where the time of a project went; the parts add up to the elapsed days."""
    parts = [f"{wording.number(days[part])} {name.lower()}" for part, name in TIME_PARTS.items()]
    return f"Of {wording.days(elapsed_days)} since the first active moment: {wording.listing(parts)}."


def visits_sentence(visits: pd.DataFrame, moves: pd.DataFrame, timezone: str) -> str:
    """The timeline of a project for those who cannot see it."""
    parts = [
        f"{visit['phase']} from {wording.moment(visit['started_at'], timezone, with_year=True)} "
        f"to {wording.moment(visit['stopped_at'], timezone, with_year=True)}"
        for visit in visits.to_dict("records")
    ]
    back = wording.count(int((moves["direction"] == "back").sum()), "move")
    return f"Timeline of {wording.count(len(parts), 'visit')} and {back} back: {'; '.join(parts)}."


def strip_sentence(visits: pd.DataFrame) -> str:
    """The visits of a project side by side, for those who cannot see the strip."""
    days = visits[["phase", "active_days"]].itertuples(index=False)
    return "Visits, one after the other: " + ", ".join(f"{phase} {wording.days(active)}" for phase, active in days)


def portfolio_sentence(figures: Figures, timezone: str = "UTC") -> str:
    """How many projects there are, in which states, and how many breaches."""
    total = len(figures.projects)
    if not total:
        return f"No project has begun by {wording.date(figures.as_of, timezone)}."
    limits = "" if len(figures.breaches) else among(figures.not_counted)
    counted = figures.projects["state"].value_counts()
    states = [f"{counted[state]} {state}" for state in STATES if state in counted]
    breaches = wording.count(len(figures.breaches), "breach", "breaches")
    return f"{wording.count(total, 'project')}: {wording.listing(states)}; {breaches} of the way of working{limits}."


def weekly_sentence(review: WeeklyReview, timezone: str = "UTC") -> str:
    """What happened in the week."""
    if review.standings.empty and not review.figure("Breaches"):
        clear = all_clear(review.not_counted, "nothing is in breach.", "there is no breach")
        return f"No project is open as of {wording.date(review.as_of, timezone)}, and {clear}"
    values = {str(row["figure"]): int(row["value"]) for row in review.figures.to_dict("records")}
    running, finished = values["Projects running"], values["Tasks finished"]
    parts = [
        f"{wording.count(running, 'project')} {'is' if running == 1 else 'are'} running",
        f"{wording.count(finished, 'Task')} {'was' if finished == 1 else 'were'} finished",
        f"{wording.count(values['Moves back'], 'move')} went back",
    ]
    stand = wording.count(values["Breaches"], "breach", "breaches")
    limits = "" if values["Breaches"] else among(review.not_counted)
    changed = f"{values['New breaches']} new and {values['Settled breaches']} settled in the week"
    return wording.sentence(f"{wording.listing(parts)}; {stand}{limits} now, {changed}")


def happened_in_words(row: Row) -> str:
    """What happened in a project within the week, of a row of `metrics.happenings.HAPPENINGS`."""
    parts = [
        (row["begun_count"], f"{wording.count(row['begun_count'], 'Task')} begun"),
        (row["finished_count"], f"{wording.count(row['finished_count'], 'Task')} finished"),
        (row["reopened_count"], f"{wording.count(row['reopened_count'], 'Task')} reopened"),
        (pd.notna(row["moved_to"]), f"moved to {row['moved_to']}"),
        (row["new_count"], wording.count(row["new_count"], "new breach", "new breaches")),
        (row["settled_count"], f"{wording.count(row['settled_count'], 'breach', 'breaches')} settled"),
    ]
    return wording.listing([part for happened, part in parts if happened] or ["nothing"])

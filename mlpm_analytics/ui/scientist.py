"""The scientist page: whom it is about, and what stands in its lists and tables."""

from typing import Any, Final

import pandas as pd
import streamlit as st

from mlpm_analytics import wording
from mlpm_analytics.errors import NotFoundError
from mlpm_analytics.metrics.desk import Desk
from mlpm_analytics.metrics.not_counted import among
from mlpm_analytics.reports.lookup import scientist_id
from mlpm_analytics.ui.blocks import Metric
from mlpm_analytics.ui.reading import Reading
from mlpm_analytics.ui.text import plain
from mlpm_analytics.workflow import TOLERANCE_DAYS, Workflow

WEEKS: Final = {
    "week_starting": "Week of",
    "effort_days": "In progress (days)",
    "there_days": "Days there are",
    "away_days": "Away (days)",
}
SIZES: Final = {
    "key": "Task",
    "summary": "Summary",
    "project": "Project",
    "phase": "Phase",
    "days": "Days",
    "estimate_days": "Estimate (days)",
    "evidence": "Evidence",
    "url": "Jira",
}
OVERLAPS: Final = {"started_at": "From", "stopped_at": "To", "keys": "Tasks in progress", "hours": "Working hours"}
PUT_BACK: Final = {
    "put_back_at": "Put back",
    "key": "Task",
    "summary": "Summary",
    "project": "Project",
    "phase": "Phase",
    "status": "To",
    "url": "Jira",
}


def listed(reading: Reading) -> pd.DataFrame:
    """The scientists of what was chosen who have a Task or had one in progress, by name."""
    seen = reading.figures()
    known = pd.concat([seen.tasks["scientist_id"], seen.work_intervals["scientist_id"]])
    people = reading.mapped.model.scientists
    people = reading.selection.of_scientists(people[people["scientist_id"].isin(known)])
    return people.sort_values(["name", "scientist_id"], ignore_index=True)


def chosen(people: pd.DataFrame) -> str:
    """The id of the scientist to look at: the one in the address, else the first by name."""
    names = people.set_index("scientist_id")["name"]
    asked = _asked(people)
    if asked is not None and asked != st.session_state.get("shown_scientist"):
        st.session_state["chosen_scientist"] = asked
    choice = str(
        st.selectbox("Scientist", list(names.index), format_func=lambda one: names[one], key="chosen_scientist")
    )
    st.session_state["shown_scientist"] = choice
    if st.query_params.get("scientist") != choice:
        st.query_params["scientist"] = choice
    return choice


def _asked(people: pd.DataFrame) -> str | None:
    asked = st.query_params.get("scientist")
    try:
        return None if asked is None else scientist_id(people, asked)
    except NotFoundError as error:
        st.warning(plain(str(error)))
        return None


def metrics(seen: Desk, crossed: pd.DataFrame) -> list[Metric]:
    """The figures of the desk."""
    return [
        Metric("In progress", str(len(seen.in_progress))),
        Metric("Next up", str(len(seen.next_up))),
        Metric("Finished", str(len(seen.finished)), help=f"In the last {len(seen.weeks)} weeks."),
        Metric(
            "Overlap",
            f"{wording.number(crossed['hours'].sum())} h",
            help=f"Working hours with more than one Task in progress in the last {len(seen.weeks)} weeks.",
        ),
    ]


def task_lines(tasks: pd.DataFrame, reading: Reading) -> str:
    """Tasks as a list, as Markdown."""
    return "\n".join(f"- {_task_line(row, reading)}" for row in tasks.to_dict("records"))


def _task_line(row: dict[Any, Any], reading: Reading) -> str:
    place = f"{reading.linked(row['project']) or 'no project'} · {plain(row['phase']) or 'no phase'}"
    used = _days_of(row, reading.mapped.workflow)
    return f"{reading.linked(row['key'])} {plain(row['summary'])} · {place}{used}"


def _days_of(row: dict[Any, Any], workflow: Workflow) -> str:
    if not row["is_active"]:
        estimate = row["estimate_days"]
        return "" if pd.isna(estimate) else f" · {plain(f'estimated at {wording.days(estimate)}')}"
    if workflow.is_passive(row["phase"]):
        return " · monitored beside other work"
    limit = workflow.limits.max_task_days
    used = plain(f"{wording.number(row['limited_days'])} of {wording.days(limit)} active")
    return f" · :red[**{used}: too long**]" if row["limited_days"] > limit + TOLERANCE_DAYS else f" · {used}"


def weeks_table(seen: Desk, days: pd.DataFrame) -> pd.DataFrame:
    """One row per week: days in progress, days there are, days away."""
    spent = seen.effort.groupby("week_starting")["effort_days"].sum()
    return days.assign(effort_days=days["week_starting"].map(spent).fillna(0.0).astype("float64"))


def weeks_in_words(weeks: pd.DataFrame) -> str:
    """The weeks for those who cannot see them."""
    spent, there, away = (weeks[name].sum() for name in ("effort_days", "there_days", "away_days"))
    return (
        f"In the last {len(weeks)} weeks {wording.days(spent)} in progress of {wording.days(there)} there are; "
        f"away for {wording.days(away)}."
    )


def sizes(seen: Desk) -> pd.DataFrame:
    """The Tasks in progress and the finished ones of the last weeks, with the days that are held against the limit."""
    rows = pd.concat([seen.in_progress[list(seen.finished)], seen.finished])
    return rows[rows["limited_days"] > 0].assign(days=lambda tasks: tasks["limited_days"])


def sizes_in_words(rows: pd.DataFrame, workflow: Workflow) -> str:
    """How many Tasks kept to the most days that are meant."""
    limit = workflow.limits.max_task_days
    over = int((rows["days"] > limit + TOLERANCE_DAYS).sum())
    return f"Of {wording.count(len(rows), 'Task')} {over or 'none'} took more than {wording.days(limit)}."


def estimates_in_words(seen: Desk) -> str:
    """Estimates against actual days in a sentence, and what is left out."""
    actual, estimate = (float(seen.estimated[name].sum()) for name in ("actual_days", "estimate_days"))
    return (
        f"{wording.days(actual)} for {wording.days(estimate)} estimated, over "
        f"{wording.count(len(seen.estimated), 'finished Task')} with an estimate; left out: "
        f"{seen.inferred_count} inferred, {seen.never_active_count} never in progress."
    )


def overlap_in_words(crossed: pd.DataFrame, not_counted: pd.DataFrame) -> str:
    """How long more than one Task was in progress."""
    if crossed.empty:
        return f"Never more than one Task in progress at a time{among(not_counted)}; A/B tests do not count."
    times = wording.count(len(crossed), "stretch", "stretches")
    return f"More than one Task in progress for {wording.number(crossed['hours'].sum())} working hours, in {times}."

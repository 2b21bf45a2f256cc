"""The scientist page: whom it is about, and the lists of their Tasks."""

from typing import Any

import pandas as pd
import streamlit as st

from mlpm_analytics import wording
from mlpm_analytics.ui import filters
from mlpm_analytics.ui.reading import Reading
from mlpm_analytics.ui.swimlanes import used
from mlpm_analytics.ui.text import plain
from mlpm_analytics.views.lookup import scientist_id


def listed(reading: Reading) -> pd.DataFrame:
    """The scientists of what was chosen who have a Task or had one in progress, by name."""
    seen = reading.figures()
    known = pd.concat([seen.tasks["scientist_id"], seen.work_intervals["scientist_id"]])
    people = reading.mapped.model.scientists
    people = reading.selection.of_scientists(people[people["scientist_id"].isin(known)])
    return people.sort_values(["name", "scientist_id"], ignore_index=True)


def chosen(people: pd.DataFrame) -> str:
    """The id of the scientist to look at: the one in the address, else the first by name."""
    names = dict(zip(people["scientist_id"], people["name"], strict=True))
    asked = filters.asked_for("scientist", lambda name: scientist_id(people, name))
    return filters.chosen("Scientist", names, asked, parameter="scientist", key="scientist")


def days_by() -> str:
    """What the days of a week are split by."""
    chosen = st.segmented_control(
        "Days by", ["phase", "project"], default="phase", required=True, key="days_by", bind="query-params"
    )
    return chosen or "phase"


def task_lines(tasks: pd.DataFrame, reading: Reading) -> str:
    """Tasks as a list, as Markdown."""
    return "\n".join(f"- {_task_line(row, reading)}" for row in tasks.to_dict("records"))


def _task_line(row: dict[Any, Any], reading: Reading) -> str:
    place = f"{reading.linked(row['project']) or 'no project'} · {plain(row['phase']) or 'no phase'}"
    days = used(row, reading.mapped.workflow) if row["is_active"] else _estimated(row["estimate_days"])
    return " · ".join(part for part in (f"{reading.linked(row['key'])} {plain(row['summary'])}", place, days) if part)


def _estimated(days: float) -> str:
    return "" if pd.isna(days) else plain(f"estimated at {wording.days(days)}")

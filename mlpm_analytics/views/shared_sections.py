"""What several views tell: as of when, what is in breach, how the figures are known."""

from collections.abc import Hashable
from typing import Any, Final

import pandas as pd

from mlpm_analytics import frames, wording
from mlpm_analytics.frames import Frame, column
from mlpm_analytics.metrics.not_counted import all_clear
from mlpm_analytics.views.headers import columns
from mlpm_analytics.views.model import Content, Section, Table, section
from mlpm_analytics.workflow import EVIDENCE

Row = dict[Hashable, Any]

EFFORT_NOTE: Final = (
    "Days are working days. Effort is time in progress, shared between a scientist's Tasks; not hours at the desk."
)
KEPT: Final = "Nothing is in breach of the way of working."
BREACHES: Final = columns(
    frames.BREACHES,
    *("rule", "message", "subject", "project", "phase", "since_at", "value", "limit", "evidence"),
    data=("subject", "project", "phase", "value", "limit"),
)
COUNTED_VISITS: Final = Frame(
    "visits", [*frames.VISITS, column("visit_no", meaning="number of the visit in its project, from 1")]
)
VISIT_NAMES: Final = ("visit_no", "phase", "started_at", "stopped_at", "active_days", "evidence")
VISITS: Final = columns(COUNTED_VISITS, *VISIT_NAMES, data=("visit_no",))
_EXPLAINED: Final = {
    "changelog": "Jira recorded every step of them.",
    "snapshot": "They were seen as a difference between two exports, and are dated to the moment in between.",
    "field": "Start and end are taken from date fields that somebody filled in.",
    "inferred": "Jira's history of them is missing: start and end are concluded from other dates, and may be days off.",
}


def as_of_text(as_of: pd.Timestamp, timezone: str) -> str:
    """The instant of all figures, in the team's time zone."""
    return f"As of {wording.moment(as_of, timezone, with_year=True)} ({timezone})."


def breaches_section(breaches: pd.DataFrame, not_counted: pd.DataFrame, title: str = "Breaches") -> Section:
    """What is in breach, or that nothing is, as far as things are counted."""
    if breaches.empty:
        return section("breaches", title, Content(empty=all_clear(not_counted, KEPT, "No breach")))
    return section("breaches", title, Content(table=Table(breaches, BREACHES)))


def visits_table(visits: pd.DataFrame) -> Table:
    """Visits, counted from one."""
    return Table(visits.assign(visit_no=visits["visit_no"] + 1), VISITS)


def with_test_progress(tasks: pd.DataFrame) -> pd.DataFrame:
    """Tasks with the day of how many their A/B test is on; nothing where no length is planned."""
    days = zip(tasks["test_day"], tasks["test_days"], strict=True)
    texts = [wording.day_of_test(day, planned) if pd.notna(planned) else None for day, planned in days]
    return tasks.assign(test_progress=pd.Series(texts, index=tasks.index, dtype="str"))


def evidence_lines(tasks: pd.DataFrame) -> tuple[str, ...]:
    """How the figures are known: one line for each kind of evidence, with its number of Tasks."""
    counted = tasks.loc[tasks["started_at"].notna(), "evidence"].value_counts()
    return tuple(
        f"{wording.count(int(counted[name]), 'Task')} {wording.evidence(name)}. {_EXPLAINED[name]}"
        for name in EVIDENCE
        if name in counted
    )

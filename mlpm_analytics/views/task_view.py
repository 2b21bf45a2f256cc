"""What is told about one Task: why its time is what it is, or why it is 0."""

from collections.abc import Iterator
from typing import Any, Final

import pandas as pd

from mlpm_analytics import wording
from mlpm_analytics.mapping import Mapped
from mlpm_analytics.metrics.explain.ledger import Ledger
from mlpm_analytics.metrics.explain.task import ADDED, BELONGED, STATUS_STEPS, added, belonged, status_steps
from mlpm_analytics.metrics.not_counted import about
from mlpm_analytics.views.headers import columns
from mlpm_analytics.views.model import Content, Table, View, section
from mlpm_analytics.views.shared_sections import as_of_text

_STEPS: Final = columns(STATUS_STEPS, *STATUS_STEPS.columns)
_BELONGED: Final = columns(BELONGED, *BELONGED.columns)
_ADDED: Final = columns(ADDED, *ADDED.columns)


def task_view(ledger: Ledger, task: dict[Any, Any], mapped: Mapped) -> View:
    """One Task (a row of `frames.TASKS`), from its statuses to the figures that it adds to."""
    zone = mapped.calendars.team.timezone
    steps, where, adds = (tell(ledger, task["issue_id"]) for tell in (status_steps, belonged, added))
    return View(
        title=f"{task['key']} {task['summary']}",
        period=as_of_text(ledger.seen.as_of, zone),
        sentence=_sentence(task),
        sections=(
            section("reasons", "Why", _why(tuple(_reasons(task, steps, adds, ledger)))),
            section("statuses", "Its statuses", Content(table=Table(steps, _STEPS))),
            section("belonged", "Where it belonged", Content(table=Table(where, _BELONGED))),
            section(
                "adds",
                "What it adds to figures",
                Content(empty="It adds no time to any figure.")
                if adds.empty
                else Content(table=Table(adds, _ADDED), note=_calendar(mapped)),
            ),
        ),
        timezone=zone,
        browse_url=mapped.workflow.browse_url,
    )


def _why(reasons: tuple[str, ...]) -> Content:
    return Content(points=reasons) if reasons else Content(empty="Its time in active statuses counts as it stands.")


def _sentence(task: dict[Any, Any]) -> str:
    return (
        f"{task['key']} has {wording.days(task['active_days'])} active, {wording.days(task['effort_days'])} of effort, "
        f"{wording.days(task['limited_days'])} held against the limit; known {wording.evidence(task['evidence'])}."
    )


def _reasons(task: dict[Any, Any], steps: pd.DataFrame, adds: pd.DataFrame, ledger: Ledger) -> Iterator[str]:
    """What makes its figures what they are, first of all why they are 0."""
    if not (steps["role"] == "active").any():
        yield "It was never in an active status: only time in one counts."
    elif adds.empty:
        yield "All its time in active statuses were mis-clicks, which count as if they had not happened."
    elif not adds["active_days"].sum():
        yield "It was active outside working hours alone, or for no time at all."
    clicks = int(steps.loc[steps["role"] == "active", "is_mis_click"].sum())
    if clicks:
        minutes = ledger.workflow.min_active.total_seconds() / 60
        yield (
            f"{wording.count(clicks, 'stretch', 'stretches')} in an active status took less than {minutes:g} minutes "
            "and led back to where it came from: a mis-click."
        )
    if pd.isna(task["project_id"]):
        yield "It has no Epic: its time is in no project."
    elif task["project_id"] not in set(ledger.seen.projects["project_id"]):
        left_out = about(ledger.seen.not_counted, str(task["project"]))
        yield f"Its Epic {task['project']} is no project: {left_out or 'no Task of it has a known phase.'}"
    if adds["phase"].isna().any():
        yield "Time without a phase shows in the totals of its project and in no phase."
    if pd.notna(task["test_days"]):
        yield f"Its A/B test is on {wording.day_of_test(task['test_day'], task['test_days'])}, by the calendar."
    if adds["phase"].isin(ledger.workflow.passive_phases).any():
        yield "Time in a passive phase takes nobody's effort, and is not held against the limit."
    found = ledger.model.findings
    yield from found.loc[found["issue_id"] == task["issue_id"], "message"]


def _calendar(mapped: Mapped) -> str:
    team = mapped.calendars.team
    closes = "24:00" if team.closes is None else f"{team.closes:%H:%M}"
    return (
        f"Working time is that of the team, {team.opens:%H:%M} to {closes} ({team.timezone}); effort and the days held "
        "against the limit are by the calendar of whoever it was assigned to."
    )

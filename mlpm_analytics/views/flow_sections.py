"""What is told about the flow of all projects: lead time, projects finished per quarter, and where effort went."""

import math
from typing import Final

import pandas as pd

from mlpm_analytics import wording
from mlpm_analytics.frames import Figures
from mlpm_analytics.mapping import Mapped
from mlpm_analytics.metrics.effort import EFFORT_PARTS, effort_parts, effort_weeks
from mlpm_analytics.metrics.lead_times import (
    FINISHED_QUARTERS,
    FLOW_EFFICIENCY,
    LEAD_TIMES,
    finished_quarters,
    flow_efficiency,
    lead_times,
)
from mlpm_analytics.metrics.statistics import LEAST
from mlpm_analytics.views.headers import columns
from mlpm_analytics.views.model import Chart, Column, Content, Section, Table, section
from mlpm_analytics.views.shared_sections import EFFORT_NOTE, Row

_LEAD: Final = columns(LEAD_TIMES, *LEAD_TIMES.columns)
_QUARTERS: Final = columns(FINISHED_QUARTERS, *FINISHED_QUARTERS.columns)
_EFFICIENCY: Final = columns(FLOW_EFFICIENCY, *FLOW_EFFICIENCY.columns)
_PARTS: Final = columns(EFFORT_PARTS, *EFFORT_PARTS.columns)
_UNITS: Final = {"working days": wording.days, "calendar weeks": wording.weeks}


def flow_sections(figures: Figures, mapped: Mapped) -> tuple[Section, ...]:
    """The sections of the portfolio about how projects flow and what the team's effort is spent on."""
    zone = mapped.calendars.team.timezone
    return (
        section("lead", "Lead time of projects", lambda: _lead(figures, zone)),
        section("quarters", "Projects finished per quarter", lambda: _quarters(figures, zone)),
        section("efficiency", "Flow efficiency", lambda: _efficiency(figures)),
        section("effort", "Where effort went", lambda: _effort(figures, mapped)),
    )


def _lead(figures: Figures, timezone: str) -> Content:
    if figures.projects["started_at"].isna().all():
        return Content(empty="No project has begun yet.")
    rows = lead_times(figures, timezone)
    return Content(lead_sentence(rows), table=Table(rows, _LEAD))


def lead_sentence(rows: pd.DataFrame) -> str:
    """The median and the P85 of the lead time in both units, and how it changed."""
    first = rows.iloc[0]
    if math.isnan(first["median"]):
        return f"Fewer than {wording.in_words(LEAST[0.5])} projects are finished: too few for a median."
    half = _in_both_units(rows, "median", "is_more")
    most = "" if math.isnan(first["p85"]) else f", 85 in a hundred {_in_both_units(rows, 'p85', 'is_p85_more')}"
    counts = f"{first['finished_count']} finished, {first['open_count']} open"
    trend = trend_in_words(
        first["recent_count"], first["recent_median"], first["earlier_count"], first["earlier_median"]
    )
    return f"Half of the projects took at most {half}{most} ({counts}).{trend and f' Lead time: {trend}.'}"


def _in_both_units(rows: pd.DataFrame, statistic: str, is_more: str) -> str:
    return ", or ".join(
        f"{'more than ' if row[is_more] else ''}{_UNITS[row['unit']](row[statistic])}"
        for row in rows.to_dict("records")
    )


def trend_in_words(recent_count: int, recent_days: float, earlier_count: int, earlier_days: float) -> str:
    """Two medians with their numbers of projects; nothing where either has too few.

    >>> trend_in_words(5, 4.0, 7, 9.0)
    '4 days in the last 12 months (5 projects), 9 days in the 12 before (7)'
    """
    if math.isnan(recent_days):
        return ""
    recent = f"{wording.days(recent_days)} in the last 12 months ({wording.count(recent_count, 'project')})"
    return f"{recent}, {wording.days(earlier_days)} in the 12 before ({earlier_count})"


def _quarters(figures: Figures, timezone: str) -> Content:
    rows = finished_quarters(figures, timezone)
    if rows.empty:
        return Content(empty="No project has begun yet.")
    count = wording.count(int(rows["finished_count"].sum()), "project")
    sentence = f"{count} finished in {wording.count(len(rows), 'quarter')}, the last one running."
    return Content(sentence, table=Table(rows, _QUARTERS))


def _efficiency(figures: Figures) -> Content:
    rows = flow_efficiency(figures)
    parts = [_efficiency_in_words(row) for row in rows.to_dict("records") if row["project_count"]]
    if not parts:
        return Content(empty="No project has begun yet.")
    sentence = f"Some Task was active in {wording.listing(parts)}."
    return Content(sentence, table=Table(rows, _EFFICIENCY))


def _efficiency_in_words(row: Row) -> str:
    projects = wording.count(row["project_count"], f"{row['state']} project")
    return f"{wording.share(row['active_share'])} of the working time of {projects}"


def _effort(figures: Figures, mapped: Mapped) -> Content:
    weeks = effort_weeks(figures, mapped.workflow, mapped.calendars)
    if weeks.empty:
        return Content(empty="No Task has been in progress yet.")
    parts = effort_parts(figures, mapped.workflow, mapped.calendars)
    sentence = effort_sentence(weeks)
    return Content(
        sentence,
        chart=Chart("effort_by_week", {"effort": weeks}, sentence),
        table=_effort_table(parts, weeks),
        note=f"{EFFORT_NOTE} Tasks of passive phases take none.",
    )


def effort_sentence(weeks: pd.DataFrame) -> str:
    """What most of the person-days of the last weeks went to."""
    spent = weeks.groupby("part", sort=False)["effort_days"].sum()
    total = wording.number(float(spent.sum()))
    whole = f"{total} person-days in {wording.count(weeks['week_starting'].nunique(), 'week')}, the last one running"
    ranked = spent[spent > 0].sort_values(ascending=False, kind="stable")
    went = [f"{part} {wording.number(days)} ({wording.share(days / spent.sum())})" for part, days in ranked.items()]
    return f"{whole}: {wording.listing(went)}." if went else f"{whole}."


def _effort_table(parts: pd.DataFrame, weeks: pd.DataFrame) -> Table:
    """One row per part: its effort of all time, and a column for each week."""
    dated = weeks.assign(week=[week.isoformat() for week in weeks["week_starting"]])
    named = dated.pivot(index="part", columns="week", values="effort_days").reset_index()
    shown = tuple(
        Column(
            week, f"{wording.day(week)}{' (running)' if week == named.columns[-1] else ''}", "days", unit="person-days"
        )
        for week in named.columns[1:]
    )
    return Table(parts.merge(named, on="part"), (*_PARTS, *shown))

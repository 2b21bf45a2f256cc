"""The portfolio page: its figures, what is listed, and its charts in words."""

from collections.abc import Sequence
from datetime import date
from typing import Final

import pandas as pd
import streamlit as st

from mlpm_analytics import wording
from mlpm_analytics.frames import Figures
from mlpm_analytics.metrics.compliance import SHOWN_WEEKS, breaches_at, weekly_breaches
from mlpm_analytics.metrics.not_counted import among
from mlpm_analytics.metrics.portfolio import listed, sheets, summary
from mlpm_analytics.metrics.standings import STATES
from mlpm_analytics.metrics.weeks import week_span
from mlpm_analytics.ui.blocks import Metric
from mlpm_analytics.ui.reading import Reading

MOST_BARS: Final = 2_000  # of a timeline; beyond it a browser takes seconds
MOST_ROWS: Final = 60
BREACH_WEEKS: Final = SHOWN_WEEKS

SPREAD: Final = {
    "phase": "Phase",
    "project_count": "Finished projects",
    "least_days": "Least (days)",
    "lower_days": "Lower quarter (days)",
    "median_days": "Median (days)",
    "upper_days": "Upper quarter (days)",
    "most_days": "Most (days)",
}
BIAS: Final = {
    "phase": "Phase",
    "project_count": "Finished projects with a plan",
    "baseline_days": "First plans (days)",
    "actual_days": "Actual (days)",
    "bias": "Actual over plan",
}
BACK: Final = {
    "from_phase": "From",
    "to_phase": "To",
    "move_count": "Moves back",
    "project_count": "Projects",
    "cost_days": "Cost (days)",
    "median_cost_days": "Median cost (days)",
}
AGEING: Final = {
    "key": "Task",
    "summary": "Summary",
    "project": "Project",
    "phase": "Phase",
    "scientist": "Scientist",
    "status": "Status",
    "age_days": "Begun working days ago",
    "active_days": "Active (days)",
    "evidence": "Evidence",
    "url": "Jira",
}
FLOW: Final = {
    "week_starting": "Week of",
    "to_do_count": "To do",
    "in_progress_count": "In progress",
    "done_count": "Done",
    "finished_count": "Finished in the week",
}
VISITS: Final = {
    "project": "Project",
    "name": "Name",
    "visit_no": "Visit",
    "phase": "Phase",
    "started_at": "Started",
    "stopped_at": "Stopped",
    "active_days": "Active (days)",
    "evidence": "Evidence",
}


def metrics(seen: Figures) -> list[Metric]:
    """The figures of the portfolio as a whole."""
    told = summary(seen)
    return [
        Metric("Projects", str(told["project_count"])),
        Metric("Finished", str(told["finished_count"]), help="Done, not abandoned: what medians and biases count."),
        Metric("Open", str(told["open_count"])),
        Metric("Moves back", str(told["back_count"]), help="How often somebody went back."),
        Metric(
            "Rework",
            wording.share(told["rework_share"]),
            help=f"{told['rework_days']:.2f} active days in phases revisited. A neutral word: going back is how "
            "research goes on.",
        ),
    ]


def chosen_projects(reading: Reading) -> pd.DataFrame:
    """The projects that a reader lists: those that fit the filters and the chosen states, in the chosen order."""
    rows = reading.selection.of_projects(listed(reading.figures()))
    present = [state for state in STATES if (rows["state"] == state).any()]
    with st.container(horizontal=True, vertical_alignment="bottom"):
        states = st.pills(
            "State", present, selection_mode="multi", key="states", bind="query-params", help="None chosen: all."
        )
        order = st.segmented_control(
            "Order", list(ORDERS), default=next(iter(ORDERS)), required=True, key="order", bind="query-params"
        )
    kept = rows[rows["state"].isin(states)] if states else rows
    column, ascending = ORDERS[order or next(iter(ORDERS))]
    return kept.sort_values(column, ascending=ascending, kind="stable", ignore_index=True)


ORDERS: Final = {
    "Last begun": ("started_at", False),
    "Longest": ("elapsed_days", False),
    "Most moves back": ("back_count", False),
    "Name": ("name", True),
}


def sheet(projects: pd.DataFrame, visits: pd.DataFrame) -> pd.DataFrame:
    """The projects of the page of the timeline that is looked at."""
    places = sheets(projects, visits, most_rows=MOST_ROWS, most_bars=MOST_BARS)
    count = int(places.max()) + 1 if len(places) else 1
    number = st.pagination(count, key="timeline_page", bind="query-params") if count > 1 else 1
    return projects[places == number - 1].reset_index(drop=True)


def timeline_in_words(projects: pd.DataFrame, timezone: str) -> str:
    """The timeline for those who cannot see it."""
    parts = [
        f"{row['project']} from {wording.date(row['started_at'], timezone)}, {row['state']}"
        for row in projects.to_dict("records")
    ]
    return f"Timeline of {wording.count(len(parts), 'project')}: {'; '.join(parts)}."


def flow_in_words(flow: pd.DataFrame) -> str:
    """The cumulative flow for those who cannot see it."""
    first, last = flow.iloc[0], flow.iloc[-1]
    return (
        f"Cumulative flow from the week of {first['week_starting']} to the week of {last['week_starting']}: "
        f"Tasks done from {first['done_count']} to {last['done_count']}, "
        f"in progress from {first['in_progress_count']} to {last['in_progress_count']}, "
        f"to do from {first['to_do_count']} to {last['to_do_count']}."
    )


def throughput_in_words(finished: pd.DataFrame) -> str:
    """How many Tasks were finished a week, in a sentence."""
    counts = finished["finished_count"]
    idle = int((counts == 0).sum())
    none = f", none in {wording.count(idle, 'week')}" if idle else ""
    told = f"{wording.count(int(counts.sum()), 'Task')} finished in {wording.count(len(counts), 'week')}"
    return wording.sentence(f"{told}: {wording.number(counts.mean())} a week{none}")


def breach_counts(reading: Reading, weeks: Sequence[date]) -> pd.DataFrame:
    """How many breaches of each rule stood at the end of the last weeks: as_of, rule, breach_count."""
    ends = tuple(week_span(week, reading.timezone, as_of=reading.as_of)[1] for week in weeks)
    return _breach_counts(reading, ends)


@st.cache_resource(
    max_entries=8,
    show_spinner="Looking at the last weeks …",
    hash_funcs={Reading: lambda reading: reading.snapshot.name},
)
def _breach_counts(reading: Reading, ends: tuple[pd.Timestamp, ...]) -> pd.DataFrame:
    known = reading.mapped
    return weekly_breaches(breaches_at(known.model, known.workflow, known.calendars, ends), ends)


def breaches_in_words(counts: pd.DataFrame, not_counted: pd.DataFrame, timezone: str) -> str:
    """The breaches of the last weeks in a sentence."""
    sums = counts.groupby("as_of")["breach_count"].sum()
    first, last = sums.index[0], sums.index[-1]
    limits = "" if sums.iloc[-1] else among(not_counted)
    standing = wording.count(int(sums.iloc[-1]), "breach", "breaches")
    return (
        f"{standing}{limits} stand as of {wording.date(last, timezone)}, "
        f"{sums.iloc[0]} stood on {wording.date(first, timezone)}."
    )


def breaches_table(counts: pd.DataFrame, timezone: str) -> pd.DataFrame:
    """One row per rule, one column per week's end."""
    grid = counts.pivot(index="rule", columns="as_of", values="breach_count")
    days = pd.DatetimeIndex(grid.columns).tz_convert(timezone).strftime("%Y-%m-%d")
    return grid.set_axis(days, axis=1).rename(index=wording.rule).rename_axis("Rule").reset_index()

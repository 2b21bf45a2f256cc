"""Lead time of projects, from their first active moment to done, and how much of it they were active."""

from datetime import date

import pandas as pd

from mlpm_analytics.frames import Figures, Frame, column
from mlpm_analytics.metrics.periods import Span, quarters
from mlpm_analytics.metrics.states import OVER
from mlpm_analytics.metrics.statistics import finished_range, quantile
from mlpm_analytics.metrics.trends import trend
from mlpm_analytics.metrics.weeks import within

QUARTER_COUNT = 8
WEEK_SECONDS = 7 * 24 * 3600
UNITS = {"working days": "lead_days", "calendar weeks": "lead_weeks"}

LEAD_TIMES = Frame(
    "lead_times",
    [
        column("unit", label="Lead time in", meaning="working days, or weeks of 7 × 24 hours"),
        column("finished_count", label="Finished", meaning="projects that are done"),
        column("open_count", label="Open", meaning="those that are not, or were abandoned: at least so long"),
        *("least", "median", "is_more", "p85", "is_p85_more", "most"),
        column("beyond_count", label="Open beyond the longest", meaning="open ones that took longer than any finished"),
        *("recent_count", "recent_median", "earlier_count", "earlier_median"),
    ],
)
FINISHED_QUARTERS = Frame(
    "finished_quarters",
    [
        *("quarter_starting", column("is_running", meaning="whether the quarter is not over")),
        column("finished_count", label="Projects finished", meaning="projects finished in the quarter"),
        *(
            column(name, meaning=f"{share} of them took less; NULL for too few")
            for name, share in (
                ("median_days", "half"),
                ("p85_days", "85 in a hundred"),
                ("median_weeks", "half"),
                ("p85_weeks", "85 in a hundred"),
            )
        ),
    ],
)
FLOW_EFFICIENCY = Frame(
    "flow_efficiency",
    [
        column("state", label="Projects", meaning="finished, or open; abandoned ones are neither"),
        column("project_count", label="How many", meaning="those of them that began"),
        column("active_days", meaning="working days in which some Task of them was active, up to their end"),
        column("elapsed_days", meaning="working days from their first active moment to their end"),
        "active_share",
    ],
)


def begun_projects(seen: Figures) -> pd.DataFrame:
    """The projects that began (`frames.PROJECTS`), with `is_finished` and what they took: `lead_days`, `lead_weeks`.

    Abandoned projects, and those that are open, have taken at least so long.
    """
    begun = seen.projects[seen.projects["started_at"].notna()]
    lasted = begun["finished_at"].fillna(seen.as_of) - begun["started_at"]
    return begun.assign(
        is_finished=begun["state"] == "done",
        lead_days=begun["elapsed_days"],
        lead_weeks=(lasted.dt.total_seconds() / WEEK_SECONDS).clip(lower=0.0),
    )


def lead_times(seen: Figures, timezone: str) -> pd.DataFrame:
    """The lead time of all projects, a row for each unit; columns as in `LEAD_TIMES`."""
    marks = begun_projects(seen)
    return LEAD_TIMES.of(
        [{"unit": unit} | _lead_time(marks, name, timezone, seen.as_of) for unit, name in UNITS.items()]
    )


def _lead_time(marks: pd.DataFrame, name: str, timezone: str, as_of: pd.Timestamp) -> dict[str, object]:
    days, finished = marks[name], marks["is_finished"]
    median, p85 = (quantile(days.tolist(), finished.tolist(), share) for share in (0.5, 0.85))
    return {
        **finished_range(days, finished)._asdict(),
        **trend(marks, name, timezone, as_of=as_of)._asdict(),
        "median": median.days,
        "is_more": median.is_more,
        "p85": p85.days,
        "is_p85_more": p85.is_more,
    }


def finished_quarters(seen: Figures, timezone: str) -> pd.DataFrame:
    """The projects finished in each of the last quarters, from that of the first project on (`FINISHED_QUARTERS`)."""
    marks = begun_projects(seen)
    spans = quarters(QUARTER_COUNT, timezone, as_of=seen.as_of)
    shown = {day: span for day, span in spans.items() if span[1] > marks["started_at"].min()}
    rows = [_quarter(marks, day, span) | {"is_running": day == max(spans)} for day, span in shown.items()]
    return FINISHED_QUARTERS.of(rows)


def _quarter(marks: pd.DataFrame, day: date, span: Span) -> dict[str, object]:
    finished = marks[marks["is_finished"] & within(marks["finished_at"], *span)]
    took = {
        f"{statistic}_{unit}": quantile(finished[f"lead_{unit}"].tolist(), [True] * len(finished), share).days
        for unit in ("days", "weeks")
        for statistic, share in (("median", 0.5), ("p85", 0.85))
    }
    return {"quarter_starting": day, "finished_count": len(finished), **took}


def flow_efficiency(seen: Figures) -> pd.DataFrame:
    """Active days over elapsed days, of finished and of open projects; columns as in `FLOW_EFFICIENCY`."""
    begun = begun_projects(seen)[["project_id", "state", "elapsed_days"]]
    rows = begun.merge(seen.where_time_went[["project_id", "active_days"]], on="project_id")
    groups = {"finished": rows[rows["state"] == "done"], "open": rows[~rows["state"].isin(OVER)]}
    return FLOW_EFFICIENCY.of([{"state": name} | _efficiency(own) for name, own in groups.items()])


def _efficiency(rows: pd.DataFrame) -> dict[str, object]:
    active, elapsed = float(rows["active_days"].sum()), float(rows["elapsed_days"].sum())
    return {
        "project_count": len(rows),
        "active_days": active,
        "elapsed_days": elapsed,
        "active_share": active / elapsed if elapsed else float("nan"),
    }

"""The tables behind charts and lists: which columns they show; headers, units and help are those of the contracts."""

from collections.abc import Mapping
from typing import Final

import pandas as pd

from mlpm_analytics import frames
from mlpm_analytics.frames import Column, Kind, column
from mlpm_analytics.metrics import assignments, standings
from mlpm_analytics.metrics.explain import parts
from mlpm_analytics.reports.phase_table import phase_figures

VISITS: Final = {
    "visit_no": column("visit_no", meaning="number of the visit in its project, from 1"),
    **frames.VISITS.pick("phase", "started_at", "stopped_at", "active_days", "evidence"),
}
MOVES: Final = frames.MOVES.pick("moved_at", "from_phase", "to_phase", "direction", "is_reentry", "cost_days")
WHERE_TIME_WENT: Final = frames.WHERE_TIME_WENT.pick("active_days", "blocked_days", "elsewhere_days", "idle_days")
TASKS: Final = frames.TASKS.pick(
    *("key", "summary", "phase", "scientist", "status", "active_days", "least_active_days", "most_active_days"),
    *("effort_days", "estimate_days", "breaches", "started_at", "stopped_at", "evidence", "url"),
)
BREACHES: Final = frames.BREACHES.pick(
    *("rule", "subject", "project", "phase", "since_at", "value", "limit", "message", "evidence", "url")
)
PARTS: Final = parts.PARTS.pick(
    *("key", "phase", "scientist", "started_at", "stopped_at", "amount", "worked_days", "share", "shared_with"),
    *("evidence", "url"),
)
LEFT_OUT: Final = parts.LEFT_OUT.pick("key", "phase", "started_at", "stopped_at", "hours", "reason", "url")
CHANGES: Final = frames.CHANGES.pick("changed_at", "key", "field", "from_text", "to_text", "author", "url")
ASSIGNMENTS: Final = assignments.ASSIGNMENTS.pick(
    *("scientist", "load", "key", "summary", "project", "phase", "since_at", "limited_days", "other_keys"),
    *("finished_count", "next_key", "next_summary", "back_on", "evidence", "url"),
)
STANDINGS: Final = standings.STANDINGS.pick(
    *("project", "name", "owner", "state", "current_phase", "phase_days", "phase_planned_days", "actual_days"),
    *("planned_days", "direction", "from_phase", "to_phase", "moved_at", "idle_days", "evidence", "url"),
)


def phases() -> dict[str, Column]:
    """Of a project's phases: every figure, when they were worked on, how it is known."""
    instants = [known.name for known in frames.PHASES if known.kind is Kind.INSTANT]
    return frames.PHASES.pick("phase", *(known.name for known in phase_figures()), *instants, "evidence")


BOUNDS: Final = ("least_active_days", "most_active_days")  # shown where there are any


def labelled(rows: pd.DataFrame, columns: Mapping[str, Column | str], timezone: str) -> pd.DataFrame:
    """These columns under their headers; instants as the clock in `timezone` shows them.

    A text is the header of a column that has no contract. Bounds have columns only where there are any. What the
    columns mean is in `attrs["help"]`, by header.
    """
    exact = [name for name in BOUNDS if name in columns and rows[name].isna().all()]
    headers = {name: known if isinstance(known, str) else known.header for name, known in columns.items()}
    shown = rows[list(columns)].drop(columns=exact).rename(columns=headers)
    zoned = shown.select_dtypes("datetimetz").columns
    read = shown.assign(**{str(name): local(shown[name], timezone) for name in zoned})
    read.attrs["help"] = {known.header: known.help for known in columns.values() if isinstance(known, Column)}
    return read


def local(instants: pd.Series, timezone: str) -> pd.Series:
    """Instants as the clock on the wall shows them."""
    return instants.dt.tz_convert(timezone).dt.tz_localize(None)

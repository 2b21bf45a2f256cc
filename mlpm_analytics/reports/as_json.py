"""The figures as JSON, as `docs/definitions.md` fixes their keys: unrounded, instants cut to the second."""

from collections import Counter, defaultdict
from collections.abc import Hashable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

import numpy as np
import pandas as pd
from pandas.api.typing import NaTType

from mlpm_analytics import wording
from mlpm_analytics.frames import PHASES, Figures, Kind
from mlpm_analytics.mapping import Mapped
from mlpm_analytics.metrics.not_counted import not_counted as left_out
from mlpm_analytics.reports.formats import Records, Report
from mlpm_analytics.views.lookup import project_row
from mlpm_analytics.views.project_view import project_view
from mlpm_analytics.workflow import Workflow

Row = dict[Hashable, Any]
Scalar = str | bool | float | date | pd.Timestamp | NaTType | None

_PROJECT = (
    *(
        "project",
        "name",
        "owner_id",
        "owner",
        "is_owner_derived",
        "team",
        "state",
        "current_phase",
        "started_at",
        "finished_at",
    ),
    *("elapsed_days", "active_days", "effort_days", "idle_days", "handed_over_days", "evidence"),
)
_AGAIN = {
    "reentries": "reentry_count",
    "rework_days": "rework_days",
    "rework_share": "rework_share",
    "reopened": "reopened_count",
}
_VISIT = ("phase", "started_at", "stopped_at", "active_days", "evidence")
_BLOCKED = ("status", "blocked_by", "blocked_days", "evidence")
_BOUNDS = ("phase", "active_days", "least_active_days", "most_active_days", "evidence")
_BREACH = {"rule": "rule", "subject": "subject", "since": "since_at"} | {
    name: name for name in ("value", "limit", "evidence", "message", "url")
}
_LEFT_OUT = {"subject": "subject", "count": "item_count", "phases": "held"}


def plain(value: Scalar) -> object:
    """A cell of a frame as JSON has it: an instant cut to the second, a date as ISO has it, a missing value as null."""
    if pd.isna(value):
        return None
    if isinstance(value, pd.Timestamp):
        return value.strftime("%Y-%m-%dT%H:%M:%SZ")
    if isinstance(value, date):
        return value.isoformat()
    return value.item() if isinstance(value, np.generic) else value


def picked(row: Row, keys: dict[str, str] | tuple[str, ...]) -> dict[str, Any]:
    """The cells of a row under their JSON keys; `keys` maps these to columns where the names differ."""
    columns = keys if isinstance(keys, dict) else dict(zip(keys, keys, strict=True))
    return {key: plain(row[column]) for key, column in columns.items()}


def phase_keys() -> dict[str, str]:
    """The JSON keys of a phase, with their columns of `frames.PHASES`."""
    return {known.exported: known.name for known in PHASES if known.kind not in (Kind.KEY, Kind.PLACE)}


def worded(record: dict[str, Any]) -> dict[str, Any]:
    """A record for a CSV file: its evidence in words, or nothing where there is none."""
    return record | {"evidence": record["evidence"] and wording.evidence(record["evidence"])}


def breaches_json(breaches: pd.DataFrame) -> list[dict[str, Any]]:
    """Breaches in the order of the frame."""
    return [picked(row, _BREACH) for row in breaches.to_dict("records")]


def not_counted_json(not_counted: pd.DataFrame) -> dict[str, Any]:
    """What is loaded and in no figure; nothing where all is counted."""
    kinds = [
        {"kind": kind.kind, "message": kind.message, "remedy": kind.remedy}
        | {"items": [picked(row, _LEFT_OUT) for row in kind.rows.to_dict("records")]}
        for kind in left_out(not_counted)
    ]
    return {"not_counted": kinds} if kinds else {}


def project_report(figures: Figures, key: str, mapped: Mapped) -> Report:
    """The report on one project; `NotFoundError` with the nearest keys where there is none. One CSV row per phase."""
    content = project_json(figures, key, mapped.workflow)
    facts = {name: content[name] for name in ("as_of", "project", "name", "state")}
    rows = tuple(worded(facts | phase) for phase in content["phases"])
    return Report(content, Records((*facts, *phase_keys()), rows), project_view(figures, key, mapped))


def project_json(figures: Figures, key: str, workflow: Workflow) -> dict[str, Any]:
    """`mlpm report project KEY --format json`; `NotFoundError` with the nearest keys where there is no such project."""
    row = project_row(figures, key)
    project = _project(row, _Parts.of(figures, [row["project_id"]]), workflow)
    return {"as_of": plain(figures.as_of)} | project | not_counted_json(figures.not_counted)


def portfolio_json(figures: Figures, workflow: Workflow) -> dict[str, Any]:
    """`mlpm report portfolio --format json`: every project, and all breaches."""
    stamp, parts = {"as_of": plain(figures.as_of)}, _Parts.of(figures, figures.projects["project_id"])
    return {
        **stamp,
        "projects": [stamp | _project(row, parts, workflow) for row in figures.projects.to_dict("records")],
        "breaches": breaches_json(figures.breaches),
        **not_counted_json(figures.not_counted),
    }


@dataclass(frozen=True)
class _Parts:
    """The rows of projects by project: each frame is gone through once, however many projects there are."""

    phases: Mapping[Hashable, list[Row]]
    visits: Mapping[Hashable, list[Row]]
    moves: Mapping[Hashable, list[Row]]
    blocked: Mapping[Hashable, list[Row]]
    bounded_tasks: Mapping[Hashable, list[Row]]
    breaches: Mapping[Hashable, list[Row]]

    @classmethod
    def of(cls, figures: Figures, project_ids: Iterable[str]) -> "_Parts":
        keys = figures.projects.loc[figures.projects["project_id"].isin(list(project_ids)), ["project_id", "project"]]
        ids = keys["project_id"]
        return cls(
            phases=_by(figures.phases, "project_id", ids),
            visits=_by(figures.visits, "project_id", ids),
            moves=_by(figures.moves, "project_id", ids),
            blocked=_by(figures.blocked, "project_id", ids),
            bounded_tasks=_by(with_bounds(figures.tasks), "project_id", ids),
            breaches=_by(figures.breaches, "project", keys["project"]),
        )


def _by(frame: pd.DataFrame, column: str, keys: pd.Series) -> Mapping[Hashable, list[Row]]:
    """The rows of some keys, by key, in the frame's order."""
    rows: defaultdict[Hashable, list[Row]] = defaultdict(list)
    for row in frame[frame[column].isin(keys)].to_dict("records"):
        rows[row[column]].append(row)
    return rows


def _project(row: Row, parts: _Parts, workflow: Workflow) -> dict[str, Any]:
    project_id = row["project_id"]
    by_phase = {phase["phase"]: phase for phase in parts.phases[project_id]}
    return {
        **picked(row, _PROJECT),
        "phases": [picked(by_phase[phase], phase_keys()) for phase in workflow.phases],
        **way_json(row, parts.visits[project_id], parts.moves[project_id]),
        **picked(row, _AGAIN),
        "blocked": [picked(reason, _BLOCKED) for reason in parts.blocked[project_id]],
        "breaches": [picked(breach, _BREACH) for breach in parts.breaches[row["project"]]],
        **_bounds(parts.bounded_tasks[project_id]),
    }


def way_json(row: Row, visits: list[Row], moves: list[Row]) -> dict[str, Any]:
    """The visits and moves of a project, whose row is one of `frames.PROJECTS`."""
    return {
        "visits": [picked(visit, _VISIT) for visit in visits],
        "moves": {name: row[f"{name}_count"] for name in ("forward", "back", "resumed")} | {"matrix": _matrix(moves)},
    }


def with_bounds(tasks: pd.DataFrame) -> pd.DataFrame:
    """The Tasks whose active days are not exact, and of which it is known how long at least and at most."""
    return tasks[tasks["least_active_days"].notna()]


def _bounds(tasks: list[Row]) -> dict[str, Any]:
    """The bounds of what rests on exports without history; nothing where all of it is exact."""
    rows = [{"task": row["key"]} | picked(row, _BOUNDS) for row in tasks]
    return {"bounds": rows} if rows else {}


def _matrix(moves: list[Row]) -> list[list[Any]]:
    """How often the project went from one phase to another, by their names."""
    counted = Counter((move["from_phase"], move["to_phase"]) for move in moves)
    return [[*pair, count] for pair, count in sorted(counted.items())]

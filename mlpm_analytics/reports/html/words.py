"""What a file says in words: the row of figures, what a chart shows, how the figures are known."""

from dataclasses import dataclass

import pandas as pd

from mlpm_analytics import wording
from mlpm_analytics.reports.as_json import Row
from mlpm_analytics.workflow import EVIDENCE

_EXPLAINED = {
    "changelog": "Jira recorded every step of them.",
    "snapshot": "They were seen as a difference between two exports, and are dated to the moment in between.",
    "field": "Start and end are taken from date fields that somebody filled in.",
    "inferred": "Jira's history of them is missing: start and end are concluded from other dates, and may be days off.",
}


@dataclass(frozen=True)
class Tile:
    """One figure of a row: what it is, how it reads, and what it is exactly."""

    label: str
    value: str
    exact: float | str | None = None
    note: str = ""


def project_tiles(row: Row, timezone: str) -> list[Tile]:
    """The figures of the project as a whole."""
    began = Tile("Began", wording.date(row["started_at"], timezone))
    finished = Tile("Finished", wording.date(row["finished_at"], timezone))
    days = [
        _days("Elapsed", row["elapsed_days"], "working time since it began"),
        _days("Active", row["active_days"], "somebody worked on it"),
        _days("Effort", row["effort_days"], "person-days in progress"),
        _days("Idle", row["idle_days"], "since somebody worked on it"),
    ]
    share = wording.share(row["rework_share"])
    return [
        began,
        *([finished] if pd.notna(row["finished_at"]) else []),
        *(days if row["state"] in ("waiting", "paused") else days[:-1]),
        Tile("Moves back", str(row["back_count"]), row["back_count"], "to an earlier phase"),
        Tile("Rework", share, row["rework_share"], f"{wording.days(row['rework_days'])} in phases revisited"),
    ]


def _days(label: str, value: float, note: str) -> Tile:
    return Tile(label, wording.days(value), value, note)


def visits_in_words(visits: pd.DataFrame, moves: pd.DataFrame, timezone: str) -> str:
    """The timeline for those who cannot see it."""
    began, ended = (wording.date(at, timezone) for at in (visits["started_at"].min(), visits["stopped_at"].max()))
    back = [
        f"on {wording.date(move['moved_at'], timezone)} from {move['from_phase']} to {move['to_phase']}"
        for move in moves[moves["direction"] == "back"].to_dict("records")
    ]
    span = f"on {began}" if began == ended else f"between {began} and {ended}"
    spent = f"{wording.count(len(visits), 'visit')} to {_phases(visits)} {span}"
    return wording.sentence(f"{spent}; moves back: {wording.listing(back)}" if back else f"{spent}; no move back")


def _phases(visits: pd.DataFrame) -> str:
    return wording.count(visits["phase"].nunique(), "phase")


def phases_in_words(phases: pd.DataFrame) -> str:
    """Time per phase for those who cannot see the chart."""
    parts = [
        f"{phase['phase']} {wording.days(phase['actual_days'])}"
        + (f" of {wording.number(phase['planned_days'])} planned" if pd.notna(phase["planned_days"]) else "")
        for phase in phases.to_dict("records")
    ]
    return f"Bars are the days taken, the tick is the plan: {'; '.join(parts)}."


def where_in_words(days: Row, elapsed_days: float) -> str:
    """Where the time went; the parts add up to the elapsed days."""
    parts = [f"{wording.number(days[part])} {name.lower()}" for part, name in wording.TIME_PARTS.items()]
    return f"Of {wording.days(elapsed_days)} since the first active moment: {wording.listing(parts)}."


def moves_in_words(row: Row) -> str:
    """How often the project moved and which way."""
    ways = [f"{row[f'{way}_count']} {way}" for way in ("forward", "back", "resumed") if row[f"{way}_count"]]
    if not ways:
        return "The project has not moved from one phase to another yet."
    again = wording.count(row["reentry_count"], "return to a phase visited before", "returns to a phase visited before")
    rework = f"{wording.days(row['rework_days'])} of rework, {wording.share(row['rework_share'])} of the time in phases"
    return f"Moves: {wording.listing(ways)}; {again}; {rework}."


def evidence_in_words(tasks: pd.DataFrame) -> list[str]:
    """How the figures are known: one line for each kind of evidence, with its number of Tasks."""
    worked = tasks[tasks["started_at"].notna()]
    counted = worked["evidence"].value_counts()
    return [
        f"{wording.count(int(counted[name]), 'Task')} {wording.evidence(name)}. {_EXPLAINED[name]}"
        for name in EVIDENCE
        if name in counted
    ]

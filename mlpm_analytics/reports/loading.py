"""What became of an import, in sentences: the same in the terminal and on the Data page."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field

import pandas as pd

from mlpm_analytics import wording
from mlpm_analytics.frames import FINDINGS, NOT_COUNTED, Note
from mlpm_analytics.metrics.not_counted import lines
from mlpm_analytics.wording import count

MOST_NOTES = 5  # of one kind and file; the rest is counted


@dataclass(frozen=True)
class FileReport:
    """What became of one file."""

    path: str
    kind: str
    outcome: str  # loaded, unchanged, refused
    rows: int = 0
    issues: int = 0
    changes: int = 0
    notes: tuple[Note, ...] = ()
    problem: str = ""  # why it is refused, with the flag that helps
    asks: str = ""  # what a person has to state before it can be read: timezone, date_order
    question: str = ""  # the problem without the flag


@dataclass(frozen=True)
class LoadReport:
    """What an import brought, and what the store holds now."""

    files: tuple[FileReport, ...]
    issue_count: int = 0
    project_count: int = 0
    task_count: int = 0
    phased_count: int = 0  # Tasks with a known phase
    dropped_runs: int = 0
    cut_off_count: int = 0
    evidence: Counter[str] = field(default_factory=Counter)  # of Tasks
    first_at: pd.Timestamp | None = None
    last_at: pd.Timestamp | None = None
    as_of: pd.Timestamp | None = None
    findings: pd.DataFrame = field(default_factory=FINDINGS.empty)
    undone: tuple[str, ...] = ()  # keys of Tasks that were done before this load and are not any more
    not_counted: pd.DataFrame = field(default_factory=NOT_COUNTED.empty)
    load_precedence: tuple[str, ...] = ()  # which file counts for which projects, and why

    @property
    def refused(self) -> tuple[FileReport, ...]:
        """Files of which nothing was kept."""
        return tuple(one for one in self.files if one.outcome == "refused")


def load_lines(report: LoadReport, timezone: str) -> Iterator[str]:
    """What an import brought, file by file, and what the store holds now."""
    for one in report.files:
        yield f"{'✗' if one.outcome == 'refused' else mark(report)} {file_line(one)}"
        yield from (f"    {line}" for line in note_lines(one.notes))
    if report.as_of is None:
        yield "Nothing was loaded; the store is as it was."
        return
    yield ""
    yield from store_lines(report, timezone)


def mark(report: LoadReport | None) -> str:
    """The sign before what was loaded: no tick while part of it is not counted."""
    return "✓" if report is None or report.not_counted.empty else "!"


def file_line(one: FileReport) -> str:
    """What a file brought, or why it is refused."""
    if one.outcome == "refused":
        return one.problem if one.path in one.problem else f"{one.path}: {one.problem}"
    brought = f"{count(one.rows, 'row')}, {count(one.issues, 'issue')}, {count(one.changes, 'change')}"
    again = "; already loaded, nothing changed" if one.outcome == "unchanged" else ""
    return f"{one.path}: {one.kind}, {brought}{again}"


def note_lines(notes: tuple[Note, ...]) -> Iterator[str]:
    """The first notes on a file, and how many more there are."""
    yield from map(note_line, notes[:MOST_NOTES])
    if len(notes) > MOST_NOTES:
        yield f"… and {len(notes) - MOST_NOTES} more of this file."


def note_line(note: Note) -> str:
    """A note with its place in the file."""
    where = [f"line {note.line}" if note.line else "", f"column “{note.column}”" if note.column else ""]
    place = ", ".join(part for part in where if part)
    return f"{place}: {note.message}" if place else note.message


def store_lines(report: LoadReport, timezone: str) -> Iterator[str]:
    """What the store holds after an import."""
    yield (
        f"The store now holds {count(report.issue_count, 'issue')}: {count(report.project_count, 'project')}, "
        f"{count(report.task_count, 'Task')}, {report.phased_count} of them with a phase."
    )
    if report.first_at is not None and report.last_at is not None:
        yield f"Period covered: {wording.date(report.first_at, timezone)} to {wording.date(report.last_at, timezone)}."
    for evidence, tasks in report.evidence.most_common():
        yield f"Evidence: {count(tasks, 'Task')} {wording.evidence(evidence)}."
    if report.cut_off_count:
        yield wording.cut_off(report.cut_off_count, report.evidence["inferred"])
    if report.dropped_runs:
        yield f"Left out as mis-clicks: {count(report.dropped_runs, 'short active run')}."
    if report.undone:
        named = f"{', '.join(report.undone[:MOST_NOTES])}{', …' if len(report.undone) > MOST_NOTES else ''}"
        were, are = ("Task was", "is") if len(report.undone) == 1 else ("Tasks were", "are")
        yield (
            f"Check: {len(report.undone)} {were} done before this load and no longer {are} ({named}). If they were not "
            "reopened, take the load back: `mlpm loads` lists it."
        )
    yield from report.load_precedence
    yield from _finding_lines(report)
    yield from (f"Not counted: {line}" for line in lines(report.not_counted))
    if not report.phased_count:
        yield "No Task has a phase that the settings know. `mlpm check` says what the data hold and which line to add."
    if report.as_of is not None:
        as_of = wording.moment(report.as_of, timezone, with_year=True)
        why = "when the last export was loaded" if report.last_at is None else "the last instant that the exports show"
        yield f"Figures stand as of {as_of}, {why}."


def _finding_lines(report: LoadReport) -> Iterator[str]:
    """One line for each rule that is not told among what is not counted, with the first issues it names."""
    others = report.findings[~report.findings["rule"].isin(report.not_counted["kind"])]
    for _, rows in others.groupby("rule", sort=True):
        keys = rows["key"].dropna().unique()
        named = f" ({', '.join(keys[:MOST_NOTES])}{', …' if len(keys) > MOST_NOTES else ''})" if len(keys) else ""
        more = f" And {len(rows) - 1} more of this kind." if len(rows) > 1 else ""
        yield f"Check: {rows['message'].iloc[0]}{more}{named}"

"""What the commands say to a person at a terminal."""

import sys
from collections.abc import Iterator
from contextlib import contextmanager

import pandas as pd
from rich.console import Console

from mlpm_analytics import wording
from mlpm_analytics.frames import Note
from mlpm_analytics.load import FileReport, LoadReport, Progress
from mlpm_analytics.wording import count

MOST_NOTES = 5  # of one kind and file; the rest is counted


@contextmanager
def working(first: str) -> Iterator[Progress]:
    """Say on standard error what is being done, while it is being done; plain lines where it is no terminal."""
    console = Console(stderr=True)
    with console.status(first) as status:
        yield status.update


def load_lines(report: LoadReport, timezone: str) -> Iterator[str]:
    """What an import brought, file by file, and what the store holds now."""
    for one in report.files:
        yield from _file_lines(one)
    if report.as_of is None:
        yield "Nothing was loaded; the store is as it was."
        return
    yield ""
    yield (
        f"The store now holds {count(report.issue_count, 'issue')}: {count(report.project_count, 'project')}, "
        f"{count(report.task_count, 'Task')}, {report.phased_count} of them with a phase."
    )
    if report.first_at is not None and report.last_at is not None:
        yield f"Period covered: {wording.date(report.first_at, timezone)} to {wording.date(report.last_at, timezone)}."
    for evidence, tasks in report.evidence.most_common():
        yield f"Evidence: {count(tasks, 'Task')} {wording.evidence(evidence)}."
    if report.dropped_runs:
        yield f"Left out as mis-clicks: {count(report.dropped_runs, 'short active run')}."
    yield from _finding_lines(report.findings)
    if not report.phased_count:
        yield "No Task has a phase that the settings know. `mlpm check` says what the data hold and which line to add."
    as_of = wording.moment(report.as_of, timezone, with_year=True)
    yield f"Figures stand as of {as_of}, the last instant that the exports show."


def _file_lines(one: FileReport) -> Iterator[str]:
    if one.outcome == "refused":
        yield f"✗ {one.problem if one.path in one.problem else f'{one.path}: {one.problem}'}"
        return
    brought = f"{count(one.rows, 'row')}, {count(one.issues, 'issue')}, {count(one.changes, 'change')}"
    again = "; already loaded, nothing changed" if one.outcome == "unchanged" else ""
    yield f"✓ {one.path}: {one.kind}, {brought}{again}"
    for note in one.notes[:MOST_NOTES]:
        yield f"    {_note(note)}"
    if len(one.notes) > MOST_NOTES:
        yield f"    … and {len(one.notes) - MOST_NOTES} more of this file."


def _note(note: Note) -> str:
    where = [f"line {note.line}" if note.line else "", f"column “{note.column}”" if note.column else ""]
    place = ", ".join(part for part in where if part)
    return f"{place}: {note.message}" if place else note.message


def _finding_lines(findings: pd.DataFrame) -> Iterator[str]:
    """One line for each rule, with the first issues it names."""
    for _, rows in findings.groupby("rule", sort=True):
        keys = rows["key"].dropna().unique()
        named = f" ({', '.join(keys[:MOST_NOTES])}{', …' if len(keys) > MOST_NOTES else ''})" if len(keys) else ""
        more = f" And {len(rows) - 1} more of this kind." if len(rows) > 1 else ""
        yield f"Check: {rows['message'].iloc[0]}{more}{named}"


def complain(message: str) -> None:
    """Say on standard error what went wrong."""
    sys.stderr.write(f"{message}\n")


def loads_lines(loads: pd.DataFrame, timezone: str) -> Iterator[str]:
    """One line for each load, the oldest first."""
    if loads.empty:
        yield "Nothing is loaded. Load exports with `mlpm import PATH`."
    for row in loads.sort_values("load_id").to_dict("records"):
        when = wording.moment(row["loaded_at"], timezone, with_year=True)
        shows = (
            f"as of {wording.moment(row['as_of'], timezone, with_year=True)}" if pd.notna(row["as_of"]) else "no dates"
        )
        yield (
            f"{row['load_id']:>4}  {row['path']}: {row['kind']}, {count(row['issues'], 'issue')}, "
            f"{count(row['changes'], 'change')}; {shows}; loaded {when}"
        )

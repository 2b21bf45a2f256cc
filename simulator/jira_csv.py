"""Writes the sample as Jira Cloud exports it to CSV with all fields: no history, newest issue first."""

import csv
from collections.abc import Callable
from io import StringIO

from mlpm_analytics.workflow import PHASES
from simulator import site
from simulator.issues import Issue, Portfolio
from simulator.people import Person

Cell = str | int | None
LABELS = 2  # the most that an issue has: the header is repeated


def csv_export(portfolio: Portfolio) -> str:
    """The export: one row for each issue, in the zone of the site."""
    text = StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(header for header, _ in COLUMNS)
    for issue in sorted(portfolio.issues, key=lambda issue: -issue.number):
        writer.writerow(cell(issue) for _, cell in COLUMNS)
    return text.getvalue()


def stamp(minute: int | None) -> str | None:
    """A moment as the export has it, such as `30/Jan/26 3:04 PM`."""
    if minute is None:
        return None
    moment = site.local(minute)
    months = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
    hour, half = (moment.hour - 1) % 12 + 1, "AM" if moment.hour < 12 else "PM"  # noqa: PLR2004  # noon
    return f"{moment.day:02}/{months[moment.month - 1]}/{moment:%y} {hour}:{moment:%M} {half}"


def _name(person: Person | None) -> Cell:
    return person.name if person else None


def _account(person: Person | None) -> Cell:
    return person.account_id if person else None


def _parent(of: Callable[[Issue], Cell]) -> Callable[[Issue], Cell]:
    def cell(issue: Issue) -> Cell:
        parent = issue.held("parent")
        return of(parent) if parent else None

    return cell


def _label(place: int) -> Callable[[Issue], Cell]:
    return lambda issue: issue.labels[place] if place < len(issue.labels) else None


def _plan(phase: str) -> Callable[[Issue], Cell]:
    return lambda issue: site.plan(issue).get(site.PLAN_FIELDS[phase])


def _category(issue: Issue) -> Cell:
    return site.CATEGORIES[site.category(issue.held("status"))][2]


COLUMNS: tuple[tuple[str, Callable[[Issue], Cell]], ...] = (
    ("Summary", lambda issue: issue.title),
    ("Issue key", lambda issue: issue.key),
    ("Issue id", lambda issue: issue.number),
    ("Issue Type", lambda issue: issue.kind),
    ("Status", lambda issue: issue.held("status")),
    ("Project key", lambda _: site.PROJECT_KEY),
    ("Project name", lambda _: site.PROJECT_NAME),
    ("Project type", lambda _: "software"),
    ("Priority", lambda issue: issue.priority),
    ("Resolution", lambda issue: issue.held("resolution")),
    ("Assignee", lambda issue: _name(issue.held("assignee"))),
    ("Assignee Id", lambda issue: _account(issue.held("assignee"))),
    ("Reporter", lambda issue: _name(issue.creator)),
    ("Reporter Id", lambda issue: _account(issue.creator)),
    ("Creator", lambda issue: _name(issue.creator)),
    ("Creator Id", lambda issue: _account(issue.creator)),
    ("Created", lambda issue: stamp(issue.created)),
    ("Updated", lambda issue: stamp(issue.updated)),
    ("Last Viewed", lambda _: None),
    ("Resolved", lambda issue: stamp(site.resolved(issue))),
    ("Components", lambda issue: issue.component),
    ("Due date", lambda _: None),
    *((("Labels", _label(place))) for place in range(LABELS)),
    ("Description", lambda _: None),
    ("Original estimate", lambda issue: site.seconds(issue.held("estimate"))),
    ("Remaining Estimate", lambda _: None),
    ("Time Spent", lambda _: None),
    *((f"Custom field ({phase} plan (weeks))", _plan(phase)) for phase in sorted(PHASES)),
    ("Custom field (Deliverable)", lambda issue: issue.held("deliverable")),
    ("Custom field (Phase)", lambda issue: issue.held("phase")),
    ("Parent", _parent(lambda parent: parent.number)),
    ("Parent key", _parent(lambda parent: parent.key)),
    ("Parent summary", _parent(lambda parent: parent.title)),
    ("Status Category", _category),
    ("Status Category Changed", lambda issue: stamp(site.category_changed(issue))),
)

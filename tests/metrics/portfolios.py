"""Small, hostile portfolios for the laws: everything happens at a few instants, and minutes beside them."""

from dataclasses import dataclass
from datetime import date, time, timedelta

import pandas as pd
from hypothesis import strategies as st

from mlpm_analytics.calendars import Calendars, Hours
from mlpm_analytics.frames import Figures, Model
from mlpm_analytics.metrics import figures
from mlpm_analytics.workflow import Limits, Workflow
from tests.builder import Issue, instant, portfolio
from tests.oracle import Oracle, micros

# The Monday at which a portfolio begins, and a time zone whose clocks change (or that loses a day) soon after.
BEGINNINGS = [
    ("2026-03-02", "America/New_York"),  # 8 March
    ("2026-03-23", "Europe/Berlin"),  # 29 March
    ("2026-03-30", "Australia/Sydney"),  # 5 April
    ("2026-10-19", "Europe/Berlin"),  # 25 October
    ("2026-10-26", "America/New_York"),  # 1 November
    ("2026-09-28", "Australia/Sydney"),  # 4 October
    ("2011-12-26", "Pacific/Apia"),  # there was no 30 December 2011
    ("2026-02-02", "Asia/Kathmandu"),
    ("2026-02-02", "UTC"),
]
ZONES = sorted({zone for _, zone in BEGINNINGS})
PHASES = ("Research", "Modeling", "A/B Testing", "Results Analysis")
PEOPLE = ("ana", "bob", None)
EPICS = ("P", "Q", None)
STATUSES = ("doing", "doing", "doing", "review", "todo", "blocked", "done")
NEARBY = [timedelta(seconds=0)] * 4 + [
    timedelta(seconds=1),
    timedelta(minutes=2),
    timedelta(minutes=4, seconds=59),
    timedelta(minutes=5),
    timedelta(minutes=5, seconds=1),
    timedelta(hours=2),
    timedelta(days=1),
]


@dataclass(frozen=True)
class Case:
    """A portfolio, and an instant to look at it."""

    issues: list[Issue]
    workflow: Workflow
    calendars: Calendars
    as_of: pd.Timestamp

    @property
    def model(self) -> Model:
        return portfolio(*self.issues)

    @property
    def oracle(self) -> Oracle:
        return Oracle(self.model, self.workflow, self.calendars)

    @property
    def now(self) -> int:
        return micros(self.as_of)

    def figures(self, model: Model | None = None, as_of: pd.Timestamp | None = None) -> Figures:
        return figures(model or self.model, self.workflow, self.calendars, as_of=as_of or self.as_of)

    def _repr_pretty_(self, printer, cycle) -> None:
        """What happened, to be read: how Hypothesis shows a case."""
        lines = [f"as of {self.as_of}", f"{self.workflow}", f"{self.calendars}"]
        for issue in self.issues:
            lines.append(
                f"{issue.key}: {issue.kind}, created {issue.created}, resolved {issue.resolved}, {issue.initial}"
            )
            lines += [f"    {when:%a %m-%d %H:%M:%S} {what} = {to}" for what, when, to in issue.changes]
        printer.text("\n".join(lines))


def hours(zone: st.SearchStrategy[str], monday: date) -> st.SearchStrategy[Hours]:
    """Somebody's working time, with leave in the first weeks."""
    days = st.integers(0, 18).map(lambda n: monday + timedelta(days=n))
    return st.builds(
        Hours,
        timezone=zone,
        opens=st.sampled_from([time(9), time(9), time(8, 30), time(0)]),
        closes=st.sampled_from([time(17), time(17), time(16, 15), None]),
        weekdays=st.sampled_from([frozenset(range(5)), frozenset(range(5)), frozenset({6, 0, 1, 2, 3})]),
        days_off=st.frozensets(days, max_size=2),
    )


@st.composite
def cases(draw, max_tasks: int = 5, max_changes: int = 8):
    """Issues, the way of working, calendars, and an instant to look at them."""
    monday, zone = draw(st.sampled_from(BEGINNINGS))
    beginning = instant(monday)
    first_day = date.fromisoformat(monday)
    half_hours = st.integers(0, 48 * 18).map(lambda n: beginning + pd.Timedelta(minutes=30 * n))
    few = draw(st.lists(half_hours, min_size=3, max_size=8, unique=True))
    instants = st.tuples(st.sampled_from(few), st.sampled_from(NEARBY)).map(lambda pair: pair[0] + pair[1])
    issues = [draw(_epics(key, instants, beginning)) for key in ("P", "Q", "N")]
    prefixes = draw(st.lists(st.sampled_from(["T", "T", "T", "ELSE-"]), min_size=1, max_size=max_tasks))
    issues += [draw(_tasks(f"{prefix}{n}", instants, beginning, max_changes)) for n, prefix in enumerate(prefixes)]
    own = {
        who: draw(hours(st.sampled_from(ZONES), first_day)) for who in draw(st.sets(st.sampled_from(["ana", "bob"])))
    }
    team = draw(hours(st.just(zone), first_day))
    as_of = draw(st.one_of(instants, half_hours, st.just(beginning + pd.Timedelta(days=30))))
    return Case(issues, draw(workflows()), Calendars(team, tuple(sorted(own.items()))), as_of)


def workflows() -> st.SearchStrategy[Workflow]:
    """The way of working, mostly with limits that small portfolios break."""
    return st.builds(
        Workflow,
        phases=st.just(PHASES),
        passive_phases=st.sampled_from([frozenset({"A/B Testing"}), frozenset({"A/B Testing"}), frozenset()]),
        min_active=st.sampled_from([timedelta(minutes=5), timedelta(minutes=5), timedelta(0)]),
        min_visit_days=st.sampled_from([0.25, 0.25, 0.25, 0.0, 1.0]),
        abandoned_resolutions=st.just(frozenset({"won't do"})),
        include_subtasks=st.booleans(),
        has_deliverable_field=st.booleans(),
        limits=st.sampled_from([Limits(), Limits(0.75, 2.0, 1, 1.0, 1, 5), Limits(0.1, 0.5, 1, 0.5, 2, 28)]),
    )


def _changed(issue: Issue, changes: list[tuple[str, pd.Timestamp, object]]) -> Issue:
    for what, when, to in changes:
        issue.changed(what, when, to)
    return issue


def _changes(values: dict[str, st.SearchStrategy], instants, max_size: int):
    kinds = [st.tuples(st.just(what), instants, value) for what, value in values.items()]
    return st.lists(st.one_of(kinds), max_size=max_size)


@st.composite
def _tasks(draw, key: str, instants, beginning: pd.Timestamp, max_changes: int) -> Issue:
    values = {
        "phase": st.sampled_from([*PHASES, None]),
        "epic": st.sampled_from([*EPICS, "P", "P", "N"]),
        "assignee": st.sampled_from([*PEOPLE, "ana"]),
        "estimate": st.sampled_from([None, 1.0, 3.0, 8.0]),
        "deliverable": st.sampled_from([None, "http://x"]),
    }
    initial = {what: draw(value) for what, value in values.items()}
    initial["status"] = draw(st.sampled_from(["todo", "todo", *STATUSES]))
    issue = Issue(
        key,
        draw(st.sampled_from(["task", "task", "task", "task", "subtask"])),
        initial,
        created=draw(st.one_of(st.just(beginning), instants)),
        resolved=draw(st.one_of(st.none(), instants)),
        evidence=draw(st.sampled_from(["changelog", "field"])),
    )
    statuses = st.sampled_from(STATUSES)
    status_changes = draw(_changes({"status": statuses}, instants, max_changes))
    other_changes = draw(_changes(values, instants, max_changes // 2))
    return _after_creation(_changed(issue, [*status_changes, *other_changes]))


@st.composite
def _epics(draw, key: str, instants, beginning: pd.Timestamp) -> Issue:
    weeks = st.sampled_from([None, 0.0, 0.05, 0.1, 0.4, 2.0])
    values = {
        "status": st.sampled_from(["todo", "doing", "blocked", "done", "done"]),
        "resolution": st.sampled_from([None, "done", "won't do"]),
        "deliverable": st.sampled_from([None, None, None, "http://x"]),
        "plan:Modeling": weeks,
        "plan:A/B Testing": weeks,
        "plan:Research": weeks,
    }
    initial = {what: draw(value) for what, value in values.items()}
    initial["status"] = draw(st.sampled_from(["todo", "todo", "todo", "doing", "blocked", "done"]))
    issue = Issue(
        key,
        "epic",
        initial,
        created=draw(st.one_of(st.just(beginning), instants)),
        resolved=draw(st.one_of(st.none(), instants)),
        is_chosen=key == "N" and draw(st.booleans()),
        is_excluded=key == "Q" and draw(st.integers(0, 4)) == 0,
    )
    return _after_creation(_changed(issue, draw(_changes(values, instants, 3))))


def _after_creation(issue: Issue) -> Issue:
    """Nothing of an issue changes before it is there."""
    issue.changes = [change for change in issue.changes if change[1] >= issue.created]
    return issue

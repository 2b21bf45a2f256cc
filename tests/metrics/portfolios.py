"""Small, hostile portfolios for the laws: everything happens at a few instants, and minutes beside them."""

from dataclasses import dataclass
from datetime import date, time, timedelta
from typing import Any

import pandas as pd
from hypothesis import strategies as st

from mlpm_analytics.calendars import Calendars, Hours
from mlpm_analytics.frames import Figures, Model
from mlpm_analytics.metrics import figures
from mlpm_analytics.workflow import Limits, Workflow
from tests.builder import Issue, instant, portfolio
from tests.oracle import Oracle
from tests.oracle_time import micros

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
STATUSES = ("doing", "doing", "doing", "review", "todo", "blocked", "done")
MINUTES = (0, 0, 0, 0, 1 / 60, 2, 5 - 1 / 60, 5, 5 + 1 / 60, 120, 1440)  # between things that happen close together
LENGTHS = (1, 5 - 1 / 60, 5, 90, 120, 240, 480, 1440, 2880, 5000)  # minutes of a run


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
    def instants(self) -> list[pd.Timestamp]:
        """When something was created or changed, and as of."""
        return sorted({self.as_of, *(issue.created for issue in self.issues), *_changed_at(self.issues)})

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


def _changed_at(issues: list[Issue]) -> list[pd.Timestamp]:
    return [when for issue in issues for _, when, _ in issue.changes]


def hours(zone: st.SearchStrategy[str], monday: date) -> st.SearchStrategy[Hours]:
    """Somebody's working time, with leave in the first weeks."""
    first_days = st.integers(0, 18)
    single = st.frozensets(first_days.map(lambda n: monday + timedelta(days=n)), max_size=2)
    weeks = st.builds(
        lambda n, length: frozenset(monday + timedelta(days=n + day) for day in range(length)),
        first_days,
        st.integers(3, 12),
    )
    return st.builds(
        Hours,
        timezone=zone,
        opens=st.sampled_from([time(9), time(9), time(8, 30), time(0)]),
        closes=st.sampled_from([time(17), time(17), time(16, 15), None]),
        weekdays=st.sampled_from([frozenset(range(5)), frozenset(range(5)), frozenset({6, 0, 1, 2, 3})]),
        days_off=st.one_of(single, single, weeks),
    )


@st.composite
def cases(draw, max_tasks: int = 6, max_runs: int = 3):
    """Issues, the way of working, calendars, and an instant to look at them."""
    monday, zone = draw(st.sampled_from(BEGINNINGS))
    beginning = instant(monday)
    half_hours = st.builds(
        lambda day, half_hour: (pd.Timestamp(monday) + pd.Timedelta(days=day, minutes=30 * half_hour)).tz_localize(
            zone, ambiguous=False, nonexistent="shift_forward"
        ),
        st.integers(0, 18),
        st.one_of(st.integers(17, 34), st.integers(0, 47)),
    ).map(instant)
    few = draw(st.lists(half_hours, min_size=4, max_size=9, unique=True))
    instants = st.builds(lambda at, more: at + _minutes(more), st.sampled_from(few), st.sampled_from(MINUTES))
    issues = [draw(_epics(key, instants, beginning)) for key in ("P", "Q", "N")]
    prefixes = draw(st.lists(st.sampled_from(["T", "T", "T", "ELSE-"]), min_size=2, max_size=max_tasks))
    issues += [draw(_tasks(f"{prefix}{n}", instants, beginning, max_runs)) for n, prefix in enumerate(prefixes)]
    first_day = date.fromisoformat(monday)
    own = {
        who: draw(hours(st.sampled_from(ZONES), first_day)) for who in draw(st.sets(st.sampled_from(["ana", "bob"])))
    }
    team = draw(hours(st.just(zone), first_day))
    late = st.sampled_from([beginning + pd.Timedelta(days=days) for days in (20, 30, 60)])
    forgotten = instants.map(lambda at: at + pd.Timedelta(days=90))  # who worked on a project is a scientist so long
    as_of = draw(st.one_of(instants, instants, late, forgotten))
    return Case(issues, draw(workflows()), Calendars(team, tuple(sorted(own.items()))), as_of)


def _minutes(count: float) -> pd.Timedelta:
    return pd.Timedelta(seconds=round(60 * count))


def workflows() -> st.SearchStrategy[Workflow]:
    """The way of working, mostly with limits that small portfolios break."""
    return st.builds(
        Workflow,
        phases=st.just(PHASES),
        passive_phases=st.sampled_from([frozenset({"A/B Testing"}), frozenset({"A/B Testing"}), frozenset()]),
        min_active=st.sampled_from([timedelta(minutes=5), timedelta(minutes=5), timedelta(0)]),
        min_visit_days=st.sampled_from([0.25, 0.25, 0.25, 0.0, 1.0]),
        abandoned_resolutions=st.just(frozenset({"won't do"})),
        nothing_done_resolutions=st.just(frozenset({"won't do"})),
        include_subtasks=st.booleans(),
        has_status_phases=st.sampled_from([False, False, True]),
        has_deliverable_field=st.booleans(),
        has_test_field=st.booleans(),
        limits=st.sampled_from([Limits(), _limits(0.75, 2.0, 1.0, 0.5, 1, 5), _limits(0.1, 0.5, 0.5, 0.1, 2, 28)]),
        teams=st.sampled_from([{}, {"P": "Search", "ML": "Core"}]),
        **_known_to(Workflow, named_scientists=st.sampled_from([frozenset(), frozenset(), frozenset({"ana", "eve"})])),
    )


def _limits(task: float, estimate: float, stalled: float, blocked: float, moves: int, window: int) -> Limits:
    return Limits(
        max_task_days=task,
        max_estimate_days=estimate,
        stalled_after_days=stalled,
        bouncing_moves=moves,
        bouncing_window_days=window,
        **_known_to(Limits, blocked_after_days=blocked, analysis_after_days=blocked),
    )


def _known_to(kind: type, **values: Any) -> dict[str, Any]:
    return {name: value for name, value in values.items() if name in kind.__dataclass_fields__}


@st.composite
def _tasks(draw, key: str, instants, beginning: pd.Timestamp, max_runs: int) -> Issue:
    lengths = st.sampled_from([None, 0.0, 1.0, 2.5, 7.0])
    last_days = st.sampled_from([None, *(f"{beginning + pd.Timedelta(days=days):%Y-%m-%d}" for days in (-3, 0, 4, 9))])
    values = {
        "phase": st.sampled_from([*PHASES, *PHASES, None]),
        "epic": st.sampled_from(["P", "P", "P", "P", "Q", "N", None]),
        "assignee": st.sampled_from(["ana", "ana", "bob", None]),
        "estimate": st.sampled_from([None, None, 1.0, 3.0, 8.0]),
        "deliverable": st.sampled_from([None, None, "http://x"]),
        "resolution": st.sampled_from([None, None, "done", "won't do"]),
        **draw(st.sampled_from([{}, {"test_days": lengths}, {"test_ends": last_days}])),
    }
    issue = Issue(
        key,
        draw(st.sampled_from(["task", "task", "task", "task", "subtask"])),
        {what: draw(value) for what, value in values.items()} | {"status": draw(st.sampled_from(["todo", *STATUSES]))},
        created=draw(st.one_of(st.just(beginning), st.just(beginning), instants)),
        resolved=draw(st.one_of(st.none(), instants)),
        evidence=draw(st.sampled_from(["changelog", "field"])),
        blocked_by=draw(st.sampled_from([None, None, "OPS"])),
    )
    for start, length in draw(st.lists(st.tuples(instants, st.sampled_from(LENGTHS)), min_size=1, max_size=max_runs)):
        issue.active(start, start + _minutes(length), after=draw(st.sampled_from(["todo", "done", "blocked"])))
    changed = _changed(draw, issue, {"status": st.sampled_from(STATUSES), **values}, instants, 5)
    return _clicked(draw, _after_creation(changed), instants)


@st.composite
def _epics(draw, key: str, instants, beginning: pd.Timestamp) -> Issue:
    weeks = st.sampled_from([None, None, 0.0, 0.05, 0.1, 0.4, 2.0])
    values = {
        "assignee": st.sampled_from([None, "ana", "bob"]),
        "resolution": st.sampled_from([None, "done", "won't do"]),
        "deliverable": st.sampled_from([None, None, None, "http://x"]),
        **{f"plan:{phase}": weeks for phase in PHASES[:3]},
    }
    issue = Issue(
        key,
        "epic",
        {what: draw(value) for what, value in values.items()}
        | {"status": draw(st.sampled_from(["todo", "todo", "todo", "doing", "doing", "blocked", "done"]))},
        created=draw(st.one_of(st.just(beginning), st.just(beginning), instants)),
        resolved=draw(st.one_of(st.none(), instants)),
        is_chosen=key == "N" and draw(st.booleans()),
        is_excluded=key == "Q" and draw(st.integers(0, 4)) == 0,
    )
    statuses = st.sampled_from(["todo", "doing", "blocked", "done", "done"])
    changed = _changed(draw, issue, {"status": statuses, **values}, instants, 3)
    return _clicked(draw, _after_creation(changed), instants)


def _changed(draw, issue: Issue, values: dict[str, st.SearchStrategy], instants, max_size: int) -> Issue:
    changes = st.one_of([st.tuples(st.just(what), instants, value) for what, value in values.items()])
    for what, when, to in draw(st.lists(changes, max_size=max_size)):
        issue.changed(what, when, to)
    return issue


def _after_creation(issue: Issue) -> Issue:
    """Nothing of an issue changes before it is there."""
    issue.changes = [change for change in issue.changes if change[1] >= issue.created]
    return issue


def _clicked(draw, issue: Issue, instants) -> Issue:
    """Perhaps an active run of a minute or so that leads back to the status it came from."""
    for when, length in draw(st.lists(st.tuples(instants, st.sampled_from(LENGTHS[:3])), max_size=1)):
        statuses = sorted((at, to) for what, at, to in issue.changes if what == "status" and at <= when)
        before = statuses[-1][1] if statuses else issue.initial["status"]
        if when >= issue.created:
            issue.active(when, when + _minutes(length), after=before)
    return issue

"""Projects in parallel and switches between them, against examples and the oracle."""

from datetime import date

import pandas as pd
import pytest
from hypothesis import given

from mlpm_analytics.calendars import Calendars
from mlpm_analytics.metrics.parallel import parallel, parallel_rates
from mlpm_analytics.metrics.weeks import mondays, week_span
from mlpm_analytics.workflow import Workflow
from tests.builder import epic, portfolio, seen, task
from tests.metrics.portfolios import cases
from tests.metrics.test_laws import LAW, plain_rows, same
from tests.oracle_people import in_parallel
from tests.oracle_time import micros

MODEL = portfolio(
    epic("P"),
    epic("Q"),
    task("T", who="bob").active("2026-03-02 09:00", "2026-03-06 17:00"),
    task("U", epic="Q", who="bob").active("2026-03-04 09:00", "2026-03-05 17:00"),
    task("V", epic="Q", who="bob", phase="A/B Testing").active("2026-03-02 09:00", "2026-03-06 17:00"),
    task("W", epic=None, who="bob").active("2026-03-06 09:00", "2026-03-06 17:00"),
    task("X", who="bob").active("2026-03-10 09:00", "2026-03-10 17:00"),
)


def rows(as_of: str, *weeks: date) -> list[tuple]:
    found = parallel(seen(MODEL, as_of), list(weeks), Workflow(), Calendars())
    return list(found[["project_count", "at_once", "switch_count", "is_running"]].itertuples(index=False, name=None))


def test_projects_and_switches_of_a_week_are_those_of_its_work_outside_passive_phases():
    weeks = date(2026, 3, 2), date(2026, 3, 9)
    assert rows("2026-03-11 17:00", *weeks) == [(2, pytest.approx(1.4), 1, False), (1, 1.0, 1, True)]


def test_the_running_week_ends_as_of_the_instant():
    assert rows("2026-03-04 17:00", date(2026, 3, 2))[0] == (2, pytest.approx(4 / 3), 1, True)


def test_rates_are_means_over_complete_weeks_with_those_without_work():
    names = pd.Series({"bob": "Bob"})
    found = parallel_rates(seen(MODEL, "2026-03-18 09:00"), names, Workflow(), Calendars()).iloc[0]
    assert (found["scientist"], found["projects_per_week"], found["switches_per_week"]) == ("Bob", 3 / 8, 2 / 8)
    assert found["at_once"] == pytest.approx((1.4 + 1.0) / 2)
    assert parallel_rates(seen(MODEL, "2026-03-02 09:00"), names, Workflow(), Calendars()).empty


@LAW
@given(cases())
def test_projects_in_parallel_are_what_the_oracle_finds(case):
    zone = case.calendars.team.timezone
    weeks = mondays(2, zone, as_of=case.as_of)
    found = plain_rows(
        parallel(case.figures(), weeks, case.workflow, case.calendars), ["scientist_id", "week_starting"]
    )
    world = case.oracle.at(case.now)
    for who, week in [(who, week) for who in ("ana", "bob") for week in weeks]:
        began_at, _ = week_span(week, zone, as_of=case.as_of)
        _, ended_at = week_span(week, zone, as_of=began_at + pd.Timedelta(days=9))
        wanted = in_parallel(world, who, micros(began_at), micros(ended_at))
        row = found.get((who, week))
        held = (row["project_count"], row["at_once"], row["switch_count"]) if row else (0, None, 0)
        assert all(map(same, held, wanted)), (who, week, held, wanted)

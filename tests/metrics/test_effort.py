"""Where effort went, against an example by hand. 2 March 2026 is a Monday."""

from datetime import date

from mlpm_analytics.calendars import Calendars
from mlpm_analytics.metrics.effort import effort_parts, effort_weeks
from mlpm_analytics.workflow import Workflow
from tests.builder import epic, portfolio, seen, task

WORK = [
    epic("P"),
    task("P-1").active("2026-03-02 09:00", "2026-03-04 17:00"),
    task("P-2", epic=None).active("2026-03-05 09:00", "2026-03-05 17:00"),
    task("P-3", who=None).active("2026-03-02 09:00", "2026-03-03 17:00"),
]


def spent_on(*issues, as_of="2026-03-06 17:00"):
    found = effort_parts(seen(portfolio(*issues), as_of), Workflow(), Calendars())
    return {part: days for part, days in found[["part", "effort_days"]].itertuples(index=False) if days}


def test_effort_is_in_a_phase_outside_any_project_or_unassigned_and_adds_up():
    assert spent_on(*WORK) == {"Modeling": 3, "Outside any project": 1, "Unassigned": 2}


def test_effort_in_an_abandoned_project_is_in_no_phase():
    given_up = epic("P").changed("resolution", "2026-03-05 09:00", "won't do").done("2026-03-05 09:00")
    abandoned = Workflow(abandoned_resolutions=frozenset({"won't do"}))
    issues = [given_up, task("T").active("2026-03-02 09:00", "2026-03-03 17:00", after="done")]
    found = effort_parts(seen(portfolio(*issues), "2026-03-06 17:00", abandoned), abandoned, Calendars())
    assert found.set_index("part")["effort_days"]["In abandoned projects"] == 2
    assert found["effort_share"].sum() == 1


def test_a_passive_phase_takes_no_effort_and_is_no_part():
    testing = task("T", phase="A/B Testing").active("2026-03-02 09:00", "2026-03-03 17:00")
    assert spent_on(*WORK[:2], testing) == {"Modeling": 3}
    parts = effort_parts(seen(portfolio(*WORK), "2026-03-06"), Workflow(), Calendars())["part"]
    assert "A/B Testing" not in parts.tolist()


def test_weeks_count_up_to_as_of_and_one_without_work_is_zero():
    issues = [*WORK, task("P-4").active("2026-03-16 09:00")]
    found = effort_weeks(seen(portfolio(*issues), "2026-03-17 13:00"), Workflow(), Calendars())
    weeks = found.groupby("week_starting").agg(effort_days=("effort_days", "sum"), is_running=("is_running", "all"))
    assert weeks.index.tolist() == [date(2026, 3, 2), date(2026, 3, 9), date(2026, 3, 16)]
    assert weeks["effort_days"].tolist() == [6, 0, 1.5]
    assert weeks["is_running"].tolist() == [False, False, True]

from datetime import timedelta

from hypothesis import given, settings

from mlpm_analytics.metrics.compliance import breaches_at, weekly_breaches
from tests.builder import epic, instant, portfolio, task
from tests.metrics.portfolios import Case, cases


@settings(max_examples=5)
@given(case=cases(max_tasks=5, max_runs=2))
def test_what_stood_as_of_an_instant_is_what_the_figures_as_of_it_say(case: Case):
    instants = [case.as_of - timedelta(days=9), case.as_of]
    stood = breaches_at(case.model, case.workflow, case.calendars, instants)
    for as_of in instants:
        expected = case.figures(as_of=as_of).breaches
        assert _told(stood[stood["as_of"] == as_of]) == _told(expected)
    of_one = breaches_at(case.model, case.workflow, case.calendars, instants, project_id="P")
    assert _told(of_one) == _told(stood[stood["project"] == "P"])


def _told(rows):
    return sorted(zip(rows["rule"], rows["subject"], rows["project"].fillna("none"), strict=True))


def test_an_epic_that_is_done_without_a_date_was_done_at_each_instant_before():
    done = epic("P", status="done", plan={"Research": 0.1}, created="2026-03-02 09:00")
    case = Case([done, task("T").active("2026-03-17 09:00")], *_defaults(), instant("2026-06-15 17:00"))
    instants = [instant("2026-06-06 12:00"), instant("2026-06-15 17:00")]
    stood = breaches_at(portfolio(*case.issues), case.workflow, case.calendars, instants)
    for as_of in instants:
        expected = _told(case.figures(as_of=as_of).breaches)
        assert ("active-in-done", "T", "P") in expected
        assert _told(stood[stood["as_of"] == as_of]) == expected


def test_weeks_without_a_breach_of_a_rule_are_zeros():
    case = Case([epic("P"), task("T").active("2026-03-02 09:00")], *_defaults(), instant("2026-03-20 17:00"))
    instants = [instant(day) for day in ("2026-03-06 17:00", "2026-03-13 17:00")]
    stood = breaches_at(portfolio(*case.issues), case.workflow, case.calendars, instants)
    counts = weekly_breaches(stood, instants)
    too_long = counts[counts["rule"] == "task-too-long"]
    assert too_long["breach_count"].tolist() == [0, 1]


def test_no_instants_are_no_rows():
    workflow, calendars = _defaults()
    assert breaches_at(portfolio(epic("P")), workflow, calendars, []).empty
    assert weekly_breaches(breaches_at(portfolio(epic("P")), workflow, calendars, []), []).empty


def _defaults():
    from mlpm_analytics.calendars import Calendars
    from mlpm_analytics.workflow import Workflow

    return Workflow(), Calendars()

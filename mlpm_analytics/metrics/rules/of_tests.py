"""When A/B tests with a planned length were in breach."""

import pandas as pd

from mlpm_analytics.calendars import micros
from mlpm_analytics.metrics.crossings import passed_at
from mlpm_analytics.metrics.lookups import latest_of, looked_up
from mlpm_analytics.metrics.planned_tests import days_of_tests, ended_tests, planned_tests
from mlpm_analytics.metrics.rules.facts import Facts
from mlpm_analytics.metrics.rules.of_tasks import SPAN, from_crossing, in_scope
from mlpm_analytics.metrics.slices import parts_within


def overdue(facts: Facts) -> pd.DataFrame:
    """Active at the planned end of the test, or later."""
    known = facts.known
    tests = planned_tests(known)
    rows = in_scope(tests[tests["status"].isin(known.status_ids("is_active"))], facts)
    days = days_of_tests(known)["test_day"]
    rows = rows.assign(value=looked_up(days, rows["issue_id"]), limit=rows["test_days"])
    return from_crossing(rows, pd.Series(micros(rows["planned_end_at"]), index=rows.index))


def ended(facts: Facts) -> pd.DataFrame:
    """Of a project that is not done, over for longer than the limit, and no later phase was active since its end."""
    known, limit = facts.known, facts.known.workflow.limits.analysis_after_days
    rows = in_scope(ended_tests(known).dropna(subset=["epic"]), facts)
    rows = rows[rows["ended_at"] <= rows["stopped_at"]]
    running = facts.timeline.loc[facts.timeline["state"] != "done", ["project_id", *SPAN]]
    rows = _before_analysis(parts_within(rows, running, "project_id").reset_index(drop=True), facts)
    now = pd.Series(known.as_of, index=rows.index)
    rows = rows.assign(value=known.clock.team_days(rows["ended_at"], now), limit=limit)
    return from_crossing(rows, pd.Series(passed_at(rows["ended_at"], limit, known.clock), index=rows.index))


def _before_analysis(rows: pd.DataFrame, facts: Facts) -> pd.DataFrame:
    """The parts of stretches before a Task of a later phase was active in the project, from the end of the test on."""
    places = {phase: place for place, phase in enumerate(facts.known.workflow.phases)}
    asked = rows[["project_id", "phase", "ended_at"]].rename_axis("row").reset_index()
    work = facts.projects.intervals[["project_id", "phase", "started_at", "stopped_at"]]
    pairs = asked.merge(work, on="project_id", suffixes=("", "_of_work"))
    is_later = pairs["phase_of_work"].map(places) > pairs["phase"].map(places)
    is_since = (pairs["stopped_at"] > pairs["ended_at"]) | (pairs["started_at"] >= pairs["ended_at"])
    pairs = pairs.assign(analysed_at=latest_of(pairs["started_at"], pairs["ended_at"]))[is_later & is_since]
    analysed_at = pairs.groupby("row")["analysed_at"].min().reindex(rows.index)
    is_over = analysed_at <= rows["stopped_at"]
    parts = rows.assign(stopped_at=rows["stopped_at"].where(~is_over, analysed_at), is_open=rows["is_open"] & ~is_over)
    return parts[(parts["started_at"] < parts["stopped_at"]) | parts["is_open"]]

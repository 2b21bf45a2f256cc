"""The rules about A/B tests with a planned length, held against the oracle in generated histories of one project."""

from dataclasses import replace

import pandas as pd
from hypothesis import given, settings
from hypothesis import strategies as st
from pandas.testing import assert_frame_equal

from mlpm_analytics.calendars import Calendars, Hours
from mlpm_analytics.workflow import Workflow
from tests.builder import Issue, epic, instant, task
from tests.metrics.portfolios import Case
from tests.metrics.test_laws import assert_rows, known_by, plain_rows

IS_QUICK = settings.get_current_profile_name() == "quick"
LAW = settings(max_examples=6, derandomize=True) if IS_QUICK else settings()
WORKFLOW = Workflow(has_test_field=True, nothing_done_resolutions=frozenset({"won't do"}))
RULES = ("test-ended", "test-overdue")
INSTANTS = [instant("2026-03-23 06:00") + pd.Timedelta(hours=11 * number) for number in range(40)]  # clocks change
LAST_DAYS = ["2026-03-20", "2026-03-24", "2026-03-29", "2026-04-01"]


@st.composite
def histories(draw) -> Case:
    """Two Tasks of a project, of which the first mostly is an A/B test, and an instant to look at them."""
    length = draw(
        st.sampled_from([("test_days", [None, 0.0, 1.0, 2.5, 6.0]), ("test_ends", [None, *LAST_DAYS])]), label="length"
    )
    statuses, phases = ["doing", "doing", "blocked", "done", "todo"], ["A/B Testing", "Results Analysis"]
    values = {"status": statuses, "phase": [*phases, "Modeling"], length[0]: length[1]}
    test, other = task("T", phase="A/B Testing"), task("U", phase=draw(st.sampled_from(phases)), who="bob")
    test.initial |= {length[0]: draw(st.sampled_from(length[1][1:])), "resolution": None}
    test.status(draw(st.sampled_from(INSTANTS[:8])), "doing")
    _changed(draw, test, values | {"resolution": [None, "won't do"], "epic": ["P", None]}, 4)
    _changed(draw, other, {"status": statuses}, 3)
    project = _changed(draw, epic("P"), {"status": ["doing", "done"]}, 1)
    zone = draw(st.sampled_from(["Europe/Berlin", "Pacific/Auckland", "America/New_York"]))
    return Case([project, test, other], WORKFLOW, Calendars(Hours(timezone=zone)), draw(st.sampled_from(INSTANTS)))


def _changed(draw, issue: Issue, values: dict[str, list], most: int) -> Issue:
    for what, when in draw(
        st.lists(st.tuples(st.sampled_from(list(values)), st.sampled_from(INSTANTS)), max_size=most)
    ):
        issue.changed(what, when, draw(st.sampled_from(values[what])))
    return issue


def breaches(found) -> pd.DataFrame:
    return found.breaches[found.breaches["rule"].isin(RULES)].reset_index(drop=True)


@LAW
@given(histories())
def test_breaches_and_days_are_what_the_oracle_finds(case):
    found, oracle = case.figures(), case.oracle
    world = oracle.at(case.now)
    wanted = {
        key: {"value": value, "limit": limit}
        for key, (value, limit) in oracle.breaches(case.now).items()
        if key[0] in RULES
    }
    assert_rows(plain_rows(breaches(found), ["rule", "subject"]), wanted, "breach")
    tasks = {(name,): {key: world.task(name)[key] for key in ("test_day", "test_days")} for name in ("T", "U")}
    assert_rows(plain_rows(found.tasks, ["issue_id"]), tasks, "task")


@LAW
@given(histories(), st.data())
def test_they_are_those_of_the_data_cut_at_an_instant(case, data):
    earlier = data.draw(st.sampled_from([at for at in INSTANTS if at <= case.as_of]), label="as of")
    cut = replace(case, issues=[known_by(issue, earlier) for issue in case.issues], as_of=earlier)
    assert_frame_equal(breaches(case.figures(as_of=earlier)), breaches(cut.figures()))

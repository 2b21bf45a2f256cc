from dataclasses import fields, replace

import pandas as pd
from hypothesis import given, settings
from pandas.testing import assert_frame_equal

from mlpm_analytics.frames import WEEK_BEFORE
from mlpm_analytics.metrics.weekly import weekly_review
from mlpm_analytics.workflow import Workflow
from tests.builder import epic, portfolio, seen, task
from tests.metrics.portfolios import cases

FEWER = settings(max_examples=max(settings().max_examples // 2, 1))  # each has two sets of figures


def review(*issues):
    model = portfolio(*issues)
    return weekly_review(seen(model, "2026-03-11 17:00"), seen(model, "2026-03-18 17:00"), Workflow())


def test_what_happened_in_a_project_within_the_week():
    found = review(
        epic("P"),
        task("T", phase="Research").active("2026-03-02 09:00", "2026-03-12 12:00", after="done"),
        task("U", phase="Modeling").active("2026-03-12 13:00"),
    ).happenings.to_dict("records")
    assert found == [
        {
            "project": "P",
            "begun_count": 1,
            "finished_count": 1,
            "reopened_count": 0,
            "moved_to": "Modeling",
            "new_count": 1,
            "settled_count": 1,
        }
    ]


def test_a_task_that_leaves_done_within_the_week_is_reopened_in_it():
    before = task("T").done("2026-03-02 09:00").status("2026-03-03 09:00", "todo").done("2026-03-04 09:00")
    found = review(epic("P"), before.status("2026-03-12 09:00", "todo").done("2026-03-13 09:00")).happenings.iloc[0]
    assert (found["reopened_count"], found["finished_count"]) == (1, 1)


def test_a_week_in_which_nothing_happened_is_zeros():
    found = review(epic("P"), task("T").active("2026-03-02 09:00", "2026-03-03 12:00")).happenings.iloc[0]
    assert (found["begun_count"], found["finished_count"], str(found["moved_to"])) == (0, 0, "nan")


def test_the_next_task_is_the_first_by_phase_and_number_of_the_project_in_hand():
    people = review(
        epic("P"),
        epic("Q"),
        task("ML-1").active("2026-03-12 09:00"),
        task("ML-10", phase="Modeling"),
        task("ML-9", phase="Modeling"),
        task("ML-3", phase="Productization"),
        task("ML-2", epic="Q", phase="Research"),
    ).assignments
    assert people[["scientist", "next_key", "next_project"]].to_numpy().tolist() == [["Ana", "ML-9", "P"]]


def test_a_task_of_a_finished_project_is_no_next_one():
    people = review(
        epic("P"), epic("Q", status="done"), task("ML-1").active("2026-03-12 09:00"), task("ML-2", epic="Q")
    )
    assert people.assignments["next_key"].isna().all()


def test_the_owner_of_a_project_is_the_assignee_of_its_epic():
    owned = epic("P")
    owned.initial["assignee"] = "eve"
    assert review(owned, task("T").active("2026-03-12 09:00")).standings["owner"].tolist() == ["Eve"]


@FEWER
@given(cases(max_tasks=5, max_runs=2))
def test_what_is_published_of_the_week_before_is_enough_for_the_review(case):
    before, now = case.figures(as_of=case.as_of - pd.Timedelta(days=7)), case.figures()
    frames = [one.name for one in fields(before) if one.name not in ("as_of", "dropped_runs")]
    published = replace(before, **{name: getattr(before, name).iloc[:0] for name in frames if name not in WEEK_BEFORE})
    some, every = weekly_review(published, now, case.workflow), weekly_review(before, now, case.workflow)
    for name in ("figures", "breaches", "settled", "assignments", "standings", "happenings"):
        assert_frame_equal(getattr(some, name), getattr(every, name))

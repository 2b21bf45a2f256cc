import pandas as pd

from mlpm_analytics.ui.swimlanes import assignment_lines
from mlpm_analytics.ui.text import plain
from mlpm_analytics.workflow import Workflow

NAN = float("nan")


def lines(**given):
    row = {"key": "ML-2", "summary": "Tune it", "project": "ML-1", "phase": "Modeling"}
    row |= {"limited_days": 3.5, "other_keys": NAN, "finished_count": 1, "free_since_at": NAN}
    row |= {"test_progress": NAN}
    row |= {"next_key": NAN, "next_summary": NAN, "next_project": NAN}
    return [line.replace("\\", "") for line in assignment_lines(row | given, plain, Workflow(), "UTC")]


def test_a_task_in_progress_says_what_where_and_how_long_of_five_days():
    assert lines() == [
        "ML-2 Tune it",
        "ML-1 · Modeling · 3.5 of 5 days active",
        "1 Task finished this week · no Task waits to be begun",
    ]


def test_the_next_task_names_its_project_where_that_is_another_one():
    upcoming = {"next_key": "ML-9", "next_summary": "Ship it"}
    assert lines(**upcoming, next_project="ML-1")[-1].endswith("· next: ML-9 Ship it")
    assert lines(**upcoming, next_project="ML-7")[-1].endswith("· next: ML-9 Ship it (ML-7)")


def test_a_task_that_takes_too_long_says_so_in_words():
    assert lines(limited_days=5.5)[1] == "ML-1 · Modeling · :red[**5.5 of 5 days active: too long**]"


def test_an_ab_test_is_monitored_and_has_no_limit():
    assert lines(phase="A/B Testing", limited_days=0.0)[1] == "ML-1 · A/B Testing · monitored beside other work"


def test_further_tasks_in_progress_are_named():
    assert lines(other_keys="ML-7, ML-8")[2] == "also in progress: ML-7, ML-8"


def test_a_test_with_a_planned_length_says_which_day_of_how_many_it_is():
    assert lines(other_keys="ML-7", test_progress="ML-7 day 8 of 14")[3] == "A/B test: ML-7 day 8 of 14"


def test_somebody_without_a_task_in_progress():
    assert lines(key=NAN, finished_count=0) == [
        "No Task in progress",
        "no Tasks finished this week · no Task waits to be begun",
    ]


def test_somebody_who_is_free_says_since_when():
    assert (
        lines(key=NAN, free_since_at=pd.Timestamp("2026-03-04 16:00Z"))[0] == "No Task in progress since 4 March 2026"
    )


def test_a_task_without_project_and_phase():
    assert lines(project=NAN, phase=NAN)[1] == "no project · no phase · 3.5 of 5 days active"

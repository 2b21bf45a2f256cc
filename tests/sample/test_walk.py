"""The walk through the minutes, on stories that fit in a hand."""

from fractions import Fraction

from mlpm_analytics.sample.clock import after, working_minutes
from mlpm_analytics.sample.issues import DONE, EPIC, IN_PROGRESS, TASK, TO_DO, Issue, number
from mlpm_analytics.sample.people import SCIENTISTS, TEAM
from mlpm_analytics.sample.truth import Project
from mlpm_analytics.sample.walk import Walk

MIRA = SCIENTISTS["mira"]
WORKS = working_minutes(TEAM)
MONDAY = WORKS.index(1, 7 * 24 * 60)  # 2025-03-10 09:00 in Berlin


def story(*tasks):
    """Tasks of one Epic: phase, start and stop in working hours since Monday morning."""
    epic = Issue(EPIC, "A project", 0, MIRA, {"status": TO_DO})
    issues = [epic]
    for phase, start, stop in tasks:
        task = Issue(TASK, phase, 1, MIRA, {"status": TO_DO, "phase": phase, "parent": epic, "assignee": MIRA})
        task.set(after(MONDAY, 60 * start, WORKS), MIRA, status=IN_PROGRESS)
        task.set(after(MONDAY, 60 * stop, WORKS), MIRA, status=DONE)
        issues.append(task)
    return Project(epic, Walk(number(issues)).go())


def test_time_counts_once_for_the_project_and_is_shared_by_its_scientist():
    record = story(("Modeling", 0, 8), ("Research", 4, 8)).record
    (epic,) = record.spans
    assert record.active[epic] == 8 * 60
    assert record.effort[epic, "Modeling"] == 6 * 60
    assert record.effort[epic, "Research"] == Fraction(2 * 60)


def test_a_passive_task_takes_no_effort():
    record = story(("A/B Testing", 0, 8), ("Modeling", 2, 4)).record
    (epic,) = record.spans
    assert record.effort[epic] == 2 * 60
    assert record.active[epic, "A/B Testing"] == 8 * 60


def test_a_step_back_that_somebody_made_is_a_move_back():
    project = story(("Modeling", 0, 8), ("Research", 8, 16))
    assert [direction for _, direction in project.moves] == ["back"]


def test_an_older_task_that_goes_on_is_resumed():
    project = story(("Research", 0, 16), ("Modeling", 4, 8))
    assert [(visit.phase, visit.minutes) for visit in project.visits] == [
        ("Research", 240),
        ("Modeling", 240),
        ("Research", 480),
    ]
    assert [direction for _, direction in project.moves] == ["forward", "resumed"]


def test_a_visit_of_less_than_two_hours_is_noise():
    project = story(("Research", 0, 16), ("Modeling", 4, 5))
    assert [(visit.phase, visit.minutes) for visit in project.visits] == [("Research", 900)]

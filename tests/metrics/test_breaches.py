from dataclasses import replace

import pytest

from mlpm_analytics.workflow import Limits, Workflow
from tests.builder import epic, portfolio, seen, since, task


def test_a_task_is_too_long_from_the_moment_its_sixth_day_begins():
    model = portfolio(epic("P"), task("T").active("2026-03-02 09:00"))  # a Monday
    assert since(seen(model, "2026-03-06 17:00"), "task-too-long") == {}
    found = seen(model, "2026-03-10 12:00")
    assert since(found, "task-too-long") == {"T": "2026-03-09 09:00:00"}
    assert found.breaches.set_index("rule").loc["task-too-long", "value"] == pytest.approx(6.375)


def test_time_in_a_passive_phase_does_not_make_a_task_too_long():
    model = portfolio(
        epic("P"),
        task("T", phase="A/B Testing").active("2026-03-02 09:00").changed("phase", "2026-03-16 09:00", "Modeling"),
    )
    assert since(seen(model, "2026-03-20 17:00"), "task-too-long") == {}
    assert since(seen(model, "2026-03-23 10:00"), "task-too-long") == {"T": "2026-03-23 09:00:00"}


def test_a_task_put_back_in_progress_is_in_breach_from_the_beginning_of_its_run():
    model = portfolio(epic("P"), task("T").active("2026-03-02 09:00", "2026-03-09 12:00").active("2026-03-11 09:00"))
    assert since(seen(model, "2026-03-11 15:00"), "task-too-long") == {"T": "2026-03-11 09:00:00"}


def test_two_tasks_in_progress_count_from_when_the_second_began():
    model = portfolio(epic("P"), task("T").active("2026-03-02 09:00"), task("U").active("2026-03-03 10:00:30"))
    assert since(seen(model, "2026-03-03 10:00"), "too-many-in-progress") == {}
    assert since(seen(model, "2026-03-04 10:05"), "too-many-in-progress") == {"ana": "2026-03-03 10:00:30"}


def test_an_ab_test_beside_other_work_is_no_breach():
    model = portfolio(
        epic("P"), task("T").active("2026-03-02 09:00"), task("U", phase="A/B Testing").active("2026-03-02 09:00")
    )
    assert since(seen(model, "2026-03-03 10:05"), "too-many-in-progress") == {}


def test_a_lasting_lack_of_a_phase_survives_a_change_of_person_but_not_a_gap():
    model = portfolio(
        epic("P"),
        task("X").active("2026-02-02 09:00", "2026-02-02 12:00"),
        task("T", phase=None).active("2026-03-02 09:00").changed("assignee", "2026-03-03 09:00", "bob"),
        task("U", phase=None, who="bob").active("2026-03-02 09:00", "2026-03-02 12:00").active("2026-03-03 09:00"),
    )
    assert since(seen(model, "2026-03-03 17:00"), "no-phase") == {
        "T": "2026-03-02 09:00:00",
        "U": "2026-03-03 09:00:00",
    }


def test_a_project_is_stalled_on_the_day_its_wait_reaches_the_limit():
    model = portfolio(epic("P"), task("T").active("2026-03-02 09:00", "2026-03-02 12:00"))
    assert since(seen(model, "2026-03-09 11:59"), "stalled") == {}
    assert since(seen(model, "2026-03-20 11:59"), "stalled") == {"P": "2026-03-09 12:00:00"}


def test_a_phase_is_over_plan_from_the_moment_the_plan_is_used_up():
    model = portfolio(
        epic("P", plan={"Modeling": 0.5}),
        task("T").active("2026-03-02 09:00"),
        task("U", phase="Research").active("2026-03-03 09:00", "2026-03-03 17:00"),
    )
    # 2.5 days of Modeling: Monday whole, Tuesday half (shared), Wednesday whole
    assert since(seen(model, "2026-03-04 17:00"), "over-plan") == {}
    assert since(seen(model, "2026-03-06 17:00"), "over-plan") == {"P:Modeling": "2026-03-05 09:00:00"}


def test_any_activity_is_over_a_plan_of_nought_weeks():
    model = portfolio(epic("P", plan={"Modeling": 0}), task("T").active("2026-03-02 09:00"))
    assert since(seen(model, "2026-03-02 09:00"), "over-plan") == {}
    assert since(seen(model, "2026-03-02 17:00"), "over-plan") == {"P:Modeling": "2026-03-02 09:00:00"}


def test_a_plan_that_is_raised_ends_the_breach():
    model = portfolio(
        epic("P", plan={"Modeling": 0.2}).changed("plan:Modeling", "2026-03-04 10:00", 2.0),
        task("T").active("2026-03-02 09:00"),
    )
    assert since(seen(model, "2026-03-04 09:59"), "over-plan") == {"P:Modeling": "2026-03-03 09:00:00"}
    assert since(seen(model, "2026-03-04 10:00"), "over-plan") == {}


def test_a_later_phase_without_any_plan_is_a_breach_and_the_first_phase_is_not():
    model = portfolio(
        epic("P"),
        task("R", phase="Research").active("2026-03-02 09:00", "2026-03-03 17:00"),
        task("T").active("2026-03-04 09:00"),
    )
    assert since(seen(model, "2026-03-03 17:00"), "no-plan") == {}
    assert since(seen(model, "2026-03-06 17:00"), "no-plan") == {"P": "2026-03-04 09:00:00"}


def test_a_task_in_progress_after_its_project_was_done():
    model = portfolio(epic("P").done("2026-03-03 12:00"), task("T").active("2026-03-02 09:00"))
    assert since(seen(model, "2026-03-04 09:00"), "active-in-done") == {"T": "2026-03-03 12:00:00"}


def test_an_estimate_above_the_limit_since_it_was_made():
    model = portfolio(
        epic("P"),
        task("T", estimate=3).active("2026-02-02 09:00", "2026-02-02 12:00").changed("estimate", "2026-03-02 10:00", 8),
    )
    found = seen(model, "2026-03-04 09:00")
    assert since(found, "estimate-too-long") == {"T": "2026-03-02 10:00:00"}


def test_tasks_of_an_epic_that_is_no_project_are_left_out():
    model = portfolio(epic("Q"), task("T", epic="Q", phase=None, who=None).active("2026-03-02 09:00"))
    assert seen(model, "2026-03-04 09:00").breaches.empty


def test_a_task_without_an_epic_beside_a_project():
    model = portfolio(
        epic("P"),
        task("X").active("2026-02-02 09:00", "2026-02-02 12:00"),
        task("T", epic=None).active("2026-03-02 09:00"),
    )
    assert since(seen(model, "2026-03-04 09:00"), "no-project") == {"T": "2026-03-02 09:00:00"}


def test_bouncing_back_twice_in_four_weeks():
    model = portfolio(
        epic("P", plan={"Modeling": 9}),
        task("A", phase="Modeling").active("2026-03-02 09:00", "2026-03-02 17:00"),
        task("B", phase="Research").active("2026-03-03 09:00", "2026-03-03 17:00"),
        task("C", phase="Modeling").active("2026-03-04 09:00", "2026-03-04 17:00"),
        task("D", phase="Research").active("2026-03-05 09:00", "2026-03-05 17:00"),
    )
    # the second visit to Research is noise until it has a quarter of a day
    assert since(seen(model, "2026-03-06 17:00"), "bouncing") == {"P": "2026-03-05 11:00:00"}
    assert since(seen(model, "2026-04-03 17:00"), "bouncing") == {}


def test_a_phase_left_without_a_deliverable():
    model = portfolio(
        epic("P", plan={"Modeling": 9}),
        task("A", phase="Research")
        .active("2026-03-02 09:00", "2026-03-02 17:00")
        .changed("deliverable", "2026-03-06 10:00", "http://x"),
        task("C", phase="Modeling").active("2026-03-04 09:00"),
    )
    workflow = Workflow(has_deliverable_field=True)
    assert since(seen(model, "2026-03-05 17:00", workflow), "missing-deliverable") == {
        "P:Research": "2026-03-04 11:00:00"
    }
    assert since(seen(model, "2026-03-06 10:00", workflow), "missing-deliverable") == {}
    assert since(seen(model, "2026-03-05 17:00"), "missing-deliverable") == {}


def test_thresholds_are_settings():
    model = portfolio(epic("P"), task("T").active("2026-03-02 09:00", "2026-03-02 12:00"))
    workflow = replace(Workflow(), limits=Limits(stalled_after_days=2))
    assert since(seen(model, "2026-03-06 09:00", workflow), "stalled") == {"P": "2026-03-04 12:00:00"}


def test_a_breach_says_what_is_the_matter_and_links_to_jira():
    model = portfolio(epic("P"), task("T").active("2026-03-02 09:00"))
    found = seen(model, "2026-03-10 17:00", Workflow(browse_url="https://jira.example.com"))
    breach = found.breaches.set_index("rule").loc["task-too-long"]
    assert breach["message"] == "T “About T” has been active for 7.0 working days; at most 5 are meant."
    assert breach["url"] == "https://jira.example.com/browse/T"
    assert breach["project"] == "P"

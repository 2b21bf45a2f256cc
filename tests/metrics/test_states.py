import pandas as pd
import pytest

from mlpm_analytics.workflow import Workflow
from tests.builder import epic, instant, portfolio, project, seen, task

WORK = ("2026-03-02 09:00", "2026-03-03 17:00")
ABANDONING = Workflow(abandoned_resolutions=frozenset({"won't do"}))


def state(model, as_of, workflow=None):
    return project(seen(model, as_of, workflow))["state"]


def test_a_project_goes_from_not_started_over_active_to_waiting():
    model = portfolio(epic("P"), task("T").active(*WORK))
    assert state(model, "2026-03-02 08:59") == "not started"
    assert state(model, "2026-03-02 09:00") == "active"
    assert state(model, "2026-03-03 17:00") == "waiting"


def test_a_project_whose_epic_waits_is_paused_unless_a_task_is_active():
    model = portfolio(epic("P").status("2026-03-02 12:00", "blocked"), task("T").active(*WORK))
    assert state(model, "2026-03-02 12:00") == "active"
    assert state(model, "2026-03-03 17:00") == "paused"


def test_done_comes_before_everything_and_a_re_opened_epic_is_not_done():
    model = portfolio(epic("P").done("2026-03-03 12:00").status("2026-03-03 14:00", "todo"), task("T").active(*WORK))
    assert state(model, "2026-03-03 12:00") == "done"
    assert state(model, "2026-03-03 14:00") == "active"


def test_a_done_project_with_one_of_the_configured_resolutions_is_abandoned():
    model = portfolio(
        epic("P").changed("resolution", "2026-03-04 12:00", "won't do").done("2026-03-04 13:00"), task("T")
    )
    assert state(model, "2026-03-04 12:00", ABANDONING) == "not started"
    assert state(model, "2026-03-04 13:00", ABANDONING) == "abandoned"
    assert state(model, "2026-03-04 13:00") == "done"


def finished_at(model, as_of="2026-03-20 12:00"):
    return project(seen(model, as_of))["finished_at"]


def test_a_project_was_finished_when_the_done_stretch_that_still_holds_began():
    model = portfolio(
        epic("P").done("2026-03-04 12:00").status("2026-03-05 12:00", "todo").done("2026-03-06 12:00"), task("T")
    )
    assert finished_at(model) == instant("2026-03-06 12:00")


def test_an_epic_done_without_any_change_of_status_was_finished_on_its_resolved_date():
    model = portfolio(epic("P", status="done", resolved="2026-03-06 12:00"), task("T").active(*WORK))
    assert finished_at(model) == instant("2026-03-06 12:00")
    assert pd.isna(finished_at(model, "2026-03-05 12:00")), "it counts as done from that instant alone"


def test_an_epic_done_without_change_and_date_was_finished_with_its_last_activity():
    assert finished_at(portfolio(epic("P", status="done"), task("T").active(*WORK))) == instant("2026-03-03 17:00")
    assert pd.isna(finished_at(portfolio(epic("P", status="done"), task("T"))))


def test_a_project_that_is_not_done_is_not_finished():
    assert pd.isna(finished_at(portfolio(epic("P", resolved="2026-03-02 12:00"), task("T").active(*WORK))))


@pytest.mark.parametrize(
    ("status", "idle_days"), [("todo", 2.5), ("blocked", 2.5), ("done", 0.0)], ids=["waiting", "paused", "done"]
)
def test_idle_days_are_counted_from_the_last_active_moment_while_waiting_or_paused(status, idle_days):
    model = portfolio(epic("P", status=status), task("T").active(*WORK))
    assert project(seen(model, "2026-03-06 13:00"))["idle_days"] == idle_days


def test_an_active_project_and_one_that_never_started_are_not_idle():
    assert (
        project(seen(portfolio(epic("P"), task("T").active("2026-03-02 09:00")), "2026-03-06 13:00"))["idle_days"] == 0
    )
    assert project(seen(portfolio(epic("P", status="blocked"), task("T")), "2026-03-06 13:00"))["idle_days"] == 0


def current_phase(model, as_of):
    return project(seen(model, as_of))["current_phase"]


def test_the_current_phase_is_that_of_now_while_active_even_if_its_visit_is_still_noise():
    model = portfolio(
        epic("P"),
        task("T").active(*WORK),
        task("U", phase="Research").active("2026-03-04 09:00", "2026-03-04 10:00"),
    )
    assert pd.isna(current_phase(model, "2026-03-02 08:59"))
    assert current_phase(model, "2026-03-04 09:05") == "Research"
    assert current_phase(model, "2026-03-04 10:00") == "Modeling", "waiting: the last visit"


def test_the_current_phase_of_an_active_project_whose_tasks_have_none_is_that_of_its_last_visit():
    model = portfolio(epic("P"), task("T").active(*WORK), task("U", phase=None).active("2026-03-04 09:00"))
    assert current_phase(model, "2026-03-04 12:00") == "Modeling"


def test_the_current_phase_of_a_done_project_is_that_of_its_last_visit():
    model = portfolio(
        epic("P").done("2026-03-04 09:00"),
        task("T").active(*WORK),
        task("U", phase="Research").active("2026-03-04 09:00"),
    )
    assert current_phase(model, "2026-03-04 10:00") == "Modeling"


def projects(model, as_of="2026-03-20 12:00"):
    return seen(model, as_of).projects["project"].tolist()


def test_an_epic_is_a_project_from_when_it_held_a_task_that_had_a_phase():
    model = portfolio(epic("P"), task("T", phase=None).changed("phase", "2026-03-04 12:00", "Modeling"))
    assert projects(model, "2026-03-04 11:59:59") == []
    assert projects(model, "2026-03-04 12:00") == ["P"]


def test_an_epic_stays_a_project_when_its_task_leaves_or_loses_its_phase():
    left = task("T").changed("epic", "2026-03-04 12:00", None)
    lost = task("T").changed("phase", "2026-03-04 12:00", None)
    assert projects(portfolio(epic("P"), left)) == projects(portfolio(epic("P"), lost)) == ["P"]


def test_a_task_that_had_its_phase_before_it_came_makes_its_epic_a_project_when_it_comes():
    model = portfolio(
        epic("P"),
        task("T", epic=None).changed("phase", "2026-03-02 12:00", None).changed("epic", "2026-03-04 12:00", "P"),
    )
    assert projects(model, "2026-03-04 11:59:59") == []
    assert projects(model, "2026-03-04 12:00") == ["P"]


def test_settings_choose_epics_and_leave_others_out():
    model = portfolio(epic("P", is_excluded=True), epic("Q", is_chosen=True), task("T"))
    assert projects(model) == ["Q"]


def test_an_epic_that_is_not_there_yet_is_no_project():
    model = portfolio(
        epic("P", created="2026-03-04 12:00"), epic("Q", created="2026-03-04 12:00", is_chosen=True), task("T")
    )
    assert projects(model, "2026-03-04 11:59:59") == []
    assert projects(model, "2026-03-04 12:00") == ["P", "Q"]


def test_a_sub_task_makes_no_project():
    assert projects(portfolio(epic("P"), task("S", kind="subtask"))) == []


def test_a_breach_of_an_epic_begins_no_earlier_than_it_is_a_project():
    model = portfolio(
        epic("P"),
        task("T", phase=None)
        .active("2026-03-02 09:00", "2026-03-02 12:00")
        .changed("phase", "2026-03-16 10:00", "Research"),
    )
    found = seen(model, "2026-03-20 12:00").breaches.set_index("rule")
    assert found.loc["stalled", "since_at"] == instant("2026-03-16 10:00")

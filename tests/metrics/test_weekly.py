import numpy as np
import pandas as pd
import pytest

from mlpm_analytics.metrics.assignments import ASSIGNMENTS
from mlpm_analytics.metrics.standings import STANDINGS
from mlpm_analytics.metrics.weekly import RANKED_BREACHES, WEEK_FIGURES, WeeklyReview, weekly_review
from mlpm_analytics.workflow import Workflow
from tests.builder import epic, instant, portfolio, seen, task


def review(model, began="2026-03-05 17:00", ended="2026-03-12 17:00") -> WeeklyReview:
    return weekly_review(seen(model, began), seen(model, ended), Workflow())


def counted(found: WeeklyReview) -> dict[str, tuple[float, float]]:
    return {row.figure: (row.value, row.before) for row in found.figures.itertuples()}


def assignment(found: WeeklyReview, scientist_id: str) -> dict:
    return found.assignments.set_index("scientist_id").loc[scientist_id].to_dict()


def standing(found: WeeklyReview, key: str = "P") -> dict:
    return found.standings.set_index("project").loc[key].to_dict()


def test_tasks_finished_are_those_of_projects_in_the_week_and_in_the_one_before():
    model = portfolio(
        epic("ML-1"),
        epic("ML-9"),  # no project: its Task never had a phase
        task("ML-2", epic="ML-1").active("2026-03-02 09:00", "2026-03-05 17:00", "done"),
        task("ML-3", epic="ML-1").active("2026-03-06 09:00", "2026-03-12 17:00", "done"),
        task("ML-4", epic=None, phase=None).done("2026-03-09 09:00"),
        task("ML-5", epic="ML-9", phase=None).done("2026-03-09 09:00"),
        task("ML-6", epic="ML-1").done("2026-03-06 09:00").status("2026-03-06 10:00", "todo"),
    )
    assert counted(review(model))["Tasks finished"] == (2, 1)


def test_a_week_that_is_not_over_is_held_against_seven_whole_days():
    model = portfolio(
        epic("P"),
        task("T").done("2026-03-02 09:00"),
        task("U").done("2026-03-06 09:00"),
        task("V").done("2026-03-09 12:00"),
    )
    assert counted(review(model, "2026-03-09 00:00", "2026-03-10 17:00"))["Tasks finished"] == (1, 2)


def test_projects_run_while_they_are_active_or_wait():
    model = portfolio(
        epic("A").done("2026-03-10 09:00"),
        task("A-1", epic="A").active("2026-03-02 09:00", "2026-03-02 17:00"),
        epic("B"),
        task("B-1", epic="B").active("2026-03-06 09:00"),
        epic("C").status("2026-03-03 09:00", "blocked"),
        task("C-1", epic="C").active("2026-03-02 09:00", "2026-03-02 17:00"),
        epic("D"),
        task("D-1", epic="D"),
    )
    assert counted(review(model))["Projects running"] == (1, 1)


def test_moves_back_count_in_the_week_they_happen():
    model = portfolio(
        epic("P"),
        task("A").active("2026-03-02 09:00", "2026-03-02 17:00"),
        task("B", phase="Research").active("2026-03-03 09:00", "2026-03-03 17:00"),
        task("C").active("2026-03-04 09:00", "2026-03-06 17:00"),
        task("D", phase="Research").active("2026-03-09 09:00"),
    )
    assert counted(review(model))["Moves back"] == (1, 1)


def test_new_and_settled_breaches_account_for_the_change():
    model = portfolio(
        epic("P"),
        task("A", phase=None).active("2026-03-02 09:00", "2026-03-10 17:00"),
        task("B", who=None).active("2026-03-02 09:00"),
        task("C", who="bob", estimate=8).changed("estimate", "2026-03-09 09:00", 3),
        task("D", who="bob", phase=None).active("2026-03-11 09:00"),
    )
    found = review(model)
    figures = counted(found)
    (now, before), (new, _), (settled, _) = (figures[f"{name}reaches"] for name in ("B", "New b", "Settled b"))
    assert (before, new, settled, now) == (4, 2, 2, 4)  # the fourth: the project has no plan
    assert set(zip(found.settled["rule"], found.settled["subject"], strict=True)) == {
        ("estimate-too-long", "C"),
        ("no-phase", "A"),
    }


def test_breaches_are_ranked_new_ones_first_then_by_severity_then_by_age():
    model = portfolio(
        epic("P"),
        task("Z", phase="Research"),
        task("A", phase=None, who=None).active("2026-03-03 09:00"),
        task("B", phase=None, who=None).active("2026-03-02 09:00"),
        task("C", phase=None, who="cleo").active("2026-03-11 09:00"),
    )
    found = review(model).breaches
    assert list(zip(found["is_new"], found["rule"], found["subject"], strict=True)) == [
        (True, "task-too-long", "B"),
        (True, "task-too-long", "A"),
        (True, "no-phase", "C"),
        (False, "unassigned", "B"),
        (False, "unassigned", "A"),
        (False, "no-phase", "B"),
        (False, "no-phase", "A"),
    ]


def test_a_scientist_with_two_tasks_is_double_booked_and_the_last_begun_is_shown():
    model = portfolio(
        epic("P"), task("T").active("2026-03-02 09:00"), task("U", phase="Research").active("2026-03-11 09:00")
    )
    found = assignment(review(model), "ana")
    assert (found["load"], found["key"], found["other_keys"], found["limited_days"]) == ("double-booked", "U", "T", 2.0)


def test_an_ab_test_leaves_its_owner_free_and_gives_way_to_other_work():
    model = portfolio(
        epic("P"),
        task("T", phase="A/B Testing").active("2026-03-11 09:00"),
        task("U", who="bob", phase="A/B Testing").active("2026-03-11 09:00"),
        task("V", who="bob").active("2026-03-10 09:00"),
    )
    found = review(model)
    assert (assignment(found, "ana")["load"], assignment(found, "ana")["key"]) == ("free", "T")
    assert (assignment(found, "bob")["load"], assignment(found, "bob")["key"]) == ("busy", "V")
    assert assignment(found, "bob")["other_keys"] == "U"


def test_who_has_nothing_to_do_is_listed_as_free_for_a_quarter_after_their_last_work():
    model = portfolio(
        epic("P"),
        task("T", created="2025-12-01 09:00").active("2025-12-12 09:00", "2025-12-12 16:59", "done"),
        task("U", who="bob", created="2025-12-01 09:00").active("2025-12-12 09:00", "2025-12-12 17:01", "done"),
    )
    found = review(model)
    assert list(found.assignments["scientist"]) == ["Bob"]
    assert assignment(found, "bob")["load"] == "free"
    assert assignment(found, "bob")["finished_count"] == 0
    assert assignment(found, "bob")["free_since_at"] == instant("2025-12-12 17:01")


def test_who_has_not_worked_on_a_project_is_listed_where_the_settings_name_them_alone():
    model = portfolio(epic("P"), task("T", who="cleo"), task("U", who="dora"))
    workflow = Workflow(named_scientists=frozenset({"cleo"}))
    before, now = seen(model, "2026-03-05 17:00", workflow), seen(model, "2026-03-12 17:00", workflow)
    assert weekly_review(before, now, workflow).assignments["scientist"].tolist() == ["Cleo"]


def test_tasks_finished_in_the_week_count_for_their_assignee():
    model = portfolio(
        epic("P"),
        task("T").active("2026-03-06 09:00", "2026-03-09 17:00", "done"),
        task("U").active("2026-03-10 09:00", "2026-03-11 17:00", "done"),
        task("V", who="bob").active("2026-03-10 09:00"),
    )
    found = review(model)
    assert (assignment(found, "ana")["finished_count"], assignment(found, "bob")["finished_count"]) == (2, 0)


def test_a_project_stands_with_its_phase_against_plan_and_its_planned_phases_together():
    model = portfolio(
        epic("P", plan={"Data Exploration": 1, "Modeling": 2, "A/B Testing": 3}),
        task("A", phase="Research").active("2026-03-02 09:00", "2026-03-03 17:00"),
        task("B", phase="Data Exploration").active("2026-03-04 09:00", "2026-03-04 17:00"),
        task("C").active("2026-03-05 09:00"),
        task("D", who="bob", phase="A/B Testing").active("2026-03-05 09:00"),
    )
    found = standing(review(model))
    assert (found["phase_days"], found["phase_planned_days"]) == (6.0, 10.0)
    assert (found["actual_days"], found["planned_days"]) == (7.0, 15.0)  # neither unplanned Research nor the A/B test
    assert (found["direction"], found["from_phase"], found["to_phase"]) == ("forward", "Data Exploration", "Modeling")
    assert found["moved_at"] == pd.Timestamp("2026-03-05 09:00", tz="UTC")


def test_a_project_without_a_plan_or_a_move_has_neither():
    found = standing(review(portfolio(epic("P"), task("A").active("2026-03-02 09:00"))))
    assert np.isnan([found["phase_planned_days"], found["planned_days"]]).all()
    assert pd.isna(found["moved_at"])


def test_projects_that_are_over_stand_in_the_week_they_ended_alone():
    model = portfolio(
        epic("A").done("2026-03-05 17:00"),
        task("A-1", epic="A"),
        epic("B").done("2026-03-06 09:00"),
        task("B-1", epic="B"),
        epic("C"),
        task("C-1", epic="C"),
    )
    assert list(review(model).standings["project"]) == ["C", "B"]


@pytest.mark.parametrize("model", [portfolio(), portfolio(epic("P")), portfolio(epic("P"), task("T"))])
def test_without_activity_every_frame_has_its_columns(model):
    found = review(model)
    for frame, contract in [
        (found.figures, WEEK_FIGURES),
        (found.breaches, RANKED_BREACHES),
        (found.assignments, ASSIGNMENTS),
        (found.standings, STANDINGS),
    ]:
        pd.testing.assert_frame_equal(contract.check(frame), frame)
    assert (found.assignments["load"] == "free").all()

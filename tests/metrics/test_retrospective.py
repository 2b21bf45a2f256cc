import pytest

from mlpm_analytics.calendars import Calendars
from mlpm_analytics.metrics.retrospective import Retrospective, retrospective
from mlpm_analytics.workflow import Workflow
from tests.builder import epic, portfolio, seen, task


def of(*issues, as_of="2026-03-31 17:00", key="P") -> Retrospective:
    model = portfolio(*issues)
    return retrospective(seen(model, as_of), key, model, Workflow(), Calendars())


def went_back():
    """Modeling, back to Research for two days (two Tasks), Modeling again; done on 13 March."""
    return (
        epic("P", plan={"Modeling": 1, "A/B Testing": 1}).done("2026-03-13 17:00"),
        task("T1").active("2026-03-02 09:00", "2026-03-05 17:00", after="done"),
        task("T2", phase="Research").active("2026-03-06 09:00", "2026-03-06 17:00", after="done"),
        task("T3", phase="Research").active("2026-03-09 09:00", "2026-03-09 17:00", after="done"),
        task("T4").active("2026-03-10 09:00", "2026-03-13 17:00", after="done"),
    )


def test_the_steps_lead_from_the_first_plan_to_what_it_took():
    first, *rest = went_back()
    found = of(first.changed("plan:Modeling", "2026-03-03 09:00", 2), *rest)
    assert found.steps[["step", "days"]].to_numpy().tolist() == [
        ["First plan", 5.0],
        ["Changes of the plan", 5.0],
        ["Research", 2.0],
        ["Modeling", -2.0],
        ["Actual", 10.0],
    ]


def test_the_steps_add_up_to_the_last_also_with_time_without_a_phase():
    found = of(*went_back(), task("T5", phase=None, who="bob").active("2026-03-02 09:00", "2026-03-02 17:00"))
    assert found.steps["step"].tolist()[-2:] == ["Without a phase", "Actual"]
    assert found.steps["days"].iloc[:-1].sum() == pytest.approx(found.steps["days"].iloc[-1])


def test_passive_phases_are_kept_apart():
    found = of(*went_back())
    assert found.passive["phase"].tolist() == ["A/B Testing"]
    assert "A/B Testing" not in set(found.steps["step"])


def test_a_move_back_names_its_cost_and_the_tasks_that_made_it_one():
    found = of(*went_back())
    assert found.back[["from_phase", "to_phase", "cost_days", "cause_keys"]].to_numpy().tolist() == [
        ["Modeling", "Research", 2.0, "T2"]
    ]


def test_a_task_of_another_phase_that_was_active_meanwhile_is_no_cause():
    found = of(*went_back(), task("T6", phase="A/B Testing", who="bob").active("2026-03-02 09:00", "2026-03-13 17:00"))
    assert found.back["cause_keys"].tolist() == ["T2"]


def test_its_place_is_among_the_other_finished_projects():
    others = [
        issue
        for key, last in (("A", 3), ("B", 12), ("C", 27), ("D", 11), ("E", 13))
        for issue in (
            epic(key).done("2026-03-30 09:00"),
            task(f"{key}1", epic=key, who=key).active("2026-03-02 09:00", f"2026-03-{last:02} 17:00", after="done"),
        )
    ]
    place = of(*went_back(), *others).places.set_index("phase").loc["Modeling"]
    assert (place["actual_days"], place["project_count"], place["longer_count"]) == (8, 5, 3)
    assert place["median_days"] == 9  # of 2, 8, 9, 10 and 20 days: of the others alone


def test_breaches_are_looked_for_as_of_each_move_as_of_the_end_and_every_week_before():
    found = of(*went_back())
    assert [f"{at:%m-%d %H}" for at in found.looked_at] == ["03-06 09", "03-06 17", "03-10 09", "03-13 17"]
    assert found.life.empty
    late = of(
        epic("P").done("2026-03-13 17:00"), task("T").active("2026-03-02 09:00", "2026-03-16 09:00", after="done")
    )
    assert late.life[["rule", "subject", "seen_count"]].to_numpy().tolist() == [
        ["no-plan", "P", 1],  # a week before the end
        ["active-in-done", "T", 1],
        ["task-too-long", "T", 1],
    ]


def test_a_project_without_work_has_a_plan_and_nothing_else():
    found = of(epic("P", plan={"Modeling": 1}).done("2026-03-13 17:00"), task("T"))
    assert found.steps[["step", "days"]].to_numpy().tolist() == [
        ["First plan", 5.0],
        ["Modeling", -5.0],
        ["Actual", 0.0],
    ]
    assert found.back.empty
    assert found.places.empty

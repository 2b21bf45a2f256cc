import math

from tests.builder import epic, phase, portfolio, seen, task


def planned(found):
    """Planned and baseline days of Modeling."""
    row = phase(found, "Modeling")
    return row["planned_days"], row["baseline_days"]


def test_a_plan_is_in_weeks_of_five_working_days():
    model = portfolio(epic("P", plan={"Modeling": 1.5}), task("T"))
    assert planned(seen(model, "2026-03-04 12:00")) == (7.5, 7.5)


def test_the_plan_in_force_is_that_of_the_instant_and_the_baseline_the_first_there_was():
    model = portfolio(epic("P", plan={"Modeling": 1}).changed("plan:Modeling", "2026-03-04 12:00", 3), task("T"))
    assert planned(seen(model, "2026-03-04 11:59:59")) == (5.0, 5.0)
    assert planned(seen(model, "2026-03-04 12:00")) == (15.0, 5.0)


def test_a_plan_made_later_is_the_baseline_too():
    model = portfolio(epic("P").changed("plan:Modeling", "2026-03-04 12:00", 3), task("T"))
    assert all(math.isnan(days) for days in planned(seen(model, "2026-03-04 11:59:59")))
    assert planned(seen(model, "2026-03-04 12:00")) == (15.0, 15.0)


def test_a_plan_that_is_taken_back_is_none_and_leaves_its_baseline():
    model = portfolio(epic("P", plan={"Modeling": 1}).changed("plan:Modeling", "2026-03-04 12:00", None), task("T"))
    in_force, baseline = planned(seen(model, "2026-03-04 12:00"))
    assert math.isnan(in_force)
    assert baseline == 5.0


def test_a_plan_of_nought_weeks_is_a_plan():
    model = portfolio(epic("P", plan={"Modeling": 0}), task("T"))
    assert planned(seen(model, "2026-03-04 12:00")) == (0.0, 0.0)


def test_every_configured_phase_has_a_row_in_order():
    found = seen(portfolio(epic("P"), task("T")), "2026-03-04 12:00").phases
    assert found["position"].tolist() == list(range(6))
    assert found["planned_days"].isna().all()
    assert found["actual_days"].tolist() == [0.0] * 6

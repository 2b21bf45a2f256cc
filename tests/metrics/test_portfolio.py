import math

import pytest

from mlpm_analytics.metrics.portfolio import (
    listed,
    moves_back,
    phase_spread,
    plan_bias,
    sheets,
    visited_phases,
)
from mlpm_analytics.workflow import Workflow
from tests.builder import epic, portfolio, seen, task

AS_OF = "2026-03-27 17:00"
WORKFLOW = Workflow(abandoned_resolutions=frozenset({"won't do"}))


def finished(key, last_day, *, plan=None, phase="Modeling"):
    """A project of one Task, active from Monday 2 March to the end of that day of March."""
    return (
        epic(key, plan=plan).done("2026-03-26 09:00"),
        task(f"{key}-1", epic=key, phase=phase, who=f"who {key}").active(
            "2026-03-02 09:00", f"2026-03-{last_day:02} 17:00", after="done"
        ),
    )


def spread_of(phase, *issues):
    return phase_spread(seen(portfolio(*issues), AS_OF, WORKFLOW), WORKFLOW).set_index("phase").loc[phase]


def bias_of(phase, *issues):
    return plan_bias(seen(portfolio(*issues), AS_OF, WORKFLOW), WORKFLOW).set_index("phase").loc[phase]


def test_a_median_of_five_projects_is_the_one_in_the_middle_and_quartiles_need_eight():
    days = {"A": 2, "B": 4, "C": 13, "D": 3, "E": 6}  # 1, 3, 10, 2 and 5 days
    found = spread_of("Modeling", *[one for key, day in days.items() for one in finished(key, day)])
    assert found[["project_count", "finished_count", "open_count"]].tolist() == [5, 5, 0]
    assert found[["least_days", "median_days", "most_days"]].tolist() == [1, 3, 10]
    assert math.isnan(found["lower_days"])
    assert math.isnan(found["upper_days"])


def test_four_projects_have_no_median_but_a_least_and_a_most():
    found = spread_of("Modeling", *[one for key in "ABCD" for one in finished(key, 4 if key == "A" else 2)])
    assert math.isnan(found["median_days"])
    assert (found["finished_count"], found["least_days"], found["most_days"]) == (4, 1, 3)


def test_abandoned_and_running_projects_count_as_at_least_so_long_and_are_in_no_bias():
    given_up = epic("G", plan={"Modeling": 1}).changed("resolution", "2026-03-20 09:00", "won't do")
    issues = [
        *finished("A", 2, plan={"Modeling": 1}),
        given_up.done("2026-03-20 09:00"),
        task("G-1", epic="G", who="g").active("2026-03-02 09:00", "2026-03-10 17:00", after="done"),
        epic("R", plan={"Modeling": 1}),
        task("R-1", epic="R", who="r").active("2026-03-02 09:00"),
    ]
    found = spread_of("Modeling", *issues)
    assert found[["project_count", "finished_count", "open_count", "beyond_count"]].tolist() == [3, 1, 2, 2]
    bias = bias_of("Modeling", *issues)
    assert (bias["project_count"], bias["over_count"], bias["open_over_count"]) == (1, 0, 1)


def test_open_projects_raise_the_median_or_make_it_more_than_the_longest():
    done = [one for key, day in zip("ABCDE", (2, 3, 4, 5, 6), strict=True) for one in finished(key, day)]
    running = [
        one
        for n in range(6)
        for one in (epic(f"R{n}"), task(f"R{n}-1", epic=f"R{n}", who=f"r{n}").active("2026-03-02 09:00"))
    ]
    found = spread_of("Modeling", *done, *running)
    assert (found["median_days"], found["is_more"]) == (20.0, True)


def test_a_phase_that_a_project_left_out_has_no_mark():
    found = seen(portfolio(*finished("A", 2)), AS_OF, WORKFLOW)
    assert visited_phases(found)[["project", "phase", "actual_days"]].to_numpy().tolist() == [["A", "Modeling", 1.0]]


def test_the_bias_is_a_sum_over_a_sum_and_not_a_mean_of_ratios():
    found = bias_of(
        "Modeling",
        *finished("A", 13, plan={"Modeling": 1}),  # 10 days of 5
        *finished("B", 2, plan={"Modeling": 1}),  # 1 of 5
        *finished("C", 6, plan={"Modeling": 2}),  # 5 of 10
    )
    assert (found["project_count"], found["actual_days"], found["baseline_days"]) == (3, 16, 20)
    assert found["bias"] == 0.8


def test_the_bias_holds_against_the_first_plan_whatever_it_became():
    first, *rest = finished("A", 13, plan={"Modeling": 1})
    issues = [first.changed("plan:Modeling", "2026-03-03 09:00", 4), *rest]
    assert bias_of("Modeling", *issues)["baseline_days"] == 5


def test_without_a_plan_a_project_does_not_count_and_two_are_too_few():
    issues = [*finished("A", 2, plan={"Modeling": 1}), *finished("B", 2, plan={"Modeling": 1}), *finished("C", 2)]
    found = bias_of("Modeling", *issues)
    assert found["project_count"] == 2
    assert math.isnan(found["bias"])


def test_a_phase_that_was_planned_and_left_out_counts_with_no_days():
    plan = {"Modeling": 1, "Productization": 1}
    issues = [*finished("A", 6, plan=plan), *finished("B", 6, plan=plan), *finished("C", 6, plan=plan)]
    assert bias_of("Productization", *issues)["bias"] == 0
    assert bias_of("Modeling", *issues)["bias"] == 1


def test_plans_of_nothing_have_no_bias():
    issues = [one for key in "ABC" for one in finished(key, 2, plan={"Modeling": 0})]
    assert math.isnan(bias_of("Modeling", *issues)["bias"])


def went_back(key, days):
    """Modeling on Monday, back to Research for so many days, then Modeling again."""
    return (
        epic(key),
        task(f"{key}-1", epic=key, who=key).active("2026-03-02 09:00", "2026-03-02 17:00", after="done"),
        task(f"{key}-2", epic=key, phase="Research", who=key).active(
            "2026-03-03 09:00", f"2026-03-{2 + days:02} 17:00", after="done"
        ),
        task(f"{key}-3", epic=key, who=key).active("2026-03-09 09:00", "2026-03-09 17:00", after="done"),
    )


def test_going_back_is_counted_by_way_with_what_it_cost_together_and_in_the_middle():
    issues = [issue for key, days in zip("ABCDE", (1, 1, 2, 4, 4), strict=True) for issue in went_back(key, days)]
    found = moves_back(seen(portfolio(*issues), AS_OF))
    assert found.to_dict("records") == [
        {
            "from_phase": "Modeling",
            "to_phase": "Research",
            "move_count": 5,
            "project_count": 5,
            "cost_days": 12.0,
            "median_cost_days": 2.0,
        }
    ]


def test_four_moves_back_have_a_cost_and_no_median():
    issues = [issue for key in "ABCD" for issue in went_back(key, 1)]
    found = moves_back(seen(portfolio(*issues), AS_OF))
    assert found["cost_days"].tolist() == [4.0]
    assert found["median_cost_days"].isna().all()


@pytest.mark.parametrize("issues", [[], [epic("P"), task("T")]])
def test_nothing_in_is_every_phase_without_figures(issues):
    found = seen(portfolio(epic("N"), *issues), AS_OF)
    assert phase_spread(found, WORKFLOW)["project_count"].tolist() == [0] * 6
    assert plan_bias(found, WORKFLOW)["bias"].isna().all()
    assert moves_back(found).empty
    assert listed(found).empty


def test_pages_of_a_timeline_have_no_more_rows_or_bars_than_fit():
    issues = [issue for key in "ABCDE" for issue in went_back(key, 1)]  # three visits each
    found = seen(portfolio(*issues), AS_OF)
    projects = listed(found)
    assert sheets(projects, found.visits, most_rows=2, most_bars=100).tolist() == [0, 0, 1, 1, 2]
    assert sheets(projects, found.visits, most_rows=100, most_bars=7).tolist() == [0, 0, 1, 1, 2]
    assert sheets(projects, found.visits, most_rows=100, most_bars=100).tolist() == [0] * 5

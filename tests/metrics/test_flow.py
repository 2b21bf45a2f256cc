import math
from datetime import date

from mlpm_analytics.calendars import Calendars
from mlpm_analytics.metrics.flow import (
    age_percentiles,
    aged_tasks,
    begun_tasks,
    cumulative_flow,
    shown_weeks,
    throughput,
)
from mlpm_analytics.workflow import Workflow
from tests.builder import epic, instant, portfolio, seen, task

AS_OF = "2026-03-18 17:00"  # a Wednesday


def aged(*issues, as_of=AS_OF):
    return aged_tasks(seen(portfolio(epic("P"), *issues), as_of), Calendars())


def test_the_age_of_a_task_counts_its_gaps():
    found = aged(
        task("T")
        .active("2026-03-02 09:00", "2026-03-02 17:00")
        .active("2026-03-13 09:00", "2026-03-13 17:00", after="done")
    )
    assert found["age_days"].tolist() == [10.0]
    assert found["active_days"].tolist() == [2.0]


def test_begun_tasks_are_the_oldest_first_also_those_that_were_put_back():
    found = begun_tasks(
        aged(
            task("NEW").active("2026-03-17 09:00"),
            task("BACK").active("2026-03-02 09:00", "2026-03-03 17:00"),
            task("NEVER"),
            task("DONE").active("2026-03-02 09:00", "2026-03-03 17:00", after="done"),
        )
    )
    assert found[["key", "age_days", "is_active"]].to_numpy().tolist() == [["BACK", 13.0, False], ["NEW", 2.0, True]]


def percentiles(*issues, as_of=AS_OF):
    return age_percentiles(aged(*issues, as_of=as_of), Workflow(), as_of=instant(as_of))


def finished(count: int, **facts):
    """Tasks that took 1, 2, … days from 2 March on."""
    return [
        task(f"T{number}", **facts).active("2026-03-02 09:00", f"2026-03-{2 + number % 5:02} 17:00", after="done")
        for number in range(count)
    ]


def test_a_median_is_given_from_five_finished_tasks_on_and_the_85th_percentile_from_twenty():
    assert all(math.isnan(days) for days in percentiles(*finished(4)).values())
    some = percentiles(*finished(5))
    assert some[50] == 3.0
    assert math.isnan(some[85])
    assert percentiles(*finished(20)) == {50: 3.0, 85: 5.0}


def test_percentiles_are_of_tasks_outside_passive_phases_finished_in_the_last_26_weeks():
    assert all(math.isnan(days) for days in percentiles(*finished(5, phase="A/B Testing")).values())
    assert all(math.isnan(days) for days in percentiles(*finished(5), as_of="2026-09-18 17:00").values())


def test_every_week_of_the_flow_holds_every_task_once():
    model = portfolio(
        epic("P"),
        task("T", created="2026-02-26 09:00").active("2026-03-03 09:00", "2026-03-05 17:00", after="done"),
        task("U", created="2026-03-10 09:00").active("2026-03-11 09:00", "2026-03-12 17:00", after="blocked"),
        task("V", created="2026-03-16 09:00"),
    )
    found = seen(model, AS_OF)
    weeks = shown_weeks(found, "UTC")
    flow = cumulative_flow(found, model, weeks, "UTC")
    assert weeks == [date(2026, 3, 2), date(2026, 3, 9), date(2026, 3, 16)]
    assert flow[["to_do_count", "in_progress_count", "done_count"]].to_numpy().tolist() == [
        [0, 0, 1],
        [0, 1, 1],
        [1, 1, 1],
    ]


def test_a_week_in_which_nothing_was_finished_is_a_zero_and_no_gap():
    model = portfolio(
        epic("P"),
        task("T").active("2026-03-02 09:00", "2026-03-03 17:00", after="done"),
        task("U").active("2026-03-16 09:00", "2026-03-17 17:00", after="done"),
    )
    found = seen(model, AS_OF)
    assert throughput(found, shown_weeks(found, "UTC"), "UTC")["finished_count"].tolist() == [1, 0, 1]


def test_the_last_week_of_the_flow_ends_as_of():
    model = portfolio(epic("P"), task("T").active("2026-03-18 10:00", "2026-03-19 17:00", after="done"))
    found = seen(model, AS_OF)
    flow = cumulative_flow(found, model, shown_weeks(found, "UTC"), "UTC")
    assert flow[["in_progress_count", "done_count"]].to_numpy().tolist() == [[1, 0]]


def test_without_work_there_are_no_weeks_and_no_tasks_of_any_age():
    model = portfolio(epic("P"), task("T"))
    found = seen(model, AS_OF)
    assert shown_weeks(found, "UTC") == []
    assert cumulative_flow(found, model, [], "UTC").empty
    assert throughput(found, [], "UTC").empty
    assert aged_tasks(found, Calendars()).empty

from datetime import timedelta

from mlpm_analytics.workflow import Workflow
from tests.builder import epic, portfolio, seen, task


def told(found):
    """Each work interval as `project phase scientist from–to`."""
    return [
        f"{row['project_id']} {row['phase']} {row['scientist_id']} "
        f"{row['started_at']:%d %H:%M}–{row['stopped_at']:%d %H:%M}"
        for row in found.work_intervals.to_dict("records")
    ]


def test_a_run_lasts_over_changes_between_active_statuses():
    model = portfolio(epic("P"), task("T").status("2026-03-02 09:00", "doing").status("2026-03-02 10:00", "review"))
    assert told(seen(model, "2026-03-02 12:00")) == ["P Modeling ana 02 09:00–02 12:00"]


def test_a_change_of_project_phase_or_assignee_ends_an_interval():
    model = portfolio(
        epic("P"),
        epic("Q"),
        task("T")
        .active("2026-03-02 09:00", "2026-03-02 17:00")
        .changed("phase", "2026-03-02 10:00", "Research")
        .changed("assignee", "2026-03-02 11:00", "bob")
        .changed("epic", "2026-03-02 12:00", "Q"),
    )
    assert told(seen(model, "2026-03-04 12:00")) == [
        "P Modeling ana 02 09:00–02 10:00",
        "P Research ana 02 10:00–02 11:00",
        "P Research bob 02 11:00–02 12:00",
        "Q Research bob 02 12:00–02 17:00",
    ]


def test_a_gap_however_short_is_a_gap():
    model = portfolio(epic("P"), task("T").active("2026-03-02 09:00", "2026-03-02 10:00").active("2026-03-02 10:00:01"))
    assert len(told(seen(model, "2026-03-02 12:00"))) == 2


def test_a_run_of_less_than_five_minutes_is_a_mis_click_and_counted():
    model = portfolio(
        epic("P"),
        task("T").active("2026-03-02 09:00", "2026-03-02 09:04:59").active("2026-03-03 09:00", "2026-03-03 09:05"),
    )
    found = seen(model, "2026-03-04 12:00")
    assert told(found) == ["P Modeling ana 03 09:00–03 09:05"]
    assert found.dropped_runs == 1


def test_an_open_run_counts_however_short_it_is():
    model = portfolio(epic("P"), task("T").active("2026-03-02 09:00", "2026-03-02 09:04"))
    assert told(seen(model, "2026-03-02 09:03")) == ["P Modeling ana 02 09:00–02 09:03"]
    assert told(seen(model, "2026-03-02 09:04")) == []


def test_a_short_run_that_led_elsewhere_counts():
    model = portfolio(epic("P"), task("T").active("2026-03-02 09:00", "2026-03-02 09:03", after="done"))
    assert told(seen(model, "2026-03-04 12:00")) == ["P Modeling ana 02 09:00–02 09:03"]


def test_a_run_counts_by_its_whole_length_however_short_its_intervals_are():
    model = portfolio(
        epic("P"),
        task("T").active("2026-03-02 09:00", "2026-03-02 09:06").changed("phase", "2026-03-02 09:02", "Research"),
    )
    assert told(seen(model, "2026-03-04 12:00")) == [
        "P Modeling ana 02 09:00–02 09:02",
        "P Research ana 02 09:02–02 09:06",
    ]


def test_how_long_a_run_must_be_is_a_setting():
    model = portfolio(epic("P"), task("T").active("2026-03-02 09:00", "2026-03-02 09:20"))
    assert told(seen(model, "2026-03-04 12:00", Workflow(min_active=timedelta(minutes=30)))) == []


def test_a_change_exactly_at_as_of_has_happened():
    model = portfolio(epic("P"), task("T").active("2026-03-02 09:00", "2026-03-02 12:00"))
    assert seen(model, "2026-03-02 11:59:59").work_intervals["is_open"].tolist() == [True]
    assert seen(model, "2026-03-02 12:00").work_intervals["is_open"].tolist() == [False]


def test_an_interval_that_begins_exactly_at_as_of_is_open_and_has_no_length():
    model = portfolio(epic("P"), task("T").active("2026-03-02 09:00").changed("phase", "2026-03-02 12:00", "Research"))
    found = seen(model, "2026-03-02 12:00")
    assert told(found) == ["P Modeling ana 02 09:00–02 12:00", "P Research ana 02 12:00–02 12:00"]
    assert found.work_intervals["is_open"].tolist() == [False, True]


def test_several_changes_at_one_instant_make_one_interval():
    model = portfolio(
        epic("P"),
        epic("Q"),
        task("T")
        .active("2026-03-02 09:00", "2026-03-02 17:00")
        .changed("phase", "2026-03-02 10:00", "Research")
        .changed("assignee", "2026-03-02 10:00", "bob")
        .changed("epic", "2026-03-02 10:00", "Q"),
    )
    assert told(seen(model, "2026-03-04 12:00")) == [
        "P Modeling ana 02 09:00–02 10:00",
        "Q Research bob 02 10:00–02 17:00",
    ]


def test_sub_tasks_carry_no_time_unless_a_switch_includes_them():
    model = portfolio(epic("P"), task("T"), task("S", kind="subtask").active("2026-03-02 09:00"))
    assert told(seen(model, "2026-03-02 12:00")) == []
    assert told(seen(model, "2026-03-02 12:00", Workflow(include_subtasks=True))) == [
        "P Modeling ana 02 09:00–02 12:00"
    ]

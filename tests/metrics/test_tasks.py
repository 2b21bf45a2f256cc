import pandas as pd

from tests.builder import epic, instant, phase, portfolio, project, seen, task


def only(found, key="T"):
    return found.tasks.set_index("key").loc[key].to_dict()


def test_a_task_that_was_never_active_has_no_instants_and_no_time():
    row = only(seen(portfolio(epic("P"), task("T", estimate=3)), "2026-03-04 12:00"))
    assert pd.isna(row["started_at"])
    assert pd.isna(row["stopped_at"])
    assert (row["active_days"], row["effort_days"], row["estimate_days"]) == (0.0, 0.0, 3.0)
    assert not row["is_active"]


def test_a_task_keeps_its_time_over_runs_assignees_and_epics():
    model = portfolio(
        epic("P"),
        epic("Q"),
        task("T")
        .active("2026-03-02 09:00", "2026-03-02 17:00")
        .changed("assignee", "2026-03-03 09:00", "bob")
        .changed("epic", "2026-03-03 09:00", "Q")
        .active("2026-03-04 09:00", "2026-03-04 13:00"),
    )
    row = only(seen(model, "2026-03-06 12:00"))
    assert (row["active_days"], row["effort_days"], row["project"], row["scientist"]) == (1.5, 1.5, "Q", "Bob")


def test_time_in_a_passive_phase_is_not_limited():
    model = portfolio(
        epic("P"),
        task("T", phase="A/B Testing")
        .active("2026-03-02 09:00", "2026-03-03 17:00")
        .changed("phase", "2026-03-03 09:00", "Modeling"),
    )
    row = only(seen(model, "2026-03-06 12:00"))
    assert (row["active_days"], row["limited_days"]) == (2.0, 1.0)


def test_a_re_opened_task_is_not_finished():
    model = portfolio(
        epic("P"), task("T").done("2026-03-02 12:00").status("2026-03-03 12:00", "todo").done("2026-03-04 12:00")
    )
    assert only(seen(model, "2026-03-02 12:00"))["finished_at"] == instant("2026-03-02 12:00")
    assert pd.isna(only(seen(model, "2026-03-03 12:00"))["finished_at"])
    assert only(seen(model, "2026-03-04 12:00"))["finished_at"] == instant("2026-03-04 12:00")


def test_a_phase_counts_the_tasks_that_are_in_it_as_of_the_instant_and_those_that_are_done():
    model = portfolio(
        epic("P"),
        task("T").done("2026-03-02 12:00"),
        task("U").changed("phase", "2026-03-03 12:00", "Research"),
        task("V", created="2026-03-04 12:00"),
        task("S", kind="subtask"),
    )
    found = phase(seen(model, "2026-03-02 13:00"), "Modeling")
    assert (found["task_count"], found["done_count"]) == (2, 1)
    found = phase(seen(model, "2026-03-04 12:00"), "Modeling")
    assert (found["task_count"], found["done_count"]) == (2, 1)
    assert phase(seen(model, "2026-03-04 12:00"), "Research")["task_count"] == 1


def test_a_task_that_is_not_there_yet_is_not_listed():
    model = portfolio(epic("P"), task("T", created="2026-03-04 12:00"))
    assert seen(model, "2026-03-04 11:59:59").tasks.empty
    assert seen(model, "2026-03-04 12:00").tasks["key"].tolist() == ["T"]


def test_every_figure_shows_the_weakest_evidence_in_it():
    model = portfolio(
        epic("P"),
        task("T").active("2026-03-02 09:00", "2026-03-02 17:00"),
        task("U", phase="Research", evidence="field").active("2026-03-03 09:00", "2026-03-03 17:00"),
        task("V", phase="Research", evidence="snapshot").active("2026-03-04 09:00", "2026-03-04 17:00"),
        task("W", evidence="inferred"),
    )
    found = seen(model, "2026-03-06 12:00")
    assert project(found)["evidence"] == phase(found, "Research")["evidence"] == "field"
    assert phase(found, "Modeling")["evidence"] == "changelog"
    assert pd.isna(phase(found, "Productization")["evidence"])
    assert found.visits["evidence"].tolist() == ["changelog", "field"]

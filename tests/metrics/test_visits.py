import pytest

from tests.builder import epic, phase, portfolio, project, seen, task


def visited(found):
    """Each visit as `phase day from–to`."""
    return [
        f"{row['phase']} {row['started_at']:%d %H:%M}–{row['stopped_at']:%d %H:%M}"
        for row in found.visits.to_dict("records")
    ]


def moved(found):
    """Each move as `from > to direction`."""
    return [f"{row['from_phase']} > {row['to_phase']} {row['direction']}" for row in found.moves.to_dict("records")]


def test_of_tasks_active_together_the_one_that_became_active_last_gives_the_phase():
    model = portfolio(
        epic("P"),
        task("T", phase="Modeling").active("2026-03-02 09:00", "2026-03-02 17:00"),
        task("U", phase="Research").active("2026-03-02 11:00", "2026-03-02 14:00"),
    )
    assert visited(seen(model, "2026-03-04 12:00")) == [
        "Modeling 02 09:00–02 11:00",
        "Research 02 11:00–02 14:00",
        "Modeling 02 14:00–02 17:00",
    ]


def test_on_a_tie_the_later_phase_counts():
    model = portfolio(
        epic("P"),
        task("T", phase="Modeling").active("2026-03-02 09:00", "2026-03-02 17:00"),
        task("U", phase="Research").active("2026-03-02 09:00", "2026-03-02 17:00"),
    )
    assert visited(seen(model, "2026-03-04 12:00")) == ["Modeling 02 09:00–02 17:00"]


def test_a_passive_phase_gives_way_to_any_other():
    model = portfolio(
        epic("P"),
        task("T", phase="Research").active("2026-03-02 09:00", "2026-03-02 13:00"),
        task("U", phase="A/B Testing").active("2026-03-02 10:00", "2026-03-02 17:00"),
    )
    assert visited(seen(model, "2026-03-04 12:00")) == ["Research 02 09:00–02 13:00", "A/B Testing 02 13:00–02 17:00"]


@pytest.mark.parametrize("before", ["Data Exploration", None])
def test_a_change_of_phase_while_active_also_from_none_counts_as_becoming_active(before):
    model = portfolio(
        epic("P"),
        task("T", phase=before)
        .active("2026-03-02 09:00", "2026-03-02 17:00")
        .changed("phase", "2026-03-02 13:00", "Research"),
        task("U", phase="Modeling").active("2026-03-02 10:00", "2026-03-02 17:00"),
    )
    assert visited(seen(model, "2026-03-04 12:00"))[-2:] == ["Modeling 02 10:00–02 13:00", "Research 02 13:00–02 17:00"]


@pytest.mark.parametrize(("field", "to"), [("assignee", "bob"), ("epic", "P")])
def test_a_change_of_assignee_or_epic_does_not_count_as_becoming_active(field, to):
    model = portfolio(
        epic("P"),
        epic("Q"),
        task("T", phase="Research", epic="Q" if field == "epic" else "P")
        .active("2026-03-02 09:00", "2026-03-02 17:00")
        .changed(field, "2026-03-02 13:00", to),
        task("U", phase="Modeling").active("2026-03-02 10:00", "2026-03-02 17:00"),
    )
    assert visited(seen(model, "2026-03-04 12:00"))[-1] == "Modeling 02 10:00–02 17:00"


def test_tasks_without_a_phase_are_disregarded_and_idle_gaps_do_not_end_a_visit():
    model = portfolio(
        epic("P"),
        task("T").active("2026-03-02 09:00", "2026-03-02 13:00").active("2026-03-05 09:00", "2026-03-05 13:00"),
        task("U", phase=None).active("2026-03-03 09:00", "2026-03-03 13:00"),
    )
    found = seen(model, "2026-03-06 12:00")
    assert visited(found) == ["Modeling 02 09:00–05 13:00"]
    assert found.visits["active_days"].tolist() == [1.0]


def test_a_short_visit_is_noise_and_its_neighbours_merge_but_its_time_stays_in_the_phase():
    model = portfolio(
        epic("P"),
        task("T").active("2026-03-02 09:00", "2026-03-02 17:00"),
        task("U", phase="Research").active("2026-03-03 09:00", "2026-03-03 10:59"),
        task("V").active("2026-03-03 11:00", "2026-03-03 17:00"),
    )
    found = seen(model, "2026-03-04 12:00")
    assert visited(found) == ["Modeling 02 09:00–03 17:00"]
    assert moved(found) == []
    assert phase(found, "Research")["active_days"] == pytest.approx(119 / 480)
    assert phase(found, "Research")["visit_count"] == 0


def test_a_visit_of_exactly_a_quarter_day_is_no_noise():
    model = portfolio(
        epic("P"),
        task("T").active("2026-03-02 09:00", "2026-03-02 17:00"),
        task("U", phase="Research").active("2026-03-03 09:00", "2026-03-03 11:00"),
    )
    assert moved(seen(model, "2026-03-04 12:00")) == ["Modeling > Research back"]


def test_all_noise_is_dropped_at_once_so_that_what_would_have_merged_may_be_lost():
    model = portfolio(
        epic("P"),
        task("T").active("2026-03-02 09:00", "2026-03-02 10:30"),
        task("U", phase="Research").active("2026-03-02 10:30", "2026-03-02 11:00"),
        task("V").active("2026-03-02 11:00", "2026-03-02 12:30"),
    )
    assert visited(seen(model, "2026-03-04 12:00")) == []


def test_going_back_is_something_somebody_did():
    model = portfolio(
        epic("P"),
        task("T").active("2026-03-02 09:00", "2026-03-02 17:00"),
        task("U", phase="Research").active("2026-03-03 09:00", "2026-03-03 17:00"),
    )
    found = seen(model, "2026-03-04 12:00")
    assert moved(found) == ["Modeling > Research back"]
    assert project(found)["back_count"] == 1


def test_an_older_task_that_simply_goes_on_is_resumed():
    model = portfolio(
        epic("P"),
        task("T", phase="Research").active("2026-03-02 09:00", "2026-03-04 17:00"),
        task("U").active("2026-03-03 09:00", "2026-03-03 17:00"),
    )
    found = seen(model, "2026-03-06 12:00")
    assert moved(found) == ["Research > Modeling forward", "Modeling > Research resumed"]
    assert project(found)["reentry_count"] == 1
    assert project(found)["rework_days"] == 0.0


def test_going_back_may_be_hidden_by_another_phase_at_first():
    model = portfolio(
        epic("P"),
        task("T").active("2026-03-02 09:00", "2026-03-02 17:00").active("2026-03-03 10:00", "2026-03-03 13:00"),
        task("U", phase="Research").active("2026-03-03 09:30", "2026-03-03 17:00"),
    )
    assert moved(seen(model, "2026-03-04 12:00")) == ["Modeling > Research back"]


def test_a_task_that_became_active_in_another_project_did_not_go_back_in_this_one():
    model = portfolio(
        epic("P"),
        epic("Q"),
        task("T").active("2026-03-02 09:00", "2026-03-03 09:00"),
        task("U", phase="Research", epic="Q")
        .active("2026-03-02 10:00", "2026-03-03 17:00")
        .changed("epic", "2026-03-02 12:00", "P"),
    )
    assert moved(seen(model, "2026-03-04 12:00")) == ["Modeling > Research resumed"]


def test_a_mis_click_is_no_becoming_active():
    model = portfolio(
        epic("P"),
        task("T", phase="Research").active("2026-03-02 09:00", "2026-03-04 17:00"),
        task("U").active("2026-03-03 09:00", "2026-03-03 17:00"),
        task("V", phase="Research").active("2026-03-03 12:00", "2026-03-03 12:04"),
    )
    assert moved(seen(model, "2026-03-06 12:00"))[-1] == "Modeling > Research resumed"


def test_a_move_happens_when_the_new_visit_starts():
    model = portfolio(
        epic("P"),
        task("T").active("2026-03-02 09:00", "2026-03-02 17:00"),
        task("U", phase="Research").active("2026-03-05 09:00", "2026-03-05 17:00"),
    )
    assert f"{seen(model, '2026-03-06 12:00').moves['moved_at'].item():%d %H:%M}" == "05 09:00"


def there_and_back():
    """Modeling 1 day, Research 1 day, Data Exploration half a day, Modeling 1 day, Research 1 day."""
    days = [("Modeling", "02"), ("Research", "03"), ("Data Exploration", "04"), ("Modeling", "05"), ("Research", "06")]
    tasks = [
        task(f"T{day}", phase=name).active(
            f"2026-03-{day} 09:00", f"2026-03-{day} {'13' if name == 'Data Exploration' else '17'}:00"
        )
        for name, day in days
    ]
    return portfolio(epic("P"), *tasks)


def test_the_cost_of_a_move_back_is_the_time_until_the_project_is_as_far_as_it_was():
    found = seen(there_and_back(), "2026-03-20 12:00")
    assert moved(found) == [
        "Modeling > Research back",
        "Research > Data Exploration forward",
        "Data Exploration > Modeling forward",
        "Modeling > Research back",
    ]
    assert found.moves["cost_days"].fillna(-1).tolist() == [1.5, -1, -1, 1.0]


def test_rework_is_time_in_phases_before_the_furthest_one_also_after_a_forward_move():
    found = project(seen(there_and_back(), "2026-03-20 12:00"))
    assert found["rework_days"] == 2.5
    assert found["rework_share"] == pytest.approx(2.5 / 4.5)
    assert found["reentry_count"] == 2


def test_without_visits_there_is_no_share_of_rework():
    found = project(seen(portfolio(epic("P"), task("T")), "2026-03-04 12:00"))
    assert (found["rework_days"], found["rework_share"]) == (0.0, 0.0)

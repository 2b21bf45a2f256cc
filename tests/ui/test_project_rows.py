from mlpm_analytics.ui.project_rows import badges, last_lines, time_lines

NAN = float("nan")


def row(**given):
    blank = {"current_phase": "Modeling", "phase_days": 2.0, "phase_planned_days": 5.0, "actual_days": 4.0}
    blank |= {"planned_days": 10.0, "last_move": "no move yet", "idle_days": 0.0}
    return blank | given


def test_days_in_the_phase_and_in_all_are_held_against_the_plan():
    assert time_lines(row()) == [r"Modeling\: 2 of 5 days", r"In all\: 4 of 10 days"]


def test_being_over_plan_is_said_in_words_too():
    assert time_lines(row(phase_days=5.5))[0] == r":red[**Modeling\: 5\.5 of 5 days, over plan**]"


def test_a_plan_that_is_just_used_up_is_kept():
    assert "over plan" not in time_lines(row(phase_days=5.0 + 1e-12))[0]


def test_a_project_without_a_plan_says_so():
    missing = row(phase_planned_days=NAN, actual_days=NAN, planned_days=NAN)
    assert time_lines(missing) == [r"Modeling\: 2 days\, no plan", "No plan"]


def test_a_project_that_has_not_begun_says_so():
    assert time_lines(row(current_phase=NAN)) == ["not begun"]
    assert last_lines(row()) == ["No move yet"]


def test_the_last_move_says_which_way_and_on_which_day():
    moved = row(last_move="back to Research on 3 March 2026")
    assert last_lines(moved) == ["Back to Research on 3 March 2026"]


def test_idle_days_are_said_where_there_are_any():
    assert last_lines(row(idle_days=3.5))[1] == r"Idle for 3\.5 days"


def test_figures_that_are_not_from_jiras_history_say_so():
    assert badges({"state": "waiting", "evidence": "changelog"}) == ":orange-badge[waiting]"
    assert badges({"state": "not started", "evidence": NAN}) == ":gray-badge[not started]"
    assert badges({"state": "waiting", "evidence": "inferred"}) == ":orange-badge[waiting] :violet-badge[inferred]"

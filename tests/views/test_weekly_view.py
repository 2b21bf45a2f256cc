import pandas as pd

from mlpm_analytics.views.weekly_view import last_move


def test_the_last_move_says_which_way_and_on_which_day_of_the_team():
    row = {"moved_at": pd.Timestamp("2026-03-02T23:30:00Z"), "to_phase": "Research", "direction": "back"}
    assert last_move(row, "Europe/Berlin") == "back to Research on 3 March 2026"
    assert last_move(row | {"moved_at": pd.NaT}, "Europe/Berlin") == "no move yet"

import pandas as pd

from mlpm_analytics.frames import TASKS
from mlpm_analytics.ui.blocks import csv_bytes, shown
from mlpm_analytics.views.headers import columns
from mlpm_analytics.views.model import Column, Table


def test_instants_are_shown_as_the_clock_of_the_team_shows_them():
    rows = pd.DataFrame({"at": pd.to_datetime(["2026-03-02T23:30:00Z", None], utc=True), "other": [1, 2]})
    table = shown(Table(rows, (Column("at", "Moment", "moment"),)), timezone="Europe/Berlin")
    assert table["Moment"].tolist() == [pd.Timestamp("2026-03-03 00:30"), pd.NaT]


def test_bounds_have_columns_where_there_are_any():
    bounds = columns(TASKS, "phase", "least_active_days", "most_active_days")
    rows = pd.DataFrame({"phase": ["A", "B"], "least_active_days": [2.0, None], "most_active_days": [5.0, None]})
    headers = ["Phase", "Active at least (days)", "Active at most (days)"]
    assert list(shown(Table(rows, bounds), timezone="UTC")) == headers
    assert list(shown(Table(rows.iloc[1:], bounds), timezone="UTC")) == ["Phase"]


def test_evidence_is_shown_in_words_and_a_key_leads_to_jira():
    rows = pd.DataFrame({"key": ["ML-1", None], "evidence": ["changelog", None]})
    table = shown(Table(rows, columns(TASKS, "key", "evidence")), timezone="UTC", browse_url="https://jira.example")
    assert table["Evidence"].fillna("").tolist() == ["from Jira's history", ""]
    assert table["Jira"].fillna("").tolist() == ["https://jira.example/browse/ML-1", ""]


def test_headers_and_help_are_those_of_the_contract():
    rows = pd.DataFrame({"key": ["ML-1"], "effort_days": [2.0]})
    saved = shown(Table(rows, columns(TASKS, "key", "effort_days")), timezone="UTC")
    assert list(saved) == ["Task", "Effort (person-days)", "Jira"]
    assert saved.attrs["help"]["Effort (person-days)"].startswith("Time in progress, shared among a scientist's")


def test_a_saved_table_has_unrounded_figures_and_blanks_for_what_is_missing():
    table = pd.DataFrame({"Days": [1 / 3, float("nan")], "Moment": pd.to_datetime(["2026-03-03 00:30", None])})
    assert csv_bytes(table).decode("utf-8-sig").splitlines() == [
        "Days,Moment",
        "0.3333333333333333,2026-03-03 00:30:00",
        ",",
    ]


def test_a_saved_table_holds_no_formula():
    assert csv_bytes(pd.DataFrame({"Summary": ["=1+1"]})).decode("utf-8-sig").splitlines()[1] == "'=1+1"


def test_a_table_without_rows_is_saved_with_its_headers():
    assert csv_bytes(pd.DataFrame({"Days": pd.Series(dtype="float64")})).decode("utf-8-sig") == "Days\n"

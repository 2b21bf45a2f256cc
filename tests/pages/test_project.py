import json
from pathlib import Path

import pandas as pd
import pytest

from mlpm_analytics.load import import_paths
from mlpm_analytics.settings import load_settings
from mlpm_analytics.sources import ReadingOptions
from mlpm_analytics.store import Store
from tests.builder import epic, portfolio, task
from tests.pages.reading_pages import charts, metrics, table, texts
from tests.ui.publishing import publish

GOLDEN = Path(__file__).parents[1] / "golden" / "by-hand"
AS_OF = "2026-03-18 16:00"


def back_and_forth():
    return portfolio(
        epic("ML-1", plan={"Research": 0.5, "Modeling": 2}),
        task("ML-2", epic="ML-1", phase="Modeling").active("2026-03-02 08:00", "2026-03-03 16:00", after="done"),
        task("ML-3", epic="ML-1", phase="Research").active("2026-03-04 08:00", "2026-03-05 16:00", after="done"),
        task("ML-4", epic="ML-1", phase="Modeling").active("2026-03-06 08:00"),
        epic("ML-9"),
        task("ML-10", epic="ML-9", phase="Research", who="bob").active("2026-03-16 08:00"),
    )


def test_an_empty_store_says_what_to_do(opened):
    app = opened("project")
    assert not app.exception
    assert "mlpm import" in texts(app)


def test_a_date_before_the_first_project_says_so(opened, store):
    later = task("ML-2", epic="ML-1", created="2026-03-02 08:00").active("2026-03-02 08:00")
    publish(store, portfolio(epic("ML-7"), epic("ML-1", created="2026-03-02 08:00"), later), AS_OF)
    app = opened("project", as_of="2026-02-03")
    assert not app.exception
    assert "No project has begun by this date" in texts(app)


def test_the_project_in_the_address_is_shown(opened, store):
    publish(store, back_and_forth(), AS_OF)
    app = opened("project", project="ML-9")
    assert app.header[0].value == r"About ML\-9"
    assert app.selectbox[0].value == "ML-9"


def test_choosing_another_project_writes_it_into_the_address(opened, store):
    publish(store, back_and_forth(), AS_OF)
    app = opened("project")
    app.selectbox[0].select("ML-9").run()
    assert app.query_params["project"] in ("ML-9", ["ML-9"])
    assert app.header[0].value == r"About ML\-9"


def test_an_unknown_project_in_the_address_is_said_to_be_missing(opened, store):
    publish(store, back_and_forth(), AS_OF)
    app = opened("project", project="ML-77")
    assert not app.exception
    assert "No project ML-77" in app.warning[0].value.replace("\\", "")
    assert app.selectbox[0].value == "ML-1"


def test_the_standing_is_said_in_plain_words_with_a_link_to_jira(opened, store):
    publish(store, back_and_forth(), AS_OF)
    shown = texts(opened("project", project="ML-1"))
    assert "In Modeling since 6 March 2026" in shown
    assert "went back to Research once" in shown
    assert "[ML-1](<https://jira.example.com/browse/ML-1>)" in shown


def test_charts_are_described_and_have_their_figures_in_a_table(opened, store):
    publish(store, back_and_forth(), AS_OF)
    app = opened("project", project="ML-1")
    described = "\n".join(charts(app))
    assert "Timeline of 3 visits and 1 move back: Modeling from 2 March 2026, 09:00 to 3 March 2026, 17:00" in described
    assert "Research 2 days of 2.5 planned" in described
    assert "2 moves: 1 forward and 1 back; 1 re-entry; 2 days of rework" in described
    assert table(app, "Visit")["Active (days)"].tolist() == [2.0, 2.0, 9.0]
    assert table(app, "Direction")["Direction"].tolist() == ["back", "forward"]


def test_time_per_phase_has_planned_actual_and_variance(opened, store):
    publish(store, back_and_forth(), AS_OF)
    rows = table(opened("project", project="ML-1"), "Planned (days)").set_index("Phase")
    assert rows.loc["Research", ["Planned (days)", "Actual (days)", "Variance (days)"]].tolist() == [2.5, 2.0, -0.5]


def test_where_the_time_went_adds_up_to_the_elapsed_days(opened, store):
    publish(store, back_and_forth(), AS_OF)
    app = opened("project", project="ML-9")
    parts = table(app, "Elsewhere (days)").iloc[0]
    assert parts.tolist() == [3.0, 0.0, 0.0, 0.0, 0.0, 3.0]
    assert metrics(app)["Elapsed"] == "3 days"
    assert "Of 3 days since the first active moment: 3 active, 0 blocked, 0 elsewhere, 0 away and 0 idle." in texts(app)


def test_a_project_that_never_moved_says_so(opened, store):
    publish(store, back_and_forth(), AS_OF)
    assert "has not moved" in texts(opened("project", project="ML-9"))


def test_breaches_of_this_project_alone_are_listed(opened, store):
    publish(store, back_and_forth(), AS_OF)
    assert "has been active for 9.0 working days; at most 5 are meant · Ana" in texts(opened("project", project="ML-1"))
    assert "has been active for" not in texts(opened("project", project="ML-9"))


def test_the_next_and_the_previous_project_are_one_press_away(opened, store):
    publish(store, back_and_forth(), AS_OF)
    app = opened("project")
    buttons = {button.label: button for button in app.button}
    assert buttons["Previous project"].disabled
    buttons["Next project"].click().run()
    assert app.header[0].value == r"About ML\-9"
    assert {button.label: button.disabled for button in app.button}["Next project"]


def test_what_is_still_to_come_is_the_plan_less_what_was_done_and_names_the_next_milestone(opened, store):
    planned = epic("ML-1", plan={"Research": 1, "Modeling": 1, "Productization": 2})
    work = task("ML-2", epic="ML-1", phase="Modeling").active("2026-03-16 08:00")
    publish(store, portfolio(planned, work), AS_OF)
    app = opened("project")
    rows = table(app, "Planned (days)").set_index("Phase")["Still to come (days)"]
    assert rows[["Research", "Modeling", "Productization"]].tolist() == [5.0, 2.0, 10.0]
    assert "Still to come by the plan: 17 days. Next is Productization" in texts(app)


def test_deliverables_are_milestones_with_links(opened, store):
    work = task("ML-2", epic="ML-1", phase="Research").active("2026-03-02 08:00", "2026-03-03 16:00", after="done")
    work.changed("deliverable", "2026-03-03 16:00", "https://docs.example.com/plan")
    publish(store, portfolio(epic("ML-1"), work), AS_OF)
    app = opened("project")
    assert "Research · [https" in texts(app)
    assert "](<https://docs.example.com/plan>)" in texts(app)
    timeline = next(figure for alt, figure in charts(app).items() if alt.startswith("Timeline"))
    stars = next(trace for trace in timeline["data"] if trace.get("name") == "Deliverable (1)")
    assert (stars["y"], stars["x"][0][:16]) == ([0], "2026-03-03T17:00")


def test_tasks_say_which_rules_they_break(opened, store):
    publish(store, back_and_forth(), AS_OF)
    rows = table(opened("project", project="ML-1"), "Estimate (days)").set_index("Task")["Breaches"]
    assert rows["ML-4"] == "Task too long"


def test_a_file_to_send_can_be_saved_with_names_and_without(opened, store):
    publish(store, back_and_forth(), AS_OF)
    labels = [button.proto.label for button in opened("project").get("download_button")]
    assert {"File to send (HTML)", "File to send (HTML), without names", "Save as CSV", "Save as Excel"} <= set(labels)


@pytest.fixture
def golden(store, monkeypatch):
    """The case that was computed by hand, loaded as its expected figures are."""
    monkeypatch.setenv("MLPM_CONFIG", str(GOLDEN / "mlpm.toml"))
    settings = load_settings(GOLDEN / "mlpm.toml")
    expected = json.loads((GOLDEN / "expected.json").read_text("utf-8"))
    as_of = pd.Timestamp(expected["as_of"])
    import_paths([GOLDEN / "jira.json"], Store(store), settings, ReadingOptions(), exported_at=as_of)
    return expected["projects"]["CHURN-1"]


def test_the_figures_on_the_page_are_those_computed_by_hand(opened, golden):
    app = opened("project", project="CHURN-1")
    assert not app.exception
    rows = table(app, "Planned (days)").set_index("Phase")
    columns = {
        "planned_days": "Planned (days)",
        "baseline_days": "First plan (days)",
        "actual_days": "Actual (days)",
        "effort_days": "Effort (person-days)",
        "active_days": "Active (days)",
        "elapsed_days": "Elapsed (days)",
        "visits": "Visits",
        "tasks": "Tasks",
        "tasks_done": "Tasks done",
    }
    for phase in golden["phases"]:
        shown = {key: rows.loc[phase["phase"], header] for key, header in columns.items()}
        assert {key: None if pd.isna(value) else value for key, value in shown.items()} == pytest.approx(
            {key: phase[key] for key in columns}
        )
        for key, header in (("first_started_at", "First active"), ("last_stopped_at", "Last active")):
            instant = rows.loc[phase["phase"], header]
            assert (None if pd.isna(instant) else utc(instant)) == phase[key]


def test_the_row_of_figures_is_the_one_computed_by_hand(opened, golden):
    shown = metrics(opened("project", project="CHURN-1"))
    assert shown["State"] == golden["state"].capitalize()
    assert shown["Elapsed"] == "13 days" == f"{golden['elapsed_days']:g} days"
    assert shown["Active"] == f"{golden['active_days']:g} days"
    assert shown["Effort"] == f"{golden['effort_days']:g} days"
    assert shown["Moves back"] == str(golden["moves"]["back"])


def test_the_visits_and_moves_are_those_computed_by_hand(opened, golden):
    app = opened("project", project="CHURN-1")
    visits = table(app, "Visit")
    assert visits["Phase"].tolist() == [visit["phase"] for visit in golden["visits"]]
    assert visits["Active (days)"].tolist() == pytest.approx([visit["active_days"] for visit in golden["visits"]])
    assert [utc(instant) for instant in visits["From"]] == [visit["started_at"] for visit in golden["visits"]]
    moved = table(app, "Direction").groupby(["From", "To"]).size()
    assert [[*pair, count] for pair, count in moved.items()] == golden["moves"]["matrix"]


def utc(instant):
    return instant.tz_localize("Europe/Berlin").tz_convert("UTC").strftime("%Y-%m-%dT%H:%M:%SZ")

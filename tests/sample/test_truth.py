"""The whole chain, from Jira's JSON to the figures, against what the simulator knows without it."""

import pandas as pd
import pytest

from mlpm_analytics import sources
from mlpm_analytics.frames import Raw
from mlpm_analytics.mapping import map_raw
from mlpm_analytics.metrics import figures
from mlpm_analytics.settings import load_settings
from tests.sample.reading import FOLDER, truth

PROJECTS = sorted(truth()["projects"], key=lambda key: int(key.removeprefix("ML-")))


def mapped_from(name):
    (found,) = sources.find([FOLDER / name])
    export = sources.read(found, sources.ReadingOptions(timezone="Europe/Berlin"))
    raw = Raw(export.issues, export.field_values, export.changes, export.fields, export.statuses, export.site_url)
    return map_raw(raw, load_settings(FOLDER / "mlpm.toml", environ={}))


def figures_of(mapped):
    as_of = pd.Timestamp(truth()["as_of"]).as_unit("us")
    return figures(mapped.model, mapped.workflow, mapped.calendars, as_of=as_of)


@pytest.fixture(scope="module")
def mapped():
    return mapped_from("jira.json")


@pytest.fixture(scope="module")
def found(mapped):
    return figures_of(mapped)


def near(days):
    return None if days is None else pytest.approx(days, abs=1e-6)


def told(value):
    return None if pd.isna(value) else value


def test_the_projects_are_those_of_the_story(found):
    assert set(found.projects["project"]) == set(PROJECTS)


@pytest.mark.parametrize("key", PROJECTS)
def test_a_project_is_in_its_state_and_took_its_time(found, key):
    expected, row = truth()["projects"][key], found.projects.set_index("project").loc[key]
    assert (row["name"], row["state"]) == (expected["name"], expected["state"])
    assert told(row["current_phase"]) == expected["current_phase"]
    days = ["elapsed_days", "active_days", "effort_days", "idle_days"]
    assert row[days].to_dict() == {name: near(expected[name]) for name in days}


@pytest.mark.parametrize("key", PROJECTS)
def test_a_project_went_back_and_forth_as_told(found, key):
    expected, row = truth()["projects"][key], found.projects.set_index("project").loc[key]
    visits = found.visits[found.visits["project"] == key]
    assert visits["phase"].tolist() == [phase for phase, _ in expected["visits"]]
    assert visits["active_days"].tolist() == [near(days) for _, days in expected["visits"]]
    assert {name: row[f"{name}_count"] for name in expected["moves"]} == expected["moves"]


@pytest.mark.parametrize("key", PROJECTS)
def test_every_phase_took_its_time_against_its_plan(found, key):
    columns = {"visits": "visit_count", "tasks": "task_count", "tasks_done": "done_count"}
    rows = found.phases[found.phases["project"] == key].set_index("phase")
    for phase, expected in truth()["projects"][key]["phases"].items():
        row = {name: told(rows.loc[phase, columns.get(name, name)]) for name in expected}
        assert row == {name: near(days) for name, days in expected.items()}, phase


def test_the_breaches_are_those_of_the_story(found):
    assert sorted(found.breaches[["rule", "subject"]].to_numpy().tolist()) == sorted(truth()["breaches"])


def test_the_mis_clicks_are_dropped(found):
    assert found.dropped_runs == truth()["mis_clicks"]


def test_the_one_history_that_is_cut_is_found(mapped, found):
    assert set(mapped.model.findings["rule"]) == {"history-cut"}
    assert len(set(mapped.model.findings["key"])) == 1
    assert found.projects["evidence"].value_counts().to_dict() == {"changelog": 21, "inferred": 1}


def test_the_csv_export_tells_of_the_same_projects_without_their_past(found):
    exported = figures_of(mapped_from("jira.csv"))
    settled = ["done", "abandoned", "paused"]
    assert _states(exported, settled) == _states(found, settled)
    columns = ["project", "phase", "planned_days", "task_count", "done_count"]
    pd.testing.assert_frame_equal(exported.phases[columns], found.phases[columns])


def _states(found, settled):
    rows = found.projects[found.projects["state"].isin(settled)]
    return dict(zip(rows["project"], rows["state"], strict=True))

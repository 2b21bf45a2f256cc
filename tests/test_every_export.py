"""One portfolio through every kind of export: the figures are the same, or within what the definitions promise."""

import json
from pathlib import Path

import pandas as pd
import pytest
from pandas.testing import assert_frame_equal

from benchmarks import inference
from mlpm_analytics.load import current, import_paths
from mlpm_analytics.mapping import map_raw
from mlpm_analytics.publication import FIGURES
from mlpm_analytics.settings import load_settings
from mlpm_analytics.sources import ReadingOptions
from mlpm_analytics.store import Store
from tests.exports_without_history import change_log, csv_rows, issues_in, write_pipeline, written
from tests.jira import answer as answer_of
from tests.jira import issue

SAMPLE = Path(__file__).parent.parent / "data" / "sample"
SETTINGS = load_settings(SAMPLE / "mlpm.toml")
OPTIONS = ReadingOptions(SETTINGS.calendar.timezone, timezone_is_stated=True)


def loaded(folder: Path, *paths: Path, **options) -> Store:
    store = Store(folder)
    report = import_paths(list(paths), store, SETTINGS, OPTIONS, **options)
    assert not report.refused, [one.problem for one in report.refused]
    return store


def figures(store: Store) -> dict[str, pd.DataFrame]:
    snapshot = current(store, SETTINGS)
    return {name: snapshot.frame(name) for name in FIGURES}


@pytest.fixture(scope="module")
def exact(tmp_path_factory):
    return figures(loaded(tmp_path_factory.mktemp("json"), SAMPLE / "jira.json"))


@pytest.fixture(scope="module")
def answer():
    return json.loads((SAMPLE / "jira.json").read_text("utf-8"))


def test_the_data_pipeline_gives_the_same_figures_as_rest_answers(exact, answer, tmp_path):
    write_pipeline(answer["issues"], answer["names"], tmp_path / "export")
    found = figures(loaded(tmp_path / "store", tmp_path / "export"))
    for name in FIGURES:
        assert_frame_equal(found[name], exact[name], obj=name)


def test_a_csv_and_a_change_log_give_the_same_times_where_settings_name_what_was_renamed(exact, tmp_path):
    told = (SAMPLE / "mlpm.toml").read_text("utf-8")
    told = told.replace('"In Review"]', '"In Review", "Code Review"]', 1)
    told = told.replace('"Data Exploration",', '{ name = "Data Exploration", aliases = ["Exploration"] },', 1)
    (tmp_path / "mlpm.toml").write_text(told, "utf-8")
    settings, store = load_settings(tmp_path / "mlpm.toml"), Store(tmp_path / "store")
    log = tmp_path / "history.csv"
    log.write_text(change_log(issues_in(SAMPLE / "jira.json")), "utf-8", newline="")
    import_paths([SAMPLE / "jira.csv", log], store, settings, OPTIONS)
    snapshot = current(store, settings)
    for name in ("projects", "phases", "visits", "moves", "tasks"):
        times = [column for column in exact[name].columns if exact[name][column].dtype == "float64"]
        times = [column for column in times if not column.startswith(("least_", "most_"))]
        assert_frame_equal(snapshot.frame(name)[times], exact[name][times], rtol=0, atol=0.01, obj=name)


def test_one_csv_gives_active_days_within_what_the_definitions_say(exact, tmp_path):
    found = figures(loaded(tmp_path / "store", SAMPLE / "jira.csv"))
    assert set(found["tasks"]["evidence"]) == {"inferred"}
    errors = _errors(exact, found)
    assert errors.abs().median() < 0.1
    assert errors.abs().quantile(0.9) < 1.1
    assert found["projects"]["state"].tolist() == exact["projects"]["state"].tolist()
    assert_within_bounds(exact, found)


def test_successive_csvs_give_active_days_within_their_bounds(tmp_path):
    raw = inference.read_raw(SAMPLE / "jira.json", SETTINGS)
    known, last = map_raw(raw, SETTINGS), inference.latest_instant(raw)
    for back in range(0, 6, 2):
        at = last - back * inference.WEEK
        issues, values = inference.export_at(raw, known, at)
        path = tmp_path / "exports" / f"jira {at.tz_convert('Europe/Berlin'):%Y-%m-%d %H%M}.csv"
        path.parent.mkdir(exist_ok=True)
        path.write_text(written(csv_rows(issues, values, "Europe/Berlin")), "utf-8", newline="")
    found = figures(loaded(tmp_path / "store", tmp_path / "exports"))
    exact = inference.figures_of(known, last)
    assert set(found["tasks"]["evidence"]) == {"inferred", "snapshot"}
    assert_within_bounds({"tasks": exact.tasks}, found)


def assert_within_bounds(exact, found) -> None:
    """Every Task has bounds, and what it really took lies within; they tell more than nothing."""
    tasks = found["tasks"].set_index("issue_id")
    true = exact["tasks"].set_index("issue_id")["active_days"].reindex(tasks.index)
    least, most = tasks["least_active_days"], tasks["most_active_days"]
    lies = ((least <= true + 1e-6) & (true <= most + 1e-6)) | true.isna()
    assert lies.all(), tasks[~lies].assign(true=true)
    assert ((least <= tasks["active_days"]) & (tasks["active_days"] <= most)).all()
    assert (most - least).median() < 6


def _errors(exact, found) -> pd.Series:
    both = [one["tasks"].set_index("issue_id")["active_days"] for one in (exact, found)]
    return (both[1] - both[0])[(both[0] > 0) | (both[1] > 0)]


# Successive exports ---------------------------------------------------------------------------------

HEADER = ("Issue key", "Issue id", "Issue Type", "Summary", "Status", "Status Category", "Created", "Updated")
CELLS = ("ML-1", "10001", "Epic", "Fit", "In Progress", "In Progress", "2026-02-02 09:00", "")
EPIC = dict(zip(HEADER, CELLS, strict=True))
TASK = EPIC | {"Issue key": "ML-2", "Issue id": "10002", "Issue Type": "Task", "Parent": "10001"}
TASK |= {"Custom field (Phase)": "Modeling", "Assignee": "Ana"}
WEEKS = ("2026-03-02", "2026-03-09", "2026-03-16")


def weekly(folder: Path) -> list[Path]:
    """Three exports, named by their days; the second has fewer columns."""
    tasks = [
        TASK | {"Status": "To Do", "Status Category": "To Do", "Updated": "2026-03-01 10:00"},
        TASK | {"Updated": "2026-03-04 10:00"},
        TASK | {"Status": "Done", "Status Category": "Done", "Updated": "2026-03-11 15:00"},
    ]
    paths = []
    for day, task in zip(WEEKS, tasks, strict=True):
        rows = [EPIC | dict.fromkeys(task.keys() - EPIC.keys(), ""), task]
        if day == WEEKS[1]:
            rows = [{name: row[name] for name in HEADER} for row in rows]
        paths.append(folder / f"Jira {day}.csv")
        paths[-1].write_text(written(rows), "utf-8", newline="")
    return paths


@pytest.mark.parametrize("order", [(0, 1, 2), (2, 0, 1), (2, 1, 0)])
def test_weekly_exports_become_a_history_in_whatever_order_they_are_loaded(order, tmp_path):
    paths = weekly(tmp_path)
    store = Store(tmp_path / "store")
    import_paths([paths[place] for place in order], store, SETTINGS, OPTIONS)
    task = current(store, SETTINGS).frame("tasks").to_dict("records")[0]
    assert (task["phase"], task["scientist"], task["evidence"]) == ("Modeling", "Ana", "snapshot")
    assert task["started_at"] == pd.Timestamp("2026-03-04 10:00", tz="Europe/Berlin")
    assert task["stopped_at"] == pd.Timestamp("2026-03-11 15:00", tz="Europe/Berlin")
    bounds = current(store, SETTINGS).frame("bounds")
    status = bounds[(bounds["issue_id"] == "10002") & (bounds["field"] == "status")]
    assert status["not_before_at"].dt.tz_convert("Europe/Berlin").dt.strftime("%m-%d").tolist() == ["03-02", "03-09"]


def test_files_of_different_kinds_and_days_give_one_picture_in_whatever_order(tmp_path):
    (tmp_path / "exports").mkdir()
    paths = weekly(tmp_path / "exports")
    for path in paths:  # a Task that the answer does not hold
        text = path.read_text("utf-8")
        own = next(line for line in text.splitlines() if "ML-2" in line)
        path.write_text(text + own.replace("ML-2", "ML-3").replace("10002", "10003") + "\r\n", "utf-8", newline="")
    created = "2026-02-02T09:00:00.000+0100"
    epic = issue("ML-1", "Epic", now="In Progress", created=created)
    task = issue("ML-2", parent="ML-1", phase="Modeling", now="Done", created=created)
    answered = tmp_path / "exports" / "jira.json"
    answered.write_text(answer_of(epic, task.worked("2026-03-03T08:00:00Z", "2026-03-10T16:00:00Z")), "utf-8")
    found = []
    for name, order in (("one", [*paths, answered]), ("other", [answered, *reversed(paths)])):
        store = Store(tmp_path / name)
        report = import_paths(order, store, SETTINGS, OPTIONS)
        found.append(figures(store))
    for name in FIGURES:
        assert_frame_equal(found[0][name], found[1][name], obj=name)
    evidence = found[0]["tasks"].set_index("key")["evidence"].to_dict()
    assert evidence == {"ML-2": "changelog", "ML-3": "snapshot"}
    (told,) = report.load_precedence
    assert told == (
        "ML-1: jira.json wins, it brings the history; "
        "Jira 2026-03-16.csv wins for 1 of 3 issues, it is the newest that shows them; "
        "Jira 2026-03-02.csv dates what differs from newer ones for 1 of 3 issues; "
        "Jira 2026-03-09.csv dates what differs from newer ones for 1 of 3 issues."
    )


def test_the_instant_of_an_export_is_stated_or_in_its_name_or_the_latest_it_holds(tmp_path):
    path = tmp_path / "Jira 2026-03-16 12.30.csv"
    path.write_text(written([TASK | {"Updated": "2026-03-04 10:00"}]), "utf-8", newline="")
    unnamed = tmp_path / "Jira.csv"
    unnamed.write_text(written([TASK | {"Updated": "2026-03-05 10:00"}]), "utf-8", newline="")
    early = tmp_path / "Jira 2026-03-01.csv"
    early.write_text(written([TASK | {"Updated": "2026-03-06 10:00"}]), "utf-8", newline="")
    loads = current(loaded(tmp_path / "store", path, unnamed, early), SETTINGS).frame("loads").set_index("path")
    told = loads["as_of"].dt.tz_convert("Europe/Berlin").dt.strftime("%m-%d %H:%M")
    assert told[[str(path), str(unnamed), str(early)]].tolist() == ["03-16 12:30", "03-05 10:00", "03-06 10:00"]
    stated = pd.Timestamp("2026-03-20", tz="UTC").as_unit("us")
    stated_store = loaded(tmp_path / "other", path, exported_at=stated)
    assert current(stated_store, SETTINGS).frame("loads")["as_of"].tolist() == [stated]


@pytest.mark.parametrize(("is_complete", "is_active"), [(False, True), (True, False)])
def test_an_issue_that_a_later_export_lacks_stays_unless_that_one_is_complete(is_complete, is_active, tmp_path):
    both, one = tmp_path / "Jira 2026-03-09.csv", tmp_path / "Jira 2026-03-12.csv"
    both.write_text(written([EPIC | dict.fromkeys(TASK.keys() - EPIC.keys(), ""), TASK]), "utf-8", newline="")
    one.write_text(written([EPIC]), "utf-8", newline="")
    store = loaded(tmp_path / "store", both)
    options = ReadingOptions(SETTINGS.calendar.timezone, timezone_is_stated=True, is_complete=is_complete)
    import_paths([one], store, SETTINGS, options)
    tasks = current(store, SETTINGS).frame("tasks")
    assert tasks["key"].tolist() == ["ML-2"]
    assert tasks["is_active"].tolist() == [is_active]

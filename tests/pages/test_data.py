import json
from datetime import datetime

import pytest

from mlpm_analytics.load import remove_load
from mlpm_analytics.settings import load_settings
from mlpm_analytics.sources import ExportFile, ReadingOptions
from mlpm_analytics.store import Store
from tests.jira import answer, assigned, issue, status
from tests.pages.reading_pages import metrics, table, texts
from tests.stores import imported

NO_EXPORT = b"week,throughput\n1,5\n2,7\n"
CSV = (
    "Issue key,Issue id,Issue Type,Summary,Status,Parent,Created,Updated,Custom field (Phase)\n"
    "ML-1,10001,Epic,Churn,To Do,,{first},{first},\n"
    "ML-2,10002,Task,Read papers,Done,10001,{first},{second},Research\n"
)


def work(**more):
    return answer(
        issue("ML-1", "Epic", customfield_10102=1),
        issue("ML-2", parent="ML-1", phase="Modeling", now="Done", timeoriginalestimate=28800).worked(
            "2026-03-02T08:00:00Z", "2026-03-03T16:00:00Z"
        ),
        issue("ML-3", parent="ML-1", now="In Progress").worked("2026-03-04T08:00:00Z"),
        issue("ML-4", now="In Progress", **more).worked("2026-03-05T08:00:00Z"),
    )


def load(store, *contents, names=None):
    files = [
        ExportFile(name, content.encode()) for name, content in zip(names or map(str, range(9)), contents, strict=False)
    ]
    imported(files, Store(store), load_settings(), ReadingOptions())


def upload(app, *files):
    """Choose files, press the button."""
    for file in files:
        app.file_uploader[0].upload(*file)
    app.run()
    return app.button(key="load").click().run()


def as_json(text, name="jira.json"):
    return (name, text.encode(), "application/json")


def as_csv(text, name="jira.csv"):
    return (name, text if isinstance(text, bytes) else text.encode(), "text/csv")


def test_an_empty_store_says_what_to_do_and_takes_files(opened):
    app = opened("data")
    assert not app.exception
    assert "Nothing has been loaded" in texts(app)
    assert app.file_uploader[0].multiple_files
    assert app.button(key="load").disabled


def test_an_upload_is_loaded_and_reported_as_mlpm_import_does(opened, store):
    app = upload(opened("data"), as_json(work()))
    assert not app.exception
    assert "jira.json: REST JSON, 4 issues" in app.success[0].value.replace("\\", "").replace("4 rows, ", "")
    shown = texts(app)
    assert "The store now holds 4 issues: 1 project, 3 Tasks, 1 of them with a phase." in shown
    assert metrics(app)["Tasks that count"] == "3"
    assert Store(store).published().frame("loads")["path"].tolist() == ["jira.json"]


def test_files_that_were_loaded_are_no_longer_in_the_uploader(opened):
    app = upload(opened("data"), as_json(work()))
    assert not app.file_uploader[0].value
    assert app.button(key="load").disabled


def test_of_a_mixed_upload_the_exports_load_and_the_others_are_refused_with_the_reason(opened, store):
    app = upload(opened("data"), as_json(work()), as_csv(NO_EXPORT, "throughput.csv"))
    refused = app.error[0].value.replace("\\", "")
    assert "throughput.csv" in refused
    assert "Issue key" in refused
    assert Store(store).published().frame("loads")["path"].tolist() == ["jira.json"]


def test_nothing_of_a_refused_file_is_kept(opened, store):
    app = upload(opened("data"), as_csv(NO_EXPORT, "throughput.csv"))
    assert "nothing of it is kept" in app.error[0].value
    assert "Nothing has been loaded" in texts(app)
    assert not Store(store).has_loads


OPEN = CSV.format(first="2/3/2026 9:00", second="3/3/2026 17:00")


def test_a_question_is_asked_and_answered_on_the_page(opened, store):
    app = upload(opened("data"), as_csv(OPEN))
    asked = app.warning[0].value.replace("\\", "")
    assert "'2/3/2026 9:00' in line 2, column 'Created' can have the day or the month first" in asked
    assert "--date-order" not in asked
    assert not Store(store).has_loads
    app.selectbox(key="upload_date_order").select("dmy")
    app = app.button(key="load").click().run()
    assert not app.warning
    assert Store(store).published().frame("issues")["created_at"].min().strftime("%Y-%m-%d") == "2026-03-02"


def test_an_answer_is_for_the_files_that_asked_alone(opened, store):
    proven = CSV.format(first="3/13/2026 9:00", second="3/14/2026 9:00").replace("ML-", "OPS-").replace("1000", "2000")
    app = upload(opened("data"), as_csv(proven, "proven.csv"), as_csv(OPEN, "open.csv"))
    app.selectbox(key="upload_date_order").select("dmy")
    app = app.button(key="load").click().run()
    loads = Store(store).published().frame("loads").set_index("path")["options"].map(json.loads)
    assert {path: options["date_order"] for path, options in loads.items()} == {"proven.csv": None, "open.csv": "dmy"}
    created = Store(store).published().frame("issues").set_index("key")["created_at"]
    assert created["OPS-1"].strftime("%Y-%m-%d") == "2026-03-13"


def test_the_time_zone_and_the_time_of_the_export_can_be_stated(opened, store):
    app = opened("data")
    app.selectbox(key="upload_timezone").select("America/New_York")
    app.datetime_input(key="upload_exported_at").set_value(datetime(2026, 4, 1, 12))  # noqa: DTZ001 - a clock on the wall
    app = upload(app, as_csv(CSV.format(first="2026-03-02 09:00", second="2026-03-03 17:00")))
    snapshot = Store(store).published()
    assert snapshot.frame("issues")["created_at"].min().isoformat() == "2026-03-02T14:00:00+00:00"
    assert snapshot.meta["as_of"].startswith("2026-04-01T12:00")
    assert "carry no time zone" not in texts(app)


def test_an_assumed_time_zone_is_noted_and_names_the_field_that_corrects_it(opened):
    app = upload(opened("data"), as_csv(CSV.format(first="2026-03-02 09:00", second="2026-03-03 17:00")))
    noted = app.success[0].value.replace("\\", "")
    assert "they are read as UTC" in noted
    assert "pass it with “Time zone of dates that carry none”" in noted


def test_another_load_that_is_running_is_said_in_a_sentence(opened, store):
    load(store, answer(issue("ML-9")))
    app = opened("data")
    app.file_uploader[0].upload(*as_json(work()))
    app.run()
    with Store(store).loading():
        app = app.button(key="load").click().run()
    assert not app.exception
    assert "Another load is running" in app.error[0].value
    assert app.file_uploader[0].value


def test_taking_a_load_back_asks_first(opened, store):
    load(store, work(), answer(issue("ML-9")), names=["first.json", "second.json"])
    app = opened("data")
    app.selectbox(key="load_id").select(2)
    app = app.button(key="take-back").click().run()
    assert not app.exception
    assert "Load 2, second.json, brought 1 issue and no changes; 1 and 0 of them count today." in texts(app)
    assert {button.label for button in app.button} >= {"Take back", "Keep it"}
    assert len(Store(store).published().frame("loads")) == 2


def test_with_every_load_taken_back_the_page_takes_files_again(opened, store):
    load(store, work())
    remove_load(1, Store(store), load_settings())
    app = opened("data")
    assert not app.exception
    assert "Every load was taken back" in texts(app)
    assert app.file_uploader


def test_received_and_kept_are_held_against_each_other_and_the_rest_is_explained(opened, store):
    newer = answer(issue("ML-2", parent="ML-1", updated="2026-03-20T09:00:00.000+0000").worked("2026-03-02T08:00:00Z"))
    load(store, work(), newer, names=["first.json", "second.json"])
    app = opened("data")
    assert "The files brought 5 issues and 5 changes." in texts(app)
    assert "Kept, each once: 4 issues (3 Tasks) and 4 changes." in texts(app)
    assert "Not kept: 1 issue that another file shows later." in texts(app)
    by_load = table(app, "Not kept").set_index("File")
    assert by_load.loc["first.json", ["Issues received", "Issues kept"]].tolist() == [4, 3]
    assert by_load.loc["first.json", "Not kept"] == (
        "1 issue that another file shows later and 1 change that another file brought, too"
    )
    assert by_load.loc["second.json", "Not kept"] == "–"
    by_project = next(frame.value for frame in app.dataframe if {"Project", "Not kept"} <= set(frame.value))
    assert by_project.set_index("Project")["Tasks received"].to_dict() == {"ML-1": 3, "in no project": 1}


def test_kept_is_what_the_figures_are_made_of(opened, store):
    load(store, work(), work(updated="2026-03-20T09:00:00.000+0000"))
    rows = table(opened("data"), "Not kept")
    published = Store(store).published()
    assert rows["Issues kept"].sum() == len(published.frame("issues"))
    assert rows["Tasks kept"].sum() == len(published.frame("tasks"))
    assert rows["Changes kept"].sum() == len(published.frame("changes"))


def test_what_casts_doubt_says_what_it_does_and_links_to_jira(opened, store, tmp_path, monkeypatch):
    (tmp_path / "mlpm.toml").write_text('[jira]\nbrowse_url = "https://jira.example.com"\n')
    cut = issue("ML-5", parent="ML-1", now="Done").history("2026-03-06T08:00:00Z", status("Blocked", "In Progress"))
    load(store, work(), answer(cut.history("2026-03-06T09:00:00Z", assigned("bob", "eve"))))
    app = opened("data")
    shown = texts(app)
    assert "History cut short: 2 findings, 1 Task concerned" in shown
    assert "are shown as inferred" in shown
    assert "Task without a phase: 3 findings, 3 Tasks concerned" in shown
    links = [frame.value for frame in app.dataframe if {"What was found", "Jira"} <= set(frame.value)]
    assert links[0]["Jira"].tolist() == ["https://jira.example.com/browse/ML-5"] * 2
    assert links[0]["Summary"].tolist() == ["About ML-5"] * 2


def test_behind_each_figure_stand_tasks_and_those_left_out_have_a_reason(opened, store):
    load(store, work())
    app = opened("data")
    assert "Estimate against actual: 1 Task, 1 of them from Jira's history. Left out: 2 not done." in texts(app)
    rows = table(app, "Tasks behind it")
    assert (rows["Tasks behind it"] + rows["Tasks left out"]).tolist() == [3, 3, 3, 3]


def test_notes_on_files_stay_in_sight_after_the_load(opened, store):
    load(store, CSV.format(first="2026-03-02 09:00", second="soon"), names=["jira.csv"])
    notes = table(opened("data"), "Note")
    assert notes.loc[notes["Column"] == "Updated", ["File", "Line"]].to_numpy().tolist() == [["jira.csv", 3]]


def test_settings_in_force_say_where_they_come_from(opened, store, tmp_path):
    (tmp_path / "mlpm.toml").write_text('[calendar]\ntimezone = "Europe/Berlin"\n')
    load(store, work())
    rows = table(opened("data"), "Where from").set_index(["Section", "Key"])
    assert rows.loc[("[calendar]", "timezone"), ["Value", "Where from"]].tolist() == ['"Europe/Berlin"', "mlpm.toml"]
    assert (rows["Where from"] == "default").sum() == len(rows) - 1


def test_what_does_not_fit_the_settings_comes_with_the_line_to_add(opened, store):
    load(store, work().replace('"Modeling"', '"Modelling"'))
    app = opened("data")
    assert "“Modelling” (1 issue) looks like “Modeling”" in texts(app)
    assert any('aliases = ["Modelling"]' in block.value for block in app.code)


def test_a_csv_export_alone_says_how_its_tasks_are_known(opened, store):
    load(store, CSV.format(first="2026-03-02 09:00", second="2026-03-03 17:00"), names=["jira.csv"])
    app = opened("data")
    assert not app.exception
    assert metrics(app)["Exact Tasks"] == "0 of 1"


@pytest.mark.parametrize("day", ["2026-02-27", "2026-03-04"])
def test_an_earlier_day_shows_what_stood_behind_the_figures_then(opened, store, day):
    load(store, work())
    app = opened("data", as_of=day)
    assert not app.exception
    assert "Shown as of" in texts(app)


def test_the_first_sentence_says_how_the_tasks_are_known_and_what_casts_doubt(opened, store):
    load(store, work())
    said = "3 Tasks count, known from Jira's history. 3 kinds of findings cast doubt on some figures, first of all"
    assert f"{said} “Task without a phase”." in texts(opened("data"))


def test_markup_in_names_of_files_and_fields_is_shown_as_text(opened):
    app = upload(opened("data"), as_csv(NO_EXPORT, "<b>*x*</b> $y$.csv"))
    assert r"\<b\>\*x\*" in app.error[0].value
    assert "$y$.csv" not in app.error[0].value


def test_filters_choose_whose_findings_are_listed_and_change_no_count(opened, store):
    load(store, work())
    everything, filtered = opened("data"), opened("data", period=["2026-03-02", "2026-03-03"])
    assert metrics(filtered) == metrics(everything)
    assert set(table(everything, "What was found")["Issue"]) == {"ML-3", "ML-4"}
    assert "Nothing of what is listed" in texts(filtered)

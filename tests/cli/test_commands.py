"""The `mlpm` command as a person runs it: its output, its exit code."""

import json
from pathlib import Path
from shutil import copytree

import pytest
from typer.testing import CliRunner

from mlpm_analytics.cli import app
from mlpm_analytics.cli.reporting import TEXT
from tests.cli.running import mlpm, mlpm_process
from tests.jira import answer, issue

SETTINGS = '[calendar]\ntimezone = "Europe/Berlin"\n[jira]\nbrowse_url = "https://jira.example.com"\n'
NO_EXPORT = "week,throughput\n1,5\n2,7\n"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "mlpm.toml").write_text(SETTINGS)
    return tmp_path


@pytest.fixture(scope="module")
def imported(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with one load; nothing is changed in it."""
    folder = tmp_path_factory.mktemp("imported")
    (folder / "mlpm.toml").write_text(SETTINGS)
    (folder / "jira.json").write_text(portfolio())
    mlpm("import", "jira.json", cwd=folder)
    return folder


@pytest.fixture
def loaded(imported: Path, tmp_path: Path) -> Path:
    """A copy of it, for one test."""
    return copytree(imported, tmp_path, dirs_exist_ok=True)


def portfolio() -> str:
    return answer(
        issue("ML-1", "Epic", customfield_10102=1),
        issue("ML-2", parent="ML-1", phase="Research", now="Done").worked(
            "2026-03-02T08:00:00Z", "2026-03-03T16:00:00Z"
        ),
        issue("ML-3", parent="ML-1", phase="Modeling", now="In Progress").worked("2026-03-04T08:00:00Z"),
        issue("ML-4", parent="ML-1", phase="Modeling", updated="2026-03-06T16:00:00.000+0000"),
    )


def test_an_import_says_what_it_brought_and_what_the_store_holds(folder: Path):
    (folder / "jira.json").write_text(portfolio())
    said = mlpm_process("import", "jira.json", cwd=folder)
    assert "jira.json: REST JSON" in said
    assert "4 issues: 1 project, 3 Tasks, 3 of them with a phase" in said
    assert "3 Tasks from Jira's history" in said
    assert "as of 6 March 2026, 17:00" in said


def test_an_export_without_a_single_date_stands_as_of_when_it_was_loaded(folder: Path):
    (folder / "jira.csv").write_text("Issue key,Issue Type,Summary,Status\nML-2,Task,Read papers,To Do\n")
    said = mlpm("import", "jira.csv", cwd=folder)
    assert "1 Task" in said
    assert "when the last export was loaded" in said


def test_columns_are_named_in_the_settings_and_by_flags(folder: Path):
    (folder / "mlpm.toml").write_text(SETTINGS + '[exports.columns]\n"Issue key" = "Ticket"\nStatus = "Zustand"\n')
    (folder / "jira.csv").write_text("Ticket,Issue Type,Summary,Zustand,Stan\nML-2,Task,Read papers,To Do,Done\n")
    assert "no column, for which 'Farbe'" in mlpm("import", "jira.csv", "--column", "Colour=Farbe", cwd=folder, code=2)
    said = mlpm("import", "jira.csv", "--column", "Status=Stan", cwd=folder)
    assert "Read “Ticket” as Issue key and “Stan” as Status" in said


def test_the_same_file_again_changes_nothing(loaded: Path):
    assert "already loaded, nothing changed" in mlpm("import", "jira.json", cwd=loaded)
    assert mlpm("loads", cwd=loaded).count("jira.json") == 1


def test_in_a_mixed_folder_the_others_load_and_the_exit_code_says_so(folder: Path):
    (folder / "exports").mkdir()
    (folder / "exports" / "jira.json").write_text(portfolio())
    (folder / "exports" / "throughput.csv").write_text(NO_EXPORT)
    said = mlpm("import", "exports", cwd=folder, code=1)
    assert "throughput.csv" in said
    assert "4 issues" in said
    assert "throughput" not in mlpm("loads", cwd=folder)


def test_a_folder_of_nothing_but_refused_files_leaves_no_figures(folder: Path):
    (folder / "throughput.csv").write_text(NO_EXPORT)
    assert "the store is as it was" in mlpm("import", "throughput.csv", cwd=folder, code=1)
    assert "mlpm import" in mlpm("report", "portfolio", cwd=folder, code=2)


def test_the_figures_of_a_project_as_json(loaded: Path):
    found = json.loads(mlpm("report", "project", "ml-1", "--format", "json", "--as-of", "2026-03-05", cwd=loaded))
    assert found["as_of"] == "2026-03-05T23:00:00Z"
    assert (found["state"], found["current_phase"], found["effort_days"]) == ("active", "Modeling", 4.0)
    assert [phase["actual_days"] for phase in found["phases"]][:3] == [2.0, 0.0, 2.0]


def test_every_report_is_there_and_one_of_them_in_every_format(loaded: Path):
    others = (["portfolio"], ["scientist", "Ana"], ["weekly"], ["weekly", "--week", "2026-03-04"])
    for words, form in [*((["project", "ML-1"], form) for form in TEXT), *zip(others, TEXT, strict=True)]:
        said = mlpm("report", *words, "--format", form, cwd=loaded)
        assert "ML-3" in said or "ML-1" in said or (form == "csv" and said), (words, form, said)


def test_a_report_goes_into_a_file(loaded: Path):
    assert mlpm("report", "portfolio", "--format", "markdown", "-o", "out.md", cwd=loaded) == ""
    assert (loaded / "out.md").read_text(encoding="utf-8").startswith("# Portfolio")
    assert "cannot be written" in mlpm("report", "portfolio", "-o", "nowhere/out.md", cwd=loaded, code=2)


def test_other_settings_give_other_figures_at_once(loaded: Path):
    (loaded / "mlpm.toml").write_text(SETTINGS + '[workflow]\nactive_statuses = ["Done"]\n')
    assert json.loads(mlpm("report", "project", "ML-1", "--format", "json", cwd=loaded))["effort_days"] == 3.0


def test_a_load_is_taken_back(loaded: Path):
    assert "taken back" in mlpm("loads", "remove", "1", cwd=loaded)
    assert json.loads(mlpm("report", "portfolio", "--format", "json", cwd=loaded))["projects"] == []
    assert "There is no load 1" in mlpm("loads", "remove", "1", cwd=loaded, code=2)


def test_a_query_is_answered_in_each_format_and_may_not_write(loaded: Path):
    query = "SELECT key, active_days FROM tasks WHERE phase = 'Research'"
    assert json.loads(mlpm("sql", query, "--format", "json", cwd=loaded)) == [{"key": "ML-2", "active_days": 2.0}]
    assert mlpm("sql", query, "--format", "csv", cwd=loaded) == "key,active_days\nML-2,2.0\n"
    assert "ML-2" in mlpm("sql", query, cwd=loaded)
    assert "nothing can be written" in mlpm("sql", "DELETE FROM tasks", cwd=loaded, code=2)


def test_the_store_is_written_anew_and_says_the_same(loaded: Path):
    before = mlpm("report", "project", "ML-1", cwd=loaded)
    assert "raw.duckdb took" in mlpm("store", "compact", cwd=loaded)
    assert mlpm("report", "project", "ML-1", cwd=loaded) == before


def test_there_is_nothing_to_compact_where_nothing_was_loaded(folder: Path):
    mlpm("store", "compact", cwd=folder, code=2)
    assert not (folder / "data").exists()


def test_the_published_database_can_be_opened_by_others(loaded: Path):
    path = Path(mlpm("store", "path", cwd=loaded).strip())
    assert path.is_file()
    assert path.suffix == ".duckdb"


def test_mistakes_end_in_a_sentence(loaded: Path):
    assert "ML-1" in mlpm("report", "project", "ML-77", cwd=loaded, code=2)
    assert "is no instant" in mlpm("report", "portfolio", "--as-of", "yesterday", cwd=loaded, code=2)
    assert "outside of the years" in mlpm("import", "jira.json", "--exported-at", "9999-12-31", cwd=loaded, code=2)
    assert "is no time zone" in mlpm("import", "jira.json", "--timezone", "Berlin", cwd=loaded, code=2)
    assert "is no format" in mlpm("report", "portfolio", "--format", "pdf", cwd=loaded, code=2)
    (loaded / "mlpm.toml").write_text("[workflow]\nphase = 1\n")
    assert "workflow.phase" in mlpm_process("check", cwd=loaded, code=2)


def test_check_says_what_is_in_force_with_and_without_data(folder: Path):
    assert "Europe/Berlin" in mlpm("check", cwd=folder)
    (folder / "jira.json").write_text(answer(issue("ML-1", "Epic"), issue("ML-2", parent="ML-1", phase="Pondering")))
    assert "check" in mlpm("import", "jira.json", cwd=folder)
    assert "Pondering" in mlpm("check", cwd=folder)


def test_serving_to_others_is_refused_without_the_address_that_they_use(folder: Path):
    said = mlpm("serve", "--host", "0.0.0.0", cwd=folder, code=2)
    assert "--host 0.0.0.0 --public-url https://mlpm.example.com" in said
    assert "no sign-in" in said
    assert mlpm("demo", "--host", "0.0.0.0", cwd=folder, code=2) == said


def test_a_public_address_that_is_none_is_refused_with_an_example(folder: Path):
    said = " ".join(mlpm("serve", "--public-url", "https://me:secret@example.com", cwd=folder, code=2).split())
    assert "This is not the address of the pages" in said
    assert '"https://mlpm.example.com"' in said
    assert "secret" not in said


def test_a_report_as_csv_says_what_it_does_not_count_beside_its_rows(folder: Path, monkeypatch: pytest.MonkeyPatch):
    (folder / "jira.csv").write_text("Summary,Issue key,Issue id,Issue Type,Status\nChurn,ML-1,1,Epic,To Do\n")
    mlpm("import", "jira.csv", cwd=folder)
    monkeypatch.chdir(folder)
    answered = CliRunner().invoke(app, ["report", "portfolio", "--format", "csv"], catch_exceptions=False)
    assert answered.stdout.startswith("as_of,project,")
    assert "Not counted" not in answered.stdout
    assert answered.stderr.startswith("Not counted: 1 Epic holds no Task that is loaded (ML-1)")


def test_setup_says_where_phases_may_stand_what_that_would_show_and_writes_it(folder: Path):
    tasks = [
        f"Task {n},ML-{n},{n},Task,Done,Done,02/Mar/26 9:00 AM,0{n}/Mar/26 4:00 PM,ML-1,{stage}"
        for n, stage in enumerate(("EDA", "Training", "Deployment"), 3)
    ]
    header = (
        "Summary,Issue key,Issue id,Issue Type,Status,Status Category,Created,Resolved,Parent key,Custom field (Stage)"
    )
    rows = [header, "Churn,ML-1,1,Epic,To Do,To Do,02/Mar/26 9:00 AM,,,", *tasks]
    (folder / "jira.csv").write_text("\n".join(rows))
    mlpm("import", "jira.csv", cwd=folder)
    assert "  1. The field “Stage”: 3 of 3 Tasks" in mlpm("setup", cwd=folder)
    assert "There is no place 2" in mlpm("setup", "--use", "2", cwd=folder, code=2)
    shown = mlpm("setup", "--use", "1", cwd=folder)
    assert "It would show 1 project instead of 0, 100% of Tasks with a phase instead of 0%" in shown
    assert '+phase = "Stage"' in shown
    assert (folder / "mlpm.toml").read_text() == SETTINGS
    assert "Written: mlpm.toml" in mlpm("setup", "--use", "1", "--write", cwd=folder)
    assert "1 project" in mlpm("report", "portfolio", cwd=folder)

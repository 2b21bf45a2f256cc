"""`mlpm report … --format html|pdf`: files for people who have no Jira."""

import os
from pathlib import Path

import pytest

from tests.cli.running import mlpm
from tests.cli.test_commands import SETTINGS, portfolio


@pytest.fixture(scope="module")
def loaded(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("sent")
    (folder / "mlpm.toml").write_text(SETTINGS)
    (folder / "jira.json").write_text(portfolio())
    mlpm("import", "jira.json", cwd=folder)
    return folder


def test_a_project_as_html_in_a_file_or_on_the_terminal(loaded: Path):
    assert mlpm("report", "project", "ML-1", "--format", "html", "-o", "one.html", cwd=loaded) == ""
    assert mlpm("report", "project", "ML-1", "--format", "html", cwd=loaded) == (loaded / "one.html").read_text("utf-8")


def test_a_project_without_names(loaded: Path):
    words = ("report", "project", "ML-1", "--format", "html")
    assert "<bdi>Ana</bdi>" in mlpm(*words, cwd=loaded)
    assert "<bdi>Ana</bdi>" not in mlpm(*words, "--without-names", cwd=loaded)


def test_names_are_left_out_of_files_to_send_alone(loaded: Path):
    assert "--format html or pdf" in mlpm("report", "project", "ML-1", "--without-names", cwd=loaded, code=2)


def test_a_week_as_html(loaded: Path):
    mlpm("report", "weekly", "--format", "html", "-o", "week.html", cwd=loaded)
    assert "<h1><bdi>Weekly review</bdi></h1>" in (loaded / "week.html").read_text("utf-8")


def test_a_portfolio_is_a_folder_with_an_index(loaded: Path):
    assert mlpm("report", "portfolio", "--format", "html", "-o", "sent/all", cwd=loaded) == ""
    assert sorted(path.name for path in (loaded / "sent" / "all").iterdir()) == ["ML-1.html", "index.html"]


def test_what_is_no_text_needs_a_name(loaded: Path):
    assert "name the folder with -o" in mlpm("report", "portfolio", "--format", "html", cwd=loaded, code=2)
    assert "name the file with -o" in mlpm("report", "project", "ML-1", "--format", "pdf", cwd=loaded, code=2)


def test_a_folder_that_is_a_file_is_named(loaded: Path):
    said = mlpm("report", "portfolio", "--format", "html", "-o", "mlpm.toml", cwd=loaded, code=2)
    assert "mlpm.toml cannot be a folder" in said


def test_without_a_chromium_a_pdf_says_how_to_name_one(loaded: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setitem(os.environ, "CHROMIUM", "/nowhere/chromium")
    said = mlpm("report", "project", "ML-1", "--format", "pdf", "-o", "one.pdf", cwd=loaded, code=2)
    assert "CHROMIUM=/path/to/chromium" in said
    assert not (loaded / "one.pdf").exists()

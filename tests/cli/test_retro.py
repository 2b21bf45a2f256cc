"""`mlpm report retro KEY`: what one project teaches."""

import json
from pathlib import Path

import pytest

from tests.cli.running import mlpm
from tests.cli.test_commands import SETTINGS, portfolio


@pytest.fixture(scope="module")
def loaded(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("retro")
    (folder / "mlpm.toml").write_text(SETTINGS)
    (folder / "jira.json").write_text(portfolio())
    mlpm("import", "jira.json", cwd=folder)
    return folder


def test_it_is_told_in_every_format(loaded: Path):
    assert json.loads(mlpm("report", "retro", "ML-1", "--format", "json", cwd=loaded))["project"] == "ML-1"
    assert mlpm("report", "retro", "ml-1", "--format", "markdown", cwd=loaded).startswith("# ML-1 · Retrospective: ")
    assert "<h2>Questions to ask</h2>" in mlpm("report", "retro", "ML-1", "--format", "html", cwd=loaded)


def test_it_goes_into_a_file(loaded: Path):
    assert mlpm("report", "retro", "ML-1", "--format", "html", "-o", "retro.html", cwd=loaded) == ""
    assert (loaded / "retro.html").read_text("utf-8").startswith("<!DOCTYPE html>")


def test_a_key_that_is_not_there_is_said(loaded: Path):
    assert "No project ML-99" in mlpm("report", "retro", "ML-99", cwd=loaded, code=2)

"""What comes from others never steers the terminal, and no name of a file ends a command in a traceback."""

import json
import os
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

from mlpm_analytics.errors import StoreError
from mlpm_analytics.printable import printable
from mlpm_analytics.store import Store
from tests.cli.running import MLPM, mlpm, mlpm_process
from tests.cli.test_commands import SETTINGS
from tests.jira import answer, issue

posix = pytest.mark.skipif(os.name != "posix", reason="names of files are text elsewhere, and there are no pipes")
STEERING = "\x1b[31mred\x07\x9b2J\u202egnp\u2066.\u200f\u061c"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "mlpm.toml").write_text(SETTINGS)
    return tmp_path


def steering() -> str:
    return answer(
        issue("ML-1", "Epic"),
        issue("ML-2", parent="ML-1", phase="Research", summary=STEERING).worked("2026-03-02T08:00:00Z"),
    )


def is_harmless(said: str) -> bool:
    return printable(said) == said


@posix
def test_a_file_whose_name_is_no_utf_8_is_loaded(folder: Path):
    name = os.fsdecode("Projektübersicht.json".encode("latin-1"))
    (folder / "exports").mkdir()
    (folder / "exports" / name).write_text(steering())
    said = mlpm_process("import", "exports", cwd=folder)
    assert "Projekt�bersicht.json: REST JSON" in said
    assert "Projekt�bersicht.json" in mlpm_process("loads", cwd=folder)
    assert "Projekt�.json: there is no file here" in mlpm_process(
        "import", os.fsdecode(b"Projekt\xfc.json"), cwd=folder, code=2
    )


def test_a_name_in_an_archive_is_no_markup(folder: Path):
    with zipfile.ZipFile(folder / "markup.zip", "w") as archive:
        archive.writestr("[/red]a.json", steering())
    assert "markup.zip/[/red]a.json: REST JSON" in mlpm("import", "markup.zip", cwd=folder)


@posix
def test_names_of_files_and_what_issues_hold_do_not_steer_the_terminal(folder: Path):
    (folder / "exports").mkdir()
    (folder / "exports" / f"{STEERING}\n.json").write_text(steering())
    said = mlpm_process("import", "exports", cwd=folder)
    said += mlpm("loads", cwd=folder)
    said += mlpm("sql", "SELECT summary FROM issues", "--format", "csv", cwd=folder)
    said += mlpm("report", "portfolio", "--format", "csv", cwd=folder)
    said += mlpm("report", "project", f"{STEERING}\udcfc", cwd=folder, code=2)
    said += mlpm("report", "weekly", "--week", STEERING, cwd=folder, code=2)
    assert said.count("[31mred") == 5
    assert is_harmless(said)
    for_programs = mlpm("sql", "SELECT summary FROM issues WHERE key = 'ML-2'", "--format", "json", cwd=folder)
    assert is_harmless(for_programs)
    assert json.loads(for_programs) == [{"summary": STEERING}]


def test_a_file_that_is_written_keeps_what_issues_hold(folder: Path):
    (folder / "jira.json").write_text(answer(issue("ML-1", "Epic", summary=STEERING)))
    (folder / "mlpm.toml").write_text(f'{SETTINGS}[projects]\nchoose = "all"\n')
    mlpm("import", "jira.json", cwd=folder)
    mlpm("report", "portfolio", "--format", "csv", "-o", "out.csv", cwd=folder)
    assert STEERING in (folder / "out.csv").read_text(encoding="utf-8")


@posix
@pytest.mark.parametrize("name", ["pipe", "/dev/zero"])
def test_pipes_and_devices_are_no_exports(folder: Path, name: str):
    os.mkfifo(folder / "pipe")
    assert f"{name}: this is a pipe or a device, not a file." in mlpm("import", name, cwd=folder, code=1)


def test_a_terminal_of_few_signs_is_no_reason_to_stop(folder: Path):
    (folder / "jira.json").write_text(steering())
    command = [sys.executable, "-c", MLPM, "import", "jira.json"]
    told = subprocess.run(
        command, cwd=folder, env=os.environ | {"PYTHONIOENCODING": "ascii"}, capture_output=True, check=True
    )
    assert told.stdout.startswith(b"? jira.json: REST JSON")


def test_a_fault_of_ours_is_a_sentence_and_no_traceback(folder: Path):
    (folder / "store").mkdir()
    program = (
        "from mlpm_analytics import cli, load; load.read_raw = lambda store: {}['\\x1b[31m']; "
        "import sys; sys.argv[1:] = ['check']; cli.main()"
    )
    told = subprocess.run([sys.executable, "-c", program], cwd=folder, capture_output=True, text=True, check=False)
    assert told.returncode == 2
    assert "The command cannot go on: KeyError" in told.stderr
    assert "a fault of mlpm_analytics" in told.stderr
    assert "Traceback" not in told.stderr


@posix
@pytest.mark.parametrize("name", [b"store\xfc", b"x" * 300])
def test_a_folder_that_can_hold_no_store_is_named(tmp_path: Path, name: bytes):
    with pytest.raises(StoreError, match=r"--store"):
        Store(tmp_path / os.fsdecode(name))

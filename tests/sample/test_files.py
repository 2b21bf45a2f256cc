"""The files of the sample: fresh, the same every time, and without anything that looks like a real person's."""

import csv
import os
import re
import subprocess
import sys
from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from simulator import WRITERS, write_sample
from tests.sample.reading import FOLDER, ROOT, answer, epic, issues, moment, phase, status, value


@pytest.fixture(scope="module")
def written(tmp_path_factory):
    folder = tmp_path_factory.mktemp("sample")
    write_sample(folder)
    return folder


@pytest.mark.parametrize("name", WRITERS)
def test_what_is_shipped_is_what_the_simulator_writes_today(written, name):
    is_fresh = (FOLDER / name).read_bytes() == (written / name).read_bytes()
    assert is_fresh, f"data/sample/{name} is stale: run `make sample`"


def test_the_simulator_writes_the_same_bytes_every_time(written, tmp_path):
    write_sample(tmp_path)
    assert {name: (tmp_path / name).read_bytes() for name in WRITERS} == {
        name: (written / name).read_bytes() for name in WRITERS
    }


def simulator(*words, cwd):
    command = [sys.executable, "-m", "simulator", *words]
    here = os.environ | {"PYTHONPATH": str(ROOT)}
    return subprocess.run(command, cwd=cwd, env=here, capture_output=True, text=True, check=False)


def test_the_command_says_which_files_it_has_written(tmp_path):
    assert simulator("new", cwd=tmp_path).stdout.split() == [str(Path("new", name)) for name in WRITERS]


@pytest.mark.parametrize("words", [["--help"], []])
def test_help_and_a_missing_folder_are_answered_and_nothing_is_written(tmp_path, words):
    done = simulator(*words, cwd=tmp_path)
    assert "usage: python -m simulator [-h] folder" in done.stdout + done.stderr
    assert list(tmp_path.iterdir()) == []


def test_the_files_are_small_enough_to_ship():
    assert sum((FOLDER / name).stat().st_size for name in WRITERS) < 3_000_000


@pytest.mark.parametrize("name", WRITERS)
def test_no_file_holds_an_email_address_or_an_address_of_somebody_else(name):
    text = (FOLDER / name).read_text("utf-8")
    assert "@" not in text
    assert set(re.findall(r"https?://([^/\"\s]+)", text)) <= {"ml-team.example.com", "docs.example.com"}


def test_the_csv_holds_the_same_issues_as_the_json():
    with (FOLDER / "jira.csv").open(encoding="utf-8", newline="") as file:
        header, *rows = csv.reader(file)
    assert header.count("Labels") == 2
    by_id = {row[header.index("Issue id")]: dict(zip(header, row, strict=True)) for row in rows}
    assert {number: _told(row, by_id) for number, row in by_id.items()} == {one["id"]: _kept(one) for one in issues()}


def _told(row, by_id):
    """What the CSV says of an issue; its parent is a numeric id."""
    return {
        "key": row["Issue key"],
        "summary": row["Summary"],
        "status": row["Status"],
        "assignee": row["Assignee"] or None,
        "phase": row["Custom field (Phase)"] or None,
        "parent": by_id[row["Parent"]]["Issue key"] if row["Parent"] else None,
        "estimate": int(row["Original estimate"]) if row["Original estimate"] else None,
        "plan": row["Custom field (Modeling plan (weeks))"],
        "created": _read(row["Created"]),
        "updated": _read(row["Updated"]),
        "resolved": _read(row["Resolved"]) if row["Resolved"] else None,
        "category_changed": _read(row["Status Category Changed"]),
    }


def _kept(issue):
    fields = issue["fields"]
    plan = fields.get("customfield_10102")
    return {
        "key": issue["key"],
        "summary": fields["summary"],
        "status": status(issue),
        "assignee": value(issue, "assignee"),
        "phase": phase(issue),
        "parent": epic(issue),
        "estimate": fields["timeoriginalestimate"],
        "plan": "" if plan is None else str(plan),
        "created": moment(fields["created"]),
        "updated": moment(fields["updated"]),
        "resolved": moment(fields["resolutiondate"]) if fields["resolutiondate"] else None,
        "category_changed": moment(fields["statuscategorychangedate"]),
    }


def _read(cell):
    """`30/Jan/26 3:04 PM`, in the zone of who exported the file."""
    return datetime.strptime(cell, "%d/%b/%y %I:%M %p").replace(tzinfo=ZoneInfo("Europe/Berlin"))


def test_the_names_of_all_custom_fields_are_told():
    used = {field for one in issues() for field in one["fields"] if field.startswith("customfield_")}
    assert used <= set(answer()["names"])
    assert answer()["names"]["customfield_10031"] == "Phase"

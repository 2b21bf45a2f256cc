"""The table in `docs/fake-vs-real.md` is whole: each line has a source, and tests that exist."""

import re
from pathlib import Path

HERE = Path(__file__).parent
DOCUMENT = HERE.parents[1] / "docs" / "fake-vs-real.md"
MARKS = re.compile(r"[SDICVE?](?=[ ,;(]|$)")


def rows() -> list[list[str]]:
    """The cells of every line of every table, without the heads."""
    lines = [
        line.strip("| \n").split(" | ")
        for line in DOCUMENT.read_text(encoding="utf-8").splitlines()
        if line[:2] == "| "
    ]
    return [cells for cells in lines if cells[0] not in ("behaviour", "---")]


def test_every_line_says_where_it_is_known_from():
    assert len(rows()) > 50
    assert [cells[0] for cells in rows() if len(cells) != 5 or not MARKS.match(cells[2])] == []


def test_every_line_names_tests_that_exist():
    there = {name for path in HERE.glob("test_*.py") for name in re.findall(r"def (test_\w+)", path.read_text("utf-8"))}
    assert {cells[0]: set(re.findall(r"`(test_\w+)`", cells[-1])) - there for cells in rows()} == {
        cells[0]: set() for cells in rows()
    }
    assert all("`test_" in cells[-1] for cells in rows())
    assert set(re.findall(r"`(test_\w+)`", DOCUMENT.read_text("utf-8"))) <= there


def test_every_behaviour_that_is_tested_is_in_the_table():
    text = DOCUMENT.read_text("utf-8")
    files = ("cloud", "data_center", "index", "jql", "access")
    tested = [
        name for one in files for name in re.findall(r"def (test_\w+)", (HERE / f"test_{one}.py").read_text("utf-8"))
    ]
    ours = {"test_the_log_of_requests_holds_no_credentials"}  # of the double alone
    assert [name for name in tested if name not in text and name not in ours] == []

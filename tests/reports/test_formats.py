import csv
import io

from mlpm_analytics.reports import render
from mlpm_analytics.reports.document import Heading, Link, Paragraph, Records, Report, Table
from mlpm_analytics.reports.formats import csv_text


def told(*blocks, report_format):
    return render(Report({}, Records((), ()), blocks), report_format)


def test_text_that_a_spreadsheet_would_run_is_defused_and_numbers_are_not():
    rows = ({"text": text, "days": -1.5} for text in ("=1+1", "+1", "-1", "@sum", "plain"))
    read = list(csv.reader(io.StringIO(csv_text(Records(("text", "days"), tuple(rows))))))
    assert read == [
        ["text", "days"],
        ["'=1+1", "-1.5"],
        ["'+1", "-1.5"],
        ["'-1", "-1.5"],
        ["'@sum", "-1.5"],
        ["plain", "-1.5"],
    ]


def test_a_missing_figure_is_an_empty_cell_and_commas_and_line_ends_stay_in_theirs():
    text = csv_text(Records(("a", "b", "c"), ({"a": None, "b": 'one, "two"\nthree', "c": True},)))
    assert list(csv.reader(io.StringIO(text)))[1] == ["", 'one, "two"\nthree', "true"]


def test_markdown_keeps_a_cell_in_its_cell():
    table = Table.of(["Name"], [["a | b\nc <b> *d* _e_ snake_case"]])
    assert told(table, report_format="markdown").splitlines()[2] == r"| a \| b c \<b\> \*d\* \_e\_ snake_case |"


def test_markdown_links_to_jira_and_the_terminal_shows_the_text():
    table = Table.of(["Task"], [[Link("ML-1", "https://jira.example/browse/ML-1")], [Link("ML-2")]])
    assert "[ML-1](https://jira.example/browse/ML-1)" in told(table, report_format="markdown")
    assert told(table, report_format="table").split() == ["Task", "----", "ML-1", "ML-2"]


def test_the_terminal_aligns_numbers_right_and_wide_letters_by_their_width():
    table = Table.of(["Name", "Days"], [["模型", "3.5"], ["e\u0301t", "10.0"]], ["Days"])
    assert told(table, report_format="table").splitlines() == [
        "Name  Days",
        "----  ----",
        "模型   3.5",
        "e\u0301t    10.0",
    ]


def test_a_name_cannot_steer_the_terminal():
    text = told(
        Heading("\x1b[2Jgone", 1), Paragraph("a\rb"), Table.of(["N"], [["\x1b]0;x\x07"]]), report_format="table"
    )
    assert not set(text) & {"\x1b", "\x07", "\r"}


def test_headings_and_sentences_stand_apart():
    assert told(Heading("Title", 1), Paragraph("So."), report_format="markdown") == "# Title\n\nSo.\n"
    assert told(Heading("Title", 1), Paragraph("So."), report_format="table") == "Title\n=====\n\nSo.\n"

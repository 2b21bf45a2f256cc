import csv
import io

import pandas as pd

from mlpm_analytics.reports import Report, render
from mlpm_analytics.reports.formats import Records, csv_text
from mlpm_analytics.views.model import Column, Content, Table, View, section


def told(*, report_format, rows=None, columns=(), **more):
    content = Content(table=Table(pd.DataFrame(rows), columns) if rows else None)
    view = View(sections=(section("rows", "", content),), **more)
    return render(Report({}, Records((), ()), view), report_format)


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
    text = told(
        rows=[{"name": "a | b\nc <b> *d* _e_ snake_case"}], columns=(Column("name", "Name"),), report_format="markdown"
    )
    assert text.splitlines()[2] == r"| a \| b c \<b\> \*d\* \_e\_ snake_case |"


def test_markdown_links_to_jira_and_the_terminal_shows_the_text():
    shown = {"rows": [{"key": "ML-1"}], "columns": (Column("key", "Task", "key"),)}
    address = "https://jira.example"
    assert "[ML-1](https://jira.example/browse/ML-1)" in told(**shown, browse_url=address, report_format="markdown")
    assert "| ML-1 |" in told(**shown, report_format="markdown")
    assert told(**shown, browse_url=address, report_format="table").split() == ["Task", "----", "ML-1"]


def test_only_an_address_of_the_web_is_a_link():
    columns = (Column("text", "Text", url="url"),)
    rows = [{"text": text, "url": f"{text}://x"} for text in ("https", "javascript")]
    text = told(rows=rows, columns=columns, report_format="markdown")
    assert "[https](https://x)" in text
    assert "| javascript |" in text


def test_the_terminal_aligns_numbers_right_and_wide_letters_by_their_width():
    rows = [{"name": "模型", "days": 3.46}, {"name": "e\u0301t", "days": 10.0}]
    columns = (Column("name", "Name"), Column("days", "Days", "days"))
    assert told(rows=rows, columns=columns, report_format="table").splitlines() == [
        "Name  Days",
        "----  ----",
        "模型   3.5",
        "e\u0301t    10.0",
    ]


def test_a_name_cannot_steer_the_terminal():
    rows, columns = [{"name": "\x1b]0;x\x07"}], (Column("name", "N"),)
    text = told(title="\x1b[2Jgone", sentence="a\rb", rows=rows, columns=columns, report_format="table")
    assert not set(text) & {"\x1b", "\x07", "\r"}


def test_headings_and_sentences_stand_apart():
    assert told(title="Title", sentence="So.", report_format="markdown") == "# Title\n\nSo.\n"
    assert told(title="Title", sentence="So.", report_format="table") == "Title\n=====\n\nSo.\n"


def test_what_nobody_needs_on_paper_is_left_out_and_what_no_row_has_as_well():
    rows = [{"key": "ML-1", "raw": 1, "least": None}]
    columns = (
        Column("key", "Task"),
        Column("raw", "Raw", "count", level="data"),
        Column("least", "At least", "days", is_optional=True),
    )
    assert told(rows=rows, columns=columns, report_format="markdown").splitlines()[0] == "| Task |"

"""Excel files, read back as a spreadsheet program would: the XML in them."""

import io
import re
import zipfile
from html import unescape

import pandas as pd

from mlpm_analytics.reports.excel import LONGEST_TEXT, excel_bytes

FORMULA = '=HYPERLINK("http://127.0.0.1:9","x")'


def parts(table: pd.DataFrame, name: str = "table") -> dict[str, str]:
    with zipfile.ZipFile(io.BytesIO(excel_bytes(table, name=name))) as archive:
        return {one: archive.read(one).decode("utf-8") for one in archive.namelist() if one.endswith(".xml")}


def texts(table: pd.DataFrame) -> list[str]:
    shared = parts(table)["xl/sharedStrings.xml"]
    return [unescape(one) for one in re.findall(r"<t(?: [^>]*)?>(.*?)</t>", shared, re.DOTALL)]


def test_text_that_looks_like_a_formula_is_text_and_stays_it_when_edited():
    found = parts(pd.DataFrame({"Summary": [FORMULA, "@x", "+1", "-1"]}))
    assert "<f>" not in found["xl/worksheets/sheet1.xml"]
    assert 'quotePrefix="1"' in found["xl/styles.xml"]
    assert texts(pd.DataFrame({"Summary": [FORMULA]})) == ["Summary", FORMULA]


def test_no_text_becomes_a_link():
    found = parts(pd.DataFrame({"Summary": ["http://127.0.0.1:9/", "mailto:a@b"]}))
    assert "hyperlink" not in found["xl/worksheets/sheet1.xml"]


def test_text_of_any_script_and_markup_is_kept():
    odd = ["<b>*x*</b> & y", "😀", "עברית مرحبا", "two\nlines"]
    assert texts(pd.DataFrame({"Summary": odd})) == ["Summary", *odd]


def test_what_a_cell_cannot_hold_is_replaced_or_cut():
    assert texts(pd.DataFrame({"Summary": ["a\x00\x1fb"]}))[1] == "a\ufffd\ufffdb"
    assert len(texts(pd.DataFrame({"Summary": ["x" * 40_000]}))[1]) == LONGEST_TEXT


def test_numbers_instants_and_flags_are_no_text_and_what_is_missing_is_no_cell():
    table = pd.DataFrame(
        {"Days": [1.5, float("nan")], "Is": [True, False], "At": [pd.Timestamp("2026-03-02 09:00"), pd.NaT]}
    )
    sheet = parts(table)["xl/worksheets/sheet1.xml"]
    assert '<c r="A2"><v>1.5</v></c>' in sheet
    assert '<c r="B2" t="b"><v>1</v></c>' in sheet
    assert re.search(r'<c r="C2" s="\d"><v>46083.375</v></c>', sheet)
    assert 'r="A3"' not in sheet
    assert 'r="C3"' not in sheet


def test_a_name_that_a_sheet_cannot_have_is_cut():
    assert (
        'sheet name="ML-1 visits' in parts(pd.DataFrame({"a": [1]}), name="ML-1/visits" + "x" * 40)["xl/workbook.xml"]
    )

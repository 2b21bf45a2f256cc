"""A table as an Excel file: numbers and instants as such, and text as text whatever it looks like."""

import io
import re
from datetime import datetime
from typing import Final

import pandas as pd
import xlsxwriter
from xlsxwriter.format import Format
from xlsxwriter.worksheet import Worksheet

LONGEST_TEXT: Final = 32_767  # signs of a cell; Excel takes no more
LONGEST_NAME: Final = 31  # signs of a sheet's name
_FORBIDDEN_IN_NAMES = re.compile(r"[\[\]:*?/\\']")
_UNWRITABLE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")
_SAFE: Final = {
    "in_memory": True,
    "strings_to_formulas": False,
    "strings_to_urls": False,
    "strings_to_numbers": False,
}
_FORMULA = ("=", "+", "-", "@", "\t", "\r")


def excel_bytes(table: pd.DataFrame, *, name: str) -> bytes:
    """The table on one sheet with a row of headers; instants have no time zone, as they are shown.

    A text that looks like a formula is marked as text, so that it stays one when somebody edits its cell.
    """
    out = io.BytesIO()
    with xlsxwriter.Workbook(out, _SAFE) as book:
        sheet = book.add_worksheet(_FORBIDDEN_IN_NAMES.sub(" ", name)[:LONGEST_NAME])
        styles = {
            "header": book.add_format({"bold": True}),
            "instant": book.add_format({"num_format": "yyyy-mm-dd hh:mm"}),
            "quoted": book.add_format({"quote_prefix": True}),
        }
        for place, (header, values) in enumerate(table.items()):
            sheet.write_string(0, place, _writable(str(header)), styles["header"])
            for line, value in enumerate(values, start=1):
                _write(sheet, line, place, value, styles)
        sheet.freeze_panes(1, 0)
        sheet.autofit(max_width=400)
    return out.getvalue()


def _write(sheet: Worksheet, line: int, place: int, value: object, styles: dict[str, Format]) -> None:
    if pd.isna(value):  # type: ignore[call-overload]  # a scalar of any type
        return
    if isinstance(value, bool):
        sheet.write_boolean(line, place, value)
    elif isinstance(value, datetime):
        sheet.write_datetime(line, place, value, styles["instant"])
    elif isinstance(value, int | float):
        sheet.write_number(line, place, value)
    else:
        text = _writable(str(value))
        sheet.write_string(line, place, text, styles["quoted"] if text.startswith(_FORMULA) else None)


def _writable(text: str) -> str:
    return _UNWRITABLE.sub("\ufffd", text)[:LONGEST_TEXT]

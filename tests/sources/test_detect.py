import io
import zipfile

import pytest

from mlpm_analytics.errors import ExportError, QuestionError
from mlpm_analytics.sources import ExportFile, ReadingOptions, read
from tests.sources.saved import UTC, csv_text, issue, messages, only, saved

HEADER = ["Summary", "Issue key", "Issue Type", "Status"]
ROW = ["Größe schätzen – für alle", "ML-7", "Task", "Done"]


def refusal(content: bytes) -> str:
    with pytest.raises(ExportError) as refused:
        read(ExportFile("some/file.csv", content), UTC)
    assert str(refused.value).startswith("some/file.csv")
    return str(refused.value)


def test_what_a_file_is_follows_from_its_content_and_not_from_its_name():
    assert saved({"issues": [issue()]}, path="export.csv").kind == "REST JSON"
    assert read(ExportFile("answer.json", csv_text(HEADER, ROW).encode()), UTC).kind == "Jira CSV"


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "cp1252"])
def test_a_text_is_read_in_the_encoding_that_it_has(encoding):
    export = read(ExportFile("a.csv", csv_text(HEADER, ROW).encode(encoding)), UTC)
    assert only(export.issues)["summary"] == ROW[0]
    assert ("Windows-1252" in messages(export)) == (encoding == "cp1252")


def test_json_may_begin_with_a_byte_order_mark_and_blanks():
    export = read(ExportFile("a.json", b'\xef\xbb\xbf \n{"issues": []}'), UTC)
    assert export.issues.empty


@pytest.mark.parametrize("content", [b"", b" \n\t ", b"\xef\xbb\xbf"])
def test_an_empty_file_is_refused(content):
    assert "the file is empty" in refusal(content)


@pytest.mark.parametrize(
    ("content", "what"),
    [
        (b"<!DOCTYPE html><html><body>Log in</body></html>", "login page"),
        (b"<html><body><table><tr><td>Key", "HTML table"),
        (b'<?xml version="1.0"?><rss version="0.92"><channel>', "XML view"),
        (b"%PDF-1.7 ...", "a PDF"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1", "old Excel"),
        (bytes(range(256)), "binary"),
    ],
)
def test_other_kinds_of_files_are_refused_by_what_they_are(content, what):
    assert what in refusal(content)


def test_an_excel_workbook_is_refused_with_the_way_to_save_it():
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w") as archive:
        archive.writestr("[Content_Types].xml", "<Types/>")
    message = refusal(content.getvalue())
    assert "an Excel workbook" in message
    assert "Export → CSV" in message


def test_json_that_was_cut_is_refused_with_its_line_and_column():
    message = refusal(b'{"issues": [\n  {"id": "1", "ke')
    assert "line 2, column 15: the JSON ends in the middle" in message


def test_json_with_a_fault_is_refused_with_its_line_and_column():
    assert "line 2, column 3: this is not JSON" in refusal(b'{"a":\n  oops}')


def test_json_that_is_nested_beyond_measure_is_refused():
    assert "nested too deeply" in refusal(b"[" * 5000 + b"]" * 5000)


def test_an_unknown_time_zone_and_an_unknown_order_of_dates_are_questions():
    with pytest.raises(QuestionError, match="--timezone"):
        ReadingOptions(timezone="Berlin")
    with pytest.raises(QuestionError, match="--date-order"):
        ReadingOptions(date_order="dym")

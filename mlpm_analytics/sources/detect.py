"""What a file is, by its content and never by its name, and which module reads it."""

import dataclasses
import re

from mlpm_analytics.errors import ExportError
from mlpm_analytics.frames import Export, Note
from mlpm_analytics.sources import change_log, data_pipeline, jira_csv, rest_json
from mlpm_analytics.sources.csv_columns import is_export, what_is_missing
from mlpm_analytics.sources.csv_table import Table, read_table, table_notes
from mlpm_analytics.sources.reading_options import ReadingOptions
from mlpm_analytics.sources.unpacking import ExportFile

HOW_TO_EXPORT = (
    "Save a REST answer (search with expand=changelog,names) as JSON, or in Jira's issue list choose "
    "Export → CSV (all fields), and import that file as it is."
)
BINARY = {
    b"PK\x03\x04": "an Excel workbook or another zip of documents",
    b"\xd0\xcf\x11\xe0": "an old Excel or Word document",
    b"%PDF": "a PDF",
    b"\x1f\x8b": "a compressed archive that could not be unpacked",
    b"\x89PNG": "a picture",
    b"\xff\xd8\xff": "a picture",
    b"GIF8": "a picture",
    b"PAR1": "a Parquet file",
    b"SQLite format 3": "a database",
}


def read(file: ExportFile, options: ReadingOptions) -> Export:
    """What one file brings.

    Raises `ExportError` where it is not an export or is damaged, `QuestionError` where it can be read in more
    than one way and `options` do not say which.
    """
    if file.fault:
        raise ExportError(file.fault)
    text, notes = _text(file)
    begins = re.search(r"\S", text)
    if begins is None:
        raise ExportError(f"{file.path}: the file is empty. {HOW_TO_EXPORT}")
    if begins[0] == "<":
        raise ExportError(f"{file.path}: {_markup(text)} {HOW_TO_EXPORT}")
    try:
        export = _read_text(file.path, text, begins[0], options)
    except RecursionError as error:
        raise ExportError(f"{file.path}: objects are nested too deeply for an answer of Jira's.") from error
    return dataclasses.replace(export, notes=(*notes, *export.notes))


def _read_text(path: str, text: str, begins: str, options: ReadingOptions) -> Export:
    if begins in "{[":
        return rest_json.read_answers(path, rest_json.documents(path, text), options)
    table = read_table(path, text)
    export = _read_rows(table, options.for_header(table.header))
    return dataclasses.replace(export, notes=(*table_notes(table), *export.notes))


def _read_rows(table: Table, options: ReadingOptions) -> Export:
    pipeline = data_pipeline.kind_of(table)
    if pipeline is not None:
        return data_pipeline.read_pipeline(table, pipeline)
    if is_export(table, options.columns):
        return jira_csv.read_export(table, options)
    answers = rest_json.answers_in(table)
    if answers:
        return rest_json.read_answers(table.path, answers, options)
    if change_log.is_change_log(table, options):
        return change_log.read_change_log(table, options)
    raise ExportError(f"{table.path}: {what_is_missing(table, options.columns)} {HOW_TO_EXPORT}")


def _text(file: ExportFile) -> tuple[str, tuple[Note, ...]]:
    """The file's text, and a note where its encoding had to be guessed."""
    content = file.content
    for magic, name in BINARY.items():
        if content.startswith(magic):
            raise ExportError(f"{file.path}: this is {name}, not a CSV or JSON file. {HOW_TO_EXPORT}")
    encodings = ["utf-16"] if content.startswith((b"\xff\xfe", b"\xfe\xff")) else ["utf-8-sig", *_utf_16(content)]
    for encoding in [*encodings, "cp1252"]:
        try:
            text = content.decode(encoding)
        except UnicodeDecodeError:
            continue
        if "\0" not in text:
            guess = "It is not in UTF-8; its letters are read as Windows-1252."
            return text, (Note(file.path, guess),) if encoding == "cp1252" else ()
    raise ExportError(f"{file.path}: this is not text but binary, or damaged. {HOW_TO_EXPORT}")


def _utf_16(content: bytes) -> list[str]:
    """The byte order of UTF-16 without its mark: every other byte of Latin text is 0."""
    start = content[:400]
    return [name for name, first in (("utf-16-le", 1), ("utf-16-be", 0)) if start[first::2].count(0) > len(start) / 4]


def _markup(text: str) -> str:
    start = text[:4000].lower()
    if "<rss" in start:
        return "this is Jira's XML view, which has no history."
    if "<table" in start or "urn:schemas-microsoft-com:office" in start:
        return "this is an HTML table (Jira's Excel and Word exports are such), not a CSV or JSON file."
    return "this is a web page, probably a login page that was saved in place of the export."

"""Change logs as history add-ons export them, whatever they call their columns."""

import pytest

from mlpm_analytics.errors import ExportError, QuestionError
from mlpm_analytics.sources import ReadingOptions

from .saved import BERLIN, csv_text, exported, instant, messages

HEADER = ["Issue key", "Date", "Field", "Old value", "New value"]
BEGUN = ["ML-7", "2026-03-02 09:30", "Status", "To Do", "In Progress"]


def test_each_row_is_a_change():
    export = exported(csv_text(HEADER, BEGUN, ["ML-7", "2026-03-02 09:30", "Assignee", "", "Ana"]), BERLIN)
    assert (export.kind, len(export.issues)) == ("Change log", 0)
    assert export.changes["changed_at"].unique().tolist() == [instant("2026-03-02T08:30Z")]
    rows = export.changes[["issue_id", "field", "from_text", "to_text", "to_id"]].fillna("").to_numpy().tolist()
    assert rows == [
        ["ML-7", "Status", "To Do", "In Progress", "name:In Progress"],
        ["ML-7", "Assignee", "", "Ana", ""],
    ]


@pytest.mark.parametrize(
    "header",
    [
        ["Key", "Changed on", "Field name", "From", "To"],
        ["issue_key", "created_date", "field", "from_string", "to_string"],
        ["ISSUE KEY", "Timestamp", "Changed field", "Previous value", "New value"],
    ],
)
def test_columns_are_known_by_what_they_are_usually_called(header):
    assert len(exported(csv_text(header, BEGUN)).changes) == 1


def test_columns_can_be_stated():
    header = ["Ticket", "Wann", "Was", "Vorher", "Nachher"]
    names = ("key", "time", "field", "from", "to")
    options = ReadingOptions(columns=tuple(zip(names, header, strict=True)), timezone_is_stated=True)
    assert len(exported(csv_text(header, BEGUN), options).changes) == 1
    with pytest.raises(ExportError, match="not Jira's CSV export"):
        exported(csv_text(header, BEGUN))
    with pytest.raises(QuestionError, match="no column 'Wann'"):
        exported(csv_text(HEADER, BEGUN), ReadingOptions(columns=(("time", "Wann"),)))


def test_dates_are_read_like_those_of_jiras_csv():
    rows = [["ML-7", date, "Status", "To Do", "Done"] for date in ("3/2/2026 9:30", "3/14/2026 9:30")]
    assert exported(csv_text(HEADER, *rows)).changes["changed_at"].dt.month.tolist() == [3, 3]
    assert len(exported(csv_text(HEADER, ["ML-7", "2/mars/26 9:30 AM", *BEGUN[2:]])).changes) == 1
    with pytest.raises(QuestionError, match="--date-order"):
        exported(csv_text(HEADER, rows[0]))


def test_the_same_change_in_two_logs_has_the_same_history_id():
    alone = exported(csv_text(HEADER, BEGUN)).changes
    among = exported(csv_text(HEADER, ["ML-7", BEGUN[1], "Priority", "Low", "High"], BEGUN)).changes
    assert alone["history_id"].tolist() == among["history_id"].tolist()[1:]
    assert among["item_no"].tolist() == [0, 0]


def test_a_row_without_an_issue_or_a_date_is_left_out_with_its_line():
    export = exported(
        csv_text(HEADER, BEGUN, ["total", *BEGUN[1:]], ["ML-8", "soon", *BEGUN[2:]], ["ML-9", *BEGUN[1:]])
    )
    assert export.changes["issue_id"].tolist() == ["ML-7", "ML-9"]
    assert "'total' is no issue key" in messages(export)
    assert "'soon' is not a date" in messages(export)


def test_a_table_whose_rows_name_no_issues_is_no_change_log():
    with pytest.raises(ExportError, match="not Jira's CSV export"):
        exported(
            csv_text(["issue_id", "created_date", "field_name", "from_value", "to_value"], ["jira:1:2", *BEGUN[1:]])
        )

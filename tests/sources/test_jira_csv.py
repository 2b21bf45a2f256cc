import pandas as pd
import pytest

from mlpm_analytics.errors import ExportError, QuestionError
from mlpm_analytics.sources import ReadingOptions
from tests.sources.saved import BERLIN, UTC, csv_text, exported, instant, messages, only, row

HEADER = ["Issue key", "Issue id", "Issue Type", "Summary", "Status"]
TASK = ["ML-7", "10007", "Task", "Try", "In Progress"]


def tasks(count: int) -> list[list[str]]:
    return [[f"ML-{number}", str(10000 + number), "Task", "Try", "Done"] for number in range(1, count + 1)]


def values(export) -> list[list[object]]:
    return export.field_values[["field_id", "position", "value"]].to_numpy().tolist()


# Issues ---------------------------------------------------------------------------------------------


def test_an_issue_keeps_what_the_export_states():
    header = [*HEADER, "Status Category", "Project key", "Assignee", "Assignee Id", "Resolution", "Created", "Updated"]
    header += ["Resolved", "Status Category Changed", "Original estimate"]
    cells = [*TASK, "In Progress", "ML", "Ana", "5f0a", "Done", "30/Jan/26 3:04 PM", "31/Jan/26 3:04 PM"]
    cells += ["31/Jan/26 12:00 AM", "30/Jan/26 4:00 PM", "28800"]
    issue = only(exported(csv_text(header, cells)).issues)
    payload = issue.pop("payload")
    assert issue == {
        "issue_id": "10007",
        "key": "ML-7",
        "project_key": "ML",
        "issue_type": "Task",
        "is_subtask": False,
        "summary": "Try",
        "status_id": "name:In Progress",
        "status": "In Progress",
        "status_category": "indeterminate",
        "assignee_id": "5f0a",
        "assignee": "Ana",
        "created_at": instant("2026-01-30 15:04Z"),
        "updated_at": instant("2026-01-31 15:04Z"),
        "resolved_at": instant("2026-01-31 00:00Z"),
        "resolution_id": "name:Done",
        "resolution": "Done",
        "estimate_seconds": 28800.0,
        "category_changed_at": instant("2026-01-30 16:00Z"),
        "has_changelog": False,
        "line": 2,
    }
    assert payload.startswith('[["Issue key","ML-7"],["Issue id","10007"]')


@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
def test_the_delimiter_is_the_one_that_parts_the_header(delimiter):
    assert only(exported(csv_text(HEADER, TASK, delimiter=delimiter)).issues)["key"] == "ML-7"


def test_headers_are_known_in_any_case_and_by_the_words_of_newer_versions():
    export = exported(
        csv_text(["Work item key", "Work type", "summary", "Original Estimate"], ["ML-7", "Task", "x", "60"])
    )
    issue = only(export.issues)
    assert (issue["issue_id"], issue["issue_type"], issue["estimate_seconds"]) == ("ML-7", "Task", 60.0)


def test_epics_and_sub_tasks_are_known_by_the_names_of_their_types():
    rows = [["E-1", "1", "Epic", "", "x"], ["E-2", "2", "Sub-task", "", "x"], ["E-3", "3", "Story", "", "x"]]
    issues = exported(csv_text(HEADER, *rows)).issues
    assert issues["hierarchy_level"].fillna(-9).tolist() == [1, -9, -9]
    assert issues["is_subtask"].tolist() == [False, True, False]


@pytest.mark.parametrize(
    ("column", "cell", "known"),
    [
        ("Parent", "10001", {"parent_id": "10001"}),
        ("Parent", "ML-1", {"parent_key": "ML-1"}),
        ("Parent_id", "10001", {"parent_id": "10001"}),
        ("Parent_key", "ML-1", {"parent_key": "ML-1"}),
    ],
)
def test_a_parent_is_an_id_or_a_key_by_its_shape(column, cell, known):
    issue = only(row(**{column: cell}).issues)
    assert {name: issue[name] for name in ("parent_id", "parent_key", "epic_link") if name in issue} == known


def test_a_parent_that_is_neither_is_noted():
    export = row(Parent="The big one")
    assert "parent_id" not in only(export.issues)
    assert [(note.line, note.column) for note in export.notes] == [(2, "Parent")]


def test_the_epic_link_is_a_custom_field_of_that_name():
    export = exported(csv_text([*HEADER, "Custom field (Epic Link)"], [*TASK, "ML-1"]))
    assert only(export.issues)["epic_link"] == "ML-1"
    assert values(export) == [["Epic Link", 0, "ML-1"]]


def test_inward_links_are_values_that_hold_the_key_of_the_other_issue():
    header = [*HEADER, "Inward issue link (Blocks)", "Inward issue link (Blocks)", "Outward issue link (Blocks)"]
    found = exported(csv_text(header, [*TASK, "OPS-1", "OPS-2", "ML-8"]))
    assert values(found) == [["issuelinks", 0, "OPS-1"], ["issuelinks", 1, "OPS-2"]]
    assert set(found.field_values["field_name"]) == {"Blocks"}


@pytest.mark.parametrize(("name", "category"), [("To Do", "new"), ("Done", "done"), ("À faire", "new"), ("Vent", None)])
def test_a_status_category_is_known_by_its_name(name, category):
    assert only(row(Status_Category=name).issues).get("status_category") == category


def test_somebody_without_an_id_is_known_by_name():
    assert only(row(Assignee="ana").issues)["assignee_id"] == "ana"


def test_an_estimate_that_is_no_number_is_noted_and_odd_seconds_are_doubted():
    export = row(Original_estimate="2d 4h")
    assert "estimate_seconds" not in only(export.issues)
    assert "'2d 4h' is not a number of seconds" in messages(export)
    doubtful = row(Original_estimate="8")
    assert only(doubtful.issues)["estimate_seconds"] == 8.0
    assert "'8' is taken as seconds" in messages(doubtful)


def test_an_issue_that_comes_twice_counts_once_as_it_was_updated_last():
    rows = [[*TASK, "3/Mar/26 9:00 AM"], [*TASK[:4], "Done", "4/Mar/26 9:00 AM"], [*TASK, "2/Mar/26 9:00 AM"]]
    export = exported(csv_text([*HEADER, "Updated"], *rows))
    assert only(export.issues)["status"] == "Done"
    assert "2 issues are in the file more than once" in messages(export)


# Values of fields -----------------------------------------------------------------------------------


def test_repeated_headers_are_kept_by_position_and_ones_that_differ_in_case_apart():
    header = [*HEADER, "Labels", "Labels", "", "", "Custom field (Team)", "Custom field (Team)", "Custom field (team)"]
    export = exported(csv_text(header, [*TASK, "a", "b", "1", "2", "x", "y", "z"]))
    assert values(export) == [
        ["labels", 0, "a"],
        ["labels", 1, "b"],
        ["Team", 0, "x"],
        ["Team", 1, "y"],
        ["team", 0, "z"],
    ]


def test_several_labels_in_one_cell_are_several_labels():
    assert values(row(Labels="Health,Day1 x")) == [["labels", 0, "Health"], ["labels", 1, "Day1"], ["labels", 2, "x"]]


def test_components_may_be_spelled_in_either_way():
    assert values(row(Components="Search")) == values(row(**{"Component/s": "Search"})) == [["components", 0, "Search"]]


def test_a_date_of_a_custom_field_is_an_iso_text_with_its_offset():
    header = [*HEADER, "Custom field (Start date)", "Custom field (Actual end)", "Custom field (Note)"]
    export = exported(csv_text(header, [*TASK, "14/Aug/26 12:00 AM", "2026-01-30", "14/Aug/26"]), BERLIN)
    assert [value for _, _, value in values(export)] == [
        "2026-08-14T00:00:00+02:00",
        "2026-01-30T00:00:00+01:00",
        "14/Aug/26",
    ]


def test_a_custom_date_that_cannot_be_read_is_noted_and_stays_a_text():
    export = exported(csv_text([*HEADER, "Custom field (Release Date)"], [*TASK, "29:10.8"]))
    assert values(export) == [["Release Date", 0, "29:10.8"]]
    assert [(note.line, note.column) for note in export.notes] == [(2, "Custom field (Release Date)")]


# Dates ----------------------------------------------------------------------------------------------


def test_dates_are_in_the_zone_of_the_options_and_an_assumed_one_is_noted():
    header, cells = [*HEADER, "Created"], [*TASK, "1/Jul/26 9:00 AM"]
    stated = exported(csv_text(header, cells), BERLIN)
    assumed = exported(csv_text(header, cells), ReadingOptions("Europe/Berlin"))
    assert only(stated.issues)["created_at"] == instant("2026-07-01 07:00Z")
    assert stated.notes == ()
    assert "read as Europe/Berlin" in messages(assumed)
    assert "--timezone" in messages(assumed)


def test_a_date_with_an_offset_needs_no_zone():
    export = exported(csv_text([*HEADER, "Created"], [*TASK, "2026-07-01T09:00:00.000+0200"]), ReadingOptions())
    assert only(export.issues)["created_at"] == instant("2026-07-01 07:00Z")
    assert export.notes == ()


@pytest.mark.parametrize(("local", "utc"), [("25/Oct/26 2:30 AM", "00:30"), ("29/Mar/26 2:30 AM", "01:30")])
def test_a_time_that_clocks_show_twice_is_the_earlier_and_one_that_they_skip_is_later(local, utc):
    created = only(exported(csv_text([*HEADER, "Created"], [*TASK, local]), BERLIN).issues)["created_at"]
    assert f"{created:%H:%M}" == utc


def test_cells_that_are_no_dates_are_counted_and_noted_with_their_lines():
    rows = [[*one, "soon"] for one in tasks(3)]
    export = exported(csv_text([*HEADER, "Created"], *rows))
    (note,) = export.notes
    assert export.issues["created_at"].isna().all()
    assert (note.line, note.column) == (2, "Created")
    assert note.message == (
        "'soon' is not a date that can be read, and is left out: when work on the issue can have begun at the earliest "
        "is not known, nor any bound of its days. The same holds for 2 more, in line 3, 4."
    )


def test_dates_that_nothing_proves_are_a_question_and_the_flag_decides():
    text = csv_text([*HEADER, "Created"], [*TASK, "11/01/2023 15:22"])
    with pytest.raises(QuestionError, match="--date-order"):
        exported(text)
    by_day = only(exported(text, ReadingOptions("UTC", True, "dmy")).issues)
    by_month = only(exported(text, ReadingOptions("UTC", True, "mdy")).issues)
    assert (by_day["created_at"], by_month["created_at"]) == (
        instant("2023-01-11 15:22Z"),
        instant("2023-11-01 15:22Z"),
    )


def test_a_custom_date_alone_asks_nothing():
    export = exported(csv_text([*HEADER, "Custom field (Start date)"], [*TASK, "11/01/2023"]))
    assert values(export) == [["Start date", 0, "11/01/2023"]]
    assert "not a date that can be read" in messages(export)


# Rows -----------------------------------------------------------------------------------------------


def test_a_cell_may_hold_lines_and_rows_are_named_by_the_line_they_begin_in():
    rows = [["ML-1", "1", "Task", 'a\nb,"c"\r\nd', "Done"], ["ML-2", "2", "Task", "x", "Done"]]
    issues = exported(csv_text(HEADER, *rows)).issues
    assert issues["line"].tolist() == [2, 5]
    assert issues["summary"].tolist()[0] == 'a\nb,"c"\r\nd'


def test_blank_rows_and_rows_of_commas_are_counted_and_skipped():
    text = csv_text(HEADER, TASK) + ",,,,\r\n\r\n ,,,,\r\n,,,,\r\n"
    export = exported(text)
    (note,) = export.notes
    assert (note.line, len(export.issues), export.rows) == (3, 1, 1)
    assert note.message == "4 rows hold nothing, or nothing but separators; they are skipped."


def test_a_row_that_does_not_fit_the_header_is_refused_by_its_line():
    text = csv_text(HEADER, *tasks(20)) + "ML-21,21,Task,cut\r\nML-22,22,Task,x,Done,more\r\n"
    export = exported(text)
    assert (export.rows, len(export.issues)) == (22, 20)
    assert [note.line for note in export.notes] == [22, 23]
    assert "The row has 4 cells for 5 columns; it is refused." in messages(export)


def test_a_file_with_many_such_rows_is_refused_whole():
    with pytest.raises(
        ExportError, match=r"export.csv: 1 of 2 rows are not as wide as the header, the first in line 3"
    ):
        exported(csv_text(HEADER, TASK) + "ML-21,21,Task,cut\r\n")


def test_a_file_that_was_cut_inside_a_cell_is_refused_by_the_line_of_its_row():
    with pytest.raises(ExportError, match=r"export.csv, line 3: a quoted cell .* never closed"):
        exported(csv_text(HEADER, TASK) + 'ML-8,8,Task,"begins here\r\nand')


def test_titles_above_the_header_and_headers_of_joined_files_are_skipped_and_noted():
    header = "Issue key;Issue Type;Status"
    export = exported(f"Jira 2026-03-02\n\n{header}\nML-1;Task;Open\n\ufeff{header}\nML-2;Task;Open\n")
    assert export.issues["key"].tolist() == ["ML-1", "ML-2"]
    assert [(note.line, note.message[:32]) for note in export.notes] == [
        (1, "What stands above the header is "),
        (5, "The header stands 1 more time in"),
    ]


def test_a_row_added_by_hand_is_ignored_and_noted():
    export = exported(csv_text(HEADER, TASK, ["Person F", "", "", "", ""], ["", "", "", "sum", ""]))
    assert export.issues["key"].tolist() == ["ML-7"]
    assert [note.line for note in export.notes] == [3, 4]
    assert "'Person F' is no issue key" in messages(export)


def test_exactly_a_thousand_rows_are_probably_cut():
    assert "probably missing" in messages(exported(csv_text(HEADER, *tasks(1000))))
    assert exported(csv_text(HEADER, *tasks(999))).notes == ()


def test_four_hundred_columns_are_read():
    header = [*HEADER, *["Log Work"] * 200, *[f"Custom field (Field {number})" for number in range(200)]]
    export = exported(csv_text(header, *[[*TASK, *["x"] * 400]]))
    assert len(export.field_values) == 200


def test_a_cell_may_be_longer_than_the_csv_module_thinks_good():
    assert len(only(row(Summary="x" * 1_000_000).issues)["summary"]) == 1_000_000


def test_an_export_without_issues_says_so():
    export = exported(csv_text(HEADER))
    assert export.issues.empty
    assert "holds no issue" in messages(export)


@pytest.mark.parametrize(
    ("header", "missing"),
    [
        (["Key", "Summary", "Status"], "no column 'Issue key' or 'Issue id' and no column 'Issue Type'"),
        (["Issue key", "Summary"], "no column 'Issue Type'. Its header is 'Issue key', 'Summary'."),
        (["Issue key", "Issue Type"], "no column 'Summary' or 'Status'"),
        (["Clave de incidencia", "Resumen", "Estado"], "no column 'Issue Type'. Its header is 'Clave de incidencia'"),
    ],
)
def test_a_table_that_is_no_export_is_refused_by_what_it_lacks(header, missing):
    with pytest.raises(ExportError, match=r"export.csv: this is not Jira's CSV export") as refused:
        exported(csv_text(header, ["x"] * len(header)))
    assert missing in str(refused.value)
    assert "Export → CSV" in str(refused.value)


def test_the_order_of_rows_does_not_matter():
    rows = tasks(5)
    one, other = (exported(csv_text(HEADER, *order), UTC).issues for order in (rows, rows[::-1]))
    pd.testing.assert_frame_equal(
        one.drop(columns="line").sort_values("key", ignore_index=True),
        other.drop(columns="line").sort_values("key", ignore_index=True),
    )

from datetime import datetime

import pytest

from mlpm_analytics.errors import QuestionError
from mlpm_analytics.sources.csv_dates import DateCell, moment, proven_order

from .saved import csv_text, exported


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("30/Jan/26 3:04 PM", "2026-01-30 15:04"),
        ("30/Jan/26 12:00 AM", "2026-01-30 00:00"),
        ("30/Jan/26 12:30 PM", "2026-01-30 12:30"),
        ("2/jan/06 15:04", "2006-01-02 15:04"),
        ("30/January/2026 15:04:05", "2026-01-30 15:04:05"),
        ("30-Sept-2026", "2026-09-30 00:00"),
        ("1/Jan/68 1:00 AM", "2068-01-01 01:00"),
        ("1/Jan/69 1:00 AM", "1969-01-01 01:00"),
        ("2026-01-30", "2026-01-30 00:00"),
        ("2026-01-30 15:04", "2026-01-30 15:04"),
        ("2026-01-30 3:04 PM", "2026-01-30 15:04"),
        ("2026/1/30 15:04", "2026-01-30 15:04"),
        ("2016-07-05 07:53:01.71", "2016-07-05 07:53:01.710000"),
        ("2026-01-30T15:04:05.123+0100", "2026-01-30 15:04:05.123000+01:00"),
    ],
)
def test_a_date_is_read_in_every_form_that_jira_writes(text, expected):
    assert moment(text, None) == datetime.fromisoformat(expected)


@pytest.mark.parametrize(
    "text",
    ["30/01/26 3:04 p. m.", "30/01/26 3:04\u202fPM", "30/01/26 3:04 下午", "30/01/26 3:04 μ.μ.", "30/01/26 3:04 م"],
)
def test_the_halves_of_the_day_are_known_in_every_language(text):
    assert moment(text, "dmy") == datetime.fromisoformat("2026-01-30 15:04")


@pytest.mark.parametrize(
    "text",
    [
        *("29:10.8", "", "Person F", "30/Enero/26 3:04 PM", "06/abr/26 9:57 AM", "31/Feb/26", "30/Jan/26 13:04 PM"),
        *("30/Jan/26 0:04 AM", "30/Jan/26 25:00", "30/Jan/6", "1/2/2026", "20260130", "2026-W05-5", "45687"),
    ],
)
def test_what_is_no_date_or_leaves_the_order_open_is_not_read(text):
    with pytest.raises(ValueError):  # noqa: PT011 - whatever the reason, the cell is noted
        moment(text, None)


@pytest.mark.parametrize(
    ("order", "expected"),
    [("dmy", "2026-02-01 15:00"), ("mdy", "2026-01-02 15:00"), ("ymd", "2001-02-26 15:00")],
)
def test_a_numeric_date_is_read_in_the_order_that_is_known(order, expected):
    assert moment("01/02/26 15:00", order) == datetime.fromisoformat(expected)


def order_of(*rows: dict[str, str], others: tuple[str, ...] = ()) -> str | None:
    cells = [{column: DateCell(line, column, text) for column, text in row.items()} for line, row in enumerate(rows, 2)]
    return proven_order("export.csv", cells, [DateCell(2, "Start date", text) for text in others])


def test_no_order_is_needed_where_months_are_words_or_years_come_first():
    assert order_of({"Created": "30/Jan/26 3:04 PM", "Updated": "2026-01-02"}) is None


def test_a_part_above_twelve_proves_the_order_of_the_whole_file():
    assert order_of({"Created": "1/2/2026"}, {"Created": "13/2/2026"}) == "dmy"
    assert order_of({"Created": "1/2/2026"}, {"Created": "2/13/2026"}) == "mdy"


def test_a_date_of_a_custom_field_may_prove_it_too():
    assert order_of({"Created": "1/2/2026"}, others=("13.2.2026",)) == "dmy"


def test_nothing_is_updated_before_it_is_created_which_may_prove_it():
    assert order_of({"Created": "9/1/2026", "Updated": "7/2/2026"}) == "dmy"
    assert order_of({"Created": "1/9/2026", "Updated": "2/7/2026"}) == "mdy"


def test_nothing_is_resolved_before_it_is_created_or_after_it_was_updated_which_may_prove_it():
    assert order_of({"Created": "9/1/2026", "Resolved": "7/2/2026"}) == "dmy"
    assert order_of({"Resolved": "9/1/2026", "Updated": "7/2/2026"}) == "dmy"
    assert order_of({"Created": "1/Mar/26", "Resolved": "2/3/2026"}) == "dmy"


def test_a_day_that_is_the_same_in_both_orders_needs_no_proof():
    assert order_of({"Created": "5/5/2026"}) == "dmy"


def test_what_nothing_proves_is_a_question_that_names_the_flag_and_the_cell():
    with pytest.raises(QuestionError, match=r"'11/01/2023 15:22' in line 2, column 'Created'.*--date-order dmy"):
        order_of({"Created": "11/01/2023 15:22", "Updated": "11/02/2023 15:22"})


def test_a_file_with_both_orders_is_a_question_that_names_a_cell_of_each():
    with pytest.raises(QuestionError, match=r"'1/13/2026' in line 3.*'13/1/2026' in line 2.*--date-order"):
        order_of({"Created": "13/1/2026"}, {"Created": "1/13/2026"})


def test_a_cell_that_is_a_date_in_no_order_proves_nothing():
    assert order_of({"Created": "45/45/2026"}, {"Created": "13/1/2026"}) == "dmy"


@pytest.mark.parametrize("is_falling", [False, True])
def test_rows_that_are_sorted_in_one_order_alone_prove_it(is_falling):
    days = ["3/1/2026 9:00", "4/1/2026 9:00", "5/1/2026 9:00", "1/2/2026 9:00", "2/2/2026 9:00", "3/2/2026 9:00"]
    rows = [["ML-7", "Task", "Done", day] for day in days]
    header = ["Issue key", "Issue Type", "Status", "Created"]
    keyed = [[f"ML-{number}", *cells[1:]] for number, cells in enumerate(rows)]
    export = exported(csv_text(header, *(reversed(keyed) if is_falling else keyed)))
    assert sorted(export.issues["created_at"].dt.month) == [1, 1, 1, 2, 2, 2]
    with pytest.raises(QuestionError, match="--date-order"):
        exported(csv_text(header, *keyed[:3]))

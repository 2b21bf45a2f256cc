"""A history whose first entries are missing fits itself: it shows by where it begins."""

from itertools import pairwise

import pandas as pd
import pytest

from mlpm_analytics.frames import CHANGES, ISSUES, STATUSES
from mlpm_analytics.mapping.beginnings import unusual_beginnings

TO_DO, BACKLOG = ("1", "To Do", "new"), ("5", "Backlog", "new")
DOING, REVIEW = ("3", "Doing", "indeterminate"), ("4", "Review", "indeterminate")
ALL = (TO_DO, BACKLOG, DOING, REVIEW)
KNOWN = STATUSES.of([{"status_id": one, "name": name, "category": category} for one, name, category in ALL])


def task(number, *statuses, field="status"):
    """A Task that went through these statuses, and its changes."""
    issue_id, (status_id, status, category) = str(number), statuses[-1]
    row = {"issue_id": issue_id, "key": f"ML-{number}", "project_key": "ML", "issue_type": "Task", "line": 1}
    row |= {"status_id": status_id, "status": status, "status_category": category}
    row |= {"has_changelog": True, "is_subtask": False}
    moves = pairwise(statuses)
    return row, [move(issue_id, place, *sides, field) for place, sides in enumerate(moves)]


def move(issue_id, place, old, new, field="status"):
    known = {"issue_id": issue_id, "history_id": f"{issue_id}{place}", "item_no": 0, "position": place, "field": field}
    stated = {"from_id": old[0], "from_text": old[1], "to_id": new[0], "to_text": new[1]}
    return known | stated | {"changed_at": pd.Timestamp("2026-03-02", tz="UTC") + pd.Timedelta(hours=place)}


def unusual(*tasks):
    """Keys of the issues that begin where others do not, whatever the order of the rows."""
    changes = [row for _, rows in tasks for row in rows]
    found = unusual_beginnings(ISSUES.of([row for row, _ in tasks]), CHANGES.of(changes), KNOWN)
    turned = unusual_beginnings(ISSUES.of([row for row, _ in tasks[::-1]]), CHANGES.of(changes[::-1]), KNOWN)
    assert sorted(turned["key"]) == sorted(found["key"])
    return dict(zip(found["key"], found["usual"], strict=True))


USUAL = [task(number, TO_DO, DOING, REVIEW) for number in range(1, 7)]


def test_a_first_change_that_does_not_begin_where_the_types_issues_begin_is_noticed():
    assert unusual(*USUAL, task(7, DOING, REVIEW)) == {"ML-7": "“To Do”"}


def test_an_issue_that_never_moved_is_where_it_was_created():
    assert unusual(*USUAL, task(7, DOING)) == {}


@pytest.mark.parametrize("field", ["project", "issuetype", "Workflow", "Key"])
def test_an_issue_that_came_from_elsewhere_began_in_another_workflow(field):
    row, changes = task(7, DOING, REVIEW)
    assert unusual(*USUAL, (row, [move("7", 8, ("", ""), ("", ""), field), *changes])) == {}


def test_where_many_first_entries_are_missing_those_in_a_status_that_is_not_begun_are_right():
    tasks = [task(number, TO_DO) for number in range(3)] + [task(number, DOING, REVIEW) for number in range(3, 9)]
    assert len(unusual(*tasks)) == 6


def test_a_workflow_may_begin_in_two_statuses_or_in_one_that_is_begun():
    assert unusual(*USUAL, *(task(number, BACKLOG, DOING) for number in range(7, 9))) == {}
    assert unusual(*(task(number, DOING, REVIEW) for number in range(6))) == {}


def test_of_few_issues_nothing_is_usual():
    assert unusual(*USUAL[:3], task(7, DOING, REVIEW)) == {}
    assert unusual() == {}

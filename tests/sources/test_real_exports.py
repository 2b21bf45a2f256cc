"""Exports that other people published: counts, and what is refused and why. They are not part of the repository."""

import os
import time
from pathlib import Path

import pytest

from mlpm_analytics.errors import ExportError
from mlpm_analytics.frames import Export
from mlpm_analytics.sources import ReadingOptions, find, read
from tests.sources.saved import instant, messages, only

SHARED = os.environ.get("MLPM_SHARED")
pytestmark = pytest.mark.skipif(not SHARED, reason="MLPM_SHARED does not say where published exports are")
ONE_ISSUE = ["SP-1", "SP-2", "SP-10", "SP-13", "SP-14", "SP-15"]
GOLDEN = {
    "by-hand": 9,
    "portfolio-berlin": 84,
    "portfolio-kathmandu": 85,
    "portfolio-new-york": 82,
    "portfolio-sydney": 106,
}


def loaded(name: str) -> Export:
    (found,) = find([Path(SHARED or "") / name])
    return read(found, ReadingOptions())


def test_the_epic_links_of_a_server_export_resolve_within_it():
    issues = loaded("real/csv/server-epic-link-estimates.csv").issues
    links = issues["epic_link"].dropna()
    assert (len(issues), len(links), links.isin(issues["key"]).sum()) == (90, 59, 59)
    assert issues["estimate_seconds"].count() == 38
    assert issues[["created_at", "updated_at"]].notna().all(axis=None)
    assert set(issues["estimate_seconds"].dropna()) >= {28800, 144000}


def test_an_export_that_excel_mangled_brings_its_one_issue_and_says_what_it_lost():
    export = loaded("real/csv/server-mangled-by-excel.csv")
    assert only(export.issues)["created_at"] == instant("2017-02-16 15:26Z")
    assert "739 rows hold nothing" in messages(export)
    assert ("'29:10.8' is not a date", 2) in [(note.message[:23], note.line) for note in export.notes]
    assert {"Testing status"} < set(export.field_values["field_id"])


def test_an_export_without_dates_brings_its_parents_by_id():
    export = loaded("real/csv/server-parent-id-no-dates.csv")
    issues = export.issues
    assert (len(issues), issues["parent_id"].count(), issues["created_at"].count()) == (64, 2, 0)
    assert issues["is_subtask"].sum() == 2
    assert export.notes == ()


def test_a_cloud_export_brings_categories_when_they_changed_and_labels_out_of_one_cell():
    export = loaded("real/csv/cloud-llm-project-no-parents.csv")
    issues, values = export.issues, export.field_values
    assert len(issues) == 53
    assert issues["status_category"].isin(["new", "indeterminate", "done"]).all()
    assert issues["category_changed_at"].notna().all()
    assert not values.loc[values["field_id"] == "labels", "value"].str.contains(",").any()
    is_done = issues["status_category"] == "done"
    assert (is_done & issues["resolution"].isna()).sum() == 1


@pytest.mark.parametrize(
    ("name", "missing"),
    [
        ("refuse/derived-cycle-times.csv", "no column 'Issue key' or 'Issue id', no column 'Issue Type'"),
        ("refuse/five-columns-by-script.csv", "no column 'Issue key' or 'Issue id' and no column 'Issue Type'"),
        ("json/jira-agile-metrics-fixtures-and-expected.json", "this is JSON, but no answer of Jira's"),
    ],
)
def test_what_is_no_export_is_refused_by_what_it_lacks(name, missing):
    with pytest.raises(ExportError) as refused:
        loaded(f"real/{name}")
    assert missing in str(refused.value)


def test_real_changelogs_of_many_months_come_whole_and_within_seconds():
    began = time.perf_counter()
    export = loaded("real/json/aea-2025-search-with-changelog.json")
    assert time.perf_counter() - began < 10
    changes = export.changes
    assert len(export.issues) == 649
    assert len(changes[["issue_id", "history_id"]].drop_duplicates()) == 8872
    assert (changes["field"] == "status").sum() == 5754
    counted = changes.groupby("issue_id")["history_id"].nunique()
    issues = export.issues.set_index("issue_id")
    assert counted.reindex(issues.index).fillna(0).eq(issues["history_count"]).all()
    assert changes.loc[changes["field"] == "status", "to_id"].str.startswith("name:").all()
    assert export.notes == ()


@pytest.mark.parametrize("key", ONE_ISSUE)
def test_single_issues_come_with_all_their_histories(key):
    export = loaded(f"real/json/jirametrics-{key}.json")
    issue = only(export.issues)
    assert (issue["key"], export.site_url) == (key, "https://improvingflow.atlassian.net")
    assert export.changes["history_id"].nunique() == issue["history_count"]
    assert export.notes == ()


def test_statuses_of_a_board_come_with_their_categories():
    statuses = loaded("real/json/jirametrics-statuses.json").statuses
    assert len(statuses) == 6
    assert set(statuses["category"]) == {"new", "indeterminate", "done"}


def test_raw_answers_in_a_table_are_read_as_answers():
    export = loaded("real/json/devlake-raw-issues.csv")
    assert (len(export.issues), export.changes["history_id"].nunique() > 300) == (33, True)
    counted = export.changes.groupby("issue_id")["history_id"].nunique()
    issues = export.issues.set_index("issue_id")
    assert counted.reindex(issues.index).fillna(0).eq(issues["history_count"]).all()


@pytest.mark.parametrize(("name", "count"), GOLDEN.items())
def test_golden_answers_are_read_without_a_doubt(name, count):
    export = loaded(f"golden/{name}/jira.json")
    assert (len(export.issues), export.notes) == (count, ())
    assert export.issues["has_changelog"].all()
    assert "Phase" in set(export.fields["name"])
    assert export.issues["created_at"].notna().all()

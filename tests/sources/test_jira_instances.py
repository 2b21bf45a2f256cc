"""Two Jiras in one store: each counts its issues by itself."""

import dataclasses

import pandas as pd

from mlpm_analytics.frames import Export
from mlpm_analytics.sources import with_own_ids

from .saved import csv_text, exported, messages, row

HEADER = ["Issue key", "Issue id", "Issue Type", "Status", "Created", "Parent"]


def known(created: str, issue_id: str = "10007", project: str = "ML", site: str | None = None) -> pd.DataFrame:
    instants = [pd.Timestamp(created, tz="UTC").as_unit("us")]
    told = {"issue_id": [issue_id], "project_key": [project], "created_at": instants, "site_url": [site]}
    return pd.DataFrame(told).astype({"site_url": "str"})


def apart(export: Export, loaded: pd.DataFrame) -> Export:
    """`with_own_ids`, given the issues that are loaded."""
    prefixes = loaded["issue_id"].str.extract(r"^(jira\d+:)", expand=False).fillna("").astype("str")
    instants = loaded[["issue_id"]].assign(first_at=loaded["created_at"], last_at=loaded["created_at"])
    jiras = loaded.assign(id_prefix=prefixes)[["id_prefix", "project_key", "site_url"]]
    return with_own_ids(export, jiras, lambda issue_ids: instants[instants["issue_id"].isin(issue_ids)])


def test_the_same_issue_in_another_time_zone_is_the_same():
    export = row(Created="02/Mar/26 9:00")
    assert apart(export, known("2026-03-01 10:00")) is export
    assert apart(export, known("2026-01-01").iloc[:0]) is export


def test_an_issue_of_the_same_id_that_was_created_at_another_time_is_another_jiras():
    rows = [["OPS-1", "10007", "Epic", "Done", "02/Mar/26 9:00", ""], ["OPS-2", "9", "Task", "Done", "", "10007"]]
    export = apart(exported(csv_text(HEADER, *rows)), known("2024-05-05"))
    assert export.issues["issue_id"].tolist() == ["jira2:10007", "jira2:9"]
    assert export.issues["parent_id"].tolist()[1] == "jira2:10007"
    assert export.issues["status_id"].tolist() == ["name:Done"] * 2
    assert "1 of its issues, OPS-1 first, have ids that other issues have already" in messages(export)


def test_a_second_export_of_the_other_jira_joins_the_first():
    again = pd.concat([known("2024-05-05"), known("2026-03-02 09:00").assign(issue_id="jira2:10007")])
    assert apart(row(Created="02/Mar/26 9:00"), again).issues["issue_id"].tolist() == ["jira2:10007"]


def test_a_third_jira_gets_a_prefix_of_its_own():
    again = pd.concat([known("2024-05-05"), known("2025-06-06").assign(issue_id="jira2:10007")])
    assert apart(row(Created="02/Mar/26 9:00"), again).issues["issue_id"].tolist() == ["jira3:10007"]


def test_files_that_state_one_address_are_of_one_jira_whatever_their_issues_say():
    export = dataclasses.replace(row(Created="02/Mar/26 9:00"), site_url="https://jira.example.com")
    assert apart(export, known("2024-05-05", site="https://jira.example.com")) is export
    other = known("2024-05-05", "jira2:10009", site="https://jira.example.com")
    assert apart(export, other).issues["issue_id"].tolist() == ["jira2:10007"]


def test_a_file_of_the_other_jira_with_other_issues_joins_it_by_its_projects():
    two = pd.concat([known("2024-05-05", "10001", "OPS"), known("2026-03-02", "jira2:10009", "ML")])
    export = apart(row(Created="02/Mar/26 9:00"), two)
    assert export.issues["issue_id"].tolist() == ["jira2:10007"]
    assert "comes from the same Jira as files that are kept apart" in messages(export)


def test_an_issue_without_a_key_is_not_taken_for_the_one_of_that_id():
    header = ["Issue id", "Issue Type", "Status", "Created"]
    export = apart(exported(csv_text(header, ["10007", "Task", "Done", "02/Mar/26 9:00"])), known("2024-05-05"))
    assert export.issues[["issue_id", "key"]].to_numpy().tolist() == [["jira2:10007", "jira2:10007"]]

"""Which statuses are active, waiting and done."""

from typing import Any

from mlpm_analytics.mapping import map_raw
from mlpm_analytics.settings import Settings
from tests.jira import Issue, issue, item, raw, status


def roles(*issues: Issue, **workflow: Any) -> dict[str, str]:
    """Status id → its roles, for those that came with the data."""
    found = map_raw(raw(*issues), Settings.model_validate({"workflow": workflow})).model.status_roles
    own = found[~found["status_id"].str.startswith("mlpm:")].to_dict("records")
    return {
        row["status_id"]: " ".join(name for name in ("active", "waiting", "done") if row[f"is_{name}"]) for row in own
    }


def test_jiras_categories_decide_less_the_waiting_statuses():
    found = roles(
        *(issue(f"ML-{n}", now=name) for n, name in enumerate(["To Do", "In Progress", "Blocked", "Done"], 1))
    )
    assert found == {"1": "", "3": "active", "5": "waiting", "9": "done"}


def test_lists_of_the_settings_replace_the_categories_by_name_in_any_case_or_by_id():
    found = roles(issue("ML-1", now="In Progress"), issue("ML-2", now="Review"), active_statuses=["review"])
    assert found == {"3": "", "4": "active"}
    assert roles(issue("ML-1", now="In Progress"), active_statuses=["3"]) == {"3": "active"}


def test_a_renamed_status_is_called_what_an_issue_carries_today():
    old = item("status", ("1", "To Do"), ("4", "Code check"), fieldId="status")
    back = item("status", ("4", "Code check"), ("1", "To Do"), fieldId="status")
    moved = issue("ML-1", now="To Do").history("2026-03-02T09:00:00Z", old).history("2026-03-03T09:00:00Z", back)
    assert roles(moved, issue("ML-2", now="Review"), active_statuses=["Review"])["4"] == "active"


def test_a_status_that_no_longer_exists_is_not_active_and_is_reported():
    task = issue("ML-1", now="Done").history("2026-03-02T09:00:00Z", status("To Do", "Bygone"))
    task.history("2026-03-03T09:00:00Z", status("Bygone", "Done"))
    assert roles(task)["gone-Bygone"] == ""
    found = map_raw(raw(task), Settings()).model.findings
    assert [rule for rule in found["rule"] if rule == "status-unknown"] == ["status-unknown"]
    assert "Bygone" in found["message"].iloc[0]
    assert roles(task, active_statuses=["Bygone"])["gone-Bygone"] == "active"

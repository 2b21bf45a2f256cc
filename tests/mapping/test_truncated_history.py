"""Histories that came in a file of their own, which may begin later than the issues."""

import dataclasses

from mlpm_analytics.frames import LOGGED, Raw
from tests.jira import issue, raw, status
from tests.mapping.exports import active, evidence, mapped

EARLY = "2026-01-05T09:00:00Z"


def logged(*issues) -> Raw:
    found = raw(issue("ML-1", "Epic", now="To Do", created=EARLY), *issues)
    issues = found.issues.assign(has_changelog=True)
    return dataclasses.replace(found, issues=issues, logged=LOGGED.check(issues[["issue_id"]]))


def test_a_task_that_was_begun_before_the_log_is_unknown_until_the_log_begins():
    one = issue("ML-2", created=EARLY, now="Done").history("2026-03-04T09:00:00Z", status("In Progress", "Done"))
    other = issue("ML-3", created=EARLY, now="Done").worked("2026-03-02T09:00:00Z", "2026-03-03T09:00:00Z")
    found = logged(one, other)
    assert active(found, "ML-2") == [("03-02 09:00", "03-04 09:00")]
    assert active(found, "ML-3") == [("03-02 09:00", "03-03 09:00")]
    assert evidence(found) | {"ML-1": "changelog"} == {"ML-1": "changelog", "ML-2": "inferred", "ML-3": "changelog"}
    findings = mapped(found).model.findings
    assert findings.loc[findings["rule"] == "history-begins-late", "key"].tolist() == ["ML-2"]


def test_a_task_that_the_log_has_no_change_of_although_it_was_begun_is_inferred():
    done = issue("ML-2", created=EARLY, now="Done", resolutiondate="2026-01-08T12:00:00Z")
    other = issue("ML-3", created=EARLY, now="Done").worked("2026-03-02T09:00:00Z", "2026-03-03T09:00:00Z")
    found = logged(done, other)
    assert active(found, "ML-2") == [("01-05 09:00", "01-08 12:00")]
    assert evidence(found)["ML-2"] == "inferred"


def test_a_log_that_has_all_of_a_task_leaves_no_doubt():
    late = issue("ML-2", created="2026-03-03T12:00:00Z", now="Done")
    late.history("2026-03-04T09:00:00Z", status("In Progress", "Done"))
    other = issue("ML-3", created=EARLY, now="Done").worked("2026-03-02T09:00:00Z", "2026-03-03T09:00:00Z")
    assert active(logged(late, other), "ML-2") == [("03-03 12:00", "03-04 09:00")]
    assert evidence(logged(late, other))["ML-2"] == "changelog"

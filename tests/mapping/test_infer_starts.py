"""A single export without history: `docs/definitions.md`, Evidence 4. 2 March 2026 is a Monday."""

import dataclasses

import pandas as pd

from mlpm_analytics.frames import ISSUES
from tests.jira import issue
from tests.mapping.exports import active, evidence, exported, mapped, successive, task

MONDAY, TUESDAY, FRIDAY = "2026-03-02T10:00:00Z", "2026-03-03T12:00:00Z", "2026-03-06T15:00:00Z"
NEXT_FRIDAY = "2026-03-13T15:00:00Z"


def test_a_finished_task_began_five_working_days_before_its_end():
    raw = exported(task("ML-2", resolved=NEXT_FRIDAY))
    assert active(raw, "ML-2") == [("03-06 15:00", "03-13 15:00")]
    assert evidence(raw)["ML-2"] == "inferred"


def test_a_finished_task_began_no_earlier_than_it_was_created():
    assert active(exported(task("ML-2", created=MONDAY, resolved=FRIDAY)), "ML-2") == [("03-02 10:00", "03-06 15:00")]


def test_a_finished_task_began_no_earlier_than_the_same_scientists_previous_one_ended():
    raw = exported(task("ML-2", resolved=TUESDAY), task("ML-3", resolved=FRIDAY))
    assert active(raw, "ML-3") == [("03-03 12:00", "03-06 15:00")]


def test_somebody_elses_task_makes_nobody_wait():
    raw = exported(task("ML-2", resolved=TUESDAY, who="bob"), task("ML-3", resolved=FRIDAY, who="ana"))
    assert active(raw, "ML-3") == [("02-27 15:00", "03-06 15:00")]


def test_tasks_of_nobody_do_not_wait_for_each_other():
    raw = exported(task("ML-2", resolved=TUESDAY, who=None), task("ML-3", resolved=FRIDAY, who=None))
    assert active(raw, "ML-3") == [("02-27 15:00", "03-06 15:00")]


def test_tasks_that_were_closed_at_one_instant_share_the_time_before_it():
    raw = exported(task("ML-2", resolved=FRIDAY), task("ML-3", resolved=FRIDAY))
    assert active(raw, "ML-2") == active(raw, "ML-3") == [("02-27 15:00", "03-06 15:00")]


def test_an_a_b_test_makes_nobody_wait_and_begins_when_the_work_before_it_ended():
    raw = exported(
        task("ML-2", resolved=TUESDAY),
        task("ML-3", phase="A/B Testing", resolved="2026-03-04T12:00:00Z"),
        task("ML-4", resolved=FRIDAY),
    )
    assert active(raw, "ML-3") == [("03-03 12:00", "03-04 12:00")]
    assert active(raw, "ML-4") == [("03-03 12:00", "03-06 15:00")]


def test_working_days_are_those_of_the_settings():
    raw = exported(task("ML-2", resolved=NEXT_FRIDAY))
    settings = {"calendar": {"timezone": "UTC", "holidays": ["2026-03-11"]}}
    assert active(raw, "ML-2", **settings) == [("03-05 15:00", "03-13 15:00")]


def test_an_end_is_when_it_was_resolved_or_else_when_its_category_changed_or_else_its_last_update():
    stamps = {"resolved": MONDAY, "moved": TUESDAY, "updated": FRIDAY}
    raw = exported(
        task("ML-2", who="ana", **stamps),
        task("ML-3", who="bob", moved=TUESDAY, updated=FRIDAY),
        task("ML-4", who="eve", updated=FRIDAY),
    )
    assert [active(raw, key)[0][1] for key in ("ML-2", "ML-3", "ML-4")] == ["03-02 10:00", "03-03 12:00", "03-06 15:00"]


def test_a_task_in_progress_began_when_its_category_changed():
    assert active(exported(task("ML-2", "Review", moved=TUESDAY, updated=FRIDAY)), "ML-2") == [("03-03 12:00", "")]


def test_a_task_in_progress_without_that_began_by_the_rule_as_of_the_export():
    raw = exported(task("ML-2", "In Progress", updated=FRIDAY), task("ML-3", resolved=TUESDAY))
    assert active(raw, "ML-2") == [("03-03 12:00", "")]


def test_start_and_end_that_the_issue_states_count_before_any_rule():
    raw = exported(
        task("ML-2", resolved=FRIDAY, customfield_1="2026-02-20"),
        task("ML-3", "In Progress", customfield_1="2026-02-23"),
        customfield_1="Start date",
    )
    assert active(raw, "ML-2") == [("02-20 00:00", "03-06 15:00")]
    assert active(raw, "ML-3") == [("02-23 00:00", "")]
    assert evidence(raw) == {"ML-1": "inferred", "ML-2": "field", "ML-3": "field"}


def test_a_stated_start_before_its_creation_takes_phase_and_scientist_along():
    late = task("ML-2", created=TUESDAY, resolved=FRIDAY, customfield_1="2026-03-02")
    raw = exported(late, customfield_1="Start date")
    assert active(raw, "ML-2") == [("03-02 00:00", "03-06 15:00")]
    histories = mapped(raw).model.histories
    began = histories[histories["issue_id"] == "10002"].groupby("field")["changed_at"].min()
    assert (began[["status", "phase", "assignee", "epic"]] == pd.Timestamp("2026-03-02", tz="UTC")).all()


def test_an_estimate_is_never_used():
    long, short = (exported(task("ML-2", resolved=FRIDAY, timeoriginalestimate=days * 28800)) for days in (4, 1))
    assert active(long, "ML-2") == active(short, "ML-2")


def test_a_task_that_has_not_begun_has_no_time():
    assert active(exported(task("ML-2", "To Do", updated=FRIDAY)), "ML-2") == []


def test_an_epic_takes_no_time_and_makes_nobody_wait():
    epic = issue("ML-9", "Epic", now="Done", created="2026-01-01T09:00:00Z", resolutiondate=TUESDAY)
    raw = exported(epic, task("ML-2", resolved=FRIDAY))
    assert active(raw, "ML-9") == []
    assert active(raw, "ML-2") == [("02-27 15:00", "03-06 15:00")]


def test_a_task_with_a_changelog_makes_another_wait_and_is_not_inferred():
    known = task("ML-2", resolved=TUESDAY).worked(MONDAY, TUESDAY)
    raw = exported(task("ML-3", resolved=FRIDAY), known, histories=True)
    assert active(raw, "ML-2") == [("03-02 10:00", "03-03 12:00")]
    assert active(raw, "ML-3") == [("03-03 12:00", "03-06 15:00")]
    assert evidence(raw) == {"ML-1": "inferred", "ML-2": "changelog", "ML-3": "inferred"}


def test_an_export_without_a_single_date_says_nothing_of_when_a_task_was_active():
    raw = exported(task("ML-2", created=None), task("ML-3", "In Progress", created=None))
    issues = raw.issues.assign(created_at=pd.NaT)
    raw = dataclasses.replace(raw, issues=ISSUES.check(issues))
    raw = successive(*[(None, raw)] * 2)
    assert active(raw, "ML-2") == []
    assert evidence(raw)["ML-2"] == "inferred"


def test_a_test_begins_when_the_last_task_of_an_earlier_phase_of_its_project_had_ended_however_long_ago():
    later = task("ML-4", phase="Results Analysis", resolved="2026-03-19T12:00:00Z")
    raw = exported(
        task("ML-2", resolved=TUESDAY), task("ML-3", phase="A/B Testing", resolved="2026-03-20T12:00:00Z"), later
    )
    assert active(raw, "ML-3") == [("03-03 12:00", "03-20 12:00")]


def test_of_a_test_in_a_project_where_nothing_ended_before_no_time_is_counted_and_that_is_said():
    raw = exported(task("ML-2", phase="A/B Testing", resolved=FRIDAY), task("ML-3", resolved=NEXT_FRIDAY))
    assert active(raw, "ML-2") == []
    findings = mapped(raw).model.findings.set_index("key")
    assert findings.loc["ML-2", "rule"] == "start-unknown"
    assert "No Task of an earlier phase" in findings.loc["ML-2", "message"]


def test_a_test_in_progress_began_when_the_work_before_it_ended_where_its_category_has_no_date():
    raw = exported(task("ML-2", resolved=TUESDAY), task("ML-3", "In Progress", phase="A/B Testing", updated=FRIDAY))
    assert active(raw, "ML-3") == [("03-03 12:00", "")]


def test_a_task_in_progress_was_so_when_it_was_last_updated():
    raw = exported(task("ML-2", "In Progress", updated="2026-03-02T10:00:00Z"), task("ML-3", resolved=NEXT_FRIDAY))
    assert active(raw, "ML-2") == [("03-02 10:00", "")]


def test_a_task_closed_as_nothing_done_has_no_inferred_time_makes_nobody_wait_and_is_named():
    raw = exported(
        task("ML-2", resolved=TUESDAY, resolution={"id": "3", "name": "Duplicate"}), task("ML-3", resolved=FRIDAY)
    )
    assert active(raw, "ML-2") == []
    assert active(raw, "ML-3") == [("02-27 15:00", "03-06 15:00")]
    findings = mapped(raw).model.findings.set_index("key")
    assert findings.loc["ML-2", ["rule", "message"]].tolist() == [
        "nothing-done",
        "Closed as Duplicate: no working time is inferred for it.",
    ]
    assert active(raw, "ML-2", workflow={"nothing_done_resolutions": []}) == [("02-24 12:00", "03-03 12:00")]


def test_inferred_time_that_was_cut_at_five_days_is_marked():
    raw = exported(task("ML-2", resolved=FRIDAY), task("ML-3", created=MONDAY, resolved=TUESDAY, who="bob"))
    items = mapped(raw).model.work_items.set_index("key")
    assert items.loc[["ML-2", "ML-3"], "is_cut_off"].tolist() == [True, False]

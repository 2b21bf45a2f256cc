"""Successive exports of one project as a history: `docs/definitions.md`, Evidence 2. 2 March 2026 is a Monday."""

import dataclasses

import pandas as pd
import pytest

from mlpm_analytics.frames import GONE
from tests.jira import issue
from tests.mapping.exports import active, evidence, exported, mapped, successive, task

FIRST, SECOND, THIRD = "2026-03-02T08:00:00Z", "2026-03-09T08:00:00Z", "2026-03-16T08:00:00Z"
TUESDAY, FRIDAY = "2026-03-03T12:00:00Z", "2026-03-06T15:00:00Z"


def two(before, after):
    return successive((FIRST, exported(before)), (SECOND, exported(after)))


def held(raw, field, key="ML-2"):
    histories = mapped(raw).model.histories
    rows = histories[(histories["issue_id"] == f"100{int(key[3:]):02}") & (histories["field"] == field)]
    return [(f"{at:%m-%d %H:%M}", value) for at, value in zip(rows["changed_at"], rows["value"], strict=True)]


def bounds(raw, field):
    rows = mapped(raw).model.bounds
    rows = rows[(rows["issue_id"] == "10002") & (rows["field"] == field)]
    return rows[["changed_at", "not_before_at", "not_after_at"]].map("{:%m-%d %H:%M}".format).to_numpy().tolist()


def test_a_task_that_began_between_two_exports_began_when_its_category_changed():
    raw = two(task("ML-2", "To Do"), task("ML-2", "In Progress", moved=TUESDAY, updated=FRIDAY))
    assert active(raw, "ML-2") == [("03-03 12:00", "")]
    assert bounds(raw, "status") == [["03-03 12:00"] * 3]
    assert evidence(raw)["ML-2"] == "snapshot"


def test_a_task_that_ended_between_two_exports_ended_when_it_was_resolved():
    raw = successive(
        (FIRST, exported(task("ML-2", "To Do"))),
        (SECOND, exported(task("ML-2", "In Progress", moved=TUESDAY))),
        (THIRD, exported(task("ML-2", "Done", resolved="2026-03-10T12:00:00Z", moved="2026-03-10T12:01:00Z"))),
    )
    assert active(raw, "ML-2") == [("03-03 12:00", "03-10 12:00")]
    assert evidence(raw)["ML-2"] == "snapshot"


def test_without_such_a_field_it_is_dated_by_its_last_update_which_is_the_latest_it_can_have_been():
    raw = two(task("ML-2", "To Do"), task("ML-2", "In Progress", updated=FRIDAY))
    assert active(raw, "ML-2") == [("03-06 15:00", "")]
    assert bounds(raw, "status") == [["03-06 15:00", "03-02 08:00", "03-06 15:00"]]


def test_without_any_date_it_is_the_middle_of_the_gap_whose_width_is_the_uncertainty():
    raw = two(task("ML-2", "To Do"), task("ML-2", "In Progress"))
    assert active(raw, "ML-2") == [("03-05 20:00", "")]
    assert bounds(raw, "status") == [["03-05 20:00", "03-02 08:00", "03-09 08:00"]]


def test_a_date_from_before_the_earlier_export_says_nothing_about_the_difference():
    raw = two(
        task("ML-2", "In Progress", moved="2026-02-24T12:00:00Z"), task("ML-2", "Review", moved="2026-02-24T12:00:00Z")
    )
    assert held(raw, "status")[-1] == ("03-05 20:00", "4")


def test_a_task_that_was_done_without_being_seen_in_progress_began_after_the_earlier_export():
    raw = two(task("ML-2", "To Do"), task("ML-2", "Done", resolved=FRIDAY))
    assert active(raw, "ML-2") == [("03-02 08:00", "03-06 15:00")]
    assert evidence(raw)["ML-2"] == "inferred"


def test_a_task_that_was_in_progress_when_it_was_first_seen_is_inferred():
    raw = two(task("ML-2", "In Progress", moved="2026-02-24T12:00:00Z"), task("ML-2", "Done", resolved=FRIDAY))
    assert active(raw, "ML-2") == [("02-24 12:00", "03-06 15:00")]
    assert evidence(raw)["ML-2"] == "inferred"


def test_a_task_that_was_created_and_begun_between_two_exports_is_seen_by_them():
    begun = task("ML-2", "In Progress", created=TUESDAY, moved=FRIDAY)
    other = task("ML-3", "To Do")
    raw = successive((FIRST, exported(other)), (SECOND, exported(other, begun)))
    assert active(raw, "ML-2") == [("03-06 15:00", "")]
    assert evidence(raw)["ML-2"] == "snapshot"


def test_phase_scientist_and_epic_have_a_history_too():
    before = task("ML-2", "In Progress", phase="Research", who="ana")
    after = task("ML-2", "In Progress", phase="Modeling", who="bob", parent="ML-9", updated=FRIDAY)
    raw = two(before, after)
    assert held(raw, "phase") == [("01-01 09:00", "Research"), ("03-06 15:00", "Modeling")]
    assert held(raw, "assignee") == [("01-01 09:00", "ana"), ("03-06 15:00", "bob")]
    assert held(raw, "epic") == [("01-01 09:00", "10001"), ("03-06 15:00", "10009")]


def test_a_task_that_lost_its_scientist_has_none_from_then_on():
    raw = two(task("ML-2", "In Progress", who="ana"), task("ML-2", "In Progress", who=None, updated=FRIDAY))
    assert held(raw, "assignee")[1][0] == "03-06 15:00"
    assert pd.isna(held(raw, "assignee")[1][1])


def test_estimates_and_plans_have_a_history_too():
    estimates = [task("ML-2", "To Do", timeoriginalestimate=seconds) for seconds in (28800, 57600)]
    plans = [issue("ML-9", "Epic", created=FIRST, customfield_10102=weeks) for weeks in (1, 3)]
    raw = successive((FIRST, exported(estimates[0], plans[0])), (SECOND, exported(estimates[1], plans[1])))
    rows = mapped(raw).model.histories
    assert rows.loc[rows["field"] == "estimate", "number"].dropna().tolist() == [1.0, 2.0]
    assert rows.loc[rows["field"] == "plan:Modeling", "number"].dropna().tolist() == [1.0, 3.0]


def test_a_label_that_is_the_phase_has_a_history():
    raw = two(task("ML-2", "To Do", labels=["phase:Research"]), task("ML-2", "To Do", labels=["x", "phase:Modeling"]))
    histories = mapped(raw, fields={"phase_from": "label"}).model.histories
    rows = histories[(histories["issue_id"] == "10002") & (histories["field"] == "phase")]
    assert rows["value"].tolist() == ["Research", "Modeling"]


def test_nothing_is_a_difference_that_is_none():
    raw = two(task("ML-2", "To Do"), task("ML-2", "To Do", updated=FRIDAY))
    assert mapped(raw).model.bounds.empty
    assert len(held(raw, "status")) == 1


def test_a_name_in_other_letters_and_a_name_for_an_id_are_no_difference():
    raw = two(task("ML-2", "To Do"), task("ML-2", "To Do"))
    seen = raw.sightings.assign(
        status_id=["name:to do" if first else "1" for first in ~raw.sightings.duplicated("issue_id")],
        status=["to do" if first else "To Do" for first in ~raw.sightings.duplicated("issue_id")],
    )
    assert mapped(dataclasses.replace(raw, sightings=seen)).model.bounds.empty


def test_an_issue_with_a_changelog_ignores_what_exports_showed():
    known = task("ML-2", "Done", resolved=FRIDAY).worked(TUESDAY, FRIDAY)
    raw = successive((FIRST, exported(task("ML-2", "To Do"))), (SECOND, exported(known, histories=True)))
    export = exported(known, histories=True)
    raw = dataclasses.replace(raw, issues=export.issues, changes=export.changes)
    assert active(raw, "ML-2") == [("03-03 12:00", "03-06 15:00")]
    assert evidence(raw)["ML-2"] == "changelog"


def test_a_project_whose_newest_export_is_old_stands_as_of_it_and_says_so():
    old = exported(task("ML-2", "In Progress", moved=TUESDAY))
    later = exported(issue("OPS-3", created=FIRST))
    later = dataclasses.replace(later, issues=later.issues[later.issues["key"] == "OPS-3"])
    raw = successive((SECOND, old), ("2026-04-20T08:00:00Z", later))
    raw = dataclasses.replace(raw, field_values=old.field_values)
    assert active(raw, "ML-2") == [("03-03 12:00", "03-09 08:00")]
    findings = mapped(raw).model.findings
    assert findings.loc[findings["rule"] == "export-old", "key"].tolist() == ["ML"]
    assert "2026-03-09 08:00 UTC" in findings["message"].iloc[-1]


def test_an_issue_that_is_gone_is_not_active_after_it_was_last_seen():
    both = exported(task("ML-2", "In Progress", moved=TUESDAY), task("ML-3", "To Do"))
    raw = successive((SECOND, both), (THIRD, exported(task("ML-3", "To Do"))))
    gone = GONE.of([{"issue_id": "10002", "gone_at": pd.Timestamp(THIRD), "reason": "not listed"}])
    assert active(dataclasses.replace(raw, gone=gone), "ML-2") == [("03-03 12:00", "03-09 08:00")]


@pytest.mark.parametrize("source", ["label", "component"])
def test_a_phase_in_a_label_or_component_has_a_history_too(source):
    def shown(*tags):
        told = list(tags) if source == "label" else [{"name": tag} for tag in tags]
        return task("ML-2", "In Progress", phase=None, **{f"{source}s": told})

    raw = two(shown("x", "p:Data-Exploration"), shown("x", "p:Modeling"))
    model = mapped(raw, fields={"phase_from": source, "phase_prefix": "p:"}).model
    rows = model.histories[(model.histories["field"] == "phase") & (model.histories["issue_id"] == "10002")]
    assert rows["value"].tolist() == ["Data Exploration", "Modeling"]

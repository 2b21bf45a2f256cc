"""What an explanation shows besides the parts: what was left out and why, and the changes in Jira behind it."""

import pandas as pd
import pytest

from mlpm_analytics.calendars import Calendars
from mlpm_analytics.frames import CHANGES
from mlpm_analytics.metrics.questions import Ledger, changes_behind, explain, questions
from mlpm_analytics.workflow import Workflow
from tests.builder import epic, instant, portfolio, seen, task

AS_OF = "2026-03-20 17:00"


def ledger(*issues):
    model = portfolio(*issues)
    return Ledger(seen(model, AS_OF), model, Workflow(), Calendars())


def answer(found: Ledger, label: str):
    asked = {one.label: one for one in questions(found, "P")}
    return explain(found, "P", asked[label])


def reasons(found) -> list[tuple]:
    rows = found.left_out[["key", "hours", "reason"]]
    return [(key, round(hours, 3), reason) for key, hours, reason in rows.itertuples(index=False)]


def test_a_stretch_over_night_counts_its_working_time_and_leaves_the_night_out():
    found = answer(ledger(epic("P"), task("T").active("2026-03-02 09:00", "2026-03-03 17:00")), "Effort of Modeling")
    assert found.total == 2.0
    assert reasons(found) == [("T", 16.0, "outside working hours")]


def test_a_mis_click_is_left_out_and_named():
    clicked = task("T").active("2026-03-02 09:00", "2026-03-02 17:00").active("2026-03-03 09:00", "2026-03-03 09:03")
    found = answer(ledger(epic("P"), clicked), "Active days of Modeling")
    assert reasons(found) == [("T", 0.05, "a mis-click: in progress for less than 5 minutes, and back to where it was")]


def test_a_noise_visit_is_left_out_of_the_visit_around_it():
    long = task("T").active("2026-03-02 09:00", "2026-03-02 12:00").active("2026-03-02 13:00", "2026-03-02 17:00")
    short = task("U", phase="Research").active("2026-03-02 12:00", "2026-03-02 13:00")
    found = answer(ledger(epic("P"), long, short), "Visit 1: Modeling")
    assert found.parts["amount"].tolist() == [3 / 8, 4 / 8]
    assert reasons(found) == [("U", 1.0, "noise: a run of a phase with less than 0.25 active days is no visit")]


def test_time_shared_with_another_task_says_with_which():
    one = task("T").active("2026-03-02 09:00", "2026-03-02 17:00")
    other = task("U", epic="Q").active("2026-03-02 13:00", "2026-03-02 17:00")
    parts = answer(ledger(epic("P"), epic("Q"), one, other), "Effort of Modeling").parts
    assert parts[["share", "shared_with", "amount"]].to_numpy().tolist() == [[1.0, "", 0.5], [0.5, "U", 0.25]]


def test_overlaps_count_once_in_active_days():
    one = task("T").active("2026-03-02 09:00", "2026-03-02 17:00")
    other = task("U", who="bob").active("2026-03-02 13:00", "2026-03-02 17:00")
    found = answer(ledger(epic("P"), one, other), "Active days of Modeling")
    assert (found.total, found.parts["key"].tolist()) == (1.0, ["T"])
    assert reasons(found) == [("U", 4.0, "at the same time as T: overlaps count once")]


def test_a_task_that_did_not_give_the_phase_is_left_out_of_the_visit():
    one = task("T").active("2026-03-02 09:00", "2026-03-02 17:00")
    test = task("U", phase="A/B Testing").active("2026-03-02 09:00", "2026-03-02 17:00")
    found = answer(ledger(epic("P"), one, test), "Visit 1: Modeling")
    assert reasons(found) == [("U", 8.0, "at the same time as T, which gave the phase")]


def test_a_passive_phase_takes_nobodys_time():
    test = task("U", phase="A/B Testing").active("2026-03-02 09:00", "2026-03-02 17:00")
    found = answer(ledger(epic("P"), test), "Effort of A/B Testing")
    assert found.total == 0.0
    assert found.left_out["reason"].tolist() == [
        "in a passive phase, which takes nobody's time: it has active days alone"
    ]


def test_a_plan_that_was_replaced_is_left_out():
    planned = epic("P", plan={"Modeling": 2}).changed("plan:Modeling", "2026-03-02 09:00", 3)
    found = answer(ledger(planned, task("T").active("2026-03-02 09:00")), "Plan of Modeling")
    assert found.total == 15.0
    assert found.left_out["reason"].tolist() == ["a plan of 10 days, which another one replaced"]


@pytest.fixture
def changes():
    def change(issue, when, was, becomes):
        told = {"field": "status", "from_text": was, "to_text": becomes, "author": "Ana"}
        return {"issue_id": issue, "history_id": when, "item_no": 0, "position": 0, "changed_at": instant(when)} | told

    return CHANGES.of(
        [
            change("T", "2026-03-02 09:00", "todo", "doing"),
            change("T", "2026-03-02 17:00", "doing", "done"),
            change("U", "2026-03-02 13:00", "todo", "doing"),
            change("V", "2026-03-02 09:00", "todo", "doing"),
            change("T", "2026-03-05 09:00", "done", "todo"),
        ]
    )


def test_the_changes_behind_a_figure_are_those_that_began_and_ended_its_parts(changes):
    one = task("T").active("2026-03-02 09:00", "2026-03-02 17:00")
    other = task("U", epic="Q").active("2026-03-02 13:00", "2026-03-02 17:00")
    held = ledger(epic("P"), epic("Q"), one, other)
    keys = pd.Series({"T": "T", "U": "U", "V": "V"})
    found = changes_behind(answer(held, "Effort of Modeling"), changes, keys)
    assert found[["key", "to_text"]].to_numpy().tolist() == [["T", "doing"], ["U", "doing"], ["T", "done"]]


def test_blocked_time_names_the_task_that_waited_and_ends_where_another_became_active():
    waited = task("T").active("2026-03-02 09:00", "2026-03-02 13:00", after="blocked")
    other = task("U").active("2026-03-03 09:00", "2026-03-03 11:00")
    found = answer(ledger(epic("P"), waited, other), "Where time went: blocked")
    assert found.parts["key"].unique().tolist() == ["T"]
    assert found.parts["started_at"].tolist() == [instant("2026-03-02 13:00"), instant("2026-03-03 11:00")]
    assert ("T", 2.0, "at the same time as U was active: each moment counts once") in reasons(found)


def test_idle_time_opens_down_to_the_changes_that_bound_it(changes):
    one = task("T").active("2026-03-02 09:00", "2026-03-02 13:00")
    found = answer(ledger(epic("P"), one, task("U").active("2026-03-05 09:00")), "Where time went: idle")
    assert found.parts[["key", "started_at", "stopped_at"]].to_numpy().tolist() == [
        ["P", instant("2026-03-02 13:00"), instant("2026-03-05 09:00")]
    ]
    behind = changes_behind(found, changes.assign(changed_at=instant("2026-03-05 09:00")), pd.Series({"U": "U"}))
    assert {"T", "U"} <= set(behind["issue_id"])


def test_work_on_a_project_that_was_done_is_no_part_of_where_its_time_went():
    late = task("T").active("2026-03-02 09:00", "2026-03-02 17:00").active("2026-03-10 09:00", "2026-03-10 11:00")
    done = epic("P").status("2026-03-02 17:00", "done")
    found = answer(ledger(done, late), "Where time went: active")
    assert found.total == 1.0
    assert reasons(found) == [("T", 2.0, "before the first active moment of the project, or after its end")]


def test_effort_without_a_phase_is_asked_about_only_where_there_is_some():
    bare, whole = (task("T", phase=None).active("2026-03-02 09:00", "2026-03-02 13:00"), task("U"))
    assert answer(ledger(epic("P"), bare, whole), "Effort without a phase").total == 0.5
    assert "Effort without a phase" not in [one.label for one in questions(ledger(epic("P"), whole), "P")]


def test_too_many_in_progress_is_explained_on_every_project_that_the_scientist_is_on():
    issues = [
        epic("P"),
        epic("Q"),
        task("T").active("2026-03-02 09:00"),
        task("U", epic="Q").active("2026-03-03 09:00"),
    ]
    found = answer(ledger(*issues), "Breach: Too many in progress, Ana")
    assert (found.total, found.parts["key"].tolist()) == (2.0, ["T", "U"])

import dataclasses

import pandas as pd

from mlpm_analytics.frames import FINDINGS
from mlpm_analytics.metrics.quality import counted_tasks, evidence_shares, findings, standing
from tests.builder import epic, portfolio, seen, task

AS_OF = "2026-03-20 17:00"


def outcomes(model, figure):
    """Why → Tasks."""
    rows = standing(seen(model, AS_OF), model)
    rows = rows[rows["figure"] == figure]
    return dict(zip(rows["outcome"], rows["task_count"], strict=True))


def lacking(model, rule):
    rows = findings(seen(model, AS_OF), model)
    return rows.loc[rows["rule"] == rule, "key"].tolist()


def test_tasks_of_projects_count_and_those_without_an_epic_beside_one():
    model = portfolio(
        epic("ML-1"),
        task("ML-2", epic="ML-1"),
        task("ML-3", epic=None),
        task("OPS-4", epic=None),
        epic("ML-5"),
        task("ML-6", epic="ML-5", phase=None),
    )
    assert counted_tasks(seen(model, AS_OF), model)["key"].tolist() == ["ML-2", "ML-3"]


def test_what_tasks_lack_is_found():
    model = portfolio(
        epic("ML-1"),
        task("ML-2", epic="ML-1", estimate=1),
        task("ML-3", epic="ML-1", phase=None, estimate=1),
        task("ML-4", epic=None),
    )
    assert lacking(model, "phase-missing") == ["ML-3"]
    assert lacking(model, "epic-missing") == ["ML-4"]
    assert lacking(model, "estimate-missing") == ["ML-4"]


def test_what_the_mapping_found_stays():
    cut = FINDINGS.of([{"rule": "history-cut", "issue_id": "P", "key": "P", "message": "Cut."}])
    model = dataclasses.replace(portfolio(epic("P"), task("T", estimate=1)), findings=cut)
    pd.testing.assert_frame_equal(findings(seen(model, AS_OF), model), cut)


def mixed():
    return portfolio(
        epic("ML-1", plan={"Modeling": 1}),
        task("ML-2", epic="ML-1", phase="Modeling", estimate=1).active("2026-03-02 09:00", "2026-03-03 09:00", "done"),
        task("ML-3", epic="ML-1", phase="Research").active("2026-03-04 09:00", "2026-03-05 09:00", "done"),
        task("ML-4", epic="ML-1", phase=None).active("2026-03-06 09:00"),
        task("ML-5", epic=None).active("2026-03-09 09:00"),
        task("ML-6", epic="ML-1", estimate=1).done("2026-03-10 09:00"),
        task("ML-7", epic="ML-1", estimate=1, evidence="inferred").active(
            "2026-03-11 09:00", "2026-03-12 09:00", "done"
        ),
    )


def test_behind_time_stand_the_tasks_that_were_active_in_a_project():
    assert outcomes(mixed(), "time") == {"counted": 4, "never in progress": 1, "in no project": 1}


def test_behind_phases_stand_those_that_had_a_phase_then():
    found = outcomes(mixed(), "phases")
    assert found == {"counted": 3, "never in progress": 1, "in no project": 1, "without a phase": 1}


def test_behind_the_plan_stand_those_in_a_phase_that_has_one():
    found = outcomes(mixed(), "plan")
    assert (found["counted"], found["without a plan for the phase"]) == (2, 1)


def test_behind_estimates_stand_finished_tasks_with_one_that_are_not_inferred():
    found = outcomes(mixed(), "estimates")
    assert found == {"counted": 1, "not done": 2, "without an estimate": 1, "never in progress": 1, "inferred": 1}


def test_every_task_has_one_outcome_for_each_figure():
    model = mixed()
    rows = standing(seen(model, AS_OF), model)
    assert rows.groupby("figure")["task_count"].sum().tolist() == [6, 6, 6, 6]


def test_exact_are_those_known_from_jiras_history():
    model = mixed()
    rows = standing(seen(model, AS_OF), model).set_index(["figure", "outcome"])
    assert rows.loc[("time", "counted"), "exact_count"] == 3


def test_nothing_counted_is_said_as_none():
    model = portfolio(epic("P"), task("T"))
    rows = standing(seen(model, AS_OF), model)
    assert rows.loc[rows["outcome"] == "counted", "task_count"].tolist() == [0, 0, 0, 0]


def test_evidence_is_shared_out_by_project_with_the_active_days_behind_it():
    model = mixed()
    found = evidence_shares(seen(model, AS_OF), model)
    assert found.fillna("none").to_numpy().tolist() == [
        ["ML-1", "changelog", 4, 13.0],
        ["ML-1", "inferred", 1, 1.0],
        ["none", "changelog", 1, 10.0],
    ]

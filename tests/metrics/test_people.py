"""Whose projects are, and who else works on them; the laws hold them against the oracle, too."""

import math

import pytest

from mlpm_analytics.workflow import Workflow
from tests.builder import Issue, epic, phase, portfolio, project, seen, task

AS_OF = "2026-03-10 09:00"


def worked(key: str, who: str | None, start: str, stop: str, **more) -> Issue:
    return task(key, who=who, **more).active(f"2026-03-{start}", f"2026-03-{stop}")


def owner(*issues: Issue) -> tuple[str, str, bool]:
    row = project(seen(portfolio(*issues), AS_OF))
    return row["owner_id"], row["owner"], row["is_owner_derived"]


def test_a_project_whose_epic_nobody_has_belongs_to_who_had_most_effort_lately():
    issues = [
        worked("T", "ana", "02 09:00", "03 17:00"),
        worked("U", "bob", "04 09:00", "06 17:00"),
        task("V", who="cleo").active("2026-01-12 09:00", "2026-02-06 17:00"),  # before the window
    ]
    assert owner(epic("P"), *issues) == ("bob", "Bob", True)
    assert owner(epic("P").changed("assignee", "2026-03-09 09:00", "ana"), *issues) == ("ana", "Ana", False)


def test_of_two_with_the_same_effort_the_smaller_id_owns_it():
    assert (
        owner(epic("P"), worked("T", "bob", "02 09:00", "02 17:00"), worked("U", "ana", "03 09:00", "03 17:00"))[0]
        == "ana"
    )


def test_nobody_owns_what_nobody_works_on():
    row = project(seen(portfolio(epic("P"), task("T"), worked("U", None, "02 09:00", "03 17:00")), AS_OF))
    assert math.isnan(row["owner_id"])
    assert not row["is_owner_derived"]


def test_a_team_that_lists_the_epic_comes_before_the_one_of_its_jira_project():
    model = portfolio(epic("ML-1"), task("ML-2", epic="ML-1"), epic("ML-3"), task("ML-4", epic="ML-3"))
    teams = seen(model, AS_OF, Workflow(teams={"ML-1": "Core", "ML": "Search"})).projects.set_index("project")["team"]
    assert teams.to_dict() == {"ML-1": "Core", "ML-3": "Search"}
    assert seen(model, AS_OF).projects["team"].isna().all()


def test_time_of_others_than_the_named_scientists_is_handed_over():
    made = {"phase": "Productization"}
    model = portfolio(
        epic("P"),
        worked("T", "ana", "02 09:00", "04 17:00", **made),
        worked("U", "eve", "04 09:00", "05 17:00", **made),
        worked("V", None, "06 09:00", "06 17:00", **made),
    )
    found = seen(model, AS_OF, Workflow(named_scientists=frozenset({"ana"})))
    assert project(found)["handed_over_days"] == pytest.approx(2.0)
    assert phase(found, "Productization")["handed_over_days"] == pytest.approx(2.0)
    assert phase(found, "Modeling")["handed_over_days"] == 0.0
    assert math.isnan(project(seen(model, AS_OF))["handed_over_days"])


def test_a_project_counts_how_often_its_tasks_were_reopened():
    again = task("T").done("2026-03-02 09:00").status("2026-03-03 09:00", "todo").done("2026-03-04 09:00")
    again.active("2026-03-06 09:00")
    assert project(seen(portfolio(epic("P"), again), AS_OF))["reopened_count"] == 2


def test_blocked_days_are_those_of_the_status_and_blocker_of_the_task_that_waits_longest():
    model = portfolio(
        epic("P"),
        worked("T", "ana", "02 09:00", "02 17:00")
        .status("2026-03-02 17:00", "blocked")
        .status("2026-03-05 09:00", "todo"),
        task("U", blocked_by="OPS").status("2026-03-04 09:00", "blocked").status("2026-03-06 17:00", "todo"),
    )
    found = seen(model, AS_OF)
    parts = {(row.status, row.blocked_by): row.blocked_days for row in found.blocked.fillna("").itertuples()}
    assert parts == {("blocked", ""): 2.0, ("blocked", "OPS"): 2.0}
    assert found.where_time_went["blocked_days"].sum() == sum(parts.values())

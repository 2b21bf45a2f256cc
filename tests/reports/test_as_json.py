import json
import re
from pathlib import Path

from mlpm_analytics.reports import portfolio_json, project_json, project_report, render
from mlpm_analytics.workflow import Workflow
from tests.builder import epic, portfolio, seen, task
from tests.reports.case import WORKFLOW, figures, mapped

DEFINITIONS = Path(__file__).parents[2] / "docs" / "definitions.md"


def documented() -> dict[str, list[str]]:
    """The keys that the definitions promise, of the project and of each of its parts, in their order."""
    after = DEFINITIONS.read_text(encoding="utf-8").split("## The figures as JSON")[1]
    points = re.findall(r"^- (.+?)(?:;|\.)$", after, re.MULTILINE | re.DOTALL)
    named = (point.split(":", 1) for point in points)
    return {re.sub(r"`|,.*", "", name): re.findall(r"`(\w+)`", keys) for name, keys in named}


def test_the_keys_are_the_documented_ones():
    expected, found = documented(), project_json(figures(), "CHURN-1", WORKFLOW)
    parts = ("phases", "visits", "moves", "blocked", "breaches")
    assert set(found) == {*expected["the project"], *parts}
    assert list(found["moves"]) == expected["moves"]
    for part in ("phases", "visits", "breaches"):
        assert {tuple(row) for row in found[part]} == {tuple(expected[part])}


def test_a_project_says_what_it_waited_for():
    waited = task("T", blocked_by="OPS").active("2026-03-02 09:00", "2026-03-03 09:00", after="blocked")
    found = project_json(seen(portfolio(epic("P"), waited), "2026-03-04 17:00"), "P", Workflow())["blocked"]
    assert list(found[0]) == documented()["blocked"]
    assert found == [{"status": "blocked", "blocked_by": "OPS", "blocked_days": 2.0, "evidence": "changelog"}]


def test_the_portfolio_holds_every_project_as_it_is_reported_alone_and_all_breaches():
    found = portfolio_json(figures(), WORKFLOW)
    assert list(found) == ["as_of", "projects", "breaches"]
    assert [row["project"] for row in found["projects"]] == list(figures().projects["project"])
    assert found["projects"][0] == project_json(figures(), "CHURN-1", WORKFLOW)
    assert [(row["rule"], row["subject"]) for row in found["breaches"]] == list(
        zip(figures().breaches["rule"], figures().breaches["subject"], strict=True)
    )


def test_a_project_has_its_own_breaches_alone_and_not_those_of_a_scientist():
    found = project_json(figures(), "CHURN-1", WORKFLOW)["breaches"]
    assert [(row["rule"], row["subject"]) for row in found] == [
        ("over-plan", "CHURN-1:Modeling"),
        ("task-too-long", "CHURN-2"),
    ]


def test_instants_are_cut_to_the_second_and_missing_ones_are_null():
    model = portfolio(epic("P"), task("T").active("2026-03-02 09:00:00.999999"))
    found = project_json(seen(model, "2026-03-02 17:00:59.9"), "P", Workflow())
    assert (found["as_of"], found["started_at"], found["finished_at"]) == (
        "2026-03-02T17:00:59Z",
        "2026-03-02T09:00:00Z",
        None,
    )
    assert found["breaches"][0]["url"] is None


def test_figures_are_unrounded_and_counts_are_whole_numbers():
    model = portfolio(epic("P"), task("T").active("2026-03-02 09:00", "2026-03-02 09:20"))
    found = project_json(seen(model, "2026-03-03 09:00"), "P", Workflow())["phases"][2]
    assert found["active_days"] == 20 / 480
    assert found["planned_days"] is None
    assert [type(found[name]) for name in ("visits", "tasks", "tasks_done")] == [int, int, int]


def test_every_configured_phase_is_there_in_order():
    workflow = Workflow(phases=("Idea", "Modeling"), passive_phases=frozenset())
    model = portfolio(epic("P"), task("T").active("2026-03-02 09:00"))
    found = project_json(seen(model, "2026-03-03 09:00", workflow), "P", workflow)
    assert [row["phase"] for row in found["phases"]] == ["Idea", "Modeling"]


def test_the_matrix_counts_all_moves_sorted_by_name():
    model = portfolio(
        epic("P"),
        task("A", phase="Research")
        .active("2026-03-02 09:00", "2026-03-02 17:00")
        .active("2026-03-04 09:00", "2026-03-04 17:00"),
        task("B", phase="Data Exploration")
        .active("2026-03-03 09:00", "2026-03-03 17:00")
        .active("2026-03-05 09:00", "2026-03-05 17:00"),
        task("C", phase="A/B Testing").active("2026-03-06 09:00", "2026-03-06 17:00"),
    )
    found = project_json(seen(model, "2026-03-09 09:00"), "P", Workflow())
    assert found["moves"] == {
        "forward": 3,
        "back": 1,
        "resumed": 0,
        "matrix": [
            ["Data Exploration", "A/B Testing", 1],
            ["Data Exploration", "Research", 1],
            ["Research", "Data Exploration", 2],
        ],
    }


def test_what_is_printed_is_the_json_with_letters_as_they_are():
    report = project_report(figures(), "CHURN-1", mapped())
    text = render(report, "json")
    assert json.loads(text) == project_json(figures(), "CHURN-1", WORKFLOW)
    assert "“Who leaves | and why”" in text
    assert text.endswith("}\n")

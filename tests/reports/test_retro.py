import json
from functools import cache

import pytest

from mlpm_analytics.errors import NotFoundError
from mlpm_analytics.mapping import Mapped
from mlpm_analytics.reports import project_json, render, retro_report
from mlpm_analytics.reports.html import retro_html
from tests.builder import epic, portfolio, seen, task
from tests.reports.case import CALENDARS, WORKFLOW
from tests.reports.parsed import Parsed

AS_OF = "2026-04-30 12:00"


@cache
def model(*, with_later=False):
    """Modeling left twice for Research; done on 20 March."""
    issues = [
        epic("ML-1", plan={"Modeling": 1}).done("2026-03-20 16:00"),
        task("ML-2", epic="ML-1").active("2026-03-02 08:00", "2026-03-03 16:00", after="done"),
        task("ML-3", epic="ML-1", phase="Research").active("2026-03-04 08:00", "2026-03-04 16:00", after="done"),
        task("ML-4", epic="ML-1").active("2026-03-05 08:00", "2026-03-06 16:00", after="done"),
        task("ML-5", epic="ML-1", phase="Research").active("2026-03-09 08:00", "2026-03-10 16:00", after="done"),
        task("ML-6", epic="ML-1").active("2026-03-11 08:00", "2026-03-19 16:00", after="done"),
    ]
    if with_later:
        issues += [task("ML-7", epic="ML-1", created="2026-06-01 08:00").active("2026-06-01 08:00")]
        issues[0].changed("status", "2026-06-01 08:00", "doing")
    return portfolio(*issues)


@cache
def figures(*, with_later=False):
    return seen(model(with_later=with_later), AS_OF, WORKFLOW, CALENDARS)


@cache
def report(report_format):
    return render(retro_report(figures(), "ML-1", Mapped(model(), WORKFLOW, CALENDARS)), report_format)


def html(*, with_later=False):
    mapped = Mapped(model(with_later=with_later), WORKFLOW, CALENDARS)
    return retro_html(figures(with_later=with_later), "ml-1", mapped)


def test_questions_come_from_the_figures_and_cite_their_issues():
    asked = json.loads(report("json"))["questions"]
    assert asked[0] == {
        "question": "Modeling was left twice for Research, 3 days, ML-3, ML-5: what would have shown it earlier?",
        "issues": ["ML-3", "ML-5"],
    }
    assert asked[1]["question"] == ("Modeling took 11 of 5 days planned, ML-6, ML-2, ML-4: what did the plan not know?")
    assert asked[2]["question"].startswith("1 Task was active for more than 5 days, ML-6: where")


def test_the_json_has_the_figures_of_the_project():
    told, project = json.loads(report("json")), project_json(figures(), "ML-1", WORKFLOW)
    for name in ("project", "state", "finished_at", "elapsed_days", "effort_days", "rework_days", "rework_share"):
        assert told[name] == project[name]
    assert (told["visits"], told["moves"]) == (project["visits"], project["moves"])
    for phase, expected in zip(told["phases"], project["phases"], strict=True):
        assert phase == {name: expected[name] for name in phase}
    assert [move["cause_tasks"] for move in told["moves_back"]] == [["ML-3"], ["ML-5"]]
    assert sum(step["days"] for step in told["steps"][:-1]) == pytest.approx(told["steps"][-1]["days"])
    assert sum(told["where_time_went"].values()) == pytest.approx(told["elapsed_days"])


@pytest.mark.parametrize("report_format", ["markdown", "table"])
def test_it_reads_from_questions_to_breaches(report_format):
    text = report(report_format)
    order = ["Questions to ask", "From plan to actual", "Going back", "Where the time went", "Breaches over its life"]
    assert sorted(order, key=text.index) == order
    assert "It went back twice, which cost 3 days" in text


def test_csv_has_a_row_per_phase():
    header, *rows = report("csv").splitlines()
    assert header.startswith("as_of,project,phase,planned_days")
    assert len(rows) == 6


def test_the_file_loads_nothing_and_holds_the_same_figures():
    page = Parsed(html())
    asking = {name for _, attributes in page.elements for name in attributes if name in ("src", "srcset", "data")}
    assert asking == set()
    links = {attributes["href"] for tag, attributes in page.elements if tag in ("a", "link")}
    assert all(link == "data:," or link.startswith("https://example.atlassian.net/browse/ML-") for link in links)
    assert page.marked("data-phases")["Modeling"] == [5.0, 5.0, 11.0, 6.0]
    assert list(page.marked("data-back").values()) == [[1.0], [2.0]]
    assert "what would have shown it earlier?" in page.text


def test_run_again_later_as_of_the_same_instant_gives_the_same_bytes():
    assert html() == html()
    assert html() == html(with_later=True)


def test_a_key_that_is_not_there_names_the_nearest():
    with pytest.raises(NotFoundError, match="ML-1"):
        retro_report(figures(), "ML-11", Mapped(model(), WORKFLOW, CALENDARS))

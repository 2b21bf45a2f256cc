import json
from dataclasses import replace

import pytest

from mlpm_analytics import wording
from mlpm_analytics.charts import FIGURES
from mlpm_analytics.errors import NotFoundError
from mlpm_analytics.mapping import Mapped
from mlpm_analytics.reports import project_json
from mlpm_analytics.reports.html import project_html
from mlpm_analytics.views.summaries import project_sentence
from mlpm_analytics.workflow import PHASES, Workflow
from tests.builder import epic, instant, portfolio, seen, task
from tests.reports.case import AS_OF, CALENDARS, WORKFLOW, figures, model
from tests.reports.parsed import Parsed

MAPPED = Mapped(model(), WORKFLOW, CALENDARS)
CSP = "default-src 'none'; script-src 'unsafe-inline'; style-src 'unsafe-inline'; img-src data:"


def html(key: str = "CHURN-1", **more) -> str:
    return project_html(figures(), key, MAPPED, data_at=instant(AS_OF), **more)


def made(*issues, as_of="2026-03-20 17:00", workflow: Workflow = WORKFLOW, key="P", **more) -> Parsed:
    """The file on a project of the issues in the test."""
    mapped = Mapped(portfolio(*issues), workflow, CALENDARS)
    found = seen(mapped.model, as_of, workflow, CALENDARS)
    return Parsed(project_html(found, key, mapped, data_at=instant(as_of), **more))


@pytest.fixture(scope="module")
def page() -> Parsed:
    return Parsed(html())


def test_the_figures_are_those_of_the_json_report(page: Parsed):
    told = project_json(figures(), "CHURN-1", WORKFLOW)
    rows = page.marked("data-phases")
    assert list(rows) == list(PHASES)
    for phase in told["phases"]:
        names = ("planned_days", "baseline_days", "actual_days")
        known = [phase[name] for name in names if phase[name] is not None]
        assert rows[phase["phase"]][: len(known)] == known
        later = [phase[name] for name in ("active_days", "stay_days", "delivery_ratio") if phase[name] is not None]
        assert rows[phase["phase"]][-len(later) :] == later
    visits = [(row["data-timeline"], values[0]) for row, values in page.rows if "data-timeline" in row]
    assert visits == [(visit["phase"], visit["active_days"]) for visit in told["visits"]]
    rules = [row["data-breaches"] for row, _ in page.rows if "data-breaches" in row]
    assert rules == [wording.rule(breach["rule"]) for breach in told["breaches"]]
    exact = [float(attributes["value"]) for tag, attributes in page.elements if tag == "data"]
    assert exact[:3] == [told[name] for name in ("elapsed_days", "active_days", "effort_days")]


def test_it_says_in_a_sentence_where_the_project_stands_and_as_of_when(page: Parsed):
    assert project_sentence(figures(), "CHURN-1", WORKFLOW, "Europe/Berlin") in page.text
    assert "As of 12 March 2026, 13:00 (Europe/Berlin), made from data up to 12 March 2026, 13:00" in page.text


def test_it_names_every_task_with_its_days_and_its_estimate(page: Parsed):
    tasks = page.marked("data-tasks")
    assert set(tasks) == {"CHURN-2", "CHURN-3", "CHURN-4", "CHURN-5"}
    rows = figures().tasks.set_index("key")
    assert tasks["CHURN-3"] == [rows.loc["CHURN-3", "active_days"], 2.0]
    assert tasks["CHURN-4"] == [rows.loc["CHURN-4", "active_days"]]


def test_it_loads_nothing_and_its_links_are_plain(page: Parsed):
    asking = {"src", "href", "srcset", "poster", "action", "data", "xlink:href", "background"}
    for tag, attributes in page.elements:
        loaded = {name: value for name, value in attributes.items() if name in asking}
        if tag == "a":
            assert set(loaded) == {"href"}
            assert loaded["href"].startswith("https://example.atlassian.net/browse/")
        else:
            assert loaded in ({}, {"href": "data:,"})
        assert "url(" not in (attributes.get("style") or "")
    assert not [tag for tag, _ in page.elements if tag in ("iframe", "object", "embed", "img", "form", "base")]
    assert ("meta", {"http-equiv": "Content-Security-Policy", "content": CSP}) in page.elements


def test_its_style_loads_nothing_either():
    style = html().split("<style>")[1].split("</style>")[0]
    assert "url(" not in style
    assert "@import" not in style


def test_the_same_figures_give_the_same_bytes():
    assert html() == html()


def test_the_drawing_library_is_there_once_and_only_where_something_is_drawn():
    assert html().count("plotly.js (basic - minified)") == 1
    assert "plotly.js" not in html("CHURN-40").split("<style>")[0] + html("CHURN-40").split("</style>")[1]


def test_every_chart_is_described_and_switches_off_what_would_send_it_away(page: Parsed):
    charts = [attributes for tag, attributes in page.elements if attributes.get("class") == "chart"]
    assert [chart["id"] for chart in charts] == ["chart-timeline", "chart-phases", "chart-where"]
    assert all(chart["role"] == "img" and chart["aria-label"] for chart in charts)
    assert charts[1]["aria-label"] in page.text
    assert "showSendToCloud: false" in html()
    assert "displayModeBar: false" in html()


def test_charts_draw_with_the_basic_library_alone(page: Parsed):
    pictures = [json.loads(text) for attributes, text in page.scripts if attributes.get("class") == "picture"]
    assert {trace["type"] for picture in pictures for trace in picture["data"]} <= {"bar", "scatter"}


def test_what_is_left_of_the_plan_is_still_to_come():
    page = made(
        epic("P", plan={"Research": 1, "Modeling": 1, "A/B Testing": 2}),
        task("ML-1", epic="P", phase="Research").active("2026-03-02 08:00", "2026-03-03 16:00", after="done"),
        task("ML-2", epic="P", phase="Modeling").active("2026-03-04 08:00", "2026-03-12 16:00"),
    )
    assert page.marked("data-phases")["Research"] == [5.0, 5.0, 2.0, -3.0, 3.0, 2.0, 2.0, 0.4]
    assert page.marked("data-phases")["Modeling"] == [5.0, 5.0, 7.0, 2.0, 0.0, 7.0, 13.0, 2.6]
    assert "Still to come by the plan: 3 days and 10 days of A/B Testing." in page.text
    assert "Next is A/B Testing, which is to bring a test that is designed, run and monitored." in page.text


def test_the_parts_of_where_the_time_went_add_up_to_the_elapsed_days(page: Parsed):
    (*parts, elapsed), *_ = page.marked("data-where").values()
    assert len(parts) == 5
    assert sum(parts) == pytest.approx(elapsed)
    assert elapsed == project_json(figures(), "CHURN-1", WORKFLOW)["elapsed_days"]


def test_colours_that_are_others_on_dark_are_known_for_every_chart(page: Parsed):
    for attributes, text in page.scripts:
        if attributes.get("class") == "picture":
            dark = json.loads(text)["dark"]
            assert dark["#1a1a1a"] == "#f5f5f5"
            assert all(color.startswith("#") for pair in dark.items() for color in pair)


def test_of_a_project_that_is_over_nothing_is_still_to_come():
    page = made(
        epic("P", plan={"Modeling": 1}).done("2026-03-10 12:00"),
        task("ML-1", epic="P").active("2026-03-02 08:00", "2026-03-03 16:00", after="done"),
    )
    assert "The project is done: nothing is still to come." in page.text
    assert page.marked("data-phases")["Modeling"] == [5.0, 5.0, 2.0, -3.0, 2.0, 6.5, 1.3]


def test_it_names_the_owner_unless_names_are_left_out():
    issues = epic("P").changed("assignee", "2026-03-02 08:00", "ana"), task("ML-1", epic="P", who="bob")
    assert "OwnerAna" in made(*issues).text
    assert "Owner" not in made(*issues, with_names=False).text


def test_without_a_plan_it_says_so():
    page = made(epic("P"), task("ML-1", epic="P").active("2026-03-02 08:00"))
    assert "There is no plan to hold it against." in page.text


def test_deliverables_are_listed_with_their_links_as_of_the_instant():
    workflow = replace(WORKFLOW, has_deliverable_field=True)
    page = made(
        epic("P").changed("deliverable", "2026-03-05 12:00", "https://docs.example.com/plan"),
        task("ML-1", epic="P").active("2026-03-02 08:00").changed("deliverable", "2026-03-04 12:00", "in the wiki"),
        task("ML-2", epic="P").changed("deliverable", "2026-03-25 12:00", "https://docs.example.com/next"),
        workflow=workflow,
    )
    links = [attributes["href"] for tag, attributes in page.elements if tag == "a"]
    assert "https://docs.example.com/plan" in links
    assert "in the wiki" in page.text
    assert "docs.example.com/next" not in page.text
    of_a_phase = next(text for _, text in page.scripts if "Deliverable (" in text)
    assert "Deliverable (1)" in of_a_phase  # a milestone on the timeline


def test_a_deliverable_that_a_browser_would_run_is_text():
    workflow = replace(WORKFLOW, has_deliverable_field=True)
    page = made(
        epic("P"),
        task("ML-1", epic="P").active("2026-03-02 08:00").changed("deliverable", "2026-03-04 12:00", "javascript:f()"),
        workflow=workflow,
    )
    assert "javascript:f()" in page.text
    assert not [attributes for tag, attributes in page.elements if tag == "a" and "javascript" in attributes["href"]]


def test_a_project_that_has_not_begun_has_a_file_too():
    page = Parsed(html("CHURN-40"))
    assert "No Task of this project has been in progress yet." in page.text
    assert "to do" in page.text
    assert not [attributes for tag, attributes in page.elements if attributes.get("class") == "chart"]


def test_inferred_figures_say_so():
    page = Parsed(html("CHURN-50"))
    assert "1 Task inferred. Jira's history of them is missing" in page.text


def test_a_key_that_is_not_there_names_the_nearest():
    with pytest.raises(NotFoundError, match="CHURN-20"):
        html("CHURN-21")


def test_five_hundred_tasks_stay_below_two_megabytes():
    tasks = [
        task(f"ML-{n}", epic="P", phase=PHASES[n % 6], who=f"person {n % 9}", estimate=2).active(
            f"2026-{1 + n % 2:02}-{6 + n % 20:02} {8 + n % 3:02}:00", f"2026-03-{1 + n % 19:02} 15:00", after="done"
        )
        for n in range(500)
    ]
    mapped = Mapped(portfolio(epic("P"), *tasks), WORKFLOW, CALENDARS)
    mapped.model.work_items["summary"] = "Ä long summary, as long as Jira allows. " * 6
    found = seen(mapped.model, "2026-03-20 17:00", WORKFLOW, CALENDARS)
    text = project_html(found, "P", mapped, data_at=found.as_of)
    assert len(Parsed(text).marked("data-tasks")) == 500
    assert len(text.encode()) < 2_000_000


def test_a_chart_that_fails_leaves_its_words_and_the_rest_of_the_file(monkeypatch, caplog):
    def broken(*_):
        raise TypeError("not what this figure expects")

    monkeypatch.setitem(FIGURES, "phase_times", broken)
    text = html()
    assert "This chart could not be drawn" in text
    assert "Actual days of each phase" in text
    assert text.count('class="picture"') == 2  # of three
    assert "TypeError" in caplog.text
    assert "not what this figure expects" not in text

from mlpm_analytics.mapping import Mapped
from mlpm_analytics.metrics.weekly import weekly_review
from mlpm_analytics.reports.html import portfolio_html, weekly_html
from mlpm_analytics.views.summaries import portfolio_sentence, weekly_sentence
from tests.builder import epic, instant, portfolio, seen, task
from tests.reports.case import AS_OF, CALENDARS, WORKFLOW, figures, model
from tests.reports.parsed import Parsed

MAPPED = Mapped(model(), WORKFLOW, CALENDARS)
BEFORE = "2026-03-05 12:00"


def weekly() -> str:
    return weekly_html(figures(BEFORE), figures(), MAPPED, data_at=instant(AS_OF))


def test_the_week_says_what_its_report_says():
    page = Parsed(weekly())
    review = weekly_review(figures(BEFORE), figures(), WORKFLOW)
    assert weekly_sentence(review, "Europe/Berlin") in page.text
    for message in [*review.breaches["message"], *review.settled["message"], *review.assignments["scientist"]]:
        assert message in page.text


def test_the_week_shows_the_way_of_each_open_project():
    strips = [
        attributes["aria-label"] for _, attributes in Parsed(weekly()).elements if attributes.get("class") == "strip"
    ]
    assert strips[0].startswith("Visits, one after the other: Modeling ")


def test_the_week_loads_nothing_runs_nothing_and_is_the_same_twice():
    page = Parsed(weekly())
    assert not page.scripts
    assert all(attributes["href"].startswith("https://") for tag, attributes in page.elements if tag == "a")
    assert weekly() == weekly()


def test_an_index_links_a_file_for_every_project():
    files = dict(portfolio_html(figures(), MAPPED, data_at=instant(AS_OF)))
    links = [attributes["href"] for tag, attributes in Parsed(files["index.html"]).elements if tag == "a"]
    assert sorted(links) == sorted(set(files) - {"index.html"})
    assert set(links) == {f"{key}.html" for key in figures().projects["project"]}
    assert portfolio_sentence(figures(), "Europe/Berlin") in Parsed(files["index.html"]).text


def test_an_empty_portfolio_has_an_index_that_says_so():
    mapped = Mapped(portfolio(task("ML-1", epic=None)), WORKFLOW, CALENDARS)
    found = seen(mapped.model, AS_OF, WORKFLOW, CALENDARS)
    files = dict(portfolio_html(found, mapped, data_at=found.as_of))
    assert list(files) == ["index.html"]
    assert "No project has begun by 12 March 2026." in Parsed(files["index.html"]).text


def test_a_week_in_which_nothing_is_open_is_a_file_too():
    mapped = Mapped(portfolio(epic("P")), WORKFLOW, CALENDARS)
    before, now = (seen(mapped.model, day, WORKFLOW, CALENDARS) for day in (BEFORE, AS_OF))
    assert "No project that is listed is open" in Parsed(weekly_html(before, now, mapped, data_at=now.as_of)).text

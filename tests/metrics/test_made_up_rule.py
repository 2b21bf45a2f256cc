"""A rule is one record: with nothing else touched it is judged, ranked, filtered, told and explained."""

import pytest

from mlpm_analytics.calendars import Calendars
from mlpm_analytics.mapping import Mapped
from mlpm_analytics.metrics.explain import breaches as why
from mlpm_analytics.metrics.explain.ledger import Ledger
from mlpm_analytics.metrics.questions import explain, questions
from mlpm_analytics.metrics.rules import RULES, Facts, Rule
from mlpm_analytics.metrics.selection import Choice, selected
from mlpm_analytics.metrics.weekly import weekly_review
from mlpm_analytics.reports import project_report, render, weekly_report
from mlpm_analytics.reports.html import project_html
from mlpm_analytics.workflow import Workflow
from tests.builder import epic, instant, portfolio, seen, task


def on_a_friday(facts: Facts):
    """Tasks that are active, as if every one of them were a breach."""
    return facts.scoped.assign(value=5.0, limit=3.0)


FRIDAY = Rule(
    name="made-up",
    subject="task",
    sentence="{subject} “{title}” is made up: {value:g} of {limit:g}.",
    limit=None,
    stretches=on_a_friday,
    explain=why.in_progress_now,
)


@pytest.fixture
def rules():
    RULES.insert(0, FRIDAY)
    yield
    RULES.remove(FRIDAY)


MODEL = portfolio(
    epic("P"), task("T").active("2026-03-02 09:00"), task("U", who="bob", phase="Research").active("2026-03-03 09:00")
)
MAPPED = Mapped(MODEL, Workflow(), Calendars())


@pytest.mark.usefixtures("rules")
def test_it_is_found_in_every_report_in_the_explanation_and_by_the_filter():
    before, now = seen(MODEL, "2026-03-02 08:00"), seen(MODEL, "2026-03-06 17:00")
    found = now.breaches[now.breaches["rule"] == "made-up"].set_index("subject")
    assert found.loc["T", ["since_at", "value", "limit"]].tolist() == [instant("2026-03-02 09:00"), 5.0, 3.0]
    sentence = "is made up: 5 of 3."
    assert weekly_review(before, now, Workflow()).breaches["rule"].iloc[0] == "made-up"
    for form in ("json", "csv", "table", "markdown"):
        assert sentence in render(weekly_report(before, now, MAPPED), form), form
    for form in ("json", "table", "markdown"):
        assert sentence in render(project_report(now, "P", MAPPED), form), form
    assert sentence in project_html(now, "P", MAPPED, data_at=now.as_of)
    bobs = selected(now, Choice(scientists=frozenset({"bob"})), MODEL.findings.assign(value="", kind=""))
    assert bobs.of_breaches(now.breaches)["subject"].tolist() == ["U"]
    ledger = Ledger(now, MODEL, Workflow(), Calendars())
    asked = next(one for one in questions(ledger, "P") if one.label == "Breach: Made up, T")
    assert explain(ledger, "P", asked).parts["key"].tolist() == ["T"]


def test_a_rule_that_lacks_a_part_cannot_be_made():
    with pytest.raises(TypeError, match="sentence"):
        Rule(name="made-up", subject="task", limit=None, stretches=on_a_friday)


def test_the_definitions_name_every_rule_and_every_limit_is_one_of_the_workflow():
    from pathlib import Path

    text = (Path(__file__).parents[2] / "docs" / "definitions.md").read_text(encoding="utf-8")
    for rule in RULES:
        assert f"`{rule.name}`" in text
        assert rule.limit is None or hasattr(Workflow().limits, rule.limit)

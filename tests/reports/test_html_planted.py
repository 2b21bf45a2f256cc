"""Text of any kind in Jira is shown as text, and does nothing."""

import pytest

from mlpm_analytics.mapping import Mapped
from mlpm_analytics.reports.html import portfolio_html, project_html, weekly_html
from tests.builder import epic, portfolio, seen, task
from tests.reports.case import CALENDARS, WORKFLOW
from tests.reports.parsed import Parsed
from tests.reports.planting import ACCOUNT, DELIVERABLE, NAME, SUMMARY, planted

PLANTED = [
    "<script>alert(1)</script>",
    "</script><script>alert(1)</script>",
    '"><img src=x onerror=alert(1)>',
    "' onmouseover='alert(1)",
    "</title></style><!-- <b>bold</b>",
    "{{ 7 * 7 }}{% raw %}",
    "*bold* [link](http://evil.example) $x$ `code`",
    "=cmd|' /C calc'!A0",
    "🧪👩‍🔬 naïve Ünïcode",
    "مشروع التنبؤ بالطلب",
    "a\u2028b\u2029c",
    "&lt;b&gt; &amp; &#x3c;",
]


def files(text: str) -> dict[str, str]:
    """Every file of a portfolio in which the text stands wherever Jira lets somebody write."""
    mapped, before, now = planted(dict.fromkeys((SUMMARY, NAME, ACCOUNT, DELIVERABLE), text))
    return {
        "project": project_html(now, "P", mapped, data_at=now.as_of),
        "weekly": weekly_html(before, now, mapped, data_at=now.as_of),
        "index": dict(portfolio_html(now, mapped, data_at=now.as_of))["index.html"],
    }


def skeleton(html: str) -> list[tuple[str, list[str]]]:
    return [(tag, sorted(set(attributes) - {"class"})) for tag, attributes in Parsed(html).elements]


@pytest.fixture(scope="module")
def harmless() -> dict[str, str]:
    return files("Score leads")


@pytest.mark.parametrize("text", PLANTED)
def test_planted_text_is_shown_as_it_is_and_makes_no_element(text: str, harmless: dict[str, str]):
    for name, html in files(text).items():
        assert " ".join(text.split()) in Parsed(html).text, name
        assert skeleton(html) == skeleton(harmless[name]), name


def test_ten_thousand_signs_are_cut_where_nobody_reads_on():
    for name, html in files("y" * 10_000).items():
        assert "y" * 300 + "…" in Parsed(html).text, name
        assert "y" * 301 not in html, name


def test_signs_that_steer_are_left_out():
    for html in files("a\u202eb\x00c\x1b[31m").values():
        assert not {"\u202e", "\x00", "\x1b"} & set(html)


def test_a_key_with_markup_becomes_no_element_and_no_path():
    mapped = Mapped(
        portfolio(epic('../<b>"'), task("ML-1", epic='../<b>"').active("2026-03-02 08:00")), WORKFLOW, CALENDARS
    )
    found = seen(mapped.model, "2026-03-12 17:00", WORKFLOW, CALENDARS)
    made = dict(portfolio_html(found, mapped, data_at=found.as_of))
    assert set(made) == {"index.html", "____b__.html"}
    assert '../<b>"' in Parsed(made["____b__.html"]).text

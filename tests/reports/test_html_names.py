"""`--without-names`: nobody's name and no account id is left anywhere in the file."""

from dataclasses import replace
from math import nan

import pandas as pd
import pytest

from mlpm_analytics.frames import TASKS, TEXT, Column, Kind
from mlpm_analytics.mapping import Mapped
from mlpm_analytics.reports.html import portfolio_html, project_html
from mlpm_analytics.reports.html.names import LEAVING, without_names
from tests.builder import epic, portfolio, seen, task
from tests.reports.case import CALENDARS, WORKFLOW
from tests.reports.parsed import Parsed
from tests.reports.planting import ACCOUNT, DELIVERABLE, NAME, SUMMARY, planted

MIRA = "712020:ac74461c-4580-5160-9e19-3fc9e22c2ecf"
STRANGER = "557058:00000000-4580-5160-9e19-3fc9e22c2ecf"


def sent(*, with_names: bool, **texts: str) -> str:
    told = {SUMMARY: "Score leads", NAME: "Mira Falkenrath", ACCOUNT: MIRA, DELIVERABLE: "in the wiki"}
    mapped, _, now = planted(told | texts)
    return project_html(now, "P", mapped, data_at=now.as_of, with_names=with_names)


def nameless(**texts: str) -> str:
    return sent(with_names=False, **texts)


def outside_library(html: str) -> str:
    """The file without the drawing library, which holds all kinds of words."""
    before, _, rest = html.partition("/**\n* plotly.js")
    return before + rest.partition("</script>")[2]


def test_with_names_they_are_there_and_without_they_are_gone():
    with_names, without = (outside_library(sent(with_names=is_so)) for is_so in (True, False))
    assert "Mira Falkenrath" in with_names
    for name in ("mira", "falkenrath", MIRA, "scientist</th>"):
        assert name not in without.casefold()


@pytest.mark.parametrize(
    ("summary", "shown"),
    [
        ("Ask Mira Falkenrath for labels", "Ask a scientist for labels"),
        ("Ask mira falkenrath for labels", "Ask a scientist for labels"),
        ("Ask Mira for labels", "Ask a scientist for labels"),
        ("MIRA's labels", "a scientist's labels"),
        ("Labels by mira.falkenrath", "Labels by a scientist"),
        (f"Labels by [~accountid:{MIRA}]", "Labels by a scientist"),
        (f"Labels by {STRANGER}", "Labels by a scientist"),
        ("Write to sam.who@example.com", "Write to a scientist"),
        ("An admirable Miracle", "An admirable Miracle"),
    ],
)
def test_names_in_texts_from_jira_become_a_scientist(summary: str, shown: str):
    html = outside_library(nameless(**{SUMMARY: summary}))
    assert shown in Parsed(html).text
    assert "mira falkenrath" not in html.casefold()
    assert summary == shown or summary not in Parsed(html).text


def test_names_in_scripts_that_do_not_part_words_go_too():
    html = nameless(**{SUMMARY: "田中太郎に聞く", NAME: "田中 太郎"})
    assert "田中" not in html
    assert "a scientistに聞く" in html


def test_an_address_with_a_name_in_it_is_no_link_any_more():
    page = Parsed(nameless(**{DELIVERABLE: "https://docs.example.com/~mira-falkenrath/report"}))
    assert "https://docs.example.com/~a scientist/report" in page.text
    assert not [attributes for tag, attributes in page.elements if tag == "a" and "docs" in attributes["href"]]


def test_names_with_signs_of_patterns_are_taken_as_they_are():
    assert "Zed" not in outside_library(nameless(**{SUMMARY: "For Zed (NYC) *", NAME: "Zed (NYC) *"}))


def test_the_files_of_a_portfolio_can_be_without_names():
    model = portfolio(epic("P"), task("ML-1", epic="P", who="zoe").active("2026-03-02 08:00"))
    model.work_items["summary"] = "What Zoe does"
    found = seen(model, "2026-03-12 17:00", WORKFLOW, CALENDARS)
    made = portfolio_html(found, Mapped(model, WORKFLOW, CALENDARS), data_at=found.as_of, with_names=False)
    for _, html in made:
        assert "zoe" not in outside_library(html).casefold()


def test_no_frame_holds_a_name_or_an_account_id_any_more():
    texts = {SUMMARY: "Ask Mira Falkenrath", NAME: "Mira Falkenrath", ACCOUNT: MIRA, DELIVERABLE: "Mira's report"}
    mapped, _, now = planted(texts)
    figures, anonymous = without_names(now, mapped)
    for holder in (figures, anonymous.model):
        for name, frame in vars(holder).items():
            told = frame.to_csv() if isinstance(frame, pd.DataFrame) else ""
            assert not [word for word in ("Mira", "Falkenrath", MIRA) if word in told], name


def test_a_new_column_leaves_without_people_by_its_kind_alone(monkeypatch: pytest.MonkeyPatch):
    mapped, _, now = planted({NAME: "Mira Falkenrath", ACCOUNT: MIRA})
    told = {Kind.PERSON: "Sam", Kind.FREE_TEXT: "by Mira", Kind.ADDRESS: "https://example.com/Mira", Kind.KEY: "ML-7"}
    for kind in told:
        monkeypatch.setitem(TASKS.records, kind, Column(kind, "made up", TEXT, kind))
    rows = now.tasks.assign(**told, unmarked="Mira").astype(dict.fromkeys(told, "str"))
    left, _ = without_names(replace(now, tasks=rows), mapped)
    assert left.tasks[list(told)].iloc[0].tolist() == [
        "a scientist",
        "by a scientist",
        pytest.approx(nan, nan_ok=True),
        "ML-7",
    ]
    assert "unmarked" not in left.tasks


def test_every_kind_of_column_has_its_way_to_leave():
    assert set(LEAVING) == set(Kind)


def test_the_figures_that_come_in_keep_their_names():
    model = portfolio(epic("P"), task("ML-1", epic="P").active("2026-03-02 08:00"))
    mapped, found = Mapped(model, WORKFLOW, CALENDARS), seen(model, "2026-03-12 17:00", WORKFLOW, CALENDARS)
    project_html(found, "P", mapped, data_at=found.as_of, with_names=False)
    assert "Ana" in project_html(found, "P", mapped, data_at=found.as_of)

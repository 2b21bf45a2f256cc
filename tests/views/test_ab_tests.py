"""An A/B test with a planned length is shown with its day of how many, wherever its Task is listed."""

import pytest

from mlpm_analytics.calendars import Calendars
from mlpm_analytics.mapping import Mapped
from mlpm_analytics.metrics.weekly import weekly_review
from mlpm_analytics.views.model import View
from mlpm_analytics.views.portfolio_view import portfolio_view
from mlpm_analytics.views.project_view import project_view
from mlpm_analytics.views.scientist_view import scientist_view, work_of
from mlpm_analytics.views.weekly_view import weekly_view
from mlpm_analytics.workflow import Workflow
from tests.builder import epic, portfolio, seen, task

SECTIONS = {"portfolio": "ages", "project": "tasks", "scientist": "in-progress", "week": "who-is-on-what"}


def views(length: float | None) -> dict[str, View]:
    """Ana's test of so many days, on its eighth day, beside other work of hers."""
    test = task("ML-2", epic="ML-1", phase="A/B Testing").active("2026-03-02 09:00")
    test.initial["test_days"] = length
    model = portfolio(epic("ML-1"), test, task("ML-3", epic="ML-1").active("2026-03-06 09:00"))
    mapped = Mapped(model, Workflow(has_test_field=True), Calendars())
    before, now = (seen(model, as_of, mapped.workflow) for as_of in ("2026-03-03 12:00", "2026-03-09 12:00"))
    return {
        "portfolio": portfolio_view(now, mapped),
        "project": project_view(now, "ML-1", mapped),
        "scientist": scientist_view(now, work_of(now, "Ana", mapped), mapped),
        "week": weekly_view(weekly_review(before, now, mapped.workflow), mapped),
    }


def shown(view: View, section: str) -> set[str]:
    """What the column about A/B tests says, of a table as it is laid out."""
    table = view[section].content.table
    assert table is not None
    columns = [column.name for column in table.shown("wide").columns]
    return set(table.rows["test_progress"].dropna()) if "test_progress" in columns else set()


def test_every_list_of_tasks_says_on_which_day_a_test_is():
    told = {name: shown(view, SECTIONS[name]) for name, view in views(14.0).items()}
    assert told.pop("week") == {"ML-2 day 8 of 14"}
    assert set(map(frozenset, told.values())) == {frozenset({"day 8 of 14"})}


@pytest.mark.parametrize("name", SECTIONS)
def test_without_a_planned_length_no_list_has_a_column_for_it(name: str):
    assert shown(views(None)[name], SECTIONS[name]) == set()

"""Why the time of one Task is what it is, or 0: one place says it."""

from mlpm_analytics.calendars import Calendars
from mlpm_analytics.mapping import Mapped
from mlpm_analytics.metrics.explain.ledger import Ledger
from mlpm_analytics.views.lookup import task_row
from mlpm_analytics.views.model import View
from mlpm_analytics.views.task_view import task_view
from mlpm_analytics.workflow import Workflow
from tests.builder import epic, portfolio, seen, task


def view_of(model, key: str = "T", as_of: str = "2026-03-06 17:00") -> View:
    figures = seen(model, as_of)
    mapped = Mapped(model, Workflow(), Calendars())
    return task_view(Ledger(figures, model, mapped.workflow, mapped.calendars), task_row(figures, key), mapped)


def reasons(view: View) -> str:
    return " ".join(view["reasons"].content.points)


def test_a_task_that_was_never_in_an_active_status_says_so():
    view = view_of(portfolio(epic("P"), task("T")))
    assert reasons(view) == "It was never in an active status: only time in one counts."
    assert view["adds"].content.empty == "It adds no time to any figure."


def test_a_mis_click_is_named_and_marked_among_the_statuses():
    view = view_of(portfolio(epic("P"), task("T").active("2026-03-02 09:00", "2026-03-02 09:03")))
    assert "All its time in active statuses were mis-clicks" in reasons(view)
    steps = view["statuses"].content.table.rows
    assert steps["role"].tolist() == ["none", "active", "none"]
    assert steps["is_mis_click"].tolist() == [False, True, False]


def test_work_outside_working_hours_alone_is_named():
    view = view_of(
        portfolio(epic("P"), task("T").active("2026-03-07 10:00", "2026-03-07 12:00")), as_of="2026-03-09 17:00"
    )
    assert "outside working hours alone" in reasons(view)


def test_a_passive_phase_and_a_missing_phase_say_what_they_add_to():
    test = view_of(portfolio(epic("P"), task("T", phase="A/B Testing").active("2026-03-02 09:00")))
    assert "takes nobody's effort" in reasons(test)
    unphased = view_of(portfolio(epic("P"), task("X"), task("T", phase=None).active("2026-03-02 09:00")))
    assert "Time without a phase" in reasons(unphased)


def test_what_a_task_adds_is_what_its_figures_have():
    model = portfolio(
        epic("P"),
        task("T").active("2026-03-02 09:00", "2026-03-03 17:00"),
        task("U", phase="Research").active("2026-03-03 09:00", "2026-03-03 17:00"),
    )
    adds = view_of(model)["adds"].content.table.rows
    assert adds[["active_days", "effort_days", "limited_days"]].sum().tolist() == [2.0, 1.5, 2.0]
    assert adds[["project", "phase"]].drop_duplicates().to_numpy().tolist() == [["P", "Modeling"]]

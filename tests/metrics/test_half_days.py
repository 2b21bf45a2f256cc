"""Half days of leave: no working time for whoever has them, and away for the project that waits."""

from datetime import date

from mlpm_analytics.calendars import Calendars, Hours, WorkCalendar
from mlpm_analytics.metrics import figures
from mlpm_analytics.settings import Settings
from mlpm_analytics.workflow import Workflow
from tests.builder import epic, instant, portfolio, task

MONDAY = date(2026, 3, 2)


def test_a_morning_of_leave_leaves_the_afternoon():
    hours = Hours(half_days_off=frozenset({(MONDAY, "morning")}))
    calendar = WorkCalendar.of(hours, MONDAY, date(2026, 3, 3))
    assert ((calendar.stops - calendar.starts) / 3_600_000_000).tolist() == [4.0, 8.0]


def test_both_halves_are_a_day():
    halves = frozenset({(MONDAY, "morning"), (MONDAY, "afternoon")})
    calendar = WorkCalendar.of(Hours(half_days_off=halves), MONDAY, date(2026, 3, 3))
    assert len(calendar.starts) == 1


def test_a_project_that_waits_for_somebody_on_half_a_day_of_leave_is_away_for_its_hours():
    model = portfolio(epic("P"), task("T").active("2026-03-02 09:00", "2026-03-02 17:00"))
    own = Hours(half_days_off=frozenset({(date(2026, 3, 3), "afternoon")}))
    calendars = Calendars(scientists=(("ana", own),))
    found = figures(model, Workflow(), calendars, as_of=instant("2026-03-03 17:00")).where_time_went.iloc[0]
    assert (found["active_days"], found["away_days"], found["idle_days"]) == (1.0, 0.5, 0.5)


def test_the_settings_say_halves_of_days():
    settings = Settings.model_validate(
        {"scientists": [{"name": "Ana", "half_days_of_leave": ["2026-03-02 morning"]}], "calendar": {"timezone": "UTC"}}
    )
    hours = settings.scientist_hours(settings.scientists[0], 2026, 2026)
    assert hours is not None
    assert hours.half_days_off == frozenset({(MONDAY, "morning")})

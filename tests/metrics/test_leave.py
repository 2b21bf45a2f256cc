from datetime import date

import pandas as pd
import pytest

from mlpm_analytics.calendars import Calendars, Hours
from mlpm_analytics.metrics.leave import back_on
from tests.builder import instant

OFF = frozenset(date(2026, 4, day) for day in (7, 8, 9, 10))
EASTER_MONDAY = frozenset({date(2026, 4, 6)})
CALENDARS = Calendars(
    Hours(days_off=EASTER_MONDAY),
    (("ana", Hours(days_off=OFF | EASTER_MONDAY)), ("bob", Hours(days_off=EASTER_MONDAY))),
)


@pytest.mark.parametrize(
    ("as_of", "wanted"),
    [
        ("2026-04-03 12:00", None),  # Friday, the last day of work
        ("2026-04-04 12:00", "2026-04-13"),  # the weekend before
        ("2026-04-08 12:00", "2026-04-13"),
        ("2026-04-11 00:00", "2026-04-13"),  # the end of Friday, the last day of leave
        ("2026-04-11 12:00", None),  # the weekend after: there on Monday, like everybody
        ("2026-04-13 09:00", None),
    ],
)
def test_somebody_on_leave_is_back_on_their_next_day_of_work(as_of, wanted):
    found = back_on(pd.Series(["ana"]), CALENDARS, as_of=instant(as_of))
    assert [None if pd.isna(one) else one for one in found] == [wanted]


def test_a_holiday_of_the_whole_team_makes_nobody_away():
    assert back_on(pd.Series(["bob", "eve"]), CALENDARS, as_of=instant("2026-04-06 12:00")).isna().all()

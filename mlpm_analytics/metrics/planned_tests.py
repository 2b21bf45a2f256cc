"""A/B tests with a planned length: on which day of how many they are, and when they end."""

from typing import Final
from zoneinfo import ZoneInfo

import numpy as np
import pandas as pd

from mlpm_analytics.frames import INSTANT
from mlpm_analytics.metrics.histories import states
from mlpm_analytics.metrics.known import Known, in_role
from mlpm_analytics.metrics.lookups import looked_up

PLANS: Final = ("test_days", "test_ends")
MOST_DAYS: Final = 36_500  # a century: what is longer is a typing error


def planned_tests(known: Known) -> pd.DataFrame:
    """The states (`histories.states`) in which Tasks are in a passive phase, were active in one, and are planned.

    Adds began_at, the first active moment in a passive phase; first_on, its local date at midnight without a zone;
    test_days, the planned length; and planned_end_at.
    """
    rows = known.task_histories
    is_planned = rows["field"].isin(PLANS) & (rows["value"].notna() | rows["number"].notna())
    held = states(_as_values(rows[rows["issue_id"].isin(rows.loc[is_planned, "issue_id"])]), _HELD)
    began = _passive_work(known).groupby("issue_id")["started_at"].min()
    held = held.assign(began_at=looked_up(began, held["issue_id"]))
    has_begun = held["phase"].isin(known.workflow.passive_phases) & (held["began_at"] <= held["started_at"])
    return _with_ends(held[has_begun], known.clock.calendars.team.timezone)


_HELD: Final = ("status", "phase", "epic", "resolution", *PLANS)


def _as_values(rows: pd.DataFrame) -> pd.DataFrame:
    """Histories in which the numbers of lengths are values, which `states` can tell apart."""
    texts = rows["number"].astype("str").where(rows["number"].notna())
    return rows.assign(value=rows["value"].where(rows["field"] != "test_days", texts))


def _passive_work(known: Known) -> pd.DataFrame:
    return known.intervals[known.intervals["phase"].isin(known.workflow.passive_phases)]


def _with_ends(held: pd.DataFrame, timezone: str) -> pd.DataFrame:
    """Day 1 is the local date on which the test began; it ends with the midnight after its last day."""
    first_on = _dates(held["began_at"], timezone)
    lengths = np.ceil(pd.to_numeric(held["test_days"]))
    last_on = pd.to_datetime(held["test_ends"], format="%Y-%m-%d", errors="coerce")
    days = lengths.where(lengths > 0).fillna(((last_on - first_on).dt.days + 1).clip(lower=0))
    planned = held.assign(first_on=first_on, test_days=days)[days <= MOST_DAYS]
    local = planned["first_on"] + pd.to_timedelta(planned["test_days"], unit="D")
    zoned = local.dt.tz_localize(
        ZoneInfo(timezone), ambiguous=np.ones(len(local), dtype=bool), nonexistent="shift_forward"
    )
    return planned.assign(planned_end_at=zoned.dt.tz_convert("UTC").astype(INSTANT))


def _dates(instants: pd.Series, timezone: str) -> pd.Series:
    return instants.dt.tz_convert(ZoneInfo(timezone)).dt.tz_localize(None).dt.normalize()


def days_of_tests(known: Known) -> pd.DataFrame:
    """The test_day as of now and the planned test_days of tests that are not done, by issue id."""
    tests = planned_tests(known)
    now = tests[tests["stopped_at"].isna() & ~tests["status"].isin(known.status_ids("is_done"))]
    today = _dates(pd.Series(known.as_of, index=now.index), known.clock.calendars.team.timezone)
    return now.assign(test_day=(today - now["first_on"]).dt.days + 1).set_index("issue_id")[["test_day", "test_days"]]


def ended_tests(known: Known) -> pd.DataFrame:
    """The planned tests with `ended_at`: the planned end, or when the Task was done if that came first.

    Without those that were closed as nothing done.
    """
    tests = planned_tests(known)
    is_done = tests["status"].isin(known.status_ids("is_done"))
    tests = tests[~(is_done & tests["resolution"].isin(known.workflow.nothing_done_resolutions))]
    done_at = _done_at(tests, known)
    ended_at = tests["planned_end_at"].where(~(done_at < tests["planned_end_at"]), done_at)
    return tests.assign(ended_at=ended_at)


def _done_at(tests: pd.DataFrame, known: Known) -> pd.Series:
    """Since when the Task has been done in each state; NaT where it is not."""
    asked = tests[["issue_id", "started_at", "status"]].rename_axis("place").reset_index()
    asked = asked[asked["status"].isin(known.status_ids("is_done"))].sort_values("started_at", kind="stable")
    done = in_role(known.model, "is_done")[["issue_id", "started_at"]].rename(columns={"started_at": "done_at"})
    found = pd.merge_asof(asked, done, left_on="started_at", right_on="done_at", by="issue_id")
    return found.set_index("place")["done_at"].reindex(tests.index)

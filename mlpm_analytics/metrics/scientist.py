"""Whether a scientist's work flows: the days there are in their weeks, Tasks beside each other, Tasks put back.

About one scientist at a time, and nothing here can be sorted by who did more.
"""

from dataclasses import replace
from datetime import date, timedelta

import numpy as np
import pandas as pd

from mlpm_analytics.calendars import Calendars, Hours, micros, to_instants
from mlpm_analytics.frames import Figures, Frame, Model, column
from mlpm_analytics.metrics.histories import at_instants, by_field
from mlpm_analytics.metrics.slices import slices
from mlpm_analytics.metrics.times import Clock
from mlpm_analytics.metrics.weeks import week_span
from mlpm_analytics.workflow import Workflow

HOUR_MICROS = 3_600_000_000
WEEK_DAYS = Frame("week_days", ["week_starting", "there_days", "away_days"])
OVERLAPS = Frame("overlaps", [column("started_at", label="From"), column("stopped_at", label="To"), "keys", "hours"])
PUT_BACK = Frame(
    "put_back",
    [
        *("put_back_at", column("key", label="Task"), "summary", "project", "phase"),
        column("status", label="To", meaning="status it was put back to"),
    ],
)


def week_days(weeks: tuple[date, ...], scientist_id: str, calendars: Calendars, *, as_of: pd.Timestamp) -> pd.DataFrame:
    """The working days in each week, in days of the team; columns as in `WEEK_DAYS`. Effort never exceeds them.

    Weeks are the team's; one that is not over counts up to as of.
    """
    hours = dict(calendars.scientists).get(scientist_id, calendars.team)
    there = _days_in(weeks, hours, calendars, as_of)
    whole = _days_in(weeks, replace(hours, days_off=frozenset()), calendars, as_of)
    return WEEK_DAYS.check(
        pd.DataFrame({"week_starting": list(weeks), "there_days": there, "away_days": whole - there})
    )


def _days_in(weeks: tuple[date, ...], hours: Hours, calendars: Calendars, as_of: pd.Timestamp) -> np.ndarray:
    spans = [week_span(week, calendars.team.timezone, as_of=as_of) for week in weeks]
    clock = Clock(calendars, min(weeks) - timedelta(days=7), max(weeks) + timedelta(days=14))
    started, stopped = (micros(pd.Series(edge)) for edge in zip(*spans, strict=True))
    return clock.calendar(hours).between_micros(started, stopped) / calendars.day_micros


def overlaps(seen: Figures, scientist_id: str, since: date, workflow: Workflow, calendars: Calendars) -> pd.DataFrame:
    """When more than one Task outside passive phases was in progress, since a Monday, the last first.

    Columns as in `OVERLAPS`; a new row begins where the Tasks change. Stretches outside working hours have no hours.
    """
    rows = seen.work_intervals
    rows = rows[(rows["scientist_id"] == scientist_id) & ~rows["phase"].isin(workflow.passive_phases)]
    began_at, _ = week_span(since, calendars.team.timezone, as_of=seen.as_of)
    rows = rows[rows["stopped_at"] > began_at].reset_index(drop=True)
    rows = rows.assign(started_at=rows["started_at"].where(rows["started_at"] > began_at, began_at))
    cut = slices(rows, rows["scientist_id"])
    cut = cut.assign(key=rows["key"].iloc[cut["row"].to_numpy()].to_numpy()).sort_values(["slice_no", "key"])
    held = cut.groupby("slice_no").agg(
        started=("started", "first"), stopped=("stopped", "first"), keys=("key", ", ".join), size=("key", "size")
    )
    held = held[held["size"] > 1]
    is_new = (held["keys"] != held["keys"].shift()) | (held["started"] != held["stopped"].shift())
    spans = held.groupby(is_new.cumsum()).agg(
        started=("started", "first"), stopped=("stopped", "last"), keys=("keys", "first")
    )
    clock = Clock.over(calendars, pd.concat([rows["started_at"], pd.Series([seen.as_of])]))
    started, stopped = spans["started"].to_numpy(dtype=np.int64), spans["stopped"].to_numpy(dtype=np.int64)
    people = pd.Series([scientist_id] * len(spans), dtype="str")
    worked = clock.scientists_micros(people, started, stopped)
    found = spans.assign(started_at=to_instants(started).array, stopped_at=to_instants(stopped).array)
    found = found.assign(hours=worked / HOUR_MICROS)
    return OVERLAPS.check(found.sort_values("started_at", ascending=False, ignore_index=True))


def put_back(seen: Figures, scientist_id: str, model: Model) -> pd.DataFrame:
    """When the scientist's Task went from active to a status that is neither active, waiting nor done, the last first.

    Columns as in `PUT_BACK`; mis-clicks are none.
    """
    rows = seen.work_intervals.sort_values("stopped_at", kind="stable")
    ends = rows.drop_duplicates(["issue_id", "run_started_at"], keep="last")
    ends = ends[(ends["scientist_id"] == scientist_id) & ~ends["is_open"]].reset_index(drop=True)
    points = ends[["issue_id"]].assign(as_of=ends["stopped_at"])
    status = at_instants(points, by_field(model.histories).get("status"))["value"]
    roles = model.status_roles
    elsewhere = roles.loc[roles["is_active"] | roles["is_waiting"] | roles["is_done"], "status_id"]
    names = roles.set_index("status_id")["name"]
    facts = seen.tasks.set_index("issue_id")[["summary", "project"]]
    found = ends.assign(put_back_at=ends["stopped_at"], status=status.map(names).astype("str"))
    found = found[status.notna() & ~status.isin(elsewhere)].join(facts, on="issue_id")
    return PUT_BACK.check(found.sort_values(["put_back_at", "key"], ascending=[False, True], ignore_index=True))

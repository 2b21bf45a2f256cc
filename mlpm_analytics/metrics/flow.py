"""How Tasks flow: what is in progress and how old it is, how many there were each week, how many were finished."""

from datetime import date

import pandas as pd

from mlpm_analytics.calendars import Calendars
from mlpm_analytics.frames import TASKS, Figures, Frame, Model, column
from mlpm_analytics.metrics.histories import at_instants, by_field
from mlpm_analytics.metrics.statistics import quantile
from mlpm_analytics.metrics.times import Clock
from mlpm_analytics.metrics.weekly import counted_tasks
from mlpm_analytics.metrics.weeks import mondays, week_span, within
from mlpm_analytics.workflow import Workflow

PERCENTILES = (50, 85)
WEEK_COUNT = 26
LATELY = pd.Timedelta(weeks=26)

AGED_TASKS = Frame("aged_tasks", [*TASKS, "age_days"])
FLOW = Frame(
    "flow",
    [
        *("week_starting", "to_do_count", "in_progress_count"),
        column("done_count", label="Done", meaning="Tasks done at the end of the week"),
    ],
)
THROUGHPUT = Frame("throughput", ["week_starting", "finished_count"])


def aged_tasks(seen: Figures, calendars: Calendars) -> pd.DataFrame:
    """The Tasks that were begun, with `age_days`: working days from the first active moment to the finish or as of.

    Gaps count: it is how long somebody waited for the Task, not how long it was worked on. Columns as in `AGED_TASKS`.
    """
    rows = counted_tasks(seen)
    rows = rows[rows["started_at"].notna()]
    ended_at = rows["finished_at"].where(rows["is_done"], seen.as_of)
    clock = Clock.over(calendars, pd.concat([rows["started_at"], ended_at]))
    return AGED_TASKS.check(rows.assign(age_days=clock.team_days(rows["started_at"], ended_at)))


def age_percentiles(aged: pd.DataFrame, workflow: Workflow, *, as_of: pd.Timestamp) -> dict[int, float]:
    """What so many in a hundred of the Tasks finished lately took at most, of `aged_tasks`; NaN for too few.

    Those of the last 26 weeks, outside passive phases.
    """
    is_recent = aged["is_done"] & (aged["finished_at"] > as_of - LATELY)
    took = aged.loc[is_recent & ~aged["phase"].isin(workflow.passive_phases), "age_days"].tolist()
    return {share: quantile(took, [True] * len(took), share / 100).days for share in PERCENTILES}


def begun_tasks(aged: pd.DataFrame) -> pd.DataFrame:
    """Of `aged_tasks` those that are not done, the oldest first; also those that wait or were put back."""
    open_tasks = aged[~aged["is_done"]]
    return open_tasks.sort_values(["age_days", "key"], ascending=[False, True], ignore_index=True)


def shown_weeks(seen: Figures, timezone: str, *, count: int = WEEK_COUNT) -> list[date]:
    """The Mondays of the last weeks up to as of, none before the first Task was active."""
    weeks = mondays(count, timezone, as_of=seen.as_of)
    first = seen.work_intervals["started_at"].min()
    return [week for week in weeks if week_span(week, timezone, as_of=seen.as_of)[1] > first]


def cumulative_flow(seen: Figures, model: Model, weeks: list[date], timezone: str) -> pd.DataFrame:
    """How many Tasks were to do, in progress (active or waiting) and done at the end of each week, or as of.

    The Tasks are those that count as of the figures. Columns as in `FLOW`.
    """
    edges = pd.DataFrame(
        {"week_starting": weeks, "as_of": [week_span(week, timezone, as_of=seen.as_of)[1] for week in weeks]}
    ).astype({"as_of": "datetime64[us, UTC]"})
    points = counted_tasks(seen)[["issue_id"]].merge(edges, how="cross")
    status = at_instants(points, by_field(model.histories).get("status"))["value"]
    roles = model.status_roles
    begun, done = (
        roles.loc[is_it, "status_id"] for is_it in (roles["is_active"] | roles["is_waiting"], roles["is_done"])
    )
    held = points.assign(
        done_count=status.isin(done), in_progress_count=status.isin(begun), there=status.notna()
    ).assign(to_do_count=lambda rows: rows["there"] & ~rows["done_count"] & ~rows["in_progress_count"])
    counts = held.groupby("week_starting")[["to_do_count", "in_progress_count", "done_count"]].sum()
    return FLOW.check(counts.reindex(pd.Index(weeks, name="week_starting"), fill_value=0).reset_index())


def throughput(seen: Figures, weeks: list[date], timezone: str) -> pd.DataFrame:
    """How many Tasks that are done were finished in each week: a week without any is 0. Columns as in `THROUGHPUT`."""
    finished = counted_tasks(seen)["finished_at"]
    spans = [week_span(week, timezone, as_of=seen.as_of) for week in weeks]
    counts = [int(within(finished, *span).sum()) for span in spans]
    return THROUGHPUT.check(pd.DataFrame({"week_starting": weeks, "finished_count": counts}))

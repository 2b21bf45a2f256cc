"""Where effort went: person-days by what they were spent on, in all and week by week; they add up to the whole."""

import pandas as pd

from mlpm_analytics.calendars import Calendars
from mlpm_analytics.frames import Figures, Frame, column
from mlpm_analytics.metrics.flow import shown_weeks
from mlpm_analytics.metrics.times import Clock, effort_days
from mlpm_analytics.metrics.weeks import effort_by_week
from mlpm_analytics.workflow import Workflow

WEEK_COUNT = 12
NO_PHASE, ABANDONED, OUTSIDE, UNASSIGNED = "No phase", "In abandoned projects", "Outside any project", "Unassigned"

EFFORT_PARTS = Frame(
    "effort_parts",
    ["part", column("effort_days", meaning="person-days of all time that went to it"), "effort_share"],
)
EFFORT_WEEKS = Frame(
    "effort_weeks",
    [
        *("week_starting", column("is_running", meaning="whether the week is not over"), "part"),
        column("effort_days", meaning="person-days of the week that went to it"),
    ],
)


def parts_of(workflow: Workflow) -> list[str]:
    """What effort can go to: the phases that take any, then the rest."""
    phases = [phase for phase in workflow.phases if not workflow.is_passive(phase)]
    return [*phases, NO_PHASE, ABANDONED, OUTSIDE, UNASSIGNED]


def effort_parts(seen: Figures, workflow: Workflow, calendars: Calendars) -> pd.DataFrame:
    """The person-days of all loaded Tasks, by what they were spent on; columns as in `EFFORT_PARTS`."""
    rows = seen.work_intervals
    clock = Clock.over(calendars, pd.concat([rows["started_at"], pd.Series([seen.as_of])]))
    spent = (
        effort_days(rows, workflow, clock).groupby(_parts(rows, seen)).sum().reindex(parts_of(workflow), fill_value=0.0)
    )
    share = spent / spent.sum() if spent.sum() else float("nan")
    return EFFORT_PARTS.check(
        pd.DataFrame({"effort_days": spent, "effort_share": share}).rename_axis("part").reset_index()
    )


def effort_weeks(seen: Figures, workflow: Workflow, calendars: Calendars) -> pd.DataFrame:
    """The same of each of the last weeks, a row for each week and part; columns as in `EFFORT_WEEKS`."""
    weeks = shown_weeks(seen, calendars.team.timezone, count=WEEK_COUNT)
    every = pd.MultiIndex.from_product([weeks, parts_of(workflow)], names=["week_starting", "part"])
    rows = effort_by_week(seen.work_intervals, weeks, workflow, calendars, as_of=seen.as_of)
    rows = rows.assign(part=_parts(rows, seen))
    spent = rows.groupby(["week_starting", "part"])["effort_days"].sum().reindex(every, fill_value=0.0).reset_index()
    return EFFORT_WEEKS.check(spent.assign(is_running=spent["week_starting"] == max(weeks, default=None)))


def _parts(rows: pd.DataFrame, seen: Figures) -> pd.Series:
    """What each row of work was spent on: the last of these that holds."""
    projects = seen.projects
    abandoned = projects.loc[projects["state"] == "abandoned", "project_id"]
    part = rows["phase"].fillna(NO_PHASE).mask(rows["project_id"].isin(abandoned), ABANDONED)
    part = part.mask(~rows["project_id"].isin(projects["project_id"]), OUTSIDE)
    return part.mask(rows["scientist_id"].isna(), UNASSIGNED).rename("part")

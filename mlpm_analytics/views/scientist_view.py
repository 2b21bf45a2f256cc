"""What is told about one scientist: what is in progress, what comes next, where the weeks went."""

from dataclasses import dataclass
from typing import Final

import pandas as pd

from mlpm_analytics import wording
from mlpm_analytics.frames import TASKS, Figures
from mlpm_analytics.mapping import Mapped
from mlpm_analytics.metrics.not_counted import among, lines
from mlpm_analytics.metrics.scientist import OVERLAPS, PUT_BACK, WEEK_DAYS, overlaps, put_back, week_days
from mlpm_analytics.metrics.workload import Workload, workload
from mlpm_analytics.views.headers import columns
from mlpm_analytics.views.lookup import scientist_id
from mlpm_analytics.views.model import Chart, Content, Table, Tile, View, section
from mlpm_analytics.views.parallel_section import parallel_of_scientist, parallel_tile, parallel_weeks
from mlpm_analytics.views.shared_sections import EFFORT_NOTE, as_of_text, breaches_section, with_test_progress
from mlpm_analytics.workflow import TOLERANCE_DAYS

MOST_TASKS: Final = 30  # of a chart; the table has all of them
_TASK: Final = ("key", "summary", "project", "phase")
_IN_PROGRESS: Final = columns(TASKS, *_TASK, "active_days", "limited_days", "test_progress", "evidence")
_BLOCKED: Final = columns(TASKS, *_TASK, "status", "waiting_since_at", "blocked_by", "test_progress", "evidence")
_NEXT: Final = columns(TASKS, *_TASK, "estimate_days", "evidence")
_FINISHED: Final = columns(TASKS, *_TASK, "finished_at", "effort_days", "estimate_days", "evidence")
_WEEKS: Final = columns(WEEK_DAYS, "week_starting", "effort_days", "there_days", "away_days", "spent_on")
_SIZES: Final = columns(TASKS, *_TASK, "days", "estimate_days", "evidence")
_ESTIMATED: Final = columns(TASKS, *_TASK, "estimate_days", "actual_days", "evidence")
_OVERLAPS: Final = columns(OVERLAPS, "started_at", "stopped_at", "keys", "hours")
_PUT_BACK: Final = columns(PUT_BACK, "put_back_at", *_TASK, "status")


@dataclass(frozen=True)
class Work:
    """The Tasks of one scientist, the days of the last weeks, and what crossed or was put back."""

    tasks: Workload
    days: pd.DataFrame
    parallel: pd.DataFrame
    overlaps: pd.DataFrame
    put_back: pd.DataFrame


def work_of(figures: Figures, name: str, mapped: Mapped) -> Work:
    """The work of the scientist with this name or account id.

    Raises `NotFoundError` with the nearest names where there is none, or two of that name.
    """
    model, workflow, calendars = mapped.model, mapped.workflow, mapped.calendars
    who = scientist_id(model.scientists, name)
    tasks = workload(figures, who, model, workflow, calendars)
    return Work(
        tasks,
        week_days(tasks.weeks, who, calendars, as_of=figures.as_of),
        parallel_weeks(figures, who, tasks.weeks, mapped),
        overlaps(figures, who, tasks.weeks[0], workflow, calendars),
        put_back(figures, who, model),
    )


def scientist_view(figures: Figures, work: Work, mapped: Mapped) -> View:
    """One scientist, for a conversation."""
    tasks, zone, limit = work.tasks, mapped.calendars.team.timezone, mapped.workflow.limits.max_task_days
    weeks = f"the last {len(tasks.weeks)} weeks"
    return View(
        title=tasks.name,
        period=as_of_text(figures.as_of, zone),
        sentence=_sentence(tasks),
        not_counted=tuple(lines(figures.not_counted)),
        tiles=_tiles(work),
        sections=(
            section(
                "in-progress",
                "In progress",
                _listed(Table(with_test_progress(tasks.in_progress), _IN_PROGRESS), "No Task is in progress."),
            ),
            section(
                "blocked", "Blocked", _listed(Table(with_test_progress(tasks.blocked), _BLOCKED), "No Task is blocked.")
            ),
            section("next-up", "Next up", _listed(Table(tasks.next_up, _NEXT), "No further Task is assigned.")),
            section(
                "finished", f"Finished in {weeks}", _listed(Table(tasks.finished, _FINISHED), "No Task was finished.")
            ),
            section("weeks", "Weeks", lambda: _weeks(work)),
            section("sizes", "Sizes of Tasks", lambda: _sizes(tasks, limit)),
            section("estimates", "Estimate against actual", lambda: _estimates(tasks)),
            parallel_of_scientist(work.parallel),
            section("overlaps", "More than one at a time", lambda: _overlaps(work, figures.not_counted)),
            section(
                "put-back", "Put back", _listed(Table(work.put_back, _PUT_BACK), "No Task was begun and put back.")
            ),
            breaches_section(tasks.breaches, figures.not_counted),
        ),
        timezone=zone,
        browse_url=mapped.workflow.browse_url,
    )


def _listed(table: Table, empty: str) -> Content:
    return Content(empty=empty) if table.rows.empty else Content(table=table)


def _sentence(tasks: Workload) -> str:
    parts = [
        f"{wording.count(len(tasks.in_progress), 'Task')} in progress",
        *([f"{len(tasks.blocked)} blocked"] if len(tasks.blocked) else []),
        f"{len(tasks.next_up)} next up",
        f"{len(tasks.finished)} finished in the last {len(tasks.weeks)} weeks",
    ]
    return wording.sentence(wording.listing(parts))


def _tiles(work: Work) -> tuple[Tile, ...]:
    tasks, weeks = work.tasks, f"in the last {len(work.tasks.weeks)} weeks."
    return (
        Tile("In progress", str(len(tasks.in_progress))),
        Tile("Next up", str(len(tasks.next_up))),
        Tile("Finished", str(len(tasks.finished)), wording.sentence(weeks)),
        Tile(
            "Overlap",
            f"{wording.number(work.overlaps['hours'].sum())} h",
            f"Working hours with more than one Task in progress {weeks}",
        ),
        parallel_tile(work.parallel),
    )


def _weeks(work: Work) -> Content:
    """Every week, also one without effort: the days there are, those away, and what those in progress went to."""
    effort = work.tasks.effort
    spent = effort.groupby("week_starting")["effort_days"].sum()
    rows = work.days.assign(
        effort_days=work.days["week_starting"].map(spent).fillna(0.0).astype("float64"),
        spent_on=[_spent_on(effort[effort["week_starting"] == week]) for week in work.days["week_starting"]],
    )
    in_progress, there, away = (rows[name].sum() for name in ("effort_days", "there_days", "away_days"))
    sentence = (
        f"In the last {len(rows)} weeks {wording.days(in_progress)} in progress of {wording.days(there)} there are; "
        f"away for {wording.days(away)}."
    )
    chart = Chart("week_loads", {"effort": effort, "days": work.days, "by": "phase"}, sentence)
    return Content(sentence, chart=chart, table=Table(rows, _WEEKS), note=EFFORT_NOTE)


def _spent_on(effort: pd.DataFrame) -> str:
    parts = effort.fillna({"project": wording.NOTHING, "phase": "without a phase"}).to_dict("records")
    return ", ".join(f"{part['project']} {part['phase']} {wording.number(part['effort_days'])}" for part in parts)


def _sizes(tasks: Workload, limit_days: float) -> Content:
    """The Tasks in progress and the finished ones of the last weeks, with the days that are held against the limit."""
    rows = pd.concat([tasks.in_progress[list(tasks.finished)], tasks.finished])
    rows = rows[rows["limited_days"] > 0].assign(days=lambda those: those["limited_days"])
    if rows.empty:
        return Content(empty="No Task was in progress or finished in the last weeks.")
    over = int((rows["days"] > limit_days + TOLERANCE_DAYS).sum())
    sentence = f"Of {wording.count(len(rows), 'Task')} {over or 'none'} took more than {wording.days(limit_days)}."
    chart = Chart("task_sizes", {"tasks": rows.head(MOST_TASKS), "limit_days": limit_days}, sentence)
    return Content(sentence, chart=chart, table=Table(rows, _SIZES))


def _estimates(tasks: Workload) -> Content:
    """Estimates against actual days, and what is left out."""
    rows = tasks.estimated
    actual, estimate = (float(rows[name].sum()) for name in ("actual_days", "estimate_days"))
    sentence = (
        f"{wording.days(actual)} for {wording.days(estimate)} estimated, over "
        f"{wording.count(len(rows), 'finished Task')} with an estimate; left out: "
        f"{tasks.inferred_count} inferred, {tasks.never_active_count} never in progress."
    )
    if rows.empty:
        return Content(empty=f"Nothing to compare: {sentence}")
    latest = rows.assign(days=rows["actual_days"]).sort_values(["finished_at", "key"], ascending=[False, True])
    chart = Chart("task_sizes", {"tasks": latest.head(MOST_TASKS)}, sentence)
    return Content(sentence, chart=chart, table=Table(rows, _ESTIMATED))


def _overlaps(work: Work, not_counted: pd.DataFrame) -> Content:
    crossed = work.overlaps
    if crossed.empty:
        return Content(f"Never more than one Task in progress at a time{among(not_counted)}; A/B tests do not count.")
    times = wording.count(len(crossed), "stretch", "stretches")
    hours = wording.number(crossed["hours"].sum())
    sentence = f"More than one Task in progress for {hours} working hours, in {times}."
    return Content(sentence, table=Table(crossed, _OVERLAPS))

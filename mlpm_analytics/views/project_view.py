"""What is told about one project: where it stands, and how it got here."""

from dataclasses import dataclass
from typing import Final

import numpy as np
import pandas as pd

from mlpm_analytics import wording
from mlpm_analytics.frames import CHANGES, MOVES, PHASES, TASKS, TIME_PARTS, WHERE_TIME_WENT, Figures, Kind, Model
from mlpm_analytics.mapping import Mapped
from mlpm_analytics.metrics.not_counted import lines
from mlpm_analytics.metrics.selection import EVERYTHING, Selection
from mlpm_analytics.views.blocked_section import blocked_of_project
from mlpm_analytics.views.headers import columns
from mlpm_analytics.views.lookup import project_row
from mlpm_analytics.views.model import Chart, Column, Content, Section, Table, Tile, View, section
from mlpm_analytics.views.shared_sections import (
    EFFORT_NOTE,
    Row,
    as_of_text,
    breaches_section,
    evidence_lines,
    visits_table,
    with_test_progress,
)
from mlpm_analytics.views.summaries import owner_in_words, project_sentence, visits_sentence, where_sentence
from mlpm_analytics.workflow import TOLERANCE_DAYS, Workflow

_OVER: Final = ("done", "abandoned")
WHERE: Final = columns(WHERE_TIME_WENT, *TIME_PARTS, "elapsed_days")
_MOVES: Final = columns(
    MOVES, *("moved_at", "from_phase", "to_phase", "direction", "is_reentry", "cost_days"), data=("is_reentry",)
)
_TASKS: Final = columns(
    TASKS,
    *("key", "summary", "phase", "scientist", "state", "status", "active_days", "least_active_days"),
    *(
        "most_active_days",
        "effort_days",
        "estimate_days",
        "test_progress",
        "breaches",
        "started_at",
        "stopped_at",
        "evidence",
    ),
    wide=("effort_days", "breaches", "evidence"),
    data=("status", "started_at", "stopped_at"),
)
_OWNER: Final = "The assignee of the Epic; by effort: it has none, and this is who had most in the last 28 days."
_DELIVERABLES: Final = columns(CHANGES, "phase", "deliverable", "key", "summary", "linked_at")


@dataclass(frozen=True)
class _Rows:
    """The rows of every frame that belong to one project."""

    row: Row
    phases: pd.DataFrame
    visits: pd.DataFrame
    moves: pd.DataFrame
    where: pd.DataFrame
    blocked: pd.DataFrame
    tasks: pd.DataFrame
    intervals: pd.DataFrame  # with the Task's summary and the scientist's name
    breaches: pd.DataFrame
    deliverables: pd.DataFrame
    findings: pd.DataFrame


def project_view(
    figures: Figures, key: str, mapped: Mapped, *, listed: Selection = EVERYTHING, with_names: bool = True
) -> View:
    """The project with this key; `NotFoundError` with the nearest keys where there is none.

    `listed` chooses Tasks to list; without names the columns for people are left out.
    """
    rows, workflow, timezone = _rows(figures, key, mapped), mapped.workflow, mapped.calendars.team.timezone
    row = rows.row
    return View(
        title=str(row["name"]),
        key=str(row["project"]),
        period=as_of_text(figures.as_of, timezone),
        sentence=project_sentence(figures, key, workflow, timezone),
        not_counted=tuple(lines(figures.not_counted)),
        tiles=project_tiles(row, timezone, with_names=with_names),
        sections=(
            section("timeline", "Timeline", lambda: _timeline(rows, timezone)),
            section("phases", "Time per phase", lambda: _phases(rows, workflow)),
            section("where", "Where the time went", lambda: _where(rows)),
            *blocked_of_project(rows.blocked),
            section("moves", "Back and forth", lambda: _moves(rows)),
            *_deliverables(rows, workflow),
            breaches_section(rows.breaches, figures.not_counted),
            section("tasks", "Tasks", lambda: _tasks(rows, listed, with_names=with_names)),
            section("evidence", "How the figures are known", lambda: _evidence(rows)),
        ),
        timezone=timezone,
        browse_url=workflow.browse_url,
    )


def _rows(figures: Figures, key: str, mapped: Mapped) -> _Rows:
    row, model = project_row(figures, key), mapped.model
    phases, visits, moves, where, blocked, tasks, intervals = (
        rows[rows["project_id"] == row["project_id"]]
        for rows in (
            *(figures.phases, figures.visits, figures.moves, figures.where_time_went, figures.blocked),
            *(figures.tasks, figures.work_intervals),
        )
    )
    people = model.scientists.set_index("scientist_id")["name"]
    summaries = figures.tasks.set_index("issue_id")["summary"]
    return _Rows(
        row=row,
        phases=_with_rest(phases, row["state"]),
        visits=visits,
        moves=moves,
        blocked=blocked,
        where=where.assign(elapsed_days=row["elapsed_days"]),
        tasks=tasks,
        intervals=intervals.assign(
            summary=intervals["issue_id"].map(summaries), scientist=intervals["scientist_id"].map(people)
        ),
        breaches=figures.breaches[figures.breaches["project"] == row["project"]],
        deliverables=_linked(figures, row, model, mapped.workflow),
        findings=model.findings[model.findings["issue_id"].isin([row["project_id"], *tasks["issue_id"]])],
    )


def _with_rest(phases: pd.DataFrame, state: str) -> pd.DataFrame:
    """The phases with `variance_days`, and `to_come_days`: what is left of the plan, NaN without one or when over."""
    left = (phases["planned_days"] - phases["actual_days"]).clip(lower=0)
    return phases.assign(
        variance_days=phases["actual_days"] - phases["planned_days"], to_come_days=np.nan if state in _OVER else left
    )


def _linked(figures: Figures, row: Row, model: Model, workflow: Workflow) -> pd.DataFrame:
    """What is linked as of the instant, by phase, the Epic's last: key, phase, summary, deliverable, linked_at."""
    steps = model.histories[
        (model.histories["field"] == "deliverable") & (model.histories["changed_at"] <= figures.as_of)
    ]
    tasks = figures.tasks[figures.tasks["project_id"] == row["project_id"]]
    epic = pd.DataFrame([{"issue_id": row["project_id"], "key": row["project"], "summary": row["name"]}])
    owners = pd.concat([tasks[["issue_id", "key", "summary", "phase"]], epic], ignore_index=True)
    last = steps.sort_values("changed_at", kind="stable").drop_duplicates("issue_id", keep="last")
    linked = owners.merge(last[last["value"].notna()], on="issue_id")
    linked = linked.rename(columns={"changed_at": "linked_at", "value": "deliverable"})
    place = linked["phase"].map({phase: n for n, phase in enumerate(workflow.phases)})
    ordered = linked.assign(place=place).sort_values(["place", "linked_at", "key"], kind="stable")
    return ordered[["key", "phase", "summary", "deliverable", "linked_at"]]


def project_tiles(row: Row, timezone: str, *, with_names: bool = True) -> tuple[Tile, ...]:
    """The figures of a project as a whole."""
    is_idle, has_owner = row["state"] in ("waiting", "paused"), with_names and pd.notna(row["owner"])
    rework = f"{wording.days(row['rework_days'])} in visits to a phase earlier than the furthest one before them."
    return (
        Tile("State", str(row["state"]).capitalize()),
        *([Tile("Owner", owner_in_words(row), _OWNER)] if has_owner else []),
        *([Tile("Team", str(row["team"]))] if pd.notna(row["team"]) else []),
        Tile("Began", wording.short_date(row["started_at"], timezone)),
        *([Tile("Finished", wording.short_date(row["finished_at"], timezone))] if pd.notna(row["finished_at"]) else []),
        days_tile("Elapsed", row["elapsed_days"], "Working time from the first active moment on."),
        days_tile("Active", row["active_days"], "Working time in which some Task was active."),
        days_tile("Effort", row["effort_days"], "Person-days in progress, not hours at the desk."),
        *([days_tile("Idle", row["idle_days"], "Working time since the last active moment.")] if is_idle else []),
        Tile("Moves back", str(row["back_count"]), "How often somebody went back to an earlier phase."),
        Tile("Rework", wording.share(row["rework_share"]), rework),
        Tile("Tasks reopened", str(row["reopened_count"]), "How often one of its Tasks left a done status."),
    )


def days_tile(label: str, days: float, meaning: str) -> Tile:
    """A number of days as people say it."""
    return Tile(label, wording.days(days), meaning, exact_days=days)


def _timeline(rows: _Rows, timezone: str) -> Content:
    if rows.intervals.empty:
        return Content(empty="No Task of this project has been in progress yet.")
    is_exact = (rows.intervals["evidence"] == "changelog").all()
    chart = Chart(
        "visit_timeline",
        {
            "visits": rows.visits,
            "moves": rows.moves,
            "intervals": rows.intervals,
            "milestones": rows.deliverables,
            "timezone": timezone,
        },
        _timeline_sentence(rows, timezone),
        caption="" if is_exact else "Paler bars do not rest on Jira's history: when they begin and end is inferred.",
    )
    return Content(
        text="No phase has been visited yet." if rows.visits.empty else "",
        chart=chart,
        table=None if rows.visits.empty else visits_table(rows.visits),
    )


def _timeline_sentence(rows: _Rows, timezone: str) -> str:
    if not rows.visits.empty:
        return visits_sentence(rows.visits, rows.moves, timezone)
    tasks = wording.count(rows.intervals["key"].nunique(), "Task")
    return f"No phase has been visited yet; the timeline shows the work on {tasks}."


def _phases(rows: _Rows, workflow: Workflow) -> Content:
    has_days = (rows.phases[["actual_days", "planned_days"]].fillna(0) > 0).any(axis=None)
    if not has_days:
        return Content(text=_to_come(rows, workflow), empty="No phase has time or a plan yet.")
    parts = [phase_sentence(phase) for phase in rows.phases.to_dict("records")]
    alt = f"Actual days of each phase, with a tick at the plan: {'; '.join(parts)}."
    return Content(
        text=_to_come(rows, workflow),
        chart=Chart("phase_times", {"phases": rows.phases}, alt),
        table=Table(rows.phases, phase_columns()),
        note=EFFORT_NOTE,
    )


def phase_columns() -> tuple[Column, ...]:
    """What the table of phases shows: every figure of the contract, those against the plan after the actual days."""
    names = [known.name for known in PHASES if known.kind is Kind.FIGURE]
    place = names.index("actual_days") + 1
    instants = ("first_started_at", "last_stopped_at")
    figures = (*names[:place], "variance_days", "to_come_days", *names[place:])
    return columns(PHASES, "phase", *figures, *instants, "evidence", wide=("effort_days", "elapsed_days", *instants))


def phase_sentence(phase: Row) -> str:
    """The days of a phase, of those planned for it."""
    is_planned = bool(pd.notna(phase["planned_days"]))
    planned = f" of {wording.number(phase['planned_days'])} planned" if is_planned else ""
    return f"{phase['phase']} {wording.days(phase['actual_days'])}{planned}"


def _to_come(rows: _Rows, workflow: Workflow) -> str:
    """What is still to come of the plan, in a sentence or two; passive phases are kept apart."""
    if rows.row["state"] in _OVER:
        return f"The project is {rows.row['state']}: nothing is still to come."
    left = rows.phases[rows.phases["to_come_days"] > TOLERANCE_DAYS]
    if left.empty:
        is_planned = rows.phases["planned_days"].notna().any()
        return "All planned days are used up." if is_planned else "There is no plan to hold it against."
    is_passive = left["phase"].isin(workflow.passive_phases)
    own, beside = (left.loc[mask, "to_come_days"].sum() for mask in (~is_passive, is_passive))
    parts = [wording.days(own)] if own else []
    parts += [f"{wording.days(beside)} of {wording.listing(left.loc[is_passive, 'phase'].tolist())}"] if beside else []
    return f"Still to come by the plan: {wording.listing(parts)}. {_next(left, rows.row, workflow)}".rstrip()


def _next(left: pd.DataFrame, row: Row, workflow: Workflow) -> str:
    """The first phase after the current one that has days to come, and what it is to bring."""
    place = workflow.phases.index(row["current_phase"]) if isinstance(row["current_phase"], str) else -1
    later = [phase for phase in left["phase"] if workflow.phases.index(phase) > place]
    if not later:
        return ""
    bring = workflow.deliverables.get(later[0])
    return f"Next is {later[0]}" + (f", which is to bring {bring}." if bring else ".")


def _where(rows: _Rows) -> Content:
    elapsed_days = rows.row["elapsed_days"]
    if not elapsed_days:
        return Content(empty="Nobody has worked on the project yet.")
    days = rows.where.to_dict("records")[0]
    sentence = where_sentence(days, elapsed_days)
    return Content(sentence, chart=Chart("where_time_went", {"days": days}, sentence), table=Table(rows.where, WHERE))


def _moves(rows: _Rows) -> Content:
    if rows.moves.empty:
        return Content(empty="This project has not moved from one phase to another yet.")
    sentence = _moves_sentence(rows)
    chart = Chart("move_matrix", {"counts": move_counts(rows.moves)}, sentence)
    return Content(sentence, chart=chart, table=Table(rows.moves, _MOVES))


def move_counts(moves: pd.DataFrame) -> pd.DataFrame:
    """How often projects went from one phase to another: from_phase, to_phase, count."""
    return moves.groupby(["from_phase", "to_phase"], as_index=False).size().rename(columns={"size": "count"})


def _moves_sentence(rows: _Rows) -> str:
    row = rows.row
    directions = [f"{row[f'{way}_count']} {way}" for way in ("forward", "back", "resumed") if row[f"{way}_count"]]
    again = wording.count(row["reentry_count"], "re-entry", "re-entries")
    rework = f"{wording.days(row['rework_days'])} of rework, {wording.share(row['rework_share'])} of the time in phases"
    return f"{wording.count(len(rows.moves), 'move')}: {wording.listing(directions)}; {again}; {rework}."


def _deliverables(rows: _Rows, workflow: Workflow) -> list[Section]:
    """What has been delivered so far; nothing where there is no field for it."""
    if rows.deliverables.empty and not workflow.has_deliverable_field:
        return []
    if rows.deliverables.empty:
        content = Content(empty="No deliverable is linked yet.")
    else:
        named = rows.deliverables.assign(phase=rows.deliverables["phase"].fillna("Project"))
        content = Content(table=Table(named, _DELIVERABLES))
    return [section("deliverables", "Deliverables", content)]


def _tasks(rows: _Rows, listed: Selection, *, with_names: bool) -> Content:
    tasks = listed.of_tasks(rows.tasks)
    if tasks.empty:
        return Content(empty="No Task of this project is listed.")
    broken = rows.breaches.groupby("subject")["rule"].agg(lambda rules: ", ".join(map(wording.rule, rules)))
    ordered = tasks.sort_values(["started_at", "key"], ascending=[False, True], kind="stable")
    shown = with_test_progress(ordered).assign(breaches=ordered["key"].map(broken), state=_states(ordered))
    kept = tuple(column for column in _TASKS if with_names or column.name != "scientist")
    return Content(text=_bounds_sentence(ordered), table=Table(shown, kept))


def _states(tasks: pd.DataFrame) -> np.ndarray:
    is_begun = tasks["started_at"].notna()
    return np.select(
        [tasks["is_done"], tasks["is_active"], is_begun], ["done", "in progress", "waiting"], default="to do"
    )


def _bounds_sentence(tasks: pd.DataFrame) -> str:
    """How many of the Tasks are known without a history, and the widest bounds among them; nothing where all are."""
    bounded = tasks[tasks["least_active_days"].notna()]
    if bounded.empty:
        return ""
    width = bounded["most_active_days"] - bounded["least_active_days"]
    widest = bounded.assign(width=width).sort_values(["width", "key"]).to_dict("records")[-1]
    within = wording.within(widest["least_active_days"], widest["most_active_days"])
    example = f" {widest['key']} is the least sure: {wording.days(widest['active_days'])}, {within}." if within else ""
    known = wording.count(len(bounded), "Task is", "Tasks are")
    return f"{known} known from exports without a history; the table says within which bounds.{example}"


def _evidence(rows: _Rows) -> Content:
    known = evidence_lines(rows.tasks)
    doubts = rows.findings.to_dict("records")
    findings = tuple(f"Doubtful: {finding['key']}: {finding['message']}" for finding in doubts)
    return Content(points=(*known, *findings)) if known or findings else Content(empty="Nobody has worked on it yet.")

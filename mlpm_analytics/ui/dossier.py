"""One project out of all figures, as its page shows it."""

from dataclasses import dataclass
from typing import Any

import pandas as pd

from mlpm_analytics import wording
from mlpm_analytics.reports.html.deliverables import deliverables
from mlpm_analytics.reports.html.progress import phase_rows, to_come
from mlpm_analytics.reports.lookup import project_row
from mlpm_analytics.ui.blocks import Metric
from mlpm_analytics.ui.reading import Reading
from mlpm_analytics.ui.text import link, plain


@dataclass(frozen=True)
class Dossier:
    """The rows of every frame that belong to one project."""

    row: dict[Any, Any]  # with the url of its Epic
    phases: pd.DataFrame  # with variance_days (actual minus planned) and to_come_days (what is left of the plan)
    visits: pd.DataFrame
    moves: pd.DataFrame
    where: pd.DataFrame  # one row: where its time went
    tasks: pd.DataFrame  # those to list, the latest first, with their url and the rules they break
    intervals: pd.DataFrame  # with the Task's summary and the scientist's name
    breaches: pd.DataFrame
    deliverables: pd.DataFrame  # linked_at, phase, key, summary, value, url
    to_come: str  # what is left of the plan and what comes next, in words


def dossier(reading: Reading, key: str) -> Dossier:
    """Everything about the project with this key; `NotFoundError` where there is none."""
    seen = reading.figures()
    row = project_row(seen, key)
    url = reading.jira_url(pd.Series([row["project"]], dtype="str")).iloc[0]
    phases, visits, moves, where, intervals, tasks = (
        rows[rows["project_id"] == row["project_id"]]
        for rows in (seen.phases, seen.visits, seen.moves, seen.where_time_went, seen.work_intervals, seen.tasks)
    )
    told = seen.tasks.set_index("issue_id")["summary"]
    people = reading.mapped.model.scientists.set_index("scientist_id")["name"]
    listed = reading.selection.of_tasks(tasks)
    ordered = listed.sort_values(["started_at", "key"], ascending=[False, True], kind="stable")
    broken = seen.breaches.groupby("subject")["rule"].agg(lambda rules: ", ".join(map(wording.rule, rules)))
    workflow = reading.mapped.workflow
    linked = pd.DataFrame(
        deliverables(seen, row, reading.mapped.model, workflow),
        columns=["key", "phase", "summary", "value", "linked_at"],
    )
    return Dossier(
        row=row | {"url": url},
        phases=phase_rows(phases, row["state"]),
        visits=visits,
        moves=moves,
        where=where,
        tasks=ordered.assign(url=reading.jira_url(ordered["key"]), breaches=ordered["key"].map(broken)),
        intervals=intervals.assign(
            summary=intervals["issue_id"].map(told), scientist=intervals["scientist_id"].map(people)
        ),
        breaches=seen.breaches[seen.breaches["project"] == row["project"]],
        deliverables=linked.assign(url=reading.jira_url(linked["key"])),
        to_come=to_come(phases, row, workflow),
    )


def metrics(found: Dossier) -> list[Metric]:
    """The figures of the project as a whole."""
    row = found.row
    rework = f"{row['rework_days']:.2f} active days of visits to a phase earlier than the furthest one before them."
    return [
        Metric("State", str(row["state"]).capitalize()),
        _days("Elapsed", row["elapsed_days"], "Working time from the first active moment on."),
        _days("Active", row["active_days"], "Working time in which some Task was active."),
        _days(
            "Effort",
            row["effort_days"],
            "Person-days: time in progress, shared between the Tasks that a scientist has in progress. "
            "Not hours at the desk.",
        ),
        _days("Idle", row["idle_days"], "Working time since the last active moment."),
        Metric("Moves back", str(row["back_count"]), help="How often somebody went back to an earlier phase."),
        Metric("Rework", wording.share(row["rework_share"]), help=rework),
    ]


def _days(label: str, value: float, meaning: str) -> Metric:
    """A number of days as people say it; exact on hover."""
    return Metric(label, wording.days(value), help=f"{meaning} Exactly: {wording.number(value, digits=4)} days.")


def deliverable_lines(found: Dossier, timezone: str) -> list[str]:
    """Each deliverable on a line of Markdown: what for, the link itself, in which issue, since when."""
    return [
        f"- {plain(one['phase']) or 'Project'}: {link(one['value'], one['value'])} "
        f"({link(one['key'], one['url'])}, {plain(wording.date(one['linked_at'], timezone))})"
        for one in found.deliverables.to_dict("records")
    ]


def move_counts(moves: pd.DataFrame) -> pd.DataFrame:
    """How often the project went from one phase to another: from_phase, to_phase, count."""
    return moves.groupby(["from_phase", "to_phase"], as_index=False).size().rename(columns={"size": "count"})


def moves_in_words(found: Dossier) -> str:
    """How often the project moved and which way."""
    row = found.row
    ways = [f"{row[f'{way}_count']} {way}" for way in ("forward", "back", "resumed") if row[f"{way}_count"]]
    again = wording.count(row["reentry_count"], "re-entry", "re-entries")
    return (
        f"{wording.sentence(wording.count(len(found.moves), 'move'))[:-1]}: {wording.listing(ways)}; {again}; "
        f"{wording.days(row['rework_days'])} of rework, {wording.share(row['rework_share'])} of the time in phases."
    )


def visits_in_words(found: Dossier, timezone: str) -> str:
    """The timeline for those who cannot see it."""
    if found.visits.empty:
        tasks = wording.count(found.intervals["key"].nunique(), "Task")
        return f"No phase has been visited yet; the timeline shows the work on {tasks}."
    told = [
        f"{visit['phase']} from {wording.moment(visit['started_at'], timezone, with_year=True)} "
        f"to {wording.moment(visit['stopped_at'], timezone, with_year=True)}"
        for visit in found.visits.to_dict("records")
    ]
    return f"Timeline of {wording.count(len(told), 'visit')}: {'; '.join(told)}."


def phases_in_words(found: Dossier) -> str:
    """Time per phase for those who cannot see the chart."""
    told = [
        f"{phase['phase']} {wording.days(phase['actual_days'])}"
        + (f" of {wording.number(phase['planned_days'])} planned" if pd.notna(phase["planned_days"]) else "")
        for phase in found.phases.to_dict("records")
    ]
    return f"Actual days of each phase against the plan: {'; '.join(told)}."


def bounds_in_words(found: Dossier) -> str:
    """How many of the Tasks are known without a history, and the widest bounds among them; nothing where all are."""
    tasks = found.tasks[found.tasks["least_active_days"].notna()]
    if tasks.empty:
        return ""
    width = tasks["most_active_days"] - tasks["least_active_days"]
    widest = tasks.assign(width=width).sort_values(["width", "key"]).to_dict("records")[-1]
    told = wording.within(widest["least_active_days"], widest["most_active_days"])
    example = f" {widest['key']} is the least sure: {wording.days(widest['active_days'])}, {told}." if told else ""
    known = wording.count(len(tasks), "Task is", "Tasks are")
    return f"{known} known from exports without a history; the table says within which bounds.{example}"


def where_in_words(found: Dossier) -> str:
    """Where the time went, in a sentence; its parts add up to the elapsed days."""
    days = found.where.to_dict("records")[0]
    parts = [f"{wording.number(days[part])} {name.lower()}" for part, name in wording.TIME_PARTS.items()]
    return f"Of {wording.days(found.row['elapsed_days'])} since the first active moment: {wording.listing(parts)}."

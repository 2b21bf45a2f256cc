"""The retrospective of one project: from plan to actual, moves back and their causes, its place, questions to ask."""

from typing import Any

import pandas as pd

from mlpm_analytics import wording
from mlpm_analytics.calendars import Calendars
from mlpm_analytics.frames import Figures, Model
from mlpm_analytics.metrics.not_counted import all_clear, among
from mlpm_analytics.metrics.portfolio import ENOUGH
from mlpm_analytics.metrics.retrospective import LIFE, PLACES, Retrospective, retrospective
from mlpm_analytics.reports.as_json import not_counted_json, picked, plain, way_json
from mlpm_analytics.reports.blocks import EFFORT_NOTE, as_of_text, browse_url, key_link, not_counted_blocks
from mlpm_analytics.reports.document import Block, Cell, Heading, Link, Paragraph, Records, Report, Table
from mlpm_analytics.reports.lookup import project_row
from mlpm_analytics.reports.questions import Question, questions
from mlpm_analytics.reports.sentences import project_sentence
from mlpm_analytics.workflow import Workflow

_FACTS = (
    *("project", "name", "state", "started_at", "finished_at", "elapsed_days", "active_days", "effort_days"),
    *("rework_days", "rework_share", "evidence"),
)
_PLACE = tuple(PLACES.columns)
_LIFE = tuple(LIFE.columns)
_PHASE = ("phase", "planned_days", "baseline_days", "actual_days")
_RECORD = ("as_of", "project", *_PHASE, "median_days", "project_count", "longer_count")


def retrospective_of(
    figures: Figures, key: str, model: Model, workflow: Workflow, calendars: Calendars
) -> Retrospective:
    """The retrospective of the project with this key; `NotFoundError` with the nearest keys where there is none."""
    return retrospective(figures, str(project_row(figures, key)["project_id"]), model, workflow, calendars)


def retro_report(figures: Figures, key: str, model: Model, workflow: Workflow, calendars: Calendars) -> Report:
    """The report on what one project teaches; one CSV row per phase."""
    found = retrospective_of(figures, key, model, workflow, calendars)
    asked = questions(found, workflow)
    content = {"as_of": plain(figures.as_of), **_content(found, asked), **not_counted_json(figures.not_counted)}
    return Report(content, _records(content), _blocks(figures, found, asked, workflow, calendars))


def _content(found: Retrospective, asked: list[Question]) -> dict[str, Any]:
    return {
        **picked(found.row, _FACTS),
        "phases": [picked(row, _PHASE) for row in found.phases.to_dict("records")],
        **way_json(found.row, found.visits, found.moves),
        "steps": [picked(row, ("step", "days")) for row in found.steps.to_dict("records")],
        "moves_back": [
            picked(row, ("moved_at", "from_phase", "to_phase", "cost_days"))
            | {"cause_tasks": causes(row["cause_keys"])}
            for row in found.back.to_dict("records")
        ],
        "where_time_went": picked(found.where, tuple(wording.TIME_PARTS)),
        "places": [picked(row, _PLACE) for row in found.places.to_dict("records")],
        "breaches": [picked(row, _LIFE) for row in found.life.to_dict("records")],
        "breaches_looked_for_at": [plain(at) for at in found.looked_at],
        "questions": [{"question": one.text, "issues": list(one.issues)} for one in asked],
    }


def causes(keys: object) -> list[str]:
    """The keys of the cause Tasks of a move back, one by one."""
    return keys.split(", ") if isinstance(keys, str) else []


def _records(content: dict[str, Any]) -> Records:
    nothing = dict.fromkeys(("median_days", "project_count", "longer_count"))
    held = {place["phase"]: place for place in content["places"]}
    facts = {name: content[name] for name in ("as_of", "project")}
    rows = [facts | nothing | phase | held.get(phase["phase"], {}) for phase in content["phases"]]
    return Records(_RECORD, tuple({name: row[name] for name in _RECORD} for row in rows))


def _blocks(
    figures: Figures, found: Retrospective, asked: list[Question], workflow: Workflow, calendars: Calendars
) -> tuple[Block, ...]:
    zone, row = calendars.team.timezone, found.row
    link = key_link(row["project"], workflow)
    return (
        Heading(f"Retrospective: {row['name']}", level=1),
        Paragraph(as_of_text(figures.as_of, zone), Link(f"{row['project']} in Jira", link.url) if link.url else None),
        Paragraph(project_sentence(figures, str(row["project"]), workflow, zone)),
        *not_counted_blocks(figures.not_counted),
        Heading("Questions to ask"),
        *_question_blocks(asked, figures.not_counted, workflow),
        Heading("From plan to actual"),
        Paragraph(steps_sentence(found)),
        _phases_table(found),
        EFFORT_NOTE,
        Heading("Going back"),
        *_back_blocks(found, zone),
        Heading("Where the time went"),
        Paragraph(where_sentence(found)),
        Heading("Beside the other finished projects"),
        Paragraph(places_sentence(found.places)),
        Heading("Breaches over its life"),
        *_life_blocks(found, figures.not_counted, zone),
    )


def no_question(not_counted: pd.DataFrame) -> str:
    """That the figures ask nothing, as far as things are counted."""
    sentence = "The figures give no cause for one: it went as planned, and forward alone."
    return all_clear(not_counted, sentence, "The figures give no cause for one")


def _question_blocks(asked: list[Question], not_counted: pd.DataFrame, workflow: Workflow) -> list[Block]:
    if not asked:
        return [Paragraph(no_question(not_counted))]
    rows: list[list[Cell]] = [
        [Link(one.text, browse_url(one.issues[0], workflow) if one.issues else None), ", ".join(one.issues)]
        for one in asked
    ]
    return [Table.of(["Question", "Issues"], rows)]


def steps_sentence(found: Retrospective) -> str:
    """From the first plan to what it took, in a sentence; passive phases are kept apart."""
    days = found.steps.set_index("step")["days"]
    first, actual = float(days.iloc[0]), float(days.iloc[-1])
    steps = [
        f"{step} {wording.change(change)}"
        for step, change in found.steps[["step", "days"]].iloc[1:-1].itertuples(index=False)
    ]
    beside = [
        f"{row['phase']} {wording.days(row['actual_days'])}"
        + (f" of {wording.number(row['planned_days'])} planned" if pd.notna(row["planned_days"]) else ", no plan")
        for row in found.passive.to_dict("records")
    ]
    apart = f" Beside other work: {wording.listing(beside)}." if beside else ""
    between = f": {'; '.join(steps)}" if steps else ""
    return f"Planned at first were {wording.days(first)}, it took {wording.days(actual)}{between}.{apart}"


def _phases_table(found: Retrospective) -> Table:
    numbers = ["First plan", "Planned", "Actual", "Variance"]
    rows = [
        [
            row["phase"],
            *(wording.decimal(row[name]) for name in ("baseline_days", "planned_days", "actual_days")),
            wording.change(row["actual_days"] - row["planned_days"]),
        ]
        for row in found.phases.to_dict("records")
    ]
    return Table.of(["Phase", *numbers], rows, numbers)


def _back_blocks(found: Retrospective, timezone: str) -> list[Block]:
    if found.back.empty:
        return [Paragraph("It never went back to an earlier phase.")]
    rows = [
        [
            wording.date(row["moved_at"], timezone),
            row["from_phase"],
            row["to_phase"],
            wording.days(row["cost_days"]),
            ", ".join(causes(row["cause_keys"])),
        ]
        for row in found.back.to_dict("records")
    ]
    return [Paragraph(back_sentence(found)), Table.of(["On", "From", "Back to", "Cost", "Tasks active then"], rows)]


def back_sentence(found: Retrospective) -> str:
    """How often it went back and what that cost."""
    if found.back.empty:
        return "It never went back to an earlier phase."
    cost = wording.days(float(found.back["cost_days"].sum()))
    rework = f"{wording.days(found.row['rework_days'])} of rework, {wording.share(found.row['rework_share'])}"
    return f"It went back {wording.times(len(found.back))}, which cost {cost}; {rework} of the time in phases."


def where_sentence(found: Retrospective) -> str:
    """Where the time went; the parts add up to the elapsed days."""
    parts = [f"{wording.number(found.where[part])} {name.lower()}" for part, name in wording.TIME_PARTS.items()]
    return f"Of {wording.days(found.row['elapsed_days'])} since the first active moment: {wording.listing(parts)}."


def places_sentence(places: pd.DataFrame) -> str:
    """Its place among finished projects, phase by phase."""
    known = places[places["project_count"] >= ENOUGH]
    if known.empty:
        return f"Fewer than {wording.in_words(ENOUGH)} other projects are finished: too few to compare."
    parts = [
        f"{row['phase']} {wording.days(row['actual_days'])}, longer than in "
        f"{row['project_count'] - row['longer_count']} of {row['project_count']}"
        for row in known.to_dict("records")
    ]
    return f"{'; '.join(parts)}."


def _life_blocks(found: Retrospective, not_counted: pd.DataFrame, timezone: str) -> list[Block]:
    told = Paragraph(looked_sentence(found, not_counted))
    if found.life.empty:
        return [told]
    rows = [
        [
            wording.rule(row["rule"]),
            row["subject"],
            wording.date(row["first_seen_at"], timezone),
            f"{row['seen_count']} of {len(found.looked_at)}",
        ]
        for row in found.life.to_dict("records")
    ]
    return [told, Table.of(["Rule", "Subject", "First seen", "Seen"], rows)]


def looked_sentence(found: Retrospective, not_counted: pd.DataFrame) -> str:
    """What was looked at for breaches, and how many were seen."""
    times = wording.count(len(found.looked_at), "moment")
    seen = wording.count(len(found.life), "breach", "breaches")
    limits = among(not_counted) if found.life.empty else ""
    return (
        f"Looked at as of each move, as of its end and every week before, {times}: "
        f"{seen} of the way of working{limits}. What came and went in between is not seen."
    )

"""What is told about a project that is over: from plan to actual, moves back and their causes, questions to ask."""

from typing import Final

import pandas as pd

from mlpm_analytics import wording
from mlpm_analytics.frames import PHASES, Figures
from mlpm_analytics.mapping import Mapped
from mlpm_analytics.metrics.not_counted import all_clear, among, lines
from mlpm_analytics.metrics.portfolio import ENOUGH, phase_spread, visited_phases
from mlpm_analytics.metrics.retrospective import LIFE, MOVES_BACK, PLACES, STEPS, Retrospective, retrospective
from mlpm_analytics.views.cells import browse_url
from mlpm_analytics.views.headers import columns
from mlpm_analytics.views.lookup import project_row
from mlpm_analytics.views.model import Chart, Content, Table, View, section
from mlpm_analytics.views.project_view import WHERE, phase_sentence, project_tiles
from mlpm_analytics.views.retro_questions import questions
from mlpm_analytics.views.shared_sections import EFFORT_NOTE, as_of_text, visits_table
from mlpm_analytics.views.summaries import project_sentence, visits_sentence, where_sentence

_QUESTIONS: Final = columns(STEPS, "question", "issue_keys")
_STEPS: Final = columns(STEPS, "step", "days")
_PHASES: Final = columns(PHASES, "phase", "planned_days", "baseline_days", "actual_days", "variance_days")
_BACK: Final = columns(MOVES_BACK, "moved_at", "from_phase", "to_phase", "cost_days", "cause_keys")
_PLACES: Final = columns(PLACES, *PLACES.columns)
_LIFE: Final = columns(LIFE, *LIFE.columns)


def retrospective_of(figures: Figures, key: str, mapped: Mapped) -> Retrospective:
    """The retrospective of the project with this key; `NotFoundError` with the nearest keys where there is none."""
    row = project_row(figures, key)
    return retrospective(figures, str(row["project_id"]), mapped.model, mapped.workflow, mapped.calendars)


def retrospective_view(figures: Figures, project: Retrospective, mapped: Mapped) -> View:
    """What one project teaches."""
    row, workflow, zone = project.row, mapped.workflow, mapped.calendars.team.timezone
    not_counted = figures.not_counted
    return View(
        title=f"Retrospective: {row['name']}",
        key=str(row["project"]),
        period=as_of_text(figures.as_of, zone),
        sentence=project_sentence(figures, str(row["project"]), workflow, zone),
        not_counted=tuple(lines(not_counted)),
        tiles=project_tiles(row, zone),
        sections=(
            section("questions", "Questions to ask", lambda: _questions(project, mapped, not_counted)),
            section("steps", "From plan to actual", lambda: _steps(project)),
            section("phases", "Time per phase", lambda: _phases(project.phases)),
            section("timeline", "Timeline", lambda: _timeline(figures, project, zone)),
            section("back", "Going back", lambda: _back(project)),
            section("where", "Where the time went", lambda: _where(project)),
            section("places", "Beside the other finished projects", lambda: _places(figures, project, mapped)),
            section("breaches", "Breaches over its life", lambda: _life(project, not_counted)),
        ),
        timezone=zone,
        browse_url=workflow.browse_url,
    )


def _questions(project: Retrospective, mapped: Mapped, not_counted: pd.DataFrame) -> Content:
    asked, jira = questions(project, mapped.workflow), mapped.workflow.browse_url
    if not asked:
        sentence = "The figures give no cause for one: it went as planned, and forward alone."
        return Content(empty=all_clear(not_counted, sentence, "The figures give no cause for one"))
    rows = [
        {
            "question": each.text,
            "issue_keys": ", ".join(each.issues),
            "url": browse_url(next(iter(each.issues), None), jira),
        }
        for each in asked
    ]
    return Content(table=Table(pd.DataFrame(rows), _QUESTIONS))


def _steps(project: Retrospective) -> Content:
    """From the first plan to what it took; passive phases are kept apart."""
    days = project.steps.set_index("step")["days"]
    steps = [f"{step} {wording.change(change)}" for step, change in days.iloc[1:-1].items()]
    between = f": {'; '.join(steps)}" if steps else ""
    beside = [
        phase_sentence(row) + ("" if pd.notna(row["planned_days"]) else ", no plan")
        for row in project.passive.to_dict("records")
    ]
    other = f" Beside other work: {wording.listing(beside)}." if beside else ""
    first, actual = wording.days(float(days.iloc[0])), wording.days(float(days.iloc[-1]))
    sentence = f"Planned at first were {first}, it took {actual}{between}.{other}"
    return Content(
        sentence, chart=Chart("waterfall", {"steps": project.steps}, sentence), table=Table(project.steps, _STEPS)
    )


def _phases(phases: pd.DataFrame) -> Content:
    rows = phases.assign(variance_days=phases["actual_days"] - phases["planned_days"])
    return Content(table=Table(rows, _PHASES), note=EFFORT_NOTE)


def _timeline(figures: Figures, project: Retrospective, timezone: str) -> Content:
    if project.visits.empty:
        return Content(empty="No phase was visited.")
    shows = {
        "visits": project.visits,
        "moves": project.moves,
        "intervals": figures.work_intervals.iloc[:0].assign(summary="", scientist=""),
        "timezone": timezone,
    }
    alt = visits_sentence(project.visits, project.moves, timezone)
    return Content(chart=Chart("visit_timeline", shows, alt), table=visits_table(project.visits))


def _back(project: Retrospective) -> Content:
    if project.back.empty:
        return Content(empty="It never went back to an earlier phase.")
    cost = wording.days(float(project.back["cost_days"].sum()))
    rework = f"{wording.days(project.row['rework_days'])} of rework, {wording.share(project.row['rework_share'])}"
    sentence = f"It went back {wording.times(len(project.back))}, which cost {cost}; {rework} of the time in phases."
    return Content(sentence, table=Table(project.back, _BACK))


def _where(project: Retrospective) -> Content:
    elapsed_days = project.row["elapsed_days"]
    if not elapsed_days:
        return Content(empty="Nobody worked on the project.")
    sentence = where_sentence(project.where, elapsed_days)
    table = Table(pd.DataFrame([project.where | {"elapsed_days": elapsed_days}]), WHERE)
    return Content(sentence, chart=Chart("where_time_went", {"days": project.where}, sentence), table=table)


def _places(figures: Figures, project: Retrospective, mapped: Mapped) -> Content:
    """Its place among finished projects, phase by phase."""
    sentence, marks = places_sentence(project.places), visited_phases(figures)
    if marks.empty:
        return Content(sentence)
    shows = {
        "marks": marks,
        "spread": phase_spread(figures, mapped.workflow),
        "highlighted": str(project.row["project"]),
    }
    return Content(sentence, chart=Chart("phase_spread", shows, sentence), table=Table(project.places, _PLACES))


def places_sentence(places: pd.DataFrame) -> str:
    """How long each phase took, beside the other finished projects that were in it."""
    known = places[places["project_count"] >= ENOUGH]
    if known.empty:
        return f"Fewer than {wording.in_words(ENOUGH)} other projects are finished: too few to compare."
    parts = [
        f"{row['phase']} {wording.days(row['actual_days'])}, longer than in "
        f"{row['project_count'] - row['longer_count']} of {row['project_count']}"
        for row in known.to_dict("records")
    ]
    return f"{'; '.join(parts)}."


def _life(project: Retrospective, not_counted: pd.DataFrame) -> Content:
    """What was looked at for breaches, and what was seen."""
    times = wording.count(len(project.looked_at), "moment")
    breaches = wording.count(len(project.life), "breach", "breaches")
    limits = among(not_counted) if project.life.empty else ""
    sentence = (
        f"Looked at as of each move, as of its end and every week before, {times}: "
        f"{breaches} of the way of working{limits}. What came and went in between is not seen."
    )
    return Content(sentence, table=None if project.life.empty else Table(project.life, _LIFE))

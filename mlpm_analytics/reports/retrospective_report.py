"""The retrospective of one project: from plan to actual, moves back and their causes, its place, questions to ask."""

from typing import Any

from mlpm_analytics.frames import TIME_PARTS, Figures
from mlpm_analytics.mapping import Mapped
from mlpm_analytics.metrics.retrospective import LIFE, PLACES, Retrospective
from mlpm_analytics.reports.as_json import not_counted_json, picked, plain, way_json
from mlpm_analytics.reports.formats import Records, Report
from mlpm_analytics.views.retro_questions import Question, questions
from mlpm_analytics.views.retrospective_view import retrospective_of, retrospective_view

_FACTS = (
    *("project", "name", "state", "started_at", "finished_at", "elapsed_days", "active_days", "effort_days"),
    *("rework_days", "rework_share", "evidence"),
)
_PLACE = tuple(PLACES.columns)
_LIFE = tuple(LIFE.columns)
_PHASE = ("phase", "planned_days", "baseline_days", "actual_days")
_RECORD = ("as_of", "project", *_PHASE, "median_days", "project_count", "longer_count")


def retro_report(figures: Figures, key: str, mapped: Mapped) -> Report:
    """The report on what one project teaches; one CSV row per phase."""
    project = retrospective_of(figures, key, mapped)
    asked = questions(project, mapped.workflow)
    content = {"as_of": plain(figures.as_of), **_content(project, asked), **not_counted_json(figures.not_counted)}
    return Report(content, _records(content), retrospective_view(figures, project, mapped))


def _content(project: Retrospective, asked: list[Question]) -> dict[str, Any]:
    return {
        **picked(project.row, _FACTS),
        "phases": [picked(row, _PHASE) for row in project.phases.to_dict("records")],
        **way_json(project.row, project.visits.to_dict("records"), project.moves.to_dict("records")),
        "steps": [picked(row, ("step", "days")) for row in project.steps.to_dict("records")],
        "moves_back": [
            picked(row, ("moved_at", "from_phase", "to_phase", "cost_days"))
            | {"cause_tasks": _causes(row["cause_keys"])}
            for row in project.back.to_dict("records")
        ],
        "where_time_went": picked(project.where, tuple(TIME_PARTS)),
        "places": [picked(row, _PLACE) for row in project.places.to_dict("records")],
        "breaches": [picked(row, _LIFE) for row in project.life.to_dict("records")],
        "breaches_looked_for_at": [plain(at) for at in project.looked_at],
        "questions": [{"question": each.text, "issues": list(each.issues)} for each in asked],
    }


def _causes(keys: object) -> list[str]:
    """The keys of the cause Tasks of a move back, one by one."""
    return keys.split(", ") if isinstance(keys, str) else []


def _records(content: dict[str, Any]) -> Records:
    nothing = dict.fromkeys(("median_days", "project_count", "longer_count"))
    places = {place["phase"]: place for place in content["places"]}
    facts = {name: content[name] for name in ("as_of", "project")}
    rows = [facts | nothing | phase | places.get(phase["phase"], {}) for phase in content["phases"]]
    return Records(_RECORD, tuple({name: row[name] for name in _RECORD} for row in rows))

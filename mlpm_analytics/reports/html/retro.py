"""The retrospective of one project as a file that loads nothing from anywhere, to take to the meeting."""

from collections.abc import Callable

from mlpm_analytics.charts import (
    Figure,
    Look,
    phase_spread_figure,
    visit_timeline_figure,
    waterfall_figure,
    where_time_went_figure,
)
from mlpm_analytics.frames import Figures
from mlpm_analytics.mapping import Mapped
from mlpm_analytics.metrics.portfolio import phase_spread, visited_phases
from mlpm_analytics.metrics.retrospective import Retrospective
from mlpm_analytics.reports.blocks import browse_url
from mlpm_analytics.reports.html.glossary import GLOSSARY
from mlpm_analytics.reports.html.pages import page
from mlpm_analytics.reports.html.pictures import Picture, picture
from mlpm_analytics.reports.html.words import visits_in_words
from mlpm_analytics.reports.lookup import project_row
from mlpm_analytics.reports.questions import questions
from mlpm_analytics.reports.retro import (
    back_sentence,
    causes,
    looked_sentence,
    no_question,
    places_sentence,
    retrospective_of,
    steps_sentence,
    where_sentence,
)
from mlpm_analytics.reports.sentences import project_sentence


def retro_html(figures: Figures, key: str, mapped: Mapped) -> str:
    """The file; the same figures give the same text, whatever was loaded since their instant."""
    workflow, calendars = mapped.workflow, mapped.calendars
    zone = calendars.team.timezone
    row = project_row(figures, key)
    found = retrospective_of(figures, key, mapped.model, workflow, calendars)
    return page(
        "retro.html",
        phases=workflow.phases,
        timezone=zone,
        not_counted=figures.not_counted,
        found=found,
        row=row,
        browse_url=lambda key: browse_url(key, workflow),
        causes=causes,
        sentence=project_sentence(figures, key, workflow, zone),
        questions=questions(found, workflow),
        no_question=no_question(figures.not_counted),
        steps_told=steps_sentence(found),
        back_told=back_sentence(found),
        places_told=places_sentence(found.places),
        looked_told=looked_sentence(found, figures.not_counted),
        pictures=_pictures(figures, found, mapped),
        glossary=GLOSSARY,
        as_of=figures.as_of,
    )


def _pictures(figures: Figures, found: Retrospective, mapped: Mapped) -> dict[str, Picture]:
    """The charts that there is something for."""
    zone, look = mapped.calendars.team.timezone, Look(mapped.workflow.phases, hours_per_day=mapped.calendars.day_hours)
    none = figures.work_intervals.iloc[:0].assign(summary="", scientist="")
    marks, spread = visited_phases(figures), phase_spread(figures, mapped.workflow)
    charts: dict[str, tuple[bool, Callable[[Look], Figure], Callable[[], str]]] = {
        "steps": (True, lambda look: waterfall_figure(found.steps, look), lambda: steps_sentence(found)),
        "path": (
            not found.visits.empty,
            lambda look: visit_timeline_figure(found.visits, found.moves, none, look, timezone=zone),
            lambda: visits_in_words(found.visits, found.moves, zone),
        ),
        "where": (
            found.row["elapsed_days"] > 0,
            lambda look: where_time_went_figure(found.where, look),
            lambda: where_sentence(found),
        ),
        "places": (
            not marks.empty,
            lambda look: phase_spread_figure(marks, spread, look, highlighted=str(found.row["project"])),
            lambda: places_sentence(found.places),
        ),
    }
    return {name: picture(name, draw, told(), look) for name, (is_shown, draw, told) in charts.items() if is_shown}

"""From exports and settings to histories: which field is the phase, who is who, what was held when.

Nothing after this room knows Jira's changelog, its field ids or its names for things.
"""

from dataclasses import dataclass

import pandas as pd

from mlpm_analytics.calendars import Calendars
from mlpm_analytics.frames import FINDINGS, HISTORIES, SCIENTISTS, Model, Raw
from mlpm_analytics.mapping.dated import dated_steps
from mlpm_analytics.mapping.items import inherited_epics, work_items
from mlpm_analytics.mapping.people import Person, people, scientists_hours
from mlpm_analytics.mapping.steps import cut_short, steps
from mlpm_analytics.mapping.tracked import Tracked, tracked
from mlpm_analytics.mapping.values import known_instants, metric_values
from mlpm_analytics.settings import Settings
from mlpm_analytics.workflow import Workflow

__all__ = ["Mapped", "map_raw"]

OF_INTERVALS = ("status", "phase", "epic", "assignee")  # a cut in one of these makes an interval doubtful


@dataclass(frozen=True)
class Mapped:
    """What the metrics need: histories, the way of working, and everybody's working time."""

    model: Model
    workflow: Workflow
    calendars: Calendars


def map_raw(raw: Raw, settings: Settings) -> Mapped:
    """The histories of all issues, by the settings: see `docs/definitions.md`, Histories."""
    persons = people(raw, settings)
    names = {one.scientist_id: one.name for one in persons.values()}
    found = tracked(raw, settings)
    cut = cut_short(found, raw)
    model = Model(
        work_items=work_items(raw, settings, cut.loc[cut["field"].isin(OF_INTERVALS), "issue_id"]),
        histories=_histories(raw, found, settings, persons),
        status_roles=found.statuses.roles,
        scientists=SCIENTISTS.of([{"scientist_id": one, "name": name} for one, name in sorted(names.items())]),
        findings=FINDINGS.check(pd.concat([cut, found.findings], ignore_index=True)).drop_duplicates(ignore_index=True),
    )
    years = known_instants(raw).dt.year
    first, last = (int(years.min()) - 1, int(years.max()) + 10) if len(years) else (2000, 2040)
    calendars = Calendars(settings.team_hours(first, last), scientists_hours(persons, settings, first, last))
    return Mapped(model, settings.to_workflow(raw.site_url), calendars)


def _histories(raw: Raw, found: Tracked, settings: Settings, persons: dict[str, Person]) -> pd.DataFrame:
    """Step functions of every tracked field, in the terms of the metrics."""
    logged = steps(found.today, found.changes, found.starts)
    rows = dated_steps(raw, logged, found.statuses, settings)
    valued = metric_values(rows, found, persons)
    return HISTORIES.check(inherited_epics(valued, raw))

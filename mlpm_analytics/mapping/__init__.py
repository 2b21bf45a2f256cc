"""From exports and settings to histories: which field is the phase, who is who, what was held when.

Nothing after this room knows Jira's changelog, its field ids or its names for things.
"""

from dataclasses import dataclass, replace
from datetime import timedelta

import pandas as pd

from mlpm_analytics.calendars import Calendars
from mlpm_analytics.frames import FINDINGS, HISTORIES, SCIENTISTS, Model, Raw
from mlpm_analytics.mapping.active_bounds import possible_runs
from mlpm_analytics.mapping.beginnings import beginning_findings
from mlpm_analytics.mapping.booked_late import booked_late
from mlpm_analytics.mapping.flags import FLAG_FIELD, with_flags
from mlpm_analytics.mapping.infer_status import infer_status_steps
from mlpm_analytics.mapping.items import inherited_epics, with_epics, work_items
from mlpm_analytics.mapping.people import people, scientists_hours, with_ids
from mlpm_analytics.mapping.phases import phases_of_statuses
from mlpm_analytics.mapping.snapshots import with_differences
from mlpm_analytics.mapping.status_names import statuses_told_apart
from mlpm_analytics.mapping.steps import cut_short, steps
from mlpm_analytics.mapping.tracked import tracked
from mlpm_analytics.mapping.truncated_history import truncated_histories, without_lost_histories
from mlpm_analytics.mapping.values import known_instants, metric_values
from mlpm_analytics.settings import Settings
from mlpm_analytics.workflow import Workflow

__all__ = ["Mapped", "identified", "map_raw"]

OF_INTERVALS = ("status", "phase", "epic", "assignee")  # a cut in one of these makes an interval doubtful


@dataclass(frozen=True)
class Mapped:
    """What the metrics need: histories, the way of working, and everybody's working time."""

    model: Model
    workflow: Workflow
    calendars: Calendars


def identified(raw: Raw, settings: Settings) -> tuple[Raw, pd.DataFrame]:
    """`raw` in which people, statuses and Epics that came as names alone are known for what they are, and findings."""
    apart = statuses_told_apart(with_ids(raw))
    known, findings = with_epics(apart.raw, settings)
    return known, pd.concat([apart.findings, findings], ignore_index=True)


def map_raw(raw: Raw, settings: Settings) -> Mapped:
    """The histories of all issues, by the settings: see `docs/definitions.md`, Histories."""
    raw, clashes = identified(raw, settings)
    raw = without_lost_histories(raw)
    persons = people(raw, settings)
    names = {one.scientist_id: one.name for one in persons.values()}
    seen = with_differences(raw)
    found = tracked(seen.raw, settings)
    cut = cut_short(found, raw)
    valued = metric_values(steps(found.today, found.changes, found.starts), found, persons)
    late = truncated_histories(raw, valued, found.statuses)
    dated = infer_status_steps(raw, late.rows, found.statuses, settings)
    histories = dated.rows
    if settings.fields.phase_from == "status":
        histories = phases_of_statuses(histories, found.statuses.roles, settings)
    is_flag = found.changes["field"] == FLAG_FIELD
    held, roles = with_flags(histories, found.statuses.roles, found.changes.loc[is_flag, "issue_id"])
    doubtful = pd.concat([cut.loc[cut["field"].isin(OF_INTERVALS), "issue_id"], late.doubtful])
    begun = beginning_findings(raw)
    shortest = timedelta(minutes=settings.workflow.min_active_minutes)
    booked = booked_late(found.changes, found.statuses, raw, shortest=shortest)
    findings = pd.concat(
        [cut, late.findings, clashes, begun, booked, found.findings, dated.findings], ignore_index=True
    )
    model = Model(
        work_items=work_items(raw, settings, doubtful, dated.evidence, dated.cut_off),
        histories=HISTORIES.check(inherited_epics(held, raw)),
        status_roles=roles,
        scientists=SCIENTISTS.of([{"scientist_id": one, "name": name} for one, name in sorted(names.items())]),
        findings=FINDINGS.check(findings.reindex(columns=list(FINDINGS.columns))).drop_duplicates(ignore_index=True),
        bounds=seen.bounds_of(found.ids),
        possible_runs=possible_runs(raw, found.statuses, settings),
    )
    years = known_instants(raw).dt.year
    first, last = (int(years.min()) - 1, int(years.max()) + 10) if len(years) else (2000, 2040)
    calendars = Calendars(settings.team_hours(first, last), scientists_hours(persons, settings, first, last))
    named = frozenset(one.scientist_id for one in persons.values() if one.settings is not None)
    return Mapped(model, replace(settings.to_workflow(raw.site_url), named_scientists=named), calendars)

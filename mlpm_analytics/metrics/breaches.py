"""Breaches of the way of working: which rule, who, since when, by how much, and a sentence to say so."""

import pandas as pd

from mlpm_analytics.calendars import to_instants
from mlpm_analytics.frames import BREACHES
from mlpm_analytics.metrics.lookups import latest_of, looked_up
from mlpm_analytics.metrics.moments import Moments
from mlpm_analytics.metrics.project_rules import judged, project_rules
from mlpm_analytics.metrics.sentences import sentences
from mlpm_analytics.metrics.since import breached_since
from mlpm_analytics.metrics.task_rules import FOUND, task_breaches

OF_PHASES = ("over-plan", "missing-deliverable")


def breaches(
    moments: Moments, beginnings: pd.Series, task_rows: pd.DataFrame, phase_rows: pd.DataFrame, *, as_of: pd.Timestamp
) -> pd.DataFrame:
    """All breaches as of the instant; columns as in `frames.BREACHES`, by rule and subject."""
    past = moments.past
    of_tasks = task_breaches(past, beginnings, task_rows, as_of=as_of)
    found = pd.concat([of_tasks, _project_breaches(moments, beginnings, phase_rows, as_of)], ignore_index=True)
    items = past.model.work_items.set_index("issue_id")
    people = past.model.scientists.set_index("scientist_id")["name"]
    is_project = found["project_id"].isin(beginnings.index)
    linked = found["issue_id"].fillna(found["project_id"])
    named = found.assign(
        project=looked_up(items["key"], found["project_id"].where(is_project)),
        title=looked_up(items["summary"], linked),
        person=looked_up(people, found["subject"]).fillna(found["subject"]),
        url=_urls(looked_up(items["key"], linked), past.workflow.browse_url),
    )
    named = named.assign(message=sentences(named, past.workflow))
    return BREACHES.check(named).sort_values(["rule", "subject"], ignore_index=True)


def _urls(keys: pd.Series, browse_url: str) -> pd.Series:
    links = browse_url.rstrip("/") + "/browse/" + keys
    return links.where(keys.notna() & bool(browse_url))


def _project_breaches(
    moments: Moments, beginnings: pd.Series, phase_rows: pd.DataFrame, as_of: pd.Timestamp
) -> pd.DataFrame:
    """Breaches of the rules about projects; an Epic is in breach from when it is a project at the earliest."""
    past = moments.past
    rules = project_rules(has_deliverable_field=past.workflow.has_deliverable_field)
    rows = judged(rules, moments)
    searched = breached_since(rules, rows, moments, as_of=as_of)
    since = to_instants(searched).dt.round("ms")  # a threshold's tolerance is less
    keys = looked_up(past.model.work_items.set_index("issue_id")["key"], rows["project_id"])
    is_of_phase = rows["rule"].isin(OF_PHASES)
    return FOUND.check(
        rows.assign(
            subject=keys.where(~is_of_phase, keys + ":" + rows["phase"]),
            issue_id=float("nan"),
            since_at=latest_of(since, looked_up(beginnings, rows["project_id"])),
            evidence=_evidence(rows, phase_rows).where(is_of_phase, looked_up(moments.evidence, rows["project_id"])),
        )
    )


def _evidence(rows: pd.DataFrame, phase_rows: pd.DataFrame) -> pd.Series:
    """The evidence of the phase that each row is about."""
    known = phase_rows.set_index(["project_id", "phase"])["evidence"]
    return known.reindex(pd.MultiIndex.from_frame(rows[["project_id", "phase"]])).set_axis(rows.index)

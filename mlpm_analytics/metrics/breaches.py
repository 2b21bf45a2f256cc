"""Breaches of the way of working: which rule, who, since when, by how much, and a sentence to say so."""

import pandas as pd

from mlpm_analytics.calendars import micros
from mlpm_analytics.frames import BREACHES
from mlpm_analytics.metrics.histories import of_field
from mlpm_analytics.metrics.moments import Moments
from mlpm_analytics.metrics.past import Past
from mlpm_analytics.metrics.project_rules import project_rules
from mlpm_analytics.metrics.sentences import sentences
from mlpm_analytics.metrics.since import breached_since
from mlpm_analytics.metrics.task_rules import COLUMNS, task_breaches

OF_PHASES = ("over-plan", "missing-deliverable")


def breaches(
    moments: Moments, beginnings: pd.Series, task_rows: pd.DataFrame, phase_rows: pd.DataFrame, *, as_of: pd.Timestamp
) -> pd.DataFrame:
    """All breaches as of the instant; columns as in `frames.BREACHES`, by rule and subject."""
    past = moments.past
    found = pd.concat(
        [task_breaches(past, beginnings, task_rows, as_of=as_of), *_project_breaches(moments, phase_rows, as_of)],
        ignore_index=True,
    )
    items = past.model.work_items.set_index("issue_id")
    people = past.model.scientists.set_index("scientist_id")["name"]
    is_project = found["project_id"].isin(beginnings.index)
    linked = found["issue_id"].astype("str").fillna(found["project_id"]).map(items["key"])
    named = found.assign(
        project=found["project_id"].where(is_project).map(items["key"]),
        title=found["issue_id"].astype("str").fillna(found["project_id"]).map(items["summary"]),
        person=found["subject"].map(people).astype("str").fillna(found["subject"]),
        url=_urls(linked, past.workflow.browse_url),
    )
    named = named.assign(message=sentences(named, past.workflow))
    return BREACHES.check(named).sort_values(["rule", "subject"], ignore_index=True)


def _urls(keys: pd.Series, browse_url: str) -> pd.Series:
    links = browse_url.rstrip("/") + "/browse/" + keys.astype("str")
    return links.where(keys.notna() & bool(browse_url))


def _project_breaches(moments: Moments, phase_rows: pd.DataFrame, as_of: pd.Timestamp) -> list[pd.DataFrame]:
    past = moments.past
    rules = project_rules(has_deliverable_field=past.workflow.has_deliverable_field)
    events = turning_points(moments)
    evidence = phase_rows.set_index(["project_id", "phase"])["evidence"]
    keys = past.model.work_items.set_index("issue_id")["key"]
    found = []
    for name, rule in rules.items():
        rows = rule(moments).reset_index(drop=True)
        since = breached_since(rule, rows, past, events, as_of=as_of)
        subject = rows["project_id"].map(keys)
        pairs = pd.MultiIndex.from_frame(rows[["project_id", "phase"]])
        known = (
            evidence.reindex(pairs).to_numpy()
            if name in OF_PHASES
            else rows["project_id"].map(moments.evidence).to_numpy()
        )
        rows = rows.assign(
            rule=name,
            subject=subject + ":" + rows["phase"] if name in OF_PHASES else subject,
            issue_id=float("nan"),
            since_at=pd.to_datetime(since, unit="us", utc=True).round("ms"),  # the tolerance of thresholds is below it
            evidence=known,
        )
        found.append(rows[COLUMNS])
    return found


def turning_points(moments: Moments) -> pd.DataFrame:
    """The instants at which the figures of a project can turn: project_id, instant (microseconds)."""
    past = moments.past
    seen = past.seen[past.seen["project_id"].isin(moments.worlds["issue_id"])]
    columns = [
        seen[["project_id", name]].set_axis(["project_id", "turned_at"], axis=1)
        for name in ("started_at", "stopped_at", "mature_at")
    ]
    changed = past.model.histories[past.model.histories["issue_id"].isin(moments.worlds["issue_id"])]
    columns.append(changed[["issue_id", "changed_at"]].set_axis(["project_id", "turned_at"], axis=1))
    window = pd.Timedelta(days=past.workflow.limits.bouncing_window_days)
    columns.append(
        moments.moves[["project_id", "moved_at"]]
        .assign(moved_at=lambda rows: rows["moved_at"] + window)
        .set_axis(["project_id", "turned_at"], axis=1)
    )
    if past.workflow.has_deliverable_field:
        columns.append(_deliverable_points(past))
    points = pd.concat(columns, ignore_index=True)
    return pd.DataFrame({"project_id": points["project_id"], "instant": micros(points["turned_at"])})


def _deliverable_points(past: Past) -> pd.DataFrame:
    """Changes of deliverable, phase and Epic of every Task, for each Epic it was ever in."""
    epics = of_field(past.model.histories, "epic")[["issue_id", "value"]].dropna().drop_duplicates()
    rows = past.model.histories[past.model.histories["field"].isin(["deliverable", "phase", "epic"])]
    return epics.merge(rows[["issue_id", "changed_at"]], on="issue_id")[["value", "changed_at"]].set_axis(
        ["project_id", "turned_at"], axis=1
    )

"""Breaches of the way of working: which rule, who, since when, by how much, and a sentence to say so."""

import pandas as pd

from mlpm_analytics.calendars import to_instants
from mlpm_analytics.frames import BREACHES
from mlpm_analytics.metrics.evidence import weakest
from mlpm_analytics.metrics.lookups import looked_up
from mlpm_analytics.metrics.rules import STRETCHES, SUBJECT_COLUMNS, Facts, Rule, in_force
from mlpm_analytics.metrics.slices import unions
from mlpm_analytics.workflow import Workflow


def breaches(facts: Facts) -> pd.DataFrame:
    """All breaches as of the instant; columns as in `frames.BREACHES`, by rule and subject."""
    rows = [_standing(rule, facts) for rule in in_force(facts.known.workflow)]
    found = pd.concat([BREACHES.empty(), *(frame for frame in rows if len(frame))], ignore_index=True)
    return BREACHES.check(found).sort_values(["rule", "subject"], ignore_index=True)


def stretches(rule: Rule, facts: Facts) -> pd.DataFrame:
    """When a rule was in breach; columns as in `rules.STRETCHES`, each the longest unbroken one of its subject."""
    rows = rule.stretches(facts).reindex(columns=list(STRETCHES.columns))
    rows = STRETCHES.check(rows[(rows["started_at"] < rows["stopped_at"]) | rows["is_open"].eq(True)])
    if rows.empty:
        return rows
    columns = SUBJECT_COLUMNS[rule.subject]
    number = rows.groupby(columns, dropna=False).ngroup()
    whole = unions(rows, number)
    started = pd.DataFrame({"number": whole["group"].astype("int64"), "since": to_instants(whole["started"])})
    asked = rows.assign(number=number).sort_values(["started_at", "is_open"], kind="stable", ignore_index=True)
    found = pd.merge_asof(asked, started.sort_values("since"), left_on="started_at", right_on="since", by="number")
    found = found.sort_values(["number", "stopped_at", "is_open"], kind="stable")
    return STRETCHES.check(found.assign(started_at=found["since"]).drop_duplicates(["number", "since"], keep="last"))


def _standing(rule: Rule, facts: Facts) -> pd.DataFrame:
    """The breaches of one rule, named."""
    rows = stretches(rule, facts)
    rows = rows[rows["is_open"]].reset_index(drop=True)
    if rows.empty:
        return BREACHES.empty()
    known = facts.known
    linked = rows["issue_id"].fillna(rows["project_id"])
    people = known.model.scientists.set_index("scientist_id")["name"]
    named = rows.assign(
        rule=rule.name,
        subject=subjects(rule, rows, known.items["key"]),
        project=looked_up(
            known.items["key"], rows["project_id"].where(rows["project_id"].isin(known.beginnings.index))
        ),
        title=looked_up(known.items["summary"], linked),
        person=looked_up(people, rows["scientist_id"]).fillna(rows["scientist_id"]),
        since_at=rows["started_at"],
        url=_urls(looked_up(known.items["key"], linked), known.workflow.browse_url),
        evidence=_evidence(rule, rows, facts),
        phase=_phases(rule, rows, facts),
    )
    return BREACHES.check(named.assign(message=sentences(rule, named, known.workflow)))


def subjects(rule: Rule, rows: pd.DataFrame, keys: pd.Series) -> pd.Series:
    """What breaches are about: the key of a Task or project, the scientist's id, or `KEY:phase`."""
    of_project = looked_up(keys, rows["project_id"])
    match rule.subject:
        case "task":
            return looked_up(keys, rows["issue_id"])
        case "scientist":
            return rows["scientist_id"]
        case "project":
            return of_project
        case "phase":
            return of_project + ":" + rows["phase"]


def _phases(rule: Rule, rows: pd.DataFrame, facts: Facts) -> pd.Series:
    """The phase a breach is about; of a Task its phase today."""
    if rule.subject != "task":
        return rows["phase"]
    return looked_up(facts.task_rows.set_index("issue_id")["phase"], rows["issue_id"])


def _evidence(rule: Rule, rows: pd.DataFrame, facts: Facts) -> pd.Series:
    """The weakest evidence behind each breach."""
    match rule.subject:
        case "task":
            return looked_up(facts.task_rows.set_index("issue_id")["evidence"], rows["issue_id"])
        case "project":
            return looked_up(facts.projects.evidence, rows["project_id"])
        case "phase":
            known = facts.phase_rows.set_index(["project_id", "phase"])["evidence"]
            return known.reindex(pd.MultiIndex.from_frame(rows[["project_id", "phase"]])).set_axis(rows.index)
        case "scientist":
            is_passive = facts.known.intervals["phase"].isin(facts.known.workflow.passive_phases)
            work = facts.known.intervals[facts.known.intervals["is_open"] & ~is_passive]
            return looked_up(weakest(work["evidence"], work["scientist_id"]), rows["scientist_id"])


def _urls(keys: pd.Series, browse_url: str) -> pd.Series:
    links = browse_url.rstrip("/") + "/browse/" + keys
    return links.where(keys.notna() & bool(browse_url))


def sentences(rule: Rule, rows: pd.DataFrame, workflow: Workflow) -> list[str]:
    """What is the matter, for breaches of one rule with their title and person."""
    told = rows.assign(
        window=workflow.limits.bouncing_window_days,
        deliverable=rows["phase"].map(dict(workflow.deliverables)).fillna("its deliverable"),
    )
    return [rule.sentence.format_map(breach) for breach in told.to_dict("records")]

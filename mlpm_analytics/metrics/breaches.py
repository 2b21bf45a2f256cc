"""Breaches of the way of working: which rule, who, since when, by how much, and a sentence to say so."""

import pandas as pd

from mlpm_analytics.calendars import to_instants
from mlpm_analytics.frames import BREACHES
from mlpm_analytics.metrics.evidence import weakest
from mlpm_analytics.metrics.lookups import looked_up
from mlpm_analytics.metrics.rules import STRETCHES, Facts, Rule, in_force, rule_named
from mlpm_analytics.metrics.slices import unions


def breaches(facts: Facts) -> pd.DataFrame:
    """All breaches as of the instant; columns as in `frames.BREACHES`, by rule and subject."""
    rows = stretches(in_force(facts.known.workflow), facts)
    rows = rows[rows["is_open"]].reset_index(drop=True)
    known, keys = facts.known, facts.known.items["key"]
    linked = keys.reindex(rows["issue_id"].fillna(rows["project_id"])).set_axis(rows.index)
    named = rows.assign(
        project=looked_up(keys, rows["project_id"].where(rows["project_id"].isin(known.beginnings.index))),
        since_at=rows["started_at"],
        url=_urls(linked, known.workflow.browse_url),
        evidence=_evidence(rows, facts),
        phase=rows["phase"].where(rows["about"] != "task", looked_up(_of_tasks(facts, "phase"), rows["issue_id"])),
    )
    return BREACHES.check(named.assign(message=_messages(named, facts))).sort_values(
        ["rule", "subject"], ignore_index=True
    )


def stretches(rules: list[Rule], facts: Facts) -> pd.DataFrame:
    """When rules were in breach, in the longest unbroken stretches of each subject; columns as in `rules.STRETCHES`."""
    judged = [rule.stretches(facts).assign(rule=rule.name, about=rule.subject) for rule in rules]
    rows = pd.concat([STRETCHES.empty(), *(frame for frame in judged if len(frame))], ignore_index=True)
    is_there = (rows["started_at"] < rows["stopped_at"]) | rows["is_open"].eq(True)
    rows = rows.assign(subject=_subjects(rows, facts))[is_there].reset_index(drop=True)
    if rows.empty:
        return STRETCHES.empty()
    number = rows.groupby(["rule", "subject"]).ngroup()
    whole = unions(rows, number)
    since = pd.DataFrame({"number": whole["group"].astype("int64"), "since": to_instants(whole["started"])})
    asked = rows.assign(number=number).sort_values("started_at", kind="stable", ignore_index=True)
    found = pd.merge_asof(asked, since.sort_values("since"), left_on="started_at", right_on="since", by="number")
    found = found.sort_values(["number", "stopped_at", "is_open"], kind="stable").drop_duplicates(
        ["number", "since"], keep="last"
    )
    return STRETCHES.check(found.assign(started_at=found["since"]))


def _subjects(rows: pd.DataFrame, facts: Facts) -> pd.Series:
    """What breaches are about: the key of a Task or project, the scientist's id, or `KEY:phase`."""
    keys = facts.known.items["key"]
    of_project = looked_up(keys, rows["project_id"])
    subject = of_project.where(rows["about"] != "phase", of_project + ":" + rows["phase"])
    subject = subject.where(rows["about"] != "scientist", rows["scientist_id"])
    return subject.where(rows["about"] != "task", looked_up(keys, rows["issue_id"]))


def _of_tasks(facts: Facts, column: str) -> pd.Series:
    return facts.task_rows.set_index("issue_id")[column]


def _evidence(rows: pd.DataFrame, facts: Facts) -> pd.Series:
    """The weakest evidence behind each breach."""
    phases = facts.phase_rows.set_index(["project_id", "phase"])["evidence"]
    of_phase = phases.reindex(pd.MultiIndex.from_frame(rows[["project_id", "phase"]])).set_axis(rows.index)
    is_passive = facts.known.intervals["phase"].isin(facts.known.workflow.passive_phases)
    work = facts.known.intervals[facts.known.intervals["is_open"] & ~is_passive]
    evidence = {
        "task": looked_up(_of_tasks(facts, "evidence"), rows["issue_id"]),
        "project": looked_up(facts.projects.evidence, rows["project_id"]),
        "phase": of_phase,
        "scientist": looked_up(weakest(work["evidence"], work["scientist_id"]), rows["scientist_id"]),
    }
    found = pd.Series(index=rows.index, dtype="str")
    for about, known in evidence.items():
        found = found.where(rows["about"] != about, known)
    return found


def _urls(keys: pd.Series, browse_url: str) -> pd.Series:
    links = browse_url.rstrip("/") + "/browse/" + keys
    return links.where(keys.notna() & bool(browse_url))


def _messages(rows: pd.DataFrame, facts: Facts) -> list[str]:
    """What is the matter, in the sentence of each rule."""
    known = facts.known
    people = known.model.scientists.set_index("scientist_id")["name"]
    told = rows.assign(
        title=looked_up(known.items["summary"], rows["issue_id"].fillna(rows["project_id"])),
        person=looked_up(people, rows["scientist_id"]).fillna(rows["scientist_id"]),
        window=known.workflow.limits.bouncing_window_days,
        deliverable=rows["phase"].map(dict(known.workflow.deliverables)).fillna("its deliverable"),
    )
    return [rule_named(breach["rule"]).sentence.format_map(breach) for breach in told.to_dict("records")]

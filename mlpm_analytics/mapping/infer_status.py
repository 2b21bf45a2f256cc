"""Histories of issues that came without a changelog: what dates and successive exports tell of when they were active.

What an issue was when it was first seen is dated by its fields, else inferred (`infer_starts`); so is what must have
happened between an export in which it had not begun and one in which it was done.
"""

from dataclasses import dataclass

import numpy as np
import pandas as pd

from mlpm_analytics.frames import INSTANT, Raw
from mlpm_analytics.jira_words import folded
from mlpm_analytics.mapping.dates import held_at, stated_dates
from mlpm_analytics.mapping.infer_starts import LONGEST_DAYS, TeamTime, inferred_starts, passive_starts
from mlpm_analytics.mapping.items import findings_about, kinds
from mlpm_analytics.mapping.snapshots import latest_instant, sightings
from mlpm_analytics.mapping.statuses import ACTIVE_BY_DATE, UNDATED, Statuses
from mlpm_analytics.mapping.time_in_status import charted_starts, times_in_status, uncharted
from mlpm_analytics.mapping.tracked import ALWAYS
from mlpm_analytics.settings import Settings

OLD = pd.Timedelta(days=7)  # a Jira project whose newest export is so much older than the last load stands as of it
STAMPS = ("resolved_at", "category_changed_at", "updated_at")  # of an end, the better ones first


@dataclass(frozen=True)
class StatusSteps:
    """Histories, how those of issues without a changelog are known, and projects whose exports are old."""

    rows: pd.DataFrame
    evidence: pd.Series  # by issue id: snapshot, field, inferred
    findings: pd.DataFrame
    cut_off: pd.Series  # ids of Tasks whose inferred time was cut at five working days


def infer_status_steps(raw: Raw, rows: pd.DataFrame, known: Statuses, settings: Settings) -> StatusSteps:
    """`rows` (in the metrics' terms) with the status of issues without a changelog, as far as it can be told."""
    seen = sightings(raw)
    own = rows["issue_id"].isin(seen["issue_id"])
    if not own.any():
        return StatusSteps(rows, pd.Series(dtype="str"), pd.DataFrame(), pd.Series(dtype="str"))
    facts = _facts(raw, seen, rows[own], known, settings)
    rows = _begun_earlier(rows, facts)
    jumps = _jumps(rows, facts, seen, known)
    runs = _begun(pd.concat([_first_runs(facts), jumps], ignore_index=True), rows, facts, raw, known, settings)
    steps = pd.concat([_first_steps(facts, runs), _between(runs), _cut_off(rows, facts, raw, known)])
    is_first = own & (rows["field"] == "status") & ~rows.duplicated(["issue_id", "field"])
    merged = pd.concat([rows[~is_first], steps], ignore_index=True)
    merged = merged.sort_values(["issue_id", "field", "changed_at"], kind="stable")
    merged = merged.drop_duplicates(["issue_id", "field", "changed_at"], keep="last").reset_index(drop=True)
    findings = pd.concat(
        [_old_exports(seen, raw), _unsaid(runs, raw), _undated(runs, raw), _uncharted(facts, raw)], ignore_index=True
    )
    cut_off = runs.loc[runs["is_cut_off"], "issue_id"]
    return StatusSteps(merged, _evidence(facts, runs, seen), findings, cut_off)


# What is known of each issue when it was first seen -------------------------------------------------


def _facts(raw: Raw, seen: pd.DataFrame, rows: pd.DataFrame, known: Statuses, settings: Settings) -> pd.DataFrame:
    """One row for each issue: its first status, since when, and what dates say of it."""
    first = seen.drop_duplicates("issue_id").set_index("issue_id")
    issues = raw.issues.set_index("issue_id").reindex(first.index)
    status = rows[rows["field"] == "status"].drop_duplicates("issue_id").set_index("issue_id").reindex(first.index)
    role = {name: status["value"].isin(known.with_role(name)) for name in ("is_active", "is_waiting", "is_done")}
    facts = pd.DataFrame({"status": status["value"], "born_at": status["changed_at"], **role})
    timezone = settings.calendar.timezone
    facts["is_task"] = kinds(issues).isin(["task", "subtask"])
    facts["stated_start_at"] = stated_dates(raw, settings.fields.start_dates, first.index, timezone)
    facts["ended_at"] = stated_dates(raw, settings.fields.end_dates, first.index, timezone, at_its_end=True)
    for column in STAMPS[:2]:
        facts["ended_at"] = facts["ended_at"].fillna(first[column].where(~(first[column] > first["seen_at"])))
    facts["is_end_stated"] = facts["ended_at"].notna()
    facts["ended_at"] = facts["ended_at"].fillna(first["updated_at"])
    in_category = first["category_changed_at"]
    charted = charted_starts(times_in_status(raw), facts["ended_at"].where(facts["is_done"]), known)
    facts["charted_at"] = charted.where(charted >= facts["born_at"].where(facts["born_at"] != ALWAYS))
    facts["in_category_at"] = in_category.where((in_category >= facts["born_at"]) & (in_category <= first["seen_at"]))
    facts["seen_at"] = first["seen_at"]
    facts["updated_at"] = first["updated_at"].where(first["updated_at"] <= first["seen_at"])
    facts["is_nothing_done"] = (
        issues["resolution"].str.casefold().isin([folded(name) for name in settings.workflow.nothing_done_resolutions])
    )
    facts["is_born_between"] = facts["born_at"] >= _seen_before(seen, first)
    return facts


def _seen_before(seen: pd.DataFrame, first: pd.DataFrame) -> pd.Series:
    """When the issue's Jira project was exported last before the issue was first in an export; NaT for never."""
    exports = seen[["project_key", "seen_at"]].dropna().drop_duplicates().sort_values("seen_at")
    asked = first[["project_key", "seen_at"]].reset_index().dropna().sort_values("seen_at", kind="stable")
    found = pd.merge_asof(
        asked,
        exports.assign(before_at=exports["seen_at"]),
        on="seen_at",
        by="project_key",
        allow_exact_matches=False,
    )
    return found.set_index("issue_id")["before_at"].reindex(first.index)


def _begun_earlier(rows: pd.DataFrame, facts: pd.DataFrame) -> pd.DataFrame:
    """`rows` in which what an issue held at its birth holds from its stated start, where that is earlier."""
    has_run = facts["is_task"] & (facts["is_active"] | (facts["is_done"] & (facts["ended_at"] > facts["born_at"])))
    earlier = facts.loc[has_run & (facts["stated_start_at"] < facts["born_at"]), ["stated_start_at", "born_at"]]
    own = rows[["issue_id", "changed_at"]].join(earlier, on="issue_id")
    return rows.assign(
        changed_at=own["stated_start_at"].where(own["born_at"] == own["changed_at"]).fillna(rows["changed_at"])
    )


# Runs that nobody saw beginning ---------------------------------------------------------------------


def _first_runs(facts: pd.DataFrame) -> pd.DataFrame:
    """Tasks that were active or done when they were first seen, with the start and end that are stated."""
    runs = facts[facts["is_task"] & (facts["is_done"] | facts["is_active"])]
    started = runs["stated_start_at"].where(runs["is_active"] | (runs["stated_start_at"] < runs["ended_at"]))
    started = started.fillna(runs["charted_at"])
    by_category = runs["in_category_at"].where(runs["is_active"])
    return pd.DataFrame(
        {
            "issue_id": runs.index,
            "floor_at": runs["born_at"].where(runs["born_at"] != ALWAYS).array,
            "ended_at": runs["ended_at"].where(runs["is_done"], runs["seen_at"]).array,
            "started_at": started.fillna(by_category).array,
            "is_stated": (started.notna() & (runs["is_active"] | runs["is_end_stated"])).array,
            "is_first": True,
            "is_over": runs["is_done"].array,
        }
    )


def _jumps(rows: pd.DataFrame, facts: pd.DataFrame, seen: pd.DataFrame, known: Statuses) -> pd.DataFrame:
    """Tasks that one export showed as not begun or waiting, and the next one as done; columns as of `_first_runs`."""
    tasks = facts.index[facts["is_task"]]
    status = rows[(rows["field"] == "status") & rows["issue_id"].isin(tasks)].sort_values(["issue_id", "changed_at"])
    role = pd.Series(
        np.select([status["value"].isin(known.with_role(one)) for one in _ROLES], _ROLES, ""), status.index
    )
    before = role.groupby(status["issue_id"]).shift()
    jumps = status[(role == "is_done") & before.notna() & ~before.isin(_ROLES)]
    points = pd.DataFrame({"issue_id": jumps["issue_id"], "seen_at": jumps["changed_at"]})
    born_at = facts["born_at"].where(facts["born_at"] != ALWAYS)
    floor = _last_seen(points, seen).clip(lower=born_at.reindex(jumps["issue_id"]).set_axis(jumps.index))
    stated = facts["stated_start_at"].reindex(jumps["issue_id"]).set_axis(jumps.index)
    started = stated.where((stated > floor) & (stated < jumps["changed_at"]))
    return pd.DataFrame(
        {
            "issue_id": jumps["issue_id"],
            "floor_at": floor,
            "ended_at": jumps["changed_at"],
            "started_at": started,
            "is_stated": started.notna(),
            "is_first": False,
            "is_over": True,
        }
    )


_ROLES = ["is_active", "is_done"]


def _last_seen(points: pd.DataFrame, seen: pd.DataFrame) -> pd.Series:
    """The last export before each point that showed the issue."""
    known = seen[["issue_id", "seen_at"]].assign(last_at=seen["seen_at"]).dropna().sort_values("seen_at")
    asked = points.assign(place=points.index).sort_values("seen_at", kind="stable")
    found = pd.merge_asof(asked, known, on="seen_at", by="issue_id", allow_exact_matches=False)
    return found.set_index("place")["last_at"].reindex(points.index).astype(INSTANT)


def _begun(
    runs: pd.DataFrame, rows: pd.DataFrame, facts: pd.DataFrame, raw: Raw, known: Statuses, settings: Settings
) -> pd.DataFrame:
    """`runs` with a start for each that has none, whether it was inferred, and cut at five days (`is_cut_off`).

    A Task in a passive phase neither waits for another one of its scientist nor makes one wait, and a Task that was
    closed as nothing done has no start (`is_nothing_done`).
    """
    nothing_done = facts.index[facts["is_nothing_done"]]
    ends = _held(runs, rows, settings)
    done = rows[(rows["field"] == "status") & rows["value"].isin(known.with_role("is_done"))]
    done = done[done["issue_id"].isin(raw.issues.loc[kinds(raw.issues) == "task", "issue_id"])]
    others = _held(done.rename(columns={"changed_at": "ended_at"})[["issue_id", "ended_at"]], rows, settings)
    others = others[~others["issue_id"].isin(runs.loc[runs["is_first"], "issue_id"])]
    finished = pd.concat([ends[ends["is_over"]], others], ignore_index=True)
    finished = finished[~finished["issue_id"].isin(nothing_done)]
    team = TeamTime.of(settings, pd.concat([runs["ended_at"], runs["floor_at"]]))
    worked = finished[~finished["is_passive"]][["scientist", "ended_at"]]
    by_rule = inferred_starts(ends, worked, team)
    by_rule = _no_later_than_updated(by_rule, ends, facts)
    earlier = finished[["issue_id", "epic", "position", "ended_at"]]
    by_rule = by_rule.where(~ends["is_passive"], passive_starts(ends, earlier))
    is_nothing_done = runs["issue_id"].isin(nothing_done) & runs["is_over"] & runs["started_at"].isna()
    is_inferred = runs["started_at"].isna() & ~is_nothing_done
    is_cut_off = is_inferred & runs["is_over"] & (by_rule == team.before(runs["ended_at"], LONGEST_DAYS))
    started = runs["started_at"].fillna(by_rule.where(~is_nothing_done)).astype(INSTANT)
    return runs.assign(
        started_at=started,
        is_inferred=is_inferred,
        is_nothing_done=is_nothing_done,
        is_cut_off=is_cut_off & ~ends["is_passive"],
        is_passive=ends["is_passive"],
    )


def _no_later_than_updated(by_rule: pd.Series, ends: pd.DataFrame, facts: pd.DataFrame) -> pd.Series:
    """A Task in progress was so when it was last updated, if that is earlier than the rule says."""
    updated = facts["updated_at"].reindex(ends["issue_id"]).set_axis(ends.index)
    is_earlier = (updated < by_rule) & ~ends["is_over"] & (updated >= ends["floor_at"].fillna(updated))
    return by_rule.where(~is_earlier, updated)


def _held(ends: pd.DataFrame, rows: pd.DataFrame, settings: Settings) -> pd.DataFrame:
    """`ends` with scientist, epic, and position of the phase that each Task had when it ended, and `is_passive`."""
    points = ends.rename(columns={"ended_at": "seen_at"})
    phase = held_at(rows, "phase", points)
    is_passive = phase.isin(settings.workflow.passive_phases)
    order = {one.name: place for place, one in enumerate(settings.workflow.phases)}
    return ends.assign(
        scientist=held_at(rows, "assignee", points).where(~is_passive),
        epic=held_at(rows, "epic", points),
        position=phase.map(order),
        is_passive=is_passive,
    )


def _unsaid(runs: pd.DataFrame, raw: Raw) -> pd.DataFrame:
    """Findings: Tasks closed with a resolution that says that nothing was done."""
    rows = runs[runs["is_nothing_done"]].drop_duplicates("issue_id")
    resolutions = raw.issues.set_index("issue_id")["resolution"].reindex(rows["issue_id"])
    message = [f"Closed as {name}: no working time is inferred for it." for name in resolutions]
    return findings_about(rows["issue_id"], "nothing-done", message, raw)


_NOTHING_BEFORE = "No Task of an earlier phase of its project ended before this one"
_NO_DATE = "No file states a date from which the time of this Task could be told"


def _undated(runs: pd.DataFrame, raw: Raw) -> pd.DataFrame:
    """Findings: Tasks that are or were in progress since nobody knows when; they have no run."""
    found = runs[runs["started_at"].isna() & ~runs["is_nothing_done"]].drop_duplicates("issue_id")
    message = [
        (_NOTHING_BEFORE if is_passive and pd.notna(ended_at) else _NO_DATE)
        + f": it is {'done' if is_over else 'in progress'}, its days are not known and none are counted."
        for is_over, is_passive, ended_at in zip(found["is_over"], found["is_passive"], found["ended_at"], strict=True)
    ]
    return findings_about(found["issue_id"], "start-unknown", message, raw)


def _uncharted(facts: pd.DataFrame, raw: Raw) -> pd.DataFrame:
    return uncharted(times_in_status(raw), facts.loc[facts["is_task"], "charted_at"], raw)


# Steps ----------------------------------------------------------------------------------------------


def _first_steps(facts: pd.DataFrame, runs: pd.DataFrame) -> pd.DataFrame:
    """The status of each issue from its birth to what it was when it was first seen."""
    started = runs[runs["is_first"]].set_index("issue_id")["started_at"].reindex(facts.index)
    status, is_done, is_active = facts["status"], facts["is_done"], facts["is_active"] & facts["is_task"]
    is_dated = facts["is_waiting"] & facts["in_category_at"].notna()
    first = facts["born_at"].where(~(started < facts["born_at"]), started)
    done_at = facts["ended_at"].fillna(first).where(is_done)
    done_at = done_at.where(~(done_at < first), first)
    is_run = started.notna() & (is_active | (is_done & (started < done_at)))
    parts = [
        (first, status.where(~is_active, UNDATED + status).where(~is_done & ~is_dated)),
        (started.where(is_run), status.where(is_active, ACTIVE_BY_DATE)),
        (facts["in_category_at"].where(is_dated), status),
        (done_at, status),
    ]
    return _status_rows(pd.concat([_step(facts.index, at, value) for at, value in parts], ignore_index=True))


def _between(runs: pd.DataFrame) -> pd.DataFrame:
    """The beginning of each run between two exports."""
    found = runs[~runs["is_first"] & (runs["started_at"] < runs["ended_at"])]
    value = pd.Series(ACTIVE_BY_DATE, index=found.index, dtype="str")
    return _status_rows(_step(found["issue_id"], found["started_at"], value))


def _step(issue_ids: pd.Index | pd.Series, at: pd.Series, value: pd.Series) -> pd.DataFrame:
    return pd.DataFrame({"issue_id": issue_ids.array, "changed_at": at.array, "value": value.array})


def _status_rows(steps: pd.DataFrame) -> pd.DataFrame:
    rows = steps[steps["changed_at"].notna()].drop_duplicates(["issue_id", "changed_at"], keep="last")
    return rows.assign(field="status", number=np.nan)[["issue_id", "field", "changed_at", "value", "number"]]


# Exports that end before the last load --------------------------------------------------------------


def _stand_still(seen: pd.DataFrame, raw: Raw) -> pd.Series:
    """Jira project key → its newest export, of those whose newest export is old."""
    newest = seen.dropna(subset=["project_key"]).groupby("project_key")["seen_at"].max()
    return newest[latest_instant(raw) - newest > OLD]


def until_when(raw: Raw) -> pd.Series:
    """By issue id, from when on nobody knows any more: its project's last export, or since it is gone; else NaT."""
    seen = sightings(raw)
    last = seen.drop_duplicates("issue_id", keep="last").set_index("issue_id")
    old = _stand_still(seen, raw).reindex(last["project_key"]).set_axis(last.index).astype(INSTANT)
    gone = last["seen_at"].where(last.index.isin(raw.gone["issue_id"]))
    return old.where(~(gone < old), gone).fillna(gone)


def _cut_off(rows: pd.DataFrame, facts: pd.DataFrame, raw: Raw, known: Statuses) -> pd.DataFrame:
    """Where Tasks that were active when they were last seen are so no more."""
    until = until_when(raw)
    status = rows[rows["field"] == "status"].drop_duplicates("issue_id", keep="last").set_index("issue_id")["value"]
    status = status.reindex(facts.index)
    is_cut = until.reindex(facts.index).notna() & status.isin(known.with_role("is_active"))
    return _status_rows(_step(facts.index[is_cut], until.reindex(facts.index)[is_cut], (UNDATED + status)[is_cut]))


def _old_exports(seen: pd.DataFrame, raw: Raw) -> pd.DataFrame:
    old = _stand_still(seen, raw)
    message = [
        f"The newest export of {key} shows Jira as of {at:%Y-%m-%d %H:%M} UTC, more than a week before the last load: "
        "its Tasks stand as of then. Import a new one, or say with --exported-at when this one was made."
        for key, at in old.items()
    ]
    return pd.DataFrame({"rule": "export-old", "key": old.index, "message": message}).astype("str")


def _evidence(facts: pd.DataFrame, runs: pd.DataFrame, seen: pd.DataFrame) -> pd.Series:
    """How each issue is known: the weakest of how its runs are, and whether anybody looked twice."""
    count = seen.groupby("issue_id").size().reindex(facts.index)
    was_seen = (count > 1) | facts["is_born_between"]
    in_progress = facts["is_active"] | facts["is_waiting"]
    unseen = in_progress & ~(facts["is_born_between"] & facts["in_category_at"].notna())
    own = runs.assign(is_unsure=runs["is_inferred"] | (runs["is_over"] & ~runs["is_stated"]))
    unsure, stated = (own.groupby("issue_id")[name].any().reindex(facts.index) for name in ("is_unsure", "is_stated"))
    stated = stated.eq(True)
    is_inferred = unsure.eq(True) | (unseen & ~stated) | ~(was_seen | stated)
    found = np.select([is_inferred, stated], ["inferred", "field"], "snapshot")
    return pd.Series(found, index=facts.index, dtype="str")

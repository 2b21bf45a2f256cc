"""When Tasks, and scientists with their Tasks, were in breach."""

import pandas as pd

from mlpm_analytics.calendars import to_instants
from mlpm_analytics.frames import INSTANT
from mlpm_analytics.metrics.crossings import NEVER, crossed_at, passed_at
from mlpm_analytics.metrics.histories import states
from mlpm_analytics.metrics.known import in_role
from mlpm_analytics.metrics.lookups import latest_of, looked_up
from mlpm_analytics.metrics.rules.facts import Facts
from mlpm_analytics.metrics.slices import slices, unions
from mlpm_analytics.workflow import TOLERANCE_DAYS

TEAM_WINDOW = pd.Timedelta(hours=90 * 24)  # whoever worked on a project within it is of the team


def too_long(facts: Facts) -> pd.DataFrame:
    """Active outside passive phases, and `limited_days` of more than the limit."""
    known, limit = facts.known, facts.known.workflow.limits.max_task_days
    rows = _not_passive(facts.scoped, facts)
    work = _not_passive(known.intervals, facts)
    ledger = work.assign(group=work["issue_id"], rate=1.0 / known.clock.own_day_micros(work["scientist_id"]))
    asked = pd.DataFrame({"group": rows["issue_id"].unique(), "limit": limit})
    crossed = pd.Series(crossed_at(ledger, asked, known.clock), index=pd.Index(asked["group"]))
    days = facts.task_rows.set_index("issue_id")["limited_days"]
    return from_crossing(
        rows.assign(value=looked_up(days, rows["issue_id"]), limit=limit), looked_up(crossed, rows["issue_id"])
    )


def from_crossing(rows: pd.DataFrame, crossed: pd.Series) -> pd.DataFrame:
    """The parts of stretches from when a limit was crossed (microseconds, `NEVER`) on."""
    is_crossed = (crossed != NEVER).to_numpy()
    found = rows[is_crossed]
    at = to_instants(crossed[is_crossed]).dt.round("ms").set_axis(found.index)  # a threshold's tolerance is less
    started = latest_of(found["started_at"], at.where(at <= found["stopped_at"], found["stopped_at"]))
    is_there = (started < found["stopped_at"]) | (
        found["is_open"] & (to_instants(crossed[is_crossed]).set_axis(found.index) <= found["stopped_at"])
    )
    return found.assign(started_at=started)[is_there]


def _not_passive(rows: pd.DataFrame, facts: Facts) -> pd.DataFrame:
    return rows[~rows["phase"].isin(facts.known.workflow.passive_phases)]


def estimated_too_long(facts: Facts) -> pd.DataFrame:
    """Not done, outside passive phases, and estimated at more than the limit."""
    known, limit = facts.known, facts.known.workflow.limits.max_estimate_days
    rows = known.task_histories
    is_long = rows["number"] > limit + TOLERANCE_DAYS
    marked = rows["value"].where(rows["field"] != "estimate", is_long.map({True: "too long", False: "fine"}))
    stretches = states(rows.assign(value=marked), ("status", "phase", "epic", "estimate"))
    is_breach = ~stretches["status"].isin(known.status_ids("is_done")) & (stretches["estimate"] == "too long")
    stretches = _not_passive(stretches[is_breach], facts)
    estimates = facts.task_rows.set_index("issue_id")["estimate_days"]
    return _in_scope(stretches.assign(value=looked_up(estimates, stretches["issue_id"]), limit=limit), facts)


def _in_scope(stretches: pd.DataFrame, facts: Facts) -> pd.DataFrame:
    """States of Tasks (`histories.states`) as stretches, from when rules look at them."""
    since = facts.scope_since(stretches["epic"], stretches["issue_id"])
    rows = stretches.assign(
        project_id=stretches["epic"],
        started_at=latest_of(stretches["started_at"], since),
        is_open=stretches["stopped_at"].isna(),
        stopped_at=stretches["stopped_at"].fillna(facts.known.as_of),
    )
    return rows[rows["started_at"].notna()]


def no_phase(facts: Facts) -> pd.DataFrame:
    """Active without a phase."""
    return facts.scoped[facts.scoped["phase"].isna()]


def no_project(facts: Facts) -> pd.DataFrame:
    """Active without an Epic."""
    return facts.scoped[facts.scoped["project_id"].isna()]


def unassigned(facts: Facts) -> pd.DataFrame:
    """Active without an assignee."""
    return facts.scoped[facts.scoped["scientist_id"].isna()]


def active_in_done(facts: Facts) -> pd.DataFrame:
    """Active while the project is done."""
    names = {"issue_id": "project_id", "started_at": "done_from", "stopped_at": "done_until"}
    done = facts.known.done.drop(columns="is_dated").rename(columns=names)
    pairs = facts.scoped.merge(done, on="project_id")
    still_done = pairs["done_until"].isna()
    until = pairs["stopped_at"].where(still_done | (pairs["stopped_at"] <= pairs["done_until"]), pairs["done_until"])
    started = latest_of(pairs["started_at"], pairs["done_from"])
    return pairs.assign(started_at=started, stopped_at=until, is_open=pairs["is_open"] & still_done)


def blocked_too_long(facts: Facts) -> pd.DataFrame:
    """Of a project that is not done, active once, and in waiting statuses for more than the limit."""
    known, limit = facts.known, facts.known.workflow.limits.blocked_after_days
    waits = in_role(known.model, "is_waiting").rename(
        columns={"started_at": "waits_since", "stopped_at": "waits_until"}
    )
    first_active = known.intervals.groupby("issue_id")["started_at"].min()
    waits = waits[waits["issue_id"].isin(known.tasks["issue_id"])]
    waits = waits[looked_up(first_active, waits["issue_id"]) <= waits["waits_since"]]
    epics = states(known.task_histories[known.task_histories["issue_id"].isin(waits["issue_id"])], ("epic",))
    rows = _in_scope(epics, facts).merge(waits, on="issue_id")
    rows = rows[rows["project_id"].notna()]
    is_waiting = rows["waits_until"].isna()
    until = rows["stopped_at"].where(is_waiting | (rows["stopped_at"] <= rows["waits_until"]), rows["waits_until"])
    rows = rows.assign(
        started_at=latest_of(rows["started_at"], rows["waits_since"]),
        stopped_at=until,
        is_open=rows["is_open"] & is_waiting,
    )
    rows = _outside_done(rows[rows["started_at"] <= rows["stopped_at"]], facts)
    now = pd.Series(known.as_of, index=rows.index)
    rows = rows.assign(value=known.clock.team_days(rows["waits_since"], now), limit=limit)
    phase = facts.task_rows.set_index("issue_id")["phase"]
    crossed = pd.Series(passed_at(rows["waits_since"], limit, known.clock), index=rows.index)
    return from_crossing(rows.assign(phase=looked_up(phase, rows["issue_id"])), crossed)


def _outside_done(rows: pd.DataFrame, facts: Facts) -> pd.DataFrame:
    """The parts of stretches in which their project was not done."""
    running = facts.timeline[facts.timeline["state"] != "done"]
    parts = running[["project_id", "started_at", "stopped_at", "is_open"]]
    pairs = rows.merge(parts, on="project_id", suffixes=("", "_running"))
    until = pairs["stopped_at"].where(pairs["stopped_at"] <= pairs["stopped_at_running"], pairs["stopped_at_running"])
    pairs = pairs.assign(
        started_at=latest_of(pairs["started_at"], pairs["started_at_running"]),
        stopped_at=until,
        is_open=pairs["is_open"] & pairs["is_open_running"],
    )
    return pairs[pairs["started_at"] <= pairs["stopped_at"]]


def too_many(facts: Facts) -> pd.DataFrame:
    """Scientists of the team with more Tasks in progress than the limit, outside passive phases."""
    known, limit = facts.known, facts.known.workflow.limits.max_in_progress
    rows = _not_passive(known.intervals.dropna(subset=["scientist_id"]), facts).reset_index(drop=True)
    crowded = _crowded(rows, limit)
    open_now = rows[rows["is_open"]].groupby("scientist_id").size()
    found = pd.concat([crowded, _crowded_now(open_now, limit, known.as_of)], ignore_index=True)
    found = _while_in_team(found, facts)
    return found.assign(value=looked_up(open_now, found["scientist_id"]), limit=limit)


def _crowded(rows: pd.DataFrame, limit: int) -> pd.DataFrame:
    """When each scientist had more than `limit` intervals at once."""
    cut = slices(rows, rows["scientist_id"])
    counted = cut.groupby("slice_no").agg(
        row=("row", "first"), size=("row", "size"), started=("started", "first"), stopped=("stopped", "first")
    )
    counted = counted[counted["size"] > limit]
    return pd.DataFrame(
        {
            "scientist_id": rows["scientist_id"].iloc[counted["row"].to_numpy()].array,
            "started_at": to_instants(counted["started"].to_numpy()).array,
            "stopped_at": to_instants(counted["stopped"].to_numpy()).array,
            "is_open": False,
        }
    ).astype({"started_at": INSTANT, "stopped_at": INSTANT})


def _crowded_now(open_now: pd.Series, limit: int, as_of: pd.Timestamp) -> pd.DataFrame:
    """Who is in breach as of now, also where the last Task began exactly now."""
    people = open_now.index[open_now > limit]
    found = pd.DataFrame({"scientist_id": people, "started_at": as_of, "stopped_at": as_of, "is_open": True})
    return found.astype({"started_at": INSTANT, "stopped_at": INSTANT})


def _while_in_team(rows: pd.DataFrame, facts: Facts) -> pd.DataFrame:
    """The parts of stretches in which their scientist was of the team."""
    work = facts.known.intervals.dropna(subset=["scientist_id", "project_id"])
    started = latest_of(work["started_at"], looked_up(facts.known.beginnings, work["project_id"]))
    spans = work.assign(started_at=started, stopped_at=work["stopped_at"] + TEAM_WINDOW)[started.notna()]
    member = unions(spans, spans["scientist_id"])
    member = pd.DataFrame(
        {
            "scientist_id": member["group"].array,
            "member_from": to_instants(member["started"]),
            "member_until": to_instants(member["stopped"]),
        }
    )
    named = pd.DataFrame(
        {
            "scientist_id": sorted(facts.known.workflow.team),
            "member_from": pd.Timestamp(0, tz="UTC"),
            "member_until": facts.known.as_of + TEAM_WINDOW,
        }
    )
    members = pd.concat([member[~member["scientist_id"].isin(facts.known.workflow.team)], named], ignore_index=True)
    members = members.astype({"scientist_id": "str", "member_from": INSTANT, "member_until": INSTANT})
    pairs = rows.merge(members, on="scientist_id")
    until = pairs["stopped_at"].where(pairs["stopped_at"] <= pairs["member_until"], pairs["member_until"])
    found = pairs.assign(started_at=latest_of(pairs["started_at"], pairs["member_from"]), stopped_at=until)
    return found[
        (found["started_at"] < found["stopped_at"]) | (found["is_open"] & (found["started_at"] == found["stopped_at"]))
    ]

"""When Tasks, and scientists with their Tasks, were in breach."""

import pandas as pd

from mlpm_analytics.calendars import to_instants
from mlpm_analytics.frames import INSTANT
from mlpm_analytics.frames.membership import is_in
from mlpm_analytics.metrics.crossings import NEVER, crossed_at, passed_at
from mlpm_analytics.metrics.histories import states
from mlpm_analytics.metrics.known import in_role
from mlpm_analytics.metrics.lookups import latest_of, looked_up
from mlpm_analytics.metrics.rules.facts import Facts
from mlpm_analytics.metrics.slices import lasting, parts_within, slices, unions
from mlpm_analytics.metrics.tasks import stays
from mlpm_analytics.workflow import TOLERANCE_DAYS

SPAN = ["started_at", "stopped_at", "is_open"]
TEAM_WINDOW = pd.Timedelta(hours=90 * 24)  # whoever worked on a project within it is of the team


def too_long(facts: Facts) -> pd.DataFrame:
    """Active outside passive phases, and `limited_days` of more than the limit."""
    known, limit = facts.known, facts.known.workflow.limits.max_task_days
    groups = _limited_together(facts)
    rows = _not_passive(facts.scoped, facts)
    work = _not_passive(known.intervals, facts)
    ledger = work.assign(group=groups[work.index], rate=1.0 / known.clock.own_day_micros(work["scientist_id"]))
    of_rows = groups[rows.index]
    asked = pd.DataFrame({"group": of_rows.unique(), "limit": limit})
    crossed = pd.Series(crossed_at(ledger, asked, known.clock), index=pd.Index(asked["group"]))
    days = facts.task_rows.set_index("issue_id")["limited_days"]
    return from_crossing(rows.assign(value=looked_up(days, rows["issue_id"]), limit=limit), looked_up(crossed, of_rows))


def _limited_together(facts: Facts) -> pd.Series:
    """Which intervals the limit of days sums up: those of a Task; of one that passes through phases, of each stay."""
    rows = facts.known.intervals
    if not facts.known.workflow.has_status_phases:
        return rows["issue_id"]
    return rows["issue_id"] + "/" + stays(rows).astype("str")


def from_crossing(rows: pd.DataFrame, crossed: pd.Series) -> pd.DataFrame:
    """The parts of stretches from when a limit was crossed (microseconds, `NEVER`) on."""
    is_crossed = (crossed != NEVER).to_numpy()
    rows = rows[is_crossed]
    reached = to_instants(crossed[is_crossed]).set_axis(rows.index)
    at = reached.dt.round("ms")  # a threshold's tolerance is less
    started = latest_of(rows["started_at"], at.where(at <= rows["stopped_at"], rows["stopped_at"]))
    is_there = (started < rows["stopped_at"]) | (rows["is_open"] & (reached <= rows["stopped_at"]))
    return rows.assign(started_at=started)[is_there]


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
    return in_scope(stretches.assign(value=looked_up(estimates, stretches["issue_id"]), limit=limit), facts)


def in_scope(stretches: pd.DataFrame, facts: Facts) -> pd.DataFrame:
    """States of Tasks (`histories.states`) as stretches, from when rules look at them."""
    since = facts.scope_since(stretches["epic"], stretches["issue_id"])
    started_at = latest_of(stretches["started_at"], since)
    rows = lasting(stretches, facts.known.as_of).assign(project_id=stretches["epic"], started_at=started_at)
    return rows[started_at.notna()]


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
    done = lasting(facts.known.done_over_time.rename(columns={"issue_id": "project_id"}), facts.known.as_of)
    return parts_within(facts.scoped, done, "project_id")


def blocked_too_long(facts: Facts) -> pd.DataFrame:
    """Of a project that is not done, active once, and in waiting statuses for more than the limit."""
    known, limit = facts.known, facts.known.workflow.limits.blocked_after_days
    waits = _waits_of_the_begun(facts)
    epics = states(known.task_histories[is_in(known.task_histories["issue_id"], waits["issue_id"])], ("epic",))
    rows = parts_within(in_scope(epics.dropna(subset=["epic"]), facts), waits, "issue_id")
    running = facts.timeline.loc[facts.timeline["state"] != "done", ["project_id", *SPAN]]
    rows = parts_within(rows, running, "project_id")
    now = pd.Series(known.as_of, index=rows.index)
    phases = facts.task_rows.set_index("issue_id")["phase"]
    rows = rows.assign(
        value=known.clock.team_days(rows["waits_since"], now), limit=limit, phase=looked_up(phases, rows["issue_id"])
    )
    return from_crossing(rows, pd.Series(passed_at(rows["waits_since"], limit, known.clock), index=rows.index))


def _waits_of_the_begun(facts: Facts) -> pd.DataFrame:
    """When Tasks that were active once were in waiting statuses; `waits_since` is the beginning of each stretch."""
    waits = lasting(in_role(facts.known.model, "is_waiting"), facts.known.as_of)
    first_active = facts.known.intervals.groupby("issue_id")["started_at"].min()
    waits = waits[is_in(waits["issue_id"], facts.known.tasks["issue_id"])]
    return waits.assign(waits_since=waits["started_at"])[
        looked_up(first_active, waits["issue_id"]) <= waits["started_at"]
    ]


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
    return parts_within(rows, _memberships(facts), "scientist_id")


def _memberships(facts: Facts) -> pd.DataFrame:
    """When scientists were of the team: scientist_id and `SPAN`."""
    as_of, team = facts.known.as_of, facts.known.workflow.named_scientists
    work = facts.known.intervals.dropna(subset=["scientist_id", "project_id"])
    started = latest_of(work["started_at"], looked_up(facts.known.beginnings, work["project_id"]))
    spans = work.assign(started_at=started, stopped_at=work["stopped_at"] + TEAM_WINDOW)[started.notna()]
    worked = unions(spans, spans["scientist_id"])
    columns = {"started_at": to_instants(worked["started"]), "stopped_at": to_instants(worked["stopped"])}
    of_work = pd.DataFrame({"scientist_id": worked["group"].array, **columns})
    always = {"started_at": pd.Timestamp(0, tz="UTC"), "stopped_at": as_of + TEAM_WINDOW}
    named = pd.DataFrame({"scientist_id": sorted(team), **always})
    members = pd.concat([of_work[~of_work["scientist_id"].isin(team)], named], ignore_index=True)
    members = members.astype({"scientist_id": "str", "started_at": INSTANT, "stopped_at": INSTANT})
    return members.assign(is_open=members["stopped_at"] > as_of)

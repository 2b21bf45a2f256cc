"""Rules about Tasks and scientists: who is in breach, and since when."""

import numpy as np
import pandas as pd

from mlpm_analytics.calendars import micros, to_instants
from mlpm_analytics.frames import Frame, column
from mlpm_analytics.metrics.evidence import weakest
from mlpm_analytics.metrics.histories import states
from mlpm_analytics.metrics.intervals import counted_items, seen_from
from mlpm_analytics.metrics.lookups import latest_of, looked_up
from mlpm_analytics.metrics.past import Past
from mlpm_analytics.metrics.slices import slices, unions
from mlpm_analytics.workflow import TOLERANCE_DAYS, Workflow

TOO_LONG = "task-too-long"
TOO_MANY = "too-many-in-progress"
FOUND = Frame(
    "breaches found",
    [
        *("rule", "subject", column("issue_id", meaning="id of the Task, NULL where it is about none"), "project_id"),
        *("phase", "since_at", "value", "limit", "evidence"),
    ],
)


def task_breaches(past: Past, beginnings: pd.Series, task_rows: pd.DataFrame, *, as_of: pd.Timestamp) -> pd.DataFrame:
    """All breaches of rules about Tasks and scientists as of the instant; columns as in `FOUND`.

    `beginnings`: since when each Epic is a project, by issue id.
    """
    of_tasks = _of_tasks(_lasting(candidates(past, beginnings, as_of=as_of)), task_rows, past.workflow)
    return pd.concat([_too_long(of_tasks, past, as_of), _too_many(past, as_of)], ignore_index=True)


def candidates(past: Past, beginnings: pd.Series, *, as_of: pd.Timestamp) -> pd.DataFrame:
    """When Tasks were such as the rules about them ask for: rule, issue_id, project_id, seen_at, stopped_at, is_open.

    A rule is in breach as of the instants from `seen_at` on and before `stopped_at`; of open ones also at `as_of`.
    A Task that is too long is so only from when its time has passed the limit.
    """
    scoped = _scoped(past, beginnings)
    rows = {
        TOO_LONG: scoped[~scoped["phase"].isin(past.workflow.passive_phases)],
        "estimate-too-long": _estimated_too_long(past, beginnings, as_of),
        "no-phase": scoped[scoped["phase"].isna()],
        "no-project": scoped[scoped["project_id"].isna()],
        "unassigned": scoped[scoped["scientist_id"].isna()],
        "active-in-done": _in_done(scoped, past),
    }
    columns = ["rule", "issue_id", "project_id", "seen_at", "stopped_at", "is_open"]
    return pd.concat([found.assign(rule=rule)[columns] for rule, found in rows.items()], ignore_index=True)


def scope_since(project_ids: pd.Series, issue_ids: pd.Series, past: Past, beginnings: pd.Series) -> pd.Series:
    """Since when the rules about Tasks hold for each row: Tasks of a project, or without an Epic beside one."""
    items = past.model.work_items.set_index("issue_id")
    jira_projects = beginnings.groupby(items["project_key"].reindex(beginnings.index)).min()
    beside = looked_up(jira_projects, looked_up(items["project_key"], issue_ids))
    return looked_up(beginnings, project_ids).where(project_ids.notna(), beside)


def _scoped(past: Past, beginnings: pd.Series) -> pd.DataFrame:
    """The intervals to which the rules apply, with the instant `seen_at` as of which each is first seen."""
    rows = past.intervals
    since = scope_since(rows["project_id"], rows["issue_id"], past, beginnings)
    scoped = rows.assign(seen_at=latest_of(seen_from(rows, past.workflow), since))
    return scoped[scoped["seen_at"].notna()]


def _lasting(rows: pd.DataFrame) -> pd.DataFrame:
    """The breaches that are still going on: rule, issue_id, since_at (start of the unbroken stretch of rows)."""
    is_seen = (rows["seen_at"] < rows["stopped_at"]) | (rows["is_open"] & (rows["seen_at"] == rows["stopped_at"]))
    rows = rows[is_seen].reset_index(drop=True)
    number = rows.groupby(["rule", "issue_id"]).ngroup()
    last = unions(rows.assign(started_at=rows["seen_at"]), number).drop_duplicates("group", keep="last")
    found = rows.assign(group=number)[rows["is_open"]].drop_duplicates("group")[["rule", "issue_id", "group"]]
    found = found.merge(last, on="group")
    return found.assign(since_at=to_instants(found["started"]))[["rule", "issue_id", "since_at"]]


def _of_tasks(lasting: pd.DataFrame, task_rows: pd.DataFrame, workflow: Workflow) -> pd.DataFrame:
    """The same with what is known of each Task, the value that counts and its limit; columns as in `FOUND`."""
    facts = task_rows[["issue_id", "key", "project_id", "phase", "evidence", "limited_days", "estimate_days"]]
    rows = lasting.merge(facts, on="issue_id").rename(columns={"key": "subject"})
    is_rule = [rows["rule"] == TOO_LONG, rows["rule"] == "estimate-too-long"]
    limits = [workflow.limits.max_task_days, workflow.limits.max_estimate_days]
    value = np.select(is_rule, [rows["limited_days"], rows["estimate_days"]], np.nan)
    return FOUND.check(rows.assign(value=value, limit=np.select(is_rule, limits, np.nan)))


def _too_long(found: pd.DataFrame, past: Past, as_of: pd.Timestamp) -> pd.DataFrame:
    """Of the Tasks that may be too long those that are, from when their time passed the limit."""
    is_meant = found["rule"] == TOO_LONG
    excess = (found["value"] - found["limit"]).where(is_meant, 0.0)
    team, day = past.clock.team, past.clock.calendars.day_micros
    worked_now = team.worked_micros(micros(pd.Series([as_of])))[0]
    crossed = team.instants((worked_now - (excess * day).round()).to_numpy(dtype=np.int64))
    since = found["since_at"].where(~is_meant, latest_of(found["since_at"], to_instants(crossed)))
    return found.assign(since_at=since)[~is_meant | (excess > TOLERANCE_DAYS)]


def _estimated_too_long(past: Past, beginnings: pd.Series, as_of: pd.Timestamp) -> pd.DataFrame:
    """When Tasks that are not done were estimated at more than the limit, outside passive phases."""
    model, workflow = past.model, past.workflow
    rows = model.histories[model.histories["issue_id"].isin(counted_items(model, workflow)["issue_id"])]
    too_long = rows["number"] > workflow.limits.max_estimate_days + TOLERANCE_DAYS
    marked = rows["value"].where(rows["field"] != "estimate", too_long.map({True: "too long", False: "fine"}))
    held = states(rows.assign(value=marked), ("status", "phase", "epic", "estimate"))
    is_breach = ~held["status"].isin(past.with_role("is_done")) & ~held["phase"].isin(workflow.passive_phases)
    held = held[is_breach & (held["estimate"] == "too long")]
    since = scope_since(held["epic"], held["issue_id"], past, beginnings)
    held = held.assign(
        project_id=held["epic"],
        seen_at=latest_of(held["started_at"], since),
        is_open=held["stopped_at"].isna(),
        stopped_at=held["stopped_at"].fillna(as_of),
    )
    return held[held["seen_at"].notna()]


def _in_done(scoped: pd.DataFrame, past: Past) -> pd.DataFrame:
    """The parts of intervals that lie in a done stretch of their project."""
    stretches = past.done.rename(columns={"issue_id": "project_id"})
    pairs = scoped.merge(stretches, on="project_id")
    still_done = pairs["done_until"].isna()
    until = pairs["stopped_at"].where(still_done | (pairs["stopped_at"] <= pairs["done_until"]), pairs["done_until"])
    parts = pairs.assign(
        seen_at=latest_of(pairs["seen_at"], pairs["done_from"]), stopped_at=until, is_open=pairs["is_open"] & still_done
    )
    return parts[parts["seen_at"] <= parts["stopped_at"]]


def _too_many(past: Past, as_of: pd.Timestamp) -> pd.DataFrame:
    """Scientists with more Tasks in progress than the limit, outside passive phases, in whatever project."""
    limit = past.workflow.limits.max_in_progress
    rows = counted_together(past)
    open_now = rows[rows["is_open"]].groupby("scientist_id")
    value = open_now.size()[lambda count: count > limit]
    evidence = weakest(rows.loc[rows["is_open"], "evidence"], rows.loc[rows["is_open"], "scientist_id"])
    since = _crowded_since(rows, limit).reindex(value.index).fillna(as_of)
    return FOUND.check(
        pd.DataFrame(
            {
                "rule": TOO_MANY,
                "subject": value.index,
                "issue_id": float("nan"),
                "project_id": float("nan"),
                "phase": float("nan"),
                "since_at": since.array,
                "value": value.to_numpy(dtype="float64"),
                "limit": float(limit),
                "evidence": evidence.reindex(value.index).array,
            }
        )
    )


def counted_together(past: Past) -> pd.DataFrame:
    """The intervals of scientists outside passive phases, with the instant `seen_at` as of which each is first seen."""
    rows = past.intervals.assign(seen_at=seen_from(past.intervals, past.workflow))
    rows = rows[rows["scientist_id"].notna() & ~rows["phase"].isin(past.workflow.passive_phases)]
    return rows[rows["seen_at"] <= rows["stopped_at"]].reset_index(drop=True)


def _crowded_since(rows: pd.DataFrame, limit: int) -> pd.Series:
    """Start of each scientist's last stretch with more than `limit` Tasks that lasts until as of."""
    cut = slices(rows.assign(started_at=rows["seen_at"]), rows["scientist_id"])
    counted = cut.groupby("slice_no").agg(
        row=("row", "first"), size=("row", "size"), started=("started", "first"), stopped=("stopped", "first")
    )
    crowded = counted[counted["size"] > limit]
    people = rows["scientist_id"].iloc[crowded["row"].to_numpy()].reset_index(drop=True)
    spans = pd.DataFrame(
        {
            name: to_instants(crowded[column].to_numpy())
            for name, column in (("started_at", "started"), ("stopped_at", "stopped"))
        }
    )
    stretches = unions(spans, people)
    last = stretches.drop_duplicates("group", keep="last")
    lasting = last[last["stopped"] == micros(rows["stopped_at"]).max(initial=0)].set_index("group")["started"]
    return to_instants(lasting)

"""Rules about Tasks and scientists: who is in breach, and since when."""

import pandas as pd

from mlpm_analytics.calendars import micros, to_instants
from mlpm_analytics.frames import INSTANT, NUMBER, TEXT, Frame
from mlpm_analytics.metrics.evidence import weakest
from mlpm_analytics.metrics.histories import states
from mlpm_analytics.metrics.intervals import counted_items, seen_from
from mlpm_analytics.metrics.lookups import latest_of, looked_up
from mlpm_analytics.metrics.past import Past
from mlpm_analytics.metrics.slices import slices, unions
from mlpm_analytics.workflow import TOLERANCE_DAYS

FOUND = Frame(
    "breaches found",
    {
        "rule": TEXT,
        "subject": TEXT,
        "issue_id": TEXT,  # of the Task, NaN where it is about a project or a scientist
        "project_id": TEXT,
        "phase": TEXT,
        "since_at": INSTANT,
        "value": NUMBER,
        "limit": NUMBER,
        "evidence": TEXT,
    },
)


def task_breaches(past: Past, beginnings: pd.Series, task_rows: pd.DataFrame, *, as_of: pd.Timestamp) -> pd.DataFrame:
    """All breaches of rules about Tasks and scientists as of the instant; columns as in `FOUND`.

    `beginnings`: since when each Epic is a project, by issue id.
    """
    scoped = _scoped(past, beginnings)
    by_task = task_rows.set_index("issue_id")
    found = [
        _of_tasks(
            "task-too-long", _too_long(scoped, by_task, past, as_of), by_task, past.workflow.limits.max_task_days
        ),
        _of_tasks(
            "estimate-too-long", _estimates(past, beginnings, as_of), by_task, past.workflow.limits.max_estimate_days
        ),
        _of_tasks("no-phase", _since(scoped[scoped["phase"].isna()]), by_task),
        _of_tasks("no-project", _since(scoped[scoped["project_id"].isna()]), by_task),
        _of_tasks("unassigned", _since(scoped[scoped["scientist_id"].isna()]), by_task),
        _of_tasks("active-in-done", _since(_in_done(scoped, past)), by_task),
        _too_many(past, as_of),
    ]
    return pd.concat(found, ignore_index=True)


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
    scoped = rows.assign(seen_at=latest_of(seen_from(rows, past.workflow), since), subject=rows["issue_id"])
    return scoped[scoped["seen_at"].notna()]


def _since(rows: pd.DataFrame) -> pd.Series:
    """Start of the unbroken stretch of rows that is still going on, by subject."""
    lasting = (rows["seen_at"] < rows["stopped_at"]) | (rows["is_open"] & (rows["seen_at"] == rows["stopped_at"]))
    rows = rows[lasting]
    stretches = unions(rows.assign(started_at=rows["seen_at"]), rows["subject"])
    last = stretches.drop_duplicates("group", keep="last").set_index("group")["started"]
    open_now = rows.loc[rows["is_open"], "subject"].unique()
    return to_instants(last.reindex(open_now))


def _too_long(scoped: pd.DataFrame, by_task: pd.DataFrame, past: Past, as_of: pd.Timestamp) -> pd.Series:
    limit = past.workflow.limits.max_task_days
    began = _since(scoped[~scoped["phase"].isin(past.workflow.passive_phases)])
    excess = (by_task["limited_days"].reindex(began.index) - limit)[lambda days: days > TOLERANCE_DAYS]
    team, day = past.clock.team, past.clock.calendars.day_micros
    worked_now = team.worked_micros(micros(pd.Series([as_of])))[0]
    crossed = team.instants((worked_now - (excess * day).round()).astype("int64").to_numpy())
    crossed_at = to_instants(pd.Series(crossed, index=excess.index))
    return latest_of(began.reindex(excess.index), crossed_at)


def _estimates(past: Past, beginnings: pd.Series, as_of: pd.Timestamp) -> pd.Series:
    """Since when each Task that is not done has been estimated at more than the limit, outside passive phases."""
    model, workflow = past.model, past.workflow
    rows = model.histories[model.histories["issue_id"].isin(counted_items(model, workflow)["issue_id"])]
    too_long = rows["number"] > workflow.limits.max_estimate_days + TOLERANCE_DAYS
    marked = rows["value"].where(rows["field"] != "estimate", too_long.map({True: "too long", False: "fine"}))
    held = states(rows.assign(value=marked), ("status", "phase", "epic", "estimate"))
    is_breach = ~held["status"].isin(past.with_role("is_done")) & ~held["phase"].isin(workflow.passive_phases)
    held = held[is_breach & (held["estimate"] == "too long")]
    since = scope_since(held["epic"], held["issue_id"], past, beginnings)
    held = held.assign(
        subject=held["issue_id"],
        seen_at=latest_of(held["started_at"], since),
        is_open=held["stopped_at"].isna(),
        stopped_at=held["stopped_at"].fillna(as_of),
    )
    return _since(held[held["seen_at"].notna()])


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


def _of_tasks(rule: str, since: pd.Series, by_task: pd.DataFrame, limit: float | None = None) -> pd.DataFrame:
    """Breaches of one rule about Tasks, from since when each Task is in breach."""
    rows = by_task.reindex(since.index)
    values = {"task-too-long": "limited_days", "estimate-too-long": "estimate_days"}
    return FOUND.check(
        pd.DataFrame(
            {
                "rule": rule,
                "subject": rows["key"].array,
                "issue_id": since.index,
                "project_id": rows["project_id"].array,
                "phase": rows["phase"].array,
                "since_at": since.array,
                "value": rows[values[rule]].to_numpy() if rule in values else float("nan"),
                "limit": float("nan") if limit is None else limit,
                "evidence": rows["evidence"].array,
            }
        )
    )


def _too_many(past: Past, as_of: pd.Timestamp) -> pd.DataFrame:
    """Scientists with more Tasks in progress than the limit, outside passive phases, in whatever project."""
    limit = past.workflow.limits.max_in_progress
    rows = past.intervals.assign(seen_at=seen_from(past.intervals, past.workflow))
    rows = rows[rows["scientist_id"].notna() & ~rows["phase"].isin(past.workflow.passive_phases)]
    rows = rows[rows["seen_at"] <= rows["stopped_at"]].reset_index(drop=True)
    open_now = rows[rows["is_open"]].groupby("scientist_id")
    value = open_now.size()[lambda count: count > limit]
    evidence = weakest(rows.loc[rows["is_open"], "evidence"], rows.loc[rows["is_open"], "scientist_id"])
    since = _crowded_since(rows, limit).reindex(value.index).fillna(as_of)
    return FOUND.check(
        pd.DataFrame(
            {
                "rule": "too-many-in-progress",
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

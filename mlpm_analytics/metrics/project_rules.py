"""Rules about projects: each says of many projects, as of instants of their own, which are in breach."""

from collections.abc import Callable, Mapping

import numpy as np
import pandas as pd

from mlpm_analytics.metrics.histories import at_instants
from mlpm_analytics.metrics.lookups import looked_up
from mlpm_analytics.metrics.moments import Moments
from mlpm_analytics.workflow import TOLERANCE_DAYS

COLUMNS = ["project_id", "phase", "value", "limit"]
RUNNING = ("active", "waiting")
Rule = Callable[[Moments], pd.DataFrame]


def _rows(moments: Moments, is_breach: np.ndarray, value: object, limit: object) -> pd.DataFrame:
    rows = pd.DataFrame(
        {"project_id": moments.worlds["project_id"].array, "phase": np.nan, "value": value, "limit": limit}
    )
    return rows.astype({"phase": "str", "value": "float64", "limit": "float64"})[is_breach]


def stalled(moments: Moments) -> pd.DataFrame:
    """Waiting for as many working days as the limit, or more."""
    limit = moments.past.workflow.limits.stalled_after_days
    is_waiting = (moments.states["state"] == "waiting").to_numpy()
    idle = moments.idle_days.to_numpy()
    return _rows(moments, is_waiting & (idle >= limit - TOLERANCE_DAYS), idle, limit)


def over_plan(moments: Moments) -> pd.DataFrame:
    """A phase of a running project took more than its plan in force."""
    running = moments.states.loc[moments.states["state"].isin(RUNNING), "project_id"]
    rows = moments.plans[moments.plans["project_id"].isin(running) & moments.plans["planned_days"].notna()]
    actual = moments.actual_days().reindex(pd.MultiIndex.from_frame(rows[["project_id", "phase"]]), fill_value=0.0)
    found = rows.assign(value=actual.to_numpy(), limit=rows["planned_days"])
    return found.loc[found["value"] > found["limit"] + TOLERANCE_DAYS, COLUMNS]


def no_plan(moments: Moments) -> pd.DataFrame:
    """Running, beyond the first phase, and no phase after the first has a plan."""
    later = moments.plans[moments.plans["position"] > 0].dropna(subset=["planned_days"])
    has_plan = moments.worlds["project_id"].isin(later["project_id"]).to_numpy()
    beyond = moments.current_phase.isin(moments.past.workflow.phases[1:]).to_numpy()
    is_running = moments.states["state"].isin(RUNNING).to_numpy()
    return _rows(moments, is_running & beyond & ~has_plan, np.nan, np.nan)


def bouncing(moments: Moments) -> pd.DataFrame:
    """Not done, and several moves back in the last weeks."""
    limits = moments.past.workflow.limits
    as_of = looked_up(moments.worlds.set_index("project_id")["as_of"], moments.moves["project_id"])
    recent = moments.moves["moved_at"] > as_of - pd.Timedelta(days=limits.bouncing_window_days)
    back = moments.moves[recent & (moments.moves["direction"] == "back")].groupby("project_id").size()
    count = looked_up(back, moments.worlds["project_id"]).fillna(0).to_numpy()
    is_done = moments.states["state"].isin(["done", "abandoned"]).to_numpy()
    return _rows(moments, ~is_done & (count >= limits.bouncing_moves), count, limits.bouncing_moves)


def missing_deliverable(moments: Moments) -> pd.DataFrame:
    """A phase was left for a later one, and neither a Task of that phase nor the Epic links a deliverable."""
    left = moments.moves[moments.moves["direction"] == "forward"][["project_id", "from_phase"]].drop_duplicates()
    left = left.rename(columns={"from_phase": "phase"})
    delivered = pd.MultiIndex.from_frame(_delivered(moments))
    is_missing = ~pd.MultiIndex.from_frame(left).isin(delivered)
    return left[is_missing].assign(value=np.nan, limit=np.nan)[COLUMNS]


def _delivered(moments: Moments) -> pd.DataFrame:
    """The phases of each project for which a deliverable was linked by its instant: project_id, phase."""
    fields, epics = moments.past.fields, moments.worlds[["project_id", "issue_id", "as_of"]]
    pairs = epics.rename(columns={"issue_id": "epic_id"}).merge(moments.past.linkable, on="epic_id")
    held = {field: at_instants(pairs, fields.get(field))["value"] for field in ("deliverable", "epic", "phase")}
    linked = held["deliverable"].notna()
    of_task = pairs.assign(phase=held["phase"])[linked & (held["epic"] == pairs["epic_id"]) & held["phase"].notna()]
    of_epic = pairs[linked & (pairs["issue_id"] == pairs["epic_id"])]
    every = of_epic.merge(pd.DataFrame({"phase": moments.past.workflow.phases}, dtype="str"), how="cross")
    return pd.concat([of_task[["project_id", "phase"]], every[["project_id", "phase"]]]).drop_duplicates()


def project_rules(*, has_deliverable_field: bool) -> dict[str, Rule]:
    """The rules about projects by name; the deliverable's is off until a deliverable field is configured."""
    rules: dict[str, Rule] = {"stalled": stalled, "over-plan": over_plan, "no-plan": no_plan, "bouncing": bouncing}
    return rules | {"missing-deliverable": missing_deliverable} if has_deliverable_field else rules


def judged(rules: Mapping[str, Rule], moments: Moments) -> pd.DataFrame:
    """What every rule says of the projects as of their instants: `rule` and `COLUMNS`."""
    found = [rule(moments).assign(rule=name).astype({"rule": "str", "phase": "str"}) for name, rule in rules.items()]
    return pd.concat(found, ignore_index=True)

"""One Task from the beginning: its statuses with their roles, where it belonged, and what it adds to which figure."""

from typing import Final

import numpy as np
import pandas as pd

from mlpm_analytics.calendars import micros
from mlpm_analytics.frames import Frame, column
from mlpm_analytics.metrics.explain.ledger import Ledger
from mlpm_analytics.metrics.histories import of_field, states
from mlpm_analytics.metrics.lookups import looked_up

STATUS_STEPS: Final = Frame(
    "status steps",
    [
        *("started_at", "stopped_at", column("status", meaning="name of the status")),
        column("role", meaning="what the status says about a Task: active, waiting, done, or none of these"),
        column("reason", label="Why", meaning="why it has this role"),
        column("worked_days", label="Working time", meaning="working time of the team in it"),
        column("is_mis_click", label="Mis-click", meaning="whether it counts as if it had not happened"),
    ],
    "One row per status that a Task had, in order of time.",
)
BELONGED: Final = Frame(
    "belonged",
    ["started_at", "stopped_at", "project", "phase", "scientist"],
    "One row per stretch in which a Task kept its Epic, phase and assignee.",
)
ADDED: Final = Frame(
    "added",
    [
        *("started_at", "stopped_at", "project", "phase", "scientist"),
        column("active_days", meaning="what it adds to active days, overlaps with other Tasks aside"),
        *("effort_days", "limited_days", "evidence"),
    ],
    "One row per work interval of a Task: what it adds to the figures of its project, phase and scientist.",
)
_ROLES: Final = {"is_done": "done", "is_waiting": "waiting", "is_active": "active"}


def status_steps(ledger: Ledger, issue_id: str) -> pd.DataFrame:
    """The statuses that a Task had; columns as in `STATUS_STEPS`."""
    rows = of_field(ledger.known.with_mis_clicks.histories, "status")
    rows = rows[rows["issue_id"] == issue_id]
    roles = ledger.model.status_roles.set_index("status_id")
    flags = [looked_up(roles[flag], rows["value"]).eq(True) for flag in _ROLES]
    stopped = rows["changed_at"].shift(-1).fillna(ledger.seen.as_of)
    clicks = ledger.mis_clicks[ledger.mis_clicks["issue_id"] == issue_id]
    is_click = [bool(((clicks["started_at"] <= at) & (at < clicks["stopped_at"])).any()) for at in rows["changed_at"]]
    return STATUS_STEPS.check(
        pd.DataFrame(
            {
                "started_at": rows["changed_at"],
                "stopped_at": stopped,
                "status": looked_up(roles["name"], rows["value"]).fillna(rows["value"]),
                "role": np.select(flags, list(_ROLES.values()), "none"),
                "reason": looked_up(roles["reason"], rows["value"]),
                "worked_days": ledger.clock.team_days(rows["changed_at"], stopped),
                "is_mis_click": is_click,
            }
        )
    )


def belonged(ledger: Ledger, issue_id: str) -> pd.DataFrame:
    """Where a Task belonged over time; columns as in `BELONGED`."""
    rows = states(ledger.histories[ledger.histories["issue_id"] == issue_id], ("epic", "phase", "assignee"))
    rows = rows.assign(stopped_at=rows["stopped_at"].fillna(ledger.seen.as_of))
    return BELONGED.check(_named(rows.rename(columns={"epic": "project_id", "assignee": "scientist_id"}), ledger))


def added(ledger: Ledger, issue_id: str) -> pd.DataFrame:
    """What each work interval of a Task adds to figures; columns as in `ADDED`."""
    is_own = ledger.intervals["issue_id"] == issue_id
    rows, clock, day = ledger.intervals[is_own], ledger.clock, ledger.day_micros
    shares = ledger.shares
    effort = (shares["worked"] * shares["share"] / day).groupby(shares["row"]).sum()
    is_passive = rows["phase"].isin(ledger.workflow.passive_phases)
    instants = [micros(rows[name]) for name in ("started_at", "stopped_at")]
    own = clock.scientists_micros(rows["scientist_id"], *instants) / clock.own_day_micros(rows["scientist_id"])
    timed = rows.assign(
        active_days=clock.team_days(rows["started_at"], rows["stopped_at"]),
        effort_days=effort.reindex(np.flatnonzero(is_own)).fillna(0.0).to_numpy(),
        limited_days=own.where(~is_passive, 0.0),
    )
    return ADDED.check(_named(timed, ledger))


def _named(rows: pd.DataFrame, ledger: Ledger) -> pd.DataFrame:
    people = ledger.model.scientists.set_index("scientist_id")["name"]
    keys = ledger.model.work_items.set_index("issue_id")["key"]
    return rows.assign(
        project=looked_up(keys, rows["project_id"]),
        scientist=looked_up(people, rows["scientist_id"]).fillna(rows["scientist_id"]),
    ).reset_index(drop=True)

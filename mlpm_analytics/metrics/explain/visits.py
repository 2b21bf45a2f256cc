"""Visits, moves and rework, down to the stretches of work that they were added up from."""

import pandas as pd

from mlpm_analytics.metrics.explain.ledger import Ledger, mis_clicked
from mlpm_analytics.metrics.explain.parts import Explanation, as_left_out, as_parts, joined, outside, pieces
from mlpm_analytics.metrics.slices import slices
from mlpm_analytics.metrics.visits import charged_visits, is_rework


def visit(ledger: Ledger, project_id: str, visit_no: int) -> Explanation:
    """The active days of one visit."""
    return _of_visits(ledger, project_id, [visit_no])


def move(ledger: Ledger, project_id: str, visit_no: int) -> Explanation:
    """The move that leads to a visit: the cost of one back, else the stretches of work before and after it."""
    moves = ledger.seen.moves
    row = moves[(moves["project_id"] == project_id) & (moves["visit_no"] == visit_no)].iloc[0]
    if row["direction"] == "back":
        charged = charged_visits(ledger.projects.moves, ledger.projects.visits)
        is_own = (charged["project_id"] == project_id) & (charged["visit_no"] == visit_no)
        return _of_visits(ledger, project_id, charged.loc[is_own, "visit_no_charged"].tolist())
    left, entered = (_of_visits(ledger, project_id, [number]) for number in (visit_no - 1, visit_no))
    parts = pd.concat([left.parts.tail(1), entered.parts.head(1)], ignore_index=True)
    return Explanation(float("nan"), "days", parts.assign(amount=float("nan")), entered.left_out.iloc[:0])


def rework(ledger: Ledger, project_id: str) -> Explanation:
    """The active days of visits to a phase earlier than the furthest one before them, unless merely resumed."""
    visits = ledger.projects.visits
    is_own = is_rework(visits, ledger.projects.moves) & (visits["project_id"] == project_id)
    return _of_visits(ledger, project_id, visits.loc[is_own, "visit_no"].tolist())


def _of_visits(ledger: Ledger, project_id: str, numbers: list[int]) -> Explanation:
    cut = ledger.visit_slices[ledger.visit_slices["project_id"] == project_id]
    own = cut[cut["visit_no"].isin(numbers)]
    parts = as_parts(pieces(own, ledger.in_phases, by=[]), day_micros=ledger.day_micros)
    left_out = [
        outside(parts, day_micros=ledger.day_micros),
        *(_left_out(ledger, cut, project_id, number) for number in numbers),
    ]
    return Explanation(float(parts["amount"].sum()), "days", parts, joined(left_out))


def _left_out(ledger: Ledger, cut: pd.DataFrame, project_id: str, number: int) -> pd.DataFrame:
    """What happened in the project during a visit and is no part of it."""
    own = cut[cut["visit_no"] == number]
    first, last = own["started"].min(), own["stopped"].max()
    during = cut[(cut["started"] >= first) & (cut["stopped"] <= last)]
    noise = pieces(during[during["visit_no"].isna()], ledger.in_phases, by=[])
    shortest = f"{ledger.workflow.min_visit_days:g}"
    clicks = ledger.mis_clicks[ledger.mis_clicks["project_id"] == project_id]
    span = pd.to_datetime(pd.Series([first, last]), unit="us", utc=True)
    clicks = clicks[(clicks["started_at"] >= span[0]) & (clicks["started_at"] <= span[1])]
    return joined(
        [
            as_left_out(noise, f"noise: a run of a phase with less than {shortest} active days is no visit"),
            _outranked(ledger, own, project_id),
            mis_clicked(clicks, ledger),
        ]
    )


def _outranked(ledger: Ledger, own: pd.DataFrame, project_id: str) -> pd.DataFrame:
    """Tasks that were active during a visit while another one gave the project its phase."""
    rows = ledger.in_phases
    places = rows.index[rows["project_id"] == project_id]
    every = slices(rows.loc[places], rows.loc[places, "project_id"])
    every = every.assign(row=places.to_numpy()[every["row"]], worked=0)
    decided = own[["row", "started"]].rename(columns={"row": "decided"})
    beside = every.merge(decided, on="started")
    beside = beside[beside["row"] != beside["decided"]]
    beside = beside.assign(counted=rows["key"].to_numpy()[beside["decided"]])
    found = pieces(beside, rows, by=["counted"])
    return as_left_out(found, "at the same time as " + found["counted"].astype("str") + ", which gave the phase")

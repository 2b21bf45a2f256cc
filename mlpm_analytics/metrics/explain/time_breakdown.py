"""Where time went, down to the stretches of calendar time that were active, blocked, elsewhere, away or idle."""

from typing import Final

import pandas as pd

from mlpm_analytics.metrics.explain.ledger import Ledger
from mlpm_analytics.metrics.explain.parts import Explanation, as_left_out, as_parts, joined, outside, pieces
from mlpm_analytics.metrics.lookups import looked_up
from mlpm_analytics.metrics.slices import slices
from mlpm_analytics.metrics.time_breakdown import KINDS, lives_of, stretches

_WHILE: Final = {
    "active": " was active",
    "blocked": " was in a waiting status",
    "elsewhere": " was active, of the scientist who had been on the project last",
    "away": " stood still, and all who had been on it last were away",
}
BEYOND: Final = "before the first active moment of the project, or after its end"


def where_time_went(ledger: Ledger, project_id: str, kind: str) -> Explanation:
    """The working days of a project that were `kind`, one of `KINDS`: of each moment the first that it can be counts.

    A part names the Task that made it so: the active one, the waiting one, the other one of the scientist; idle time
    names the project. Where several did, it is the one that began first.
    """
    rows = _told(ledger, project_id)
    cut = slices(rows, rows["project_id"])
    ranked = cut.join(rows[["rank", "is_life", "started_at", "key"]].iloc[cut["row"]].reset_index(drop=True))
    ranked = ranked.sort_values(["slice_no", "rank", "started_at", "key", "row"], kind="stable", ignore_index=True)
    worked = ledger.clock.team.between_micros(ranked["started"].to_numpy(), ranked["stopped"].to_numpy())
    by_slice = ranked.groupby("slice_no")
    ranked = ranked.assign(
        worked=worked,
        counted=by_slice["row"].transform("first"),
        in_life=by_slice["is_life"].transform("max"),
    )
    is_kind = (ranked["rank"] == KINDS.index(kind)) & (ranked["in_life"] | (kind != "idle"))
    is_part = is_kind & ranked["in_life"] & (ranked["row"] == ranked["counted"])
    parts = as_parts(pieces(ranked[is_part], rows, by=[]), day_micros=ledger.day_micros)
    left_out = [outside(parts, day_micros=ledger.day_micros)]
    if kind != "idle":
        left_out += [_beside(ranked[is_kind & ranked["in_life"] & ~is_part], rows), _beyond(ranked[is_kind], rows)]
    issues = frozenset(rows["issue_id"]) | frozenset(ledger.intervals.loc[_was_in(ledger, project_id), "issue_id"])
    return Explanation(float(parts["amount"].sum()), "days", parts, joined(left_out), issues)


def _told(ledger: Ledger, project_id: str) -> pd.DataFrame:
    """The stretches of a project by their rank among `KINDS`; the life of the project is the last of them."""
    found, lives = stretches(ledger.projects), lives_of(ledger.projects)
    life = lives[lives["project_id"] == project_id].assign(
        kind="idle", issue_id=project_id, evidence=_known(ledger, project_id)
    )
    own = found[found["project_id"] == project_id]
    rows = pd.concat([own, life.dropna(subset=["started_at"])], ignore_index=True)
    keys = ledger.model.work_items.set_index("issue_id")["key"]
    return rows.assign(
        key=looked_up(keys, rows["issue_id"]), rank=rows["kind"].map(KINDS.index), is_life=rows["kind"] == "idle"
    )


def _known(ledger: Ledger, project_id: str) -> str:
    return ledger.seen.projects.set_index("project_id")["evidence"][project_id]


def _was_in(ledger: Ledger, project_id: str) -> pd.Series:
    return ledger.intervals["project_id"] == project_id


def _beside(cut: pd.DataFrame, rows: pd.DataFrame) -> pd.DataFrame:
    """What was so at the same time as something that comes first."""
    found = pieces(cut, rows, by=["counted"])
    counted = rows[["key", "kind"]].iloc[found["counted"]].reset_index(drop=True)
    return as_left_out(
        found, "at the same time as " + counted["key"] + counted["kind"].map(_WHILE) + ": each moment counts once"
    )


def _beyond(cut: pd.DataFrame, rows: pd.DataFrame) -> pd.DataFrame:
    return as_left_out(pieces(cut[~cut["in_life"]], rows, by=[]), BEYOND)

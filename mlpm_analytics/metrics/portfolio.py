"""What the projects teach together: time per phase, plan against actual, going back and what it costs.

Only finished projects count in medians and biases, abandoned ones do not; and only from `ENOUGH` projects on.
"""

import pandas as pd

from mlpm_analytics.frames import COUNT, Figures, Frame, column
from mlpm_analytics.workflow import Workflow

ENOUGH = 3  # projects, moves or Tasks, below which there is no median, no percentile and no bias

PHASE_SPREAD = Frame(
    "phase_spread",
    ["phase", "project_count", "least_days", "lower_days", "median_days", "upper_days", "most_days"],
)
PLAN_BIAS = Frame(
    "plan_bias",
    [
        "phase",
        column("project_count", label="Finished projects with a plan", meaning="finished projects with a plan for it"),
        column("baseline_days", label="First plans", meaning="sum of their first plans"),
        column("actual_days", meaning="sum of what these projects took"),
        "bias",
    ],
)
MOVES_BACK = Frame(
    "moves_back",
    [
        *("from_phase", "to_phase", "move_count"),
        column("project_count", label="Projects", meaning="projects that made such a move"),
        column("cost_days", label="Cost", meaning="cost of all these moves"),
        "median_cost_days",
    ],
)


def finished_phases(seen: Figures) -> pd.DataFrame:
    """The phases of finished projects (`frames.PHASES`) with the project's `name`; abandoned ones are left out."""
    done = seen.projects.loc[seen.projects["state"] == "done", ["project_id", "name"]]
    return seen.phases.merge(done, on="project_id")


def visited_phases(seen: Figures) -> pd.DataFrame:
    """Of `finished_phases` those that somebody worked in: a project that left a phase out says nothing about it."""
    rows = finished_phases(seen)
    return rows[rows["first_started_at"].notna()].reset_index(drop=True)


def phase_spread(seen: Figures, workflow: Workflow) -> pd.DataFrame:
    """What each phase took in finished projects, in the order of the phases; columns as in `PHASE_SPREAD`."""
    grouped = visited_phases(seen).groupby("phase")["actual_days"]
    found = pd.DataFrame({"project_count": grouped.size(), "least_days": grouped.min(), "most_days": grouped.max()})
    for name, share in (("lower_days", 0.25), ("median_days", 0.5), ("upper_days", 0.75)):
        found[name] = grouped.quantile(share).where(found["project_count"] >= ENOUGH)
    return _of_every_phase(found, workflow, PHASE_SPREAD)


def plan_bias(seen: Figures, workflow: Workflow) -> pd.DataFrame:
    """How actual days compare with the first plan, in the order of the phases; columns as in `PLAN_BIAS`.

    A sum over a sum, so that a large project weighs more than a small one. A project that had a plan for a phase and
    never was in it counts with no days.
    """
    rows = finished_phases(seen)
    grouped = rows[rows["baseline_days"].notna()].groupby("phase")
    found = grouped[["baseline_days", "actual_days"]].sum().assign(project_count=grouped.size())
    is_known = (found["project_count"] >= ENOUGH) & (found["baseline_days"] > 0)
    ratio = found["actual_days"] / found["baseline_days"].where(is_known)
    return _of_every_phase(found.assign(bias=ratio), workflow, PLAN_BIAS)


def _of_every_phase(found: pd.DataFrame, workflow: Workflow, contract: Frame) -> pd.DataFrame:
    every = found.reindex(pd.Index(workflow.phases, name="phase", dtype="str"))
    counts = {name: 0 for name, dtype in contract.columns.items() if dtype == COUNT}
    return contract.check(every.fillna(counts).reset_index())


def moves_back(seen: Figures) -> pd.DataFrame:
    """From where to where projects went back and what it cost, the dearest first; columns as in `MOVES_BACK`.

    All projects count, whatever their state: a move back has happened, also where its cost is not final yet.
    """
    grouped = seen.moves[seen.moves["direction"] == "back"].groupby(["from_phase", "to_phase"])
    found = pd.DataFrame(
        {
            "move_count": grouped.size(),
            "project_count": grouped["project_id"].nunique(),
            "cost_days": grouped["cost_days"].sum(),
            "median_cost_days": grouped["cost_days"].median(),
        }
    )
    found = found.assign(median_cost_days=found["median_cost_days"].where(found["move_count"] >= ENOUGH))
    ordered = found.reset_index().sort_values(["cost_days", "from_phase", "to_phase"], ascending=[False, True, True])
    return MOVES_BACK.check(ordered.reset_index(drop=True))


def summary(seen: Figures) -> dict[str, float]:
    """The portfolio in figures; `rework_share` is NaN without a visit.

    Abandoned projects are neither finished nor open.
    """
    states = seen.projects["state"]
    rework, visited = float(seen.projects["rework_days"].sum()), float(seen.visits["active_days"].sum())
    return {
        "project_count": len(states),
        "finished_count": int((states == "done").sum()),
        "open_count": int((~states.isin(["done", "abandoned"])).sum()),
        "back_count": int(seen.projects["back_count"].sum()),
        "rework_days": rework,
        "rework_share": rework / visited if visited else float("nan"),
    }


def listed(seen: Figures) -> pd.DataFrame:
    """The projects that have begun, the last begun first, then by key; columns as in `frames.PROJECTS`."""
    begun = seen.projects[seen.projects["started_at"].notna()]
    return begun.sort_values(["started_at", "project"], ascending=[False, True], kind="stable", ignore_index=True)


def sheets(projects: pd.DataFrame, visits: pd.DataFrame, *, most_rows: int, most_bars: int) -> pd.Series:
    """On which page of a timeline each project stands, from 0 on, so that no page has more bars or rows.

    A project with more visits than that has a page of its own.
    """
    page, rows, bars, places = 0, 0, 0, []
    for count in visits.groupby("project_id").size().reindex(projects["project_id"]).fillna(0):
        if rows == most_rows or (rows and bars + count > most_bars):
            page, rows, bars = page + 1, 0, 0
        rows, bars = rows + 1, bars + count
        places.append(page)
    return pd.Series(places, index=projects.index, dtype="int64")

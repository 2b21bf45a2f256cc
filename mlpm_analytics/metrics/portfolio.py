"""What the projects teach together: time per phase, plan against actual, going back and what it costs.

How many there must be for each figure is said in `statistics.LEAST` and by `ENOUGH`.
"""

import pandas as pd

from mlpm_analytics.frames import COUNT, FLAG, Figures, Frame, column
from mlpm_analytics.metrics.statistics import LEAST, finished_range, quantile
from mlpm_analytics.workflow import TOLERANCE_DAYS, Workflow

ENOUGH = 3  # projects, below which there is no bias and no comparison with others

PHASE_SPREAD = Frame(
    "phase_spread",
    [
        "phase",
        column("project_count", label="Projects", meaning="projects that visited the phase"),
        column("finished_count", label="Finished", meaning="those of them that are finished"),
        column("open_count", label="Open", meaning="those that are not, or were abandoned: at least so long"),
        column("least_days", meaning="the least that a finished project took"),
        *("lower_days", "median_days"),
        column("is_more", label="More than that", meaning="whether the median is only known to be more than that"),
        "upper_days",
        column("most_days", meaning="the most that a finished project took"),
        column("beyond_count", label="Open beyond the longest", meaning="open ones that took longer than any finished"),
    ],
)
PLAN_BIAS = Frame(
    "plan_bias",
    [
        "phase",
        column("project_count", label="Finished projects with a plan", meaning="finished projects with a plan for it"),
        column("baseline_days", label="First plans", meaning="sum of their first plans"),
        column("actual_days", meaning="sum of what these projects took"),
        "bias",
        column("least_ratio", label="Least", meaning="the least that one of them took of its plan"),
        column("most_ratio", label="Most", meaning="the most that one of them took of its plan"),
        column("over_count", label="Over their plan", meaning="those of them that took more than their first plan"),
        column(
            "open_over_count", label="Open and over", meaning="open projects that are over their first plan already"
        ),
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


def visited_phases(seen: Figures) -> pd.DataFrame:
    """The phases that projects visited (`frames.PHASES`), with `name` of the project, `is_finished` and `finished_at`.

    Abandoned projects, and those that are open, have taken at least so long.
    """
    projects = seen.projects[["project_id", "name", "finished_at"]].assign(is_finished=seen.projects["state"] == "done")
    return seen.phases[seen.phases["visit_count"] > 0].merge(projects, on="project_id")


def phase_spread(seen: Figures, workflow: Workflow, *, without: str | None = None) -> pd.DataFrame:
    """What each phase took, in the order of the phases (`PHASE_SPREAD`); `without` leaves a project out."""
    marks = visited_phases(seen)
    rows = [_spread(str(phase), own) for phase, own in marks[marks["project_id"] != without].groupby("phase")]
    found = pd.DataFrame(rows, columns=list(PHASE_SPREAD.columns)).set_index("phase")
    return _of_every_phase(found.astype({"is_more": "object"}), workflow, PHASE_SPREAD)


def _spread(phase: str, marks: pd.DataFrame) -> dict[str, object]:
    days, finished = marks["actual_days"], marks["is_finished"]
    lower, median, upper = (quantile(days.tolist(), finished.tolist(), share) for share in (0.25, 0.5, 0.75))
    known = finished_range(days, finished)
    return {
        "phase": phase,
        "project_count": len(marks),
        "finished_count": known.finished_count,
        "open_count": known.open_count,
        "least_days": known.least,
        "lower_days": lower.days,
        "median_days": median.days,
        "is_more": median.is_more,
        "upper_days": upper.days,
        "most_days": known.most,
        "beyond_count": known.beyond_count,
    }


def plan_bias(seen: Figures, workflow: Workflow) -> pd.DataFrame:
    """How actual days compare with the first plan, in the order of the phases; columns as in `PLAN_BIAS`.

    A sum over a sum, so that a large project weighs more than a small one. A project that had a plan for a phase and
    never was in it counts with no days.
    """
    rows = seen.phases.merge(seen.projects[["project_id", "state"]], on="project_id").dropna(subset=["baseline_days"])
    rows = rows.assign(
        is_over=rows["actual_days"] > rows["baseline_days"] + TOLERANCE_DAYS,
        ratio=rows["actual_days"] / rows["baseline_days"].where(rows["baseline_days"] > 0),
    )
    finished = rows[rows["state"] == "done"].groupby("phase")
    found = (
        finished[["baseline_days", "actual_days"]]
        .sum()
        .assign(
            project_count=finished.size(),
            least_ratio=finished["ratio"].min(),
            most_ratio=finished["ratio"].max(),
            over_count=finished["is_over"].sum(),
        )
    )
    is_known = (found["project_count"] >= ENOUGH) & (found["baseline_days"] > 0)
    ratio = found["actual_days"] / found["baseline_days"].where(is_known)
    still_open = rows[~rows["state"].isin(["done", "abandoned"])].groupby("phase")["is_over"].sum()
    found = found.reindex(found.index.union(still_open.index)).assign(bias=ratio, open_over_count=still_open)
    return _of_every_phase(found, workflow, PLAN_BIAS)


def _of_every_phase(found: pd.DataFrame, workflow: Workflow, contract: Frame) -> pd.DataFrame:
    every = found.reindex(pd.Index(workflow.phases, name="phase", dtype="str"))
    counts: dict[str, object] = {name: 0 for name, dtype in contract.columns.items() if dtype == COUNT}
    counts |= {name: False for name, dtype in contract.columns.items() if dtype == FLAG}
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
    found = found.assign(median_cost_days=found["median_cost_days"].where(found["move_count"] >= LEAST[0.5]))
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
        "reopened_count": int(seen.projects["reopened_count"].sum()),
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

"""Where every project stands: state, phase, days against the plan, last move."""

import pandas as pd

from mlpm_analytics.frames import Figures, Frame, column
from mlpm_analytics.workflow import Workflow

STATES = ("active", "waiting", "paused", "not started", "done", "abandoned")

STANDINGS = Frame(
    "standings",
    [
        *(
            "project",
            "name",
            "owner",
            "is_owner_derived",
            "team",
            "state",
            "current_phase",
            "phase_days",
            "phase_planned_days",
        ),
        column("actual_days", label="In planned phases", meaning="actual days of planned phases, but passive ones"),
        column("planned_days", label="Planned for them", meaning="planned days of these phases; NULL without a plan"),
        *("moved_at", "from_phase", "to_phase", column("direction", label="Last move"), "idle_days", "evidence"),
    ],
)


def standings(before: Figures, now: Figures, workflow: Workflow) -> pd.DataFrame:
    """One row per project that is open or was finished within the week, by state and key; columns as in `STANDINGS`.

    The week lies between the instants of the two sets of figures.
    """
    projects = with_plans(now, workflow)
    is_finished_now = projects["finished_at"] > before.as_of
    rows = projects[~projects["state"].isin(["done", "abandoned"]) | is_finished_now]
    current = now.phases[["project_id", "phase", "actual_days", "planned_days"]].set_axis(
        ["project_id", "current_phase", "phase_days", "phase_planned_days"], axis=1
    )
    last_moves = now.moves.drop_duplicates("project_id", keep="last").drop(columns="project")
    found = rows.merge(current, on=["project_id", "current_phase"], how="left")
    found = found.merge(last_moves, on="project_id", how="left")
    place = found["state"].map({state: place for place, state in enumerate(STATES)})
    ordered = found.assign(place=place).sort_values(["place", "project"], kind="stable", ignore_index=True)
    return STANDINGS.check(ordered)


def with_plans(seen: Figures, workflow: Workflow) -> pd.DataFrame:
    """The projects with `actual_days` and `planned_days`: sums over the phases that have a plan and are not passive.

    Both are NaN where no such phase has a plan.
    """
    planned = seen.phases[seen.phases["planned_days"].notna() & ~seen.phases["phase"].isin(workflow.passive_phases)]
    sums = planned.groupby("project_id")[["actual_days", "planned_days"]].sum()
    ids = seen.projects["project_id"]
    return seen.projects.assign(actual_days=ids.map(sums["actual_days"]), planned_days=ids.map(sums["planned_days"]))

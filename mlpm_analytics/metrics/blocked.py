"""Why projects were blocked: blocked days by waiting status, and by who stands in the way."""

import numpy as np
import pandas as pd

from mlpm_analytics.frames import BLOCKED, Frame, column
from mlpm_analytics.metrics.evidence import weakest
from mlpm_analytics.metrics.known import in_role
from mlpm_analytics.metrics.lookups import looked_up
from mlpm_analytics.metrics.projects_as_of import ProjectsAsOf
from mlpm_analytics.metrics.slices import parts_within, slices
from mlpm_analytics.metrics.time_breakdown import lives_of, waiting_stretches

BLOCKED_BY_REASON = Frame(
    "blocked_by_reason",
    [
        *(BLOCKED["status"], "blocked_by"),
        column("project_count", label="Projects", meaning="projects that waited for it"),
        column("blocked_days", meaning="blocked days of all projects that this was the reason of"),
    ],
)
REASON = ["project_id", "status", "blocked_by"]


def blocked(projects: ProjectsAsOf) -> pd.DataFrame:
    """Blocked days of each project by reason, by key of the project; columns as in `frames.BLOCKED`.

    Each blocked moment goes to the Task that has been waiting longest, of several to the one with the smaller id: they
    add up to the project's blocked days.
    """
    known = projects.known
    rows = parts_within(_waiting(projects), lives_of(projects), "project_id")
    rows = pd.concat([rows, projects.intervals.assign(place=-1)], ignore_index=True)
    cut = slices(rows, rows["project_id"])
    first = cut.assign(place=rows["place"].iloc[cut["row"]].array).sort_values(["slice_no", "place"], kind="stable")
    first = first.drop_duplicates("slice_no")
    first = first[first["place"] >= 0]
    worked = known.clock.team.between_micros(first["started"].to_numpy(), first["stopped"].to_numpy())
    parts = rows[[*REASON, "evidence"]].iloc[first["row"].to_numpy()].assign(days=known.clock.days(worked).to_numpy())
    grouped = parts[parts["days"] > 0].groupby(REASON, dropna=False)
    found = grouped["days"].sum().rename("blocked_days").reset_index()
    evidence = weakest(parts.loc[parts["days"] > 0, "evidence"], grouped.ngroup()).reindex(range(len(found)))
    found = found.assign(evidence=evidence.array, project=looked_up(known.items["key"], found["project_id"]))
    return BLOCKED.check(found).sort_values(["project", "status", "blocked_by"], ignore_index=True)


def _waiting(projects: ProjectsAsOf) -> pd.DataFrame:
    """When Tasks of projects waited, with the name of their status, who blocks them, and their `place` by age."""
    known = projects.known
    rows = waiting_stretches(known).reset_index(drop=True)
    runs = in_role(known.model, "is_waiting").rename(columns={"started_at": "waiting_since_at"})
    asked = rows.reset_index(names="row").sort_values("started_at", kind="stable")
    aged = pd.merge_asof(
        asked, runs[["issue_id", "waiting_since_at"]], left_on="started_at", right_on="waiting_since_at", by="issue_id"
    ).sort_values(["waiting_since_at", "issue_id", "row"], ignore_index=True)
    names = known.model.status_roles.set_index("status_id")["name"]
    return aged.assign(
        place=np.arange(len(aged)),
        status=looked_up(names, aged["status"]),
        blocked_by=looked_up(known.items["blocked_by"], aged["issue_id"]),
    )


def by_reason(rows: pd.DataFrame) -> pd.DataFrame:
    """Blocked days of all projects (`frames.BLOCKED`) by reason, the most first; columns as in `BLOCKED_BY_REASON`."""
    grouped = rows.groupby(["status", "blocked_by"], dropna=False)
    found = grouped.agg(project_count=("project_id", "nunique"), blocked_days=("blocked_days", "sum")).reset_index()
    ordered = found.sort_values(["blocked_days", "status", "blocked_by"], ascending=[False, True, True])
    return BLOCKED_BY_REASON.check(ordered.reset_index(drop=True))

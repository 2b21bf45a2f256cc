"""When the figures of a project can turn: the instants at which a breach can end."""

from dataclasses import dataclass

import pandas as pd

from mlpm_analytics.calendars import micros
from mlpm_analytics.metrics.histories import of_field
from mlpm_analytics.metrics.lookups import latest_of
from mlpm_analytics.metrics.moments import Moments
from mlpm_analytics.metrics.past import Past
from mlpm_analytics.metrics.visits import noise_until


@dataclass(frozen=True)
class Turns:
    """Instants (microseconds) by project: project_id, instant; between two of `all` a breach begins at most once.

    The `brief` ones undo no more than what `Workflow.min_active` before them brought: from when a run counts, it
    takes its share of its first minutes away from the other Tasks of its scientist.
    """

    all: pd.DataFrame
    brief: pd.DataFrame


def turning_points(moments: Moments) -> Turns:
    """The instants at which the figures of each project can turn."""
    past, ids = moments.past, moments.worlds["issue_id"]
    seen = past.seen[past.seen["project_id"].isin(ids)]
    changed = past.model.histories[past.model.histories["issue_id"].isin(ids)]
    window = pd.Timedelta(days=past.workflow.limits.bouncing_window_days)
    points = [
        _points(seen["project_id"], latest_of(seen["started_at"], seen["mature_at"])),
        _points(seen["project_id"], latest_of(seen["stopped_at"], seen["mature_at"])),
        _points(changed["issue_id"], changed["changed_at"]),
        _points(moments.moves["project_id"], moments.moves["moved_at"] + window),
    ]
    if past.workflow.has_deliverable_field:
        points.append(_deliverable_points(past))
    points.append(noise_until(moments.intervals, past.workflow, past.clock))
    people = seen[["project_id", "scientist_id"]].dropna().drop_duplicates()
    shared = people.merge(past.seen[["scientist_id", "mature_at"]], on="scientist_id")
    return Turns(
        all=pd.concat(points, ignore_index=True).drop_duplicates(ignore_index=True),
        brief=_points(shared["project_id"], shared["mature_at"]).drop_duplicates(ignore_index=True),
    )


def _points(project_ids: pd.Series, instants: pd.Series) -> pd.DataFrame:
    return pd.DataFrame({"project_id": project_ids.array, "instant": micros(instants)})


def _deliverable_points(past: Past) -> pd.DataFrame:
    """Changes of deliverable, phase and Epic of every Task, for each Epic it was ever in."""
    epics = of_field(past.model.histories, "epic")[["issue_id", "value"]].dropna().drop_duplicates()
    rows = past.model.histories[past.model.histories["field"].isin(["deliverable", "phase", "epic"])]
    pairs = epics.merge(rows[["issue_id", "changed_at"]], on="issue_id")
    return _points(pairs["value"], pairs["changed_at"])

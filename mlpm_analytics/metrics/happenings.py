"""What happened in a project within a week."""

import pandas as pd

from mlpm_analytics.frames import Figures, Frame, column
from mlpm_analytics.metrics.weeks import finished_within, within

HAPPENINGS = Frame(
    "happenings",
    [
        *("project", "begun_count", "finished_count"),
        column("reopened_count", meaning="how often Tasks left a done status in the week"),
        *("moved_to", "new_count", "settled_count"),
    ],
)


def happenings(before: Figures, now: Figures, breaches: pd.DataFrame, settled: pd.DataFrame) -> pd.DataFrame:
    """One row per project; the week lies between the instants of the two sets of figures.

    `breaches` are today's with `is_new`, `settled` those that stood at the beginning and no longer do.
    """
    tasks = now.tasks
    moved = now.moves[within(now.moves["known_at"], before.as_of, now.as_of)]
    facts = {
        "begun_count": _per_project(tasks[within(tasks["started_at"], before.as_of, now.as_of)]),
        "finished_count": _per_project(finished_within(now.finishes, before.as_of, now.as_of)),
        "reopened_count": _per_project(now.finishes[within(now.finishes["reopened_at"], before.as_of, now.as_of)]),
        "new_count": _per_project(breaches[breaches["is_new"]]),
        "settled_count": _per_project(settled),
    }
    rows = pd.DataFrame({name: counted.reindex(now.projects["project"]) for name, counted in facts.items()}).fillna(0)
    moves = moved.groupby("project")["to_phase"].agg(", ".join).reindex(rows.index)
    return HAPPENINGS.check(rows.assign(moved_to=moves).rename_axis("project").reset_index())


def _per_project(rows: pd.DataFrame) -> pd.Series:
    return rows.groupby("project").size()

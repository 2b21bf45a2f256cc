"""Received against kept: what the loads brought and what of it counts, side by side."""

from typing import Final

import pandas as pd

from mlpm_analytics.frames import Frame

WHAT: Final = ("issues", "tasks", "changes")
_COUNTS: Final = tuple(f"{what}_{side}" for what in WHAT for side in ("received", "kept"))
BY_LOAD: Final = Frame("received against kept, by load", ["load_id", *_COUNTS])
BY_PROJECT: Final = Frame("received against kept, by project", ["project", *_COUNTS])


def by_load(reconciliation: pd.DataFrame) -> pd.DataFrame:
    """One row per load, in the order of loading; columns as in `BY_LOAD`."""
    return _side_by_side(reconciliation, BY_LOAD)


def by_project(reconciliation: pd.DataFrame) -> pd.DataFrame:
    """One row per project, the issues in none last; columns as in `BY_PROJECT`."""
    return _side_by_side(reconciliation, BY_PROJECT)


def _side_by_side(rows: pd.DataFrame, contract: Frame) -> pd.DataFrame:
    by = next(iter(contract.columns))
    groups = rows[[by]].drop_duplicates().sort_values(by, na_position="last", ignore_index=True)
    for what in WHAT:
        of_these = rows[rows["what"] == what]
        for side, counted in (("received", of_these), ("kept", of_these[of_these["outcome"] == "kept"])):
            sums = counted.groupby(by, dropna=False)["row_count"].sum().rename(f"{what}_{side}").reset_index()
            groups = groups.merge(sums, on=by, how="left")
    return contract.check(groups.fillna(dict.fromkeys(_COUNTS, 0)))

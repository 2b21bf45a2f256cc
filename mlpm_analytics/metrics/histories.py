"""Reading step functions: what a field held at an instant, and how several fields held together."""

import numpy as np
import pandas as pd

from mlpm_analytics.frames import HISTORIES

NONE = -1  # the code of "no value"


def of_field(histories: pd.DataFrame, field: str) -> pd.DataFrame:
    """The rows of one field, in order of issue and time."""
    rows = histories[histories["field"] == field]
    return rows.sort_values(["issue_id", "changed_at"], kind="stable")


def steps_of(histories: pd.DataFrame, field: str) -> pd.DataFrame:
    """The rows at which a field took another value than before, and the first of each issue, in the same order."""
    rows = of_field(histories, field)
    codes = pd.Series(pd.factorize(rows["value"])[0], index=rows.index)
    return rows[(codes != codes.shift()) | (rows["issue_id"] != rows["issue_id"].shift())]


def latest(histories: pd.DataFrame, field: str) -> pd.DataFrame:
    """The last row of `field` for each issue, indexed by issue id."""
    return of_field(histories, field).drop_duplicates("issue_id", keep="last").set_index("issue_id")


def by_field(histories: pd.DataFrame) -> dict[str, pd.DataFrame]:
    """The rows of each field in order of time, as `at_instants` wants them."""
    ordered = histories.sort_values("changed_at", kind="stable")
    return {str(field): rows for field, rows in ordered.groupby("field")}


def at_instants(points: pd.DataFrame, rows: pd.DataFrame | None, keys: list[str] | None = None) -> pd.DataFrame:
    """What held at each point (columns `as_of` and `keys`, or else `issue_id`), in the points' order.

    `rows` are histories in order of time; none at all means that nothing was ever held.
    """
    if rows is None or rows.empty:
        return _HELD.reindex(range(len(points)))
    keys = keys or ["issue_id"]
    asked = points[[*keys, "as_of"]].assign(place=np.arange(len(points))).sort_values("as_of", kind="stable")
    found = pd.merge_asof(asked, rows, left_on="as_of", right_on="changed_at", by=keys)
    return found.sort_values("place")[list(_HELD)].reset_index(drop=True)


_HELD = HISTORIES.empty()[["value", "number", "changed_at"]]


def states(histories: pd.DataFrame, fields: tuple[str, ...]) -> pd.DataFrame:
    """What `fields` held together: one row for each issue and instant at which one of them changed.

    Columns: issue_id, started_at, stopped_at (NaT for the last state of an issue), and one per field with
    its value. A field that has no row yet is NaN.
    """
    rows = histories[histories["field"].isin(fields)]
    codes, values = pd.factorize(rows["value"])
    held = (
        rows[["issue_id", "changed_at", "field"]]
        .assign(code=codes)
        .set_index(["issue_id", "changed_at", "field"])["code"]
        .unstack("field")
        .reindex(columns=pd.Index(fields))
        .sort_index()
    )
    held = held.groupby(level="issue_id").ffill().fillna(NONE).astype("int64")
    frame = held.index.to_frame(index=False).set_axis(["issue_id", "started_at"], axis=1)
    labels = pd.Series([*values, np.nan], dtype="str")
    named = {field: labels.iloc[held[field].to_numpy()].array for field in fields}
    stopped = frame.groupby("issue_id")["started_at"].shift(-1)
    return frame.assign(stopped_at=stopped, **named)

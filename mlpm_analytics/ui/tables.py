"""A table of a view as a page shows and saves it: figures unrounded, with their unit in the header."""

import pandas as pd

from mlpm_analytics import wording
from mlpm_analytics.views.cells import address_of
from mlpm_analytics.views.model import Column, Table

JIRA = "Jira"  # the header over the addresses of the first column that leads to Jira


def shown(table: Table, *, timezone: str, browse_url: str = "") -> pd.DataFrame:
    """The columns under their headers; instants as the clock in `timezone` shows them."""
    table = table.shown("wide", "data")
    values = {header(column): _values(table.rows[column.name], column, timezone) for column in table.columns}
    leading = next((column for column in table.columns if column.kind == "key" or column.url in table.rows), None)
    if leading is not None:
        rows = table.rows.to_dict("records")
        addresses = [address_of(row, leading, browse_url) for row in rows]
        values[JIRA] = pd.Series(addresses, index=table.rows.index, dtype="str")
    labelled = pd.DataFrame(values)
    labelled.attrs["help"] = {header(column): column.help for column in table.columns}
    return labelled


def header(column: Column) -> str:
    """The header with the unit of the figures under it."""
    return f"{column.label} ({column.unit})" if column.unit else column.label


def _values(values: pd.Series, column: Column, timezone: str) -> pd.Series:
    if isinstance(values.dtype, pd.DatetimeTZDtype):
        return values.dt.tz_convert(timezone).dt.tz_localize(None)
    if column.kind in ("evidence", "rule"):
        return values.map(wording.evidence if column.kind == "evidence" else wording.rule, na_action="ignore")
    return values

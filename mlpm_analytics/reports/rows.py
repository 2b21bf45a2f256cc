"""The answer to a query somebody typed, in the formats of the reports."""

import json
import math

import pandas as pd

from mlpm_analytics.reports.document import Records, Report, Table


def rows_report(rows: pd.DataFrame) -> Report:
    """Any frame: JSON is a list of its rows, instants are in UTC."""
    columns = tuple(map(str, rows.columns))
    written = rows.to_json(orient="records", date_format="iso", date_unit="us", force_ascii=False)
    content = json.loads(written, parse_float=_finite)
    texts = [["" if row[column] is None else _text(row[column]) for column in columns] for row in content]
    numbers = [str(name) for name, dtype in rows.dtypes.items() if pd.api.types.is_numeric_dtype(dtype)]
    return Report(content, Records(columns, tuple(content)), (Table.of(columns, texts, numbers),))


def _finite(written: str) -> float | None:
    """The number, unless it was rounded beyond the largest there is."""
    return float(written) if math.isfinite(float(written)) else None


def _text(value: object) -> str:
    return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)

"""What stands on a page that `AppTest` has run."""

import json
from typing import Any

import pandas as pd
from streamlit.testing.v1 import AppTest


def texts(app: AppTest) -> str:
    """All prose of a page, one element a line."""
    elements = [
        *app.title,
        *app.header,
        *app.subheader,
        *app.markdown,
        *app.caption,
        *app.info,
        *app.warning,
        *app.error,
    ]
    return "\n".join(element.value.replace("\\", "") for element in elements)


def metrics(app: AppTest) -> dict[str, str]:
    return {metric.label: metric.value for metric in app.metric}


def charts(app: AppTest) -> dict[str, Any]:
    """Alternative text → figure."""
    return {chart.proto.alt: json.loads(chart.proto.spec) for chart in app.get("plotly_chart")}


def table(app: AppTest, header: str) -> pd.DataFrame:
    """The table that has a column with this header."""
    return next(frame.value for frame in app.dataframe if header in frame.value)

"""One Task: why its time is what it is, or 0."""

from typing import Any

import pandas as pd

from mlpm_analytics.mapping import Mapped
from mlpm_analytics.metrics.explain.ledger import Ledger
from mlpm_analytics.metrics.explain.task import ADDED, BELONGED, STATUS_STEPS
from mlpm_analytics.reports.as_json import picked, plain
from mlpm_analytics.reports.formats import Records, Report
from mlpm_analytics.views.lookup import task_row
from mlpm_analytics.views.task_view import task_view

_TASK = (
    *("key", "summary", "project", "phase", "scientist", "status", "active_days", "effort_days", "limited_days"),
    *("passive_days", "test_day", "test_days", "evidence"),
)


def task_report(ledger: Ledger, key: str, mapped: Mapped) -> Report:
    """The report on the Task with this key; one CSV row for each of its statuses. Raises `NotFoundError`."""
    task = task_row(ledger.seen, key)
    view = task_view(ledger, task, mapped)
    tables = {name: view[name].content.table for name in ("statuses", "belonged", "adds")}
    rows = {name: pd.DataFrame() if table is None else table.rows for name, table in tables.items()}
    content: dict[str, Any] = {"as_of": plain(ledger.seen.as_of), **picked(task, _TASK)}
    content |= {"reasons": list(view["reasons"].content.points)}
    for name, frame in (("statuses", STATUS_STEPS), ("belonged", BELONGED), ("adds", ADDED)):
        content[name] = [picked(row, tuple(frame.columns)) for row in rows[name].to_dict("records")]
    columns = ("as_of", "key", *STATUS_STEPS.columns)
    facts = {name: content[name] for name in ("as_of", "key")}
    return Report(content, Records(columns, tuple(facts | row for row in content["statuses"])), view)

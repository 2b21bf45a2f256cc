"""Received against kept, as the Data page shows it."""

from typing import Final

import pandas as pd

from mlpm_analytics.metrics.reconciling import by_load, by_project
from mlpm_analytics.ui.quality import told
from mlpm_analytics.wording import count

_COUNTS: Final = {
    "issues_received": "Issues received",
    "issues_kept": "Issues kept",
    "tasks_received": "Tasks received",
    "tasks_kept": "Tasks kept",
    "changes_received": "Changes received",
    "changes_kept": "Changes kept",
}
_WHY: Final = {  # why a row does not count
    ("issues", "older"): "that another file shows later",
    ("issues", "repeated"): "that another file shows in the same state",
    ("issues", "without history"): "that another file shows with its history",
    ("issues", "sighting"): "that a newer file shows again: what differs says when it changed",
    ("issues", "no date"): "from a file that does not say when it was made",
    ("changes", "repeated"): "that another file brought, too",
    ("changes", "older"): "without an id, of an issue that another file shows later",
    ("changes", "no issue"): "of an issue that no file holds",
    ("changes", "no date"): "without a date",
}
_ONE: Final = {"issues": "issue", "changes": "change"}


def sentence(reconciliation: pd.DataFrame) -> str:
    """What all files brought and what of it counts."""
    sums = by_load(reconciliation).sum()
    return (
        f"The files brought {count(sums['issues_received'], 'issue')} and {count(sums['changes_received'], 'change')}. "
        f"Kept, each once: {count(sums['issues_kept'], 'issue')} ({count(sums['tasks_kept'], 'Task')}) and "
        f"{count(sums['changes_kept'], 'change')}."
    )


def reasons(reconciliation: pd.DataFrame) -> list[str]:
    """Why rows do not count, each with how many; nothing where all do."""
    sums = reconciliation.groupby(["what", "outcome"])["row_count"].sum()
    return [
        f"{count(int(sums[what, outcome]), _ONE[what])} {reason}"
        for (what, outcome), reason in _WHY.items()
        if (what, outcome) in sums.index
    ]


def load_table(reconciliation: pd.DataFrame, loads: pd.DataFrame) -> pd.DataFrame:
    """One row per load; what does not count is explained."""
    rows = loads[["load_id", "path"]].merge(by_load(reconciliation), on="load_id", how="left")
    rows = rows.fillna(dict.fromkeys(_COUNTS, 0)).astype(dict.fromkeys(_COUNTS, "int64"))
    why = [told(reasons(reconciliation[reconciliation["load_id"] == load_id])) for load_id in rows["load_id"]]
    headers = {"load_id": "Load", "path": "File", **_COUNTS}
    return rows.rename(columns=headers)[list(headers.values())].assign(**{"Not kept": why})


def project_table(reconciliation: pd.DataFrame) -> pd.DataFrame:
    """One row per project; what does not count is explained."""
    rows = by_project(reconciliation)
    of_project = reconciliation["project"].fillna("")
    why = [told(reasons(reconciliation[of_project == project])) for project in rows["project"].fillna("")]
    named = rows.assign(project=rows["project"].fillna("in no project"))
    return named.rename(columns={"project": "Project", **_COUNTS}).assign(**{"Not kept": why})

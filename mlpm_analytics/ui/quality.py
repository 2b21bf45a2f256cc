"""What makes figures doubtful, in words: each kind of finding, and what it does to which figure."""

from collections.abc import Sequence
from typing import Final, NamedTuple

import pandas as pd
import streamlit as st

from mlpm_analytics import frames, wording
from mlpm_analytics.metrics.lookups import looked_up
from mlpm_analytics.metrics.quality import COUNTED
from mlpm_analytics.ui import blocks
from mlpm_analytics.ui.reading import Reading
from mlpm_analytics.ui.text import plain
from mlpm_analytics.views.headers import columns
from mlpm_analytics.views.model import Column, Table
from mlpm_analytics.wording import count, listing


class Doubt(NamedTuple):
    """A kind of finding: its name, and what it does to the figures."""

    name: str
    effect: str


DOUBTS: Final = {  # what spoils most figures comes first
    "history-cut": Doubt(
        "History cut short",
        "Time, visits and moves of the Task rest on the part of its history that arrived, and are shown as inferred.",
    ),
    "history-begins-late": Doubt(
        "History begins late",
        "Time before the first entry of the export is missing, and the Task is shown as inferred.",
    ),
    "beginning-unusual": Doubt(
        "History that begins elsewhere",
        "Its first entries may be missing: then time before its first change is too long or too short.",
    ),
    "passive-inferred": Doubt(
        "Passive phase without a history",
        "Nobody saw the Task begin: its days are at most five, and say little of how long it really took.",
    ),
    "status-unknown": Doubt(
        "Status not mapped",
        "A Task in it is neither active, waiting nor done: its time there is missing from every figure.",
    ),
    "phase-unknown": Doubt(
        "Phase that the settings do not know",
        "Time in it counts for the project, but for no phase; it makes no visit and no move.",
    ),
    "phase-missing": Doubt(
        "Task without a phase",
        "Its time counts for the project, but for no phase; it makes no visit and no move.",
    ),
    "parent-absent": Doubt(
        "Parent that no file holds",
        "The Task's time counts for its scientist, but for no project: export the Epics, too.",
    ),
    "epic-missing": Doubt("Task without an Epic", "Its time counts for its scientist, but for no project."),
    "parents-differ": Doubt(
        "Parent and Epic Link differ",
        "The parent decides which project the Task's time belongs to; with the Epic Link it would be another.",
    ),
    "start-unknown": Doubt(
        "Time not known",
        "No file states a date from which the time of these Tasks could be told: none is counted.",
    ),
    "status-two-categories": Doubt(
        "One name, two statuses",
        "Each issue counts by the category that stands in its own row.",
    ),
    "epic-by-structure": Doubt(
        "Epic told by what it holds",
        "The type of issue that holds the others is taken for the Epic.",
    ),
    "time-in-status-unused": Doubt(
        "Times in statuses not used",
        "The times of these Tasks are inferred, though a column says how long they were in each status.",
    ),
    "created-missing": Doubt(
        "No date of creation", "Its history begins with its first change; how early work can have begun is not known."
    ),
    "export-old": Doubt(
        "Export older than the others",
        "Tasks of that Jira project stand as of then; work since is missing from their time.",
    ),
    "no-longer-in-jira": Doubt(
        "No longer in Jira", "It counts as it was last seen; nothing that happened since is known."
    ),
    "estimate-missing": Doubt(
        "Task without an estimate", "Estimate against actual leaves it out; no other figure is touched."
    ),
}
FINDINGS: Final = (
    Column("key", "Issue", url="url"),
    *columns(frames.FINDINGS, "summary", "message"),
)
_EXACT: Final = "From Jira's history"
_FIGURES: Final = {
    "time": "Active, effort and elapsed days of projects",
    "phases": "Time per phase, visits and moves",
    "plan": "Actual against plan",
    "estimates": "Estimate against actual",
}


def overview(findings: pd.DataFrame, tasks: pd.DataFrame) -> pd.DataFrame:
    """One row per kind of finding, the gravest first: rule, name, finding_count, task_count, effect."""
    order = [*DOUBTS, *sorted(set(findings["rule"]) - set(DOUBTS))]
    rows = []
    for rule in order:
        found = findings[findings["rule"] == rule]
        if not found.empty:
            known = DOUBTS.get(rule, Doubt(wording.rule(rule), ""))
            concerned = tasks["issue_id"].isin(found["issue_id"]).sum()
            rows.append((rule, known.name, len(found), int(concerned), known.effect))
    return pd.DataFrame(rows, columns=["rule", "name", "finding_count", "task_count", "effect"])


def findings_list(findings: pd.DataFrame, tasks: pd.DataFrame, reading: Reading) -> None:
    """What was found, what each does to which figure, and the issues with links to Jira."""
    titles = reading.mapped.model.work_items.set_index("issue_id")["summary"]
    linked = findings.assign(
        url=reading.jira_url(findings["key"].where(findings["issue_id"].notna())),
        summary=looked_up(titles, findings["issue_id"]),
    )
    for kind in overview(findings, tasks).to_dict("records"):
        found = count(kind["finding_count"], "finding")
        found += f", {count(kind['task_count'], 'Task')} concerned" if kind["task_count"] else ""
        st.markdown(f"**{plain(kind['name'])}**: {plain(found)}  \n{plain(kind['effect'])}")
        with st.expander(plain(f"{kind['name']}: which")):
            rows = linked[linked["rule"] == kind["rule"]]
            blocks.table(Table(rows, FINDINGS), reading, name=f"findings-{kind['rule']}")


def figures_behind(standing: pd.DataFrame) -> pd.DataFrame:
    """How many Tasks stand behind each figure, and why the others do not: one row per figure."""
    rows = []
    for figure, name in _FIGURES.items():
        outcomes = standing[standing["figure"] == figure]
        counted = outcomes[outcomes["outcome"] == COUNTED]
        others = outcomes[outcomes["outcome"] != COUNTED].to_dict("records")
        rows.append(
            {
                "Figure": name,
                "Tasks behind it": int(counted["task_count"].sum()),
                _EXACT: int(counted["exact_count"].sum()),
                "Tasks left out": sum(row["task_count"] for row in others),
                "Why": told([f"{row['task_count']} {row['outcome']}" for row in others]),
            }
        )
    return pd.DataFrame(rows)


def figures_lines(behind: pd.DataFrame) -> list[str]:
    """The same as lines of Markdown."""
    lines = []
    for row in behind.to_dict("records"):
        behind_it = count(row["Tasks behind it"], "Task")
        exact = f", {row[_EXACT]} of them from Jira's history" if row["Tasks behind it"] else ""
        left_out = f" Left out: {row['Why']}." if row["Tasks left out"] else ""
        lines.append(f"- **{plain(row['Figure'])}**: {plain(f'{behind_it}{exact}.{left_out}')}")
    return lines


def told(parts: Sequence[str]) -> str:
    """Several things in a sentence; a dash for none."""
    return listing(parts) if parts else wording.NOTHING

"""How far the figures can be believed: what each rests on, what is missing, and how it is known."""

from collections.abc import Mapping, Sequence
from typing import Final

import numpy as np
import pandas as pd

from mlpm_analytics.frames import FINDINGS, Figures, Frame, Model, column
from mlpm_analytics.metrics.lookups import looked_up
from mlpm_analytics.workflow import EVIDENCE

COUNTED: Final = "counted"
STANDING: Final = Frame(
    "standing",  # for each figure: how many Tasks are in it, and why the others are not
    [
        column("figure", meaning="time, phases, plan or estimates"),
        column("outcome", meaning="counted, or why not"),
        column("task_count", meaning="Tasks of which this holds"),
        "exact_count",
    ],
)
SHARES: Final = Frame(
    "evidence shares",
    [
        *("project", "evidence", column("task_count", meaning="Tasks that are known in this way")),
        column("active_days", meaning="active days of each Task by itself: those of Tasks active at once count each"),
    ],
)
_LACKING: Final = {
    "phase-missing": ("phase", "The Task has no phase."),
    "epic-missing": ("project_id", "The Task has no Epic."),
    "estimate-missing": ("estimate_days", "The Task has no estimate."),
}


def counted_tasks(seen: Figures, model: Model) -> pd.DataFrame:
    """The Tasks that count (`frames.TASKS`): of projects, and without an Epic in a Jira project that holds one."""
    keys = model.work_items.set_index("issue_id")["project_key"]
    holding = looked_up(keys, seen.projects["project_id"]).dropna()
    is_beside = seen.tasks["project_id"].isna() & looked_up(keys, seen.tasks["issue_id"]).isin(holding)
    return seen.tasks[seen.tasks["project_id"].isin(seen.projects["project_id"]) | is_beside]


def findings(seen: Figures, model: Model) -> pd.DataFrame:
    """What makes figures doubtful (`frames.FINDINGS`): what the mapping found, and what Tasks lack."""
    tasks = counted_tasks(seen, model)
    lacking = [
        tasks.loc[tasks[column].isna(), ["issue_id", "key"]].assign(rule=rule, message=message)
        for rule, (column, message) in _LACKING.items()
    ]
    return FINDINGS.check(pd.concat([model.findings, *lacking], ignore_index=True))


def standing(seen: Figures, model: Model) -> pd.DataFrame:
    """How many Tasks stand behind each figure, and why the others do not; columns as in `STANDING`.

    For each figure every Task that counts has one outcome, the first that applies.
    """
    tasks = counted_tasks(seen, model)
    rows = [
        _outcomes(tasks, figure, reasons).assign(order=place)
        for place, (figure, reasons) in enumerate(_reasons(tasks, seen).items())
    ]
    found = pd.concat(rows).sort_values(["order", "task_count"], ascending=[True, False], kind="stable")
    return STANDING.check(found).reset_index(drop=True)


_Reason = tuple[str, pd.Series]  # why a Task is left out, and of which Tasks that is so


def _reasons(tasks: pd.DataFrame, seen: Figures) -> Mapping[str, Sequence[_Reason]]:
    spent = seen.work_intervals
    placed = spent[spent["project_id"].isin(seen.projects["project_id"])]
    phased = placed[placed["phase"].notna()]
    plans = seen.phases.loc[seen.phases["planned_days"].notna(), ["project_id", "phase"]]
    never, nowhere, phaseless, planless = (
        (why, ~tasks["issue_id"].isin(rows["issue_id"]))
        for why, rows in {
            "never in progress": spent,
            "in no project": placed,
            "without a phase": phased,
            "without a plan for the phase": phased.merge(plans, on=["project_id", "phase"]),
        }.items()
    )
    return {
        "time": [never, nowhere],
        "phases": [never, nowhere, phaseless],
        "plan": [never, nowhere, phaseless, planless],
        "estimates": [
            ("not done", ~tasks["is_done"]),
            ("without an estimate", tasks["estimate_days"].isna()),
            never,
            ("inferred", tasks["evidence"] == "inferred"),
        ],
    }


def _outcomes(tasks: pd.DataFrame, figure: str, reasons: Sequence[_Reason]) -> pd.DataFrame:
    outcome = np.select([is_so for _, is_so in reasons], [why for why, _ in reasons], COUNTED)
    is_exact = tasks["evidence"].eq("changelog").groupby(outcome)
    found = pd.DataFrame({"task_count": is_exact.size(), "exact_count": is_exact.sum()})
    if COUNTED not in found.index:
        found.loc[COUNTED] = 0
    return found.rename_axis("outcome").reset_index().assign(figure=figure)


def evidence_shares(seen: Figures, model: Model) -> pd.DataFrame:
    """How the Tasks that count are known, by project, the strongest evidence first; columns as in `SHARES`."""
    tasks = counted_tasks(seen, model)
    project = tasks["project"].where(tasks["project_id"].notna())
    groups = tasks.assign(project=project).groupby(["project", "evidence"], dropna=False)
    found = groups.agg(task_count=("issue_id", "size"), active_days=("active_days", "sum")).reset_index()
    rank = found["evidence"].map({name: place for place, name in enumerate(EVIDENCE)})
    ordered = found.assign(rank=rank).sort_values(["project", "rank"], kind="stable")
    return SHARES.check(ordered).reset_index(drop=True)

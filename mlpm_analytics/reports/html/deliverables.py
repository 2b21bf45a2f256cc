"""What a project has delivered so far: the links that its Tasks and its Epic hold."""

import pandas as pd

from mlpm_analytics.frames import Figures, Model
from mlpm_analytics.reports.as_json import Row
from mlpm_analytics.workflow import Workflow


def deliverables(figures: Figures, row: Row, model: Model, workflow: Workflow) -> list[Row]:
    """What is linked as of the instant, by phase: key, phase, summary, value, linked_at; the Epic's has no phase."""
    steps = model.histories[
        (model.histories["field"] == "deliverable") & (model.histories["changed_at"] <= figures.as_of)
    ]
    tasks = figures.tasks[figures.tasks["project_id"] == row["project_id"]]
    epic = pd.DataFrame([{"issue_id": row["project_id"], "key": row["project"], "summary": row["name"]}])
    owners = pd.concat([tasks[["issue_id", "key", "summary", "phase"]], epic], ignore_index=True)
    held = steps.sort_values("changed_at", kind="stable").drop_duplicates("issue_id", keep="last")
    linked = owners.merge(held[held["value"].notna()], on="issue_id").rename(columns={"changed_at": "linked_at"})
    place = linked["phase"].map({phase: n for n, phase in enumerate(workflow.phases)})
    ordered = linked.assign(place=place).sort_values(["place", "linked_at", "key"], kind="stable")
    return ordered[["key", "phase", "summary", "value", "linked_at"]].to_dict("records")

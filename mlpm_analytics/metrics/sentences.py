"""One sentence for each breach, in plain words."""

import pandas as pd

from mlpm_analytics.workflow import Workflow

_TEMPLATES = {
    "task-too-long": "{subject} “{title}” has been active for {value:.1f} working days; at most {limit:g} are meant.",
    "estimate-too-long": "{subject} “{title}” is estimated at {value:g} days; at most {limit:g} are meant.",
    "too-many-in-progress": "{person} has {value:g} Tasks in progress; the way of working is {limit:g} at a time.",
    "no-phase": "{subject} “{title}” is in progress without a Phase.",
    "no-project": "{subject} “{title}” is in progress without an Epic.",
    "unassigned": "{subject} “{title}” is in progress and nobody is assigned.",
    "active-in-done": "{subject} “{title}” is in progress although its project is done.",
    "stalled": "{subject} “{title}” has been waiting for {value:.1f} working days with no Task in progress.",
    "over-plan": "{phase} of “{title}” has taken {value:.1f} days; {limit:g} were planned.",
    "no-plan": "“{title}” is beyond its first phase and no later phase has a plan.",
    "bouncing": "“{title}” went back {value:g} times in the last {window} days.",
    "missing-deliverable": "{phase} of “{title}” was left and no deliverable is linked ({deliverable}).",
}


def sentences(rows: pd.DataFrame, workflow: Workflow) -> pd.Series:
    """What is the matter, for breaches with columns rule, subject, title, person, phase, value, limit."""
    told = rows[["rule", "subject", "title", "person", "phase", "value", "limit"]].assign(
        window=workflow.limits.bouncing_window_days,
        deliverable=rows["phase"].map(dict(workflow.deliverables)).fillna("its deliverable"),
    )
    said = [_TEMPLATES[breach["rule"]].format_map(breach) for breach in told.to_dict("records")]
    return pd.Series(said, index=rows.index, dtype="str")

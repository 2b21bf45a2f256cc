"""What the settings make of the exports: the input of every metric."""

from dataclasses import dataclass, field
from typing import Final

import pandas as pd

from mlpm_analytics.frames.column import TEXT, Kind
from mlpm_analytics.frames.contract import Frame
from mlpm_analytics.frames.dictionary import column
from mlpm_analytics.frames.exports import ISSUES

WORK_ITEMS = Frame(
    "work_items",
    [
        *("issue_id", "key", "project_key", "kind", "summary", "created_at", "resolved_at", "evidence"),
        *("is_chosen", "is_excluded", "is_cut_off", "blocked_by"),
    ],
    "One row per issue that the figures know, with the kind it is taken for.",
)
HISTORIES = Frame(
    "histories",
    [
        "issue_id",
        column(
            "field",
            meaning="status, phase, epic, assignee, estimate, resolution, deliverable, test_days, test_ends or "
            "`plan:` and a phase",
        ),
        "changed_at",
        column(
            "value",
            dtype=TEXT,
            kind=Kind.FIELD_VALUE,
            meaning="the value: a status id, a phase, the issue id of an Epic, a scientist; NULL for none",
        ),
        "number",
    ],
    "One row per value that a tracked field of an issue took; it holds until the field's next row.",
)
BOUNDS = Frame(
    "bounds",
    [
        "issue_id",
        column("field", meaning="as in `histories`, of which `issue_id`, `field` and `changed_at` name the row"),
        *("changed_at", "not_before_at", "not_after_at"),
    ],
    "One row per value that was seen as a difference between two exports: within which bounds it is dated.",
)
POSSIBLE_RUNS = Frame(
    "possible_runs",
    ["issue_id", "started_at", column("stopped_at", meaning="stop, NULL where nobody knows of one"), "is_certain"],
    "One row per stretch in which a Task without a changelog can have been active.",
)
STATUS_ROLES = Frame(
    "status_roles",
    [
        *("status_id", column("name", meaning="name of the status")),
        column("is_active", meaning="whether a Task in it is active"),
        *("is_waiting", column("is_done", meaning="whether a Task in it is done")),
        column("reason", meaning="why it says so: Jira's category, or a setting"),
    ],
    "One row per status: what it says about a Task.",
)
SCIENTISTS = Frame(
    "scientists",
    ["scientist_id", column("name", kind=Kind.PERSON, meaning="name of the scientist")],
    "One row per scientist.",
)
FINDINGS = Frame(
    "findings",
    ["rule", "issue_id", "key", column("message", label="What was found")],
    "One row per issue and reason that makes a figure doubtful.",
)
NOT_COUNTED = Frame(
    "not_counted",  # its sentences are in `metrics.not_counted`
    [
        column(
            "kind", meaning="why it is not counted: parent-absent, epic-phaseless, phase-unknown, status-unknown, …"
        ),
        column(
            "subject",
            meaning="key of the parent or Epic, name of the status, value of the phase, Jira project, or issue",
        ),
        *("item_count", "held"),
    ],
    "One row per thing that is loaded and in no figure, as of the last load.",
)
MODEL_FRAMES: Final = (
    *(WORK_ITEMS, HISTORIES, BOUNDS, POSSIBLE_RUNS, STATUS_ROLES, SCIENTISTS, FINDINGS, NOT_COUNTED),
)


@dataclass(frozen=True)
class Model:
    """Everything the metrics need: who and what there is, and how it changed; and what of it they cannot count."""

    work_items: pd.DataFrame = field(default_factory=WORK_ITEMS.empty)
    histories: pd.DataFrame = field(default_factory=HISTORIES.empty)
    status_roles: pd.DataFrame = field(default_factory=STATUS_ROLES.empty)
    scientists: pd.DataFrame = field(default_factory=SCIENTISTS.empty)
    findings: pd.DataFrame = field(default_factory=FINDINGS.empty)
    bounds: pd.DataFrame = field(default_factory=BOUNDS.empty)
    possible_runs: pd.DataFrame = field(default_factory=POSSIBLE_RUNS.empty)
    not_counted: pd.DataFrame = field(default_factory=NOT_COUNTED.empty)


ISSUE_LIST = Frame(
    "issues",
    [*ISSUES.without("line", "payload"), "kind", "evidence", "project", "phase"],
    "One row per issue, as Jira has it today, with the project and phase it counts in.",
)
MISFITS = Frame(
    "misfits",
    [column("key", meaning="the setting that it is about"), "message", "section", "remedy"],
    "One row per thing in the data that does not fit the settings, what spoils most figures first.",
)

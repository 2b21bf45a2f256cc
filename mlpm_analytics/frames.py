"""The columns and dtypes of every frame that crosses a border between rooms.

A frame is checked where it enters (`ISSUES.check(frame)`) and trusted inside. Instants are UTC with
microseconds; text columns are pandas' `str` with NaN for "not stated"; `_days` are floats.
"""

from dataclasses import dataclass, field
from functools import cached_property
from typing import Final

import pandas as pd

from mlpm_analytics.errors import FrameError

TEXT: Final = "str"
INSTANT: Final = "datetime64[us, UTC]"
NUMBER: Final = "float64"
COUNT: Final = "int64"
FLAG: Final = "bool"


@dataclass(frozen=True)
class Frame:
    """The contract of one frame: its name, and its columns with their dtypes, in order."""

    name: str
    columns: dict[str, str]

    def check(self, frame: pd.DataFrame) -> pd.DataFrame:
        """Return `frame` with exactly the promised columns and dtypes.

        Raises `FrameError` where a column is missing or cannot be cast.
        """
        missing = [column for column in self.columns if column not in frame]
        if missing:
            raise FrameError(f"{self.name}: columns {missing} are missing")
        if not len(frame):
            return self.empty()  # pandas cannot join columns that Arrow made out of no rows
        try:
            return pd.DataFrame({name: _cast(frame[name], dtype) for name, dtype in self.columns.items()})
        except (TypeError, ValueError) as error:
            raise FrameError(f"{self.name}: {error}") from error

    def empty(self) -> pd.DataFrame:
        """No rows, the promised columns."""
        return self._empty.copy(deep=False)

    @cached_property
    def _empty(self) -> pd.DataFrame:
        """Made once: a file brings little and leaves many frames empty, and thousands of files do so."""
        return pd.DataFrame({column: pd.Series(dtype=dtype) for column, dtype in self.columns.items()})

    def of(self, rows: list[dict[str, object]]) -> pd.DataFrame:
        """A checked frame from records; a column that a record lacks is "not stated"."""
        return self.check(pd.DataFrame(rows, columns=list(self.columns)))


def _cast(column: pd.Series, dtype: str) -> pd.Series:
    """The column as `dtype`; a column without a single instant may come without a time zone."""
    if dtype == INSTANT and column.isna().all():
        return pd.Series(pd.NaT, index=column.index, dtype=INSTANT)
    if dtype == INSTANT and column.dtype == object:
        return pd.to_datetime(column, utc=True).astype(INSTANT)
    return column.astype(dtype)  # type: ignore[call-overload]  # the stubs know literal names alone


# What a source reads out of one file, before any settings are applied ------------------------------

ISSUES = Frame(
    "issues",
    {
        "issue_id": TEXT,
        "key": TEXT,
        "project_key": TEXT,
        "issue_type": TEXT,
        "hierarchy_level": NUMBER,  # 1 Epic, 0 Task, -1 sub-task; NaN where the source has none
        "is_subtask": FLAG,
        "summary": TEXT,
        "status_id": TEXT,
        "status": TEXT,
        "status_category": TEXT,  # new, indeterminate, done
        "assignee_id": TEXT,  # account id, else key, name, display name
        "assignee": TEXT,  # the name to show
        "parent_id": TEXT,
        "parent_key": TEXT,
        "epic_link": TEXT,  # key, as the Epic Link field states it
        "created_at": INSTANT,
        "updated_at": INSTANT,
        "resolved_at": INSTANT,
        "resolution_id": TEXT,
        "resolution": TEXT,
        "estimate_seconds": NUMBER,
        "category_changed_at": INSTANT,  # when the status category last changed, where the source says so
        "has_changelog": FLAG,  # the source brought this issue's history, or the part of it that Jira sent
        "history_count": NUMBER,  # how many histories Jira says the issue has; NaN where it does not say
        "line": COUNT,  # line of the file, or place in its list
        "payload": TEXT,  # the record as it came, as JSON
    },
)
COLUMN_FIELDS: Final = {  # column of ISSUES → Jira's field, by which a table says that it has that column
    "issue_type": "issuetype",
    "hierarchy_level": "issuetype",
    "summary": "summary",
    "status_id": "status",
    "status": "status",
    "status_category": "statusCategory",
    "assignee_id": "assignee",
    "assignee": "assignee",
    "parent_id": "parent",
    "parent_key": "parent",
    "epic_link": "epiclink",
    "created_at": "created",
    "updated_at": "updated",
    "resolved_at": "resolutiondate",
    "resolution_id": "resolution",
    "resolution": "resolution",
    "estimate_seconds": "timeoriginalestimate",
    "category_changed_at": "statuscategorychangedate",
}
FIELD_VALUES = Frame(
    "field_values",  # one row per value of a custom field, label or component
    {
        "issue_id": TEXT,
        "field_id": TEXT,  # customfield_10031, labels, components; in a CSV the header's name
        "field_name": TEXT,
        "position": COUNT,
        "value_id": TEXT,  # option, component or account id
        "value": TEXT,
    },
)
CHANGES = Frame(
    "changes",
    {
        "issue_id": TEXT,
        "history_id": TEXT,
        "item_no": COUNT,
        "position": COUNT,  # place of the history in the file
        "changed_at": INSTANT,
        "author_id": TEXT,
        "author": TEXT,
        "field": TEXT,
        "field_id": TEXT,
        "from_id": TEXT,
        "from_text": TEXT,
        "to_id": TEXT,
        "to_text": TEXT,
    },
)
FIELDS = Frame("fields", {"field_id": TEXT, "name": TEXT})
STATUSES = Frame("statuses", {"status_id": TEXT, "name": TEXT, "category": TEXT})
GONE = Frame(
    "gone",  # issues that a sync does not find in Jira any more; they are kept as last seen
    {"issue_id": TEXT, "gone_at": INSTANT, "reason": TEXT},  # reason: not found, moved, not listed
)


@dataclass(frozen=True)
class Note:
    """Something a person should know about a file: ignored, unreadable or doubtful."""

    path: str
    message: str
    line: int | None = None
    column: str | None = None


@dataclass(frozen=True)
class Export:
    """What one file brought: settings-independent frames, and notes for the report."""

    path: str
    kind: str  # "REST JSON", "Jira CSV", …
    rows: int
    issues: pd.DataFrame = field(default_factory=ISSUES.empty)
    field_values: pd.DataFrame = field(default_factory=FIELD_VALUES.empty)
    changes: pd.DataFrame = field(default_factory=CHANGES.empty)
    fields: pd.DataFrame = field(default_factory=FIELDS.empty)
    statuses: pd.DataFrame = field(default_factory=STATUSES.empty)
    site_url: str | None = None  # address of the Jira it came from, where the file says so
    notes: tuple[Note, ...] = ()


# What the store knows from all loads together: one row per issue, each change once -----------------

LOADS = Frame(
    "loads",
    {
        "load_id": COUNT,
        "path": TEXT,
        "kind": TEXT,
        "sha256": TEXT,  # of the file's content
        "options": TEXT,  # the reading options, as JSON
        "loaded_at": INSTANT,
        "as_of": INSTANT,  # --exported-at, or else the latest instant in the file
        "rows": COUNT,
        "issues": COUNT,
        "changes": COUNT,
        "site_url": TEXT,
    },
)
NOTES = Frame(
    "notes",  # what is ignored, unreadable or doubtful in the files that were loaded (`Note`)
    {"load_id": COUNT, "line": NUMBER, "column": TEXT, "message": TEXT},
)
RECEIVED = Frame(
    "received",  # every row that every load brought, and what became of it
    {
        "load_id": COUNT,
        "issue_id": TEXT,
        "what": TEXT,  # issues, changes
        "outcome": TEXT,  # kept, or why it does not count: docs/store.md
        "row_count": COUNT,
    },
)
CREATED = Frame(
    "created",  # when issues were created, as the loads say
    {"issue_id": TEXT, "first_at": INSTANT, "last_at": INSTANT},
)
LOGGED = Frame("logged", {"issue_id": TEXT})  # issues whose history came in a file of its own
SEEN_BY: Final = {"load_id": COUNT, "seen_at": INSTANT}  # which export, and what it shows Jira as of
SIGHTINGS = Frame(
    "sightings",  # issues without a changelog, as each export showed them; what it did not state is carried along
    {name: dtype for name, dtype in ISSUES.columns.items() if name not in ("has_changelog", "line", "payload")}
    | {"own_updated_at": INSTANT, "own_category_changed_at": INSTANT}  # as this export states it: never carried along
    | SEEN_BY,
)
SIGHTED_VALUES = Frame("sighted_values", FIELD_VALUES.columns | SEEN_BY)


@dataclass(frozen=True)
class Raw:
    """The exports of all loads together: the newest row of each issue, every change once."""

    issues: pd.DataFrame = field(default_factory=ISSUES.empty)
    field_values: pd.DataFrame = field(default_factory=FIELD_VALUES.empty)
    changes: pd.DataFrame = field(default_factory=CHANGES.empty)
    fields: pd.DataFrame = field(default_factory=FIELDS.empty)
    statuses: pd.DataFrame = field(default_factory=STATUSES.empty)
    site_url: str | None = None
    gone: pd.DataFrame = field(default_factory=GONE.empty)
    sightings: pd.DataFrame = field(default_factory=SIGHTINGS.empty)
    sighted_values: pd.DataFrame = field(default_factory=SIGHTED_VALUES.empty)
    logged: pd.DataFrame = field(default_factory=LOGGED.empty)


# What the settings make of it: the input of every metric ------------------------------------------

WORK_ITEMS = Frame(
    "work_items",
    {
        "issue_id": TEXT,
        "key": TEXT,
        "project_key": TEXT,
        "kind": TEXT,  # epic, task, subtask
        "summary": TEXT,
        "created_at": INSTANT,
        "resolved_at": INSTANT,
        "evidence": TEXT,  # changelog, snapshot, field, inferred
        "is_chosen": FLAG,  # an Epic that the settings choose as a project whatever it holds
        "is_excluded": FLAG,  # an Epic that the settings leave out
        "is_cut_off": FLAG,  # a Task whose inferred time was cut at five working days
    },
)
HISTORIES = Frame(
    "histories",  # step functions: a value holds from `changed_at` to the next row of the same field
    {
        "issue_id": TEXT,
        "field": TEXT,  # status, phase, epic, assignee, estimate, resolution, deliverable, plan:<phase>
        "changed_at": INSTANT,
        "value": TEXT,  # status id, phase, Epic's issue id, scientist id, …; NaN for none
        "number": NUMBER,  # estimate in days, plan in weeks
    },
)
STATUS_ROLES = Frame(
    "status_roles",
    {"status_id": TEXT, "name": TEXT, "is_active": FLAG, "is_waiting": FLAG, "is_done": FLAG},
)
SCIENTISTS = Frame("scientists", {"scientist_id": TEXT, "name": TEXT})
BOUNDS = Frame(
    "bounds",  # how exactly a row of the histories is dated, where two exports showed a difference
    {"issue_id": TEXT, "field": TEXT, "changed_at": INSTANT, "not_before_at": INSTANT, "not_after_at": INSTANT},
)
POSSIBLE_RUNS = Frame(
    "possible_runs",  # when a Task without a changelog can have been active, as far as its exports tell
    {
        "issue_id": TEXT,
        "started_at": INSTANT,
        "stopped_at": INSTANT,  # NaT where nobody knows of an end
        "is_certain": FLAG,  # it was active all the while
    },
)
FINDINGS = Frame(
    "findings",  # what makes a figure doubtful, with the issue to look at
    {"rule": TEXT, "issue_id": TEXT, "key": TEXT, "message": TEXT},
)

NOT_COUNTED = Frame(
    "not_counted",  # what is loaded and in no figure: its sentences are in `metrics.not_counted`
    {
        "kind": TEXT,  # parent-absent, epic-phaseless, …: one of `metrics.not_counted.KINDS`
        "subject": TEXT,  # key of the parent or Epic, name of the status, value of the phase, Jira project, issue
        "item_count": COUNT,  # how many Tasks are left out by it; of changes without an issue: changes
        "held": TEXT,  # the unknown phases of an Epic's Tasks with their numbers, NaN for others
    },
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
    "issues",  # as other people may query them: the issues of all loads, with what they are here
    {name: dtype for name, dtype in ISSUES.columns.items() if name not in ("line", "payload")}
    | {"kind": TEXT, "evidence": TEXT, "project": TEXT, "phase": TEXT},
)

RECONCILIATION = Frame(
    "reconciliation",  # RECEIVED, added up: for each load what it brought, and what of that counts
    {
        "load_id": COUNT,
        "project": TEXT,  # key of the project that the issues are in, NaN for those in none
        "what": TEXT,  # issues, tasks (those of the issues that are Tasks), changes
        "outcome": TEXT,
        "row_count": COUNT,
    },
)
MISFITS = Frame(
    "misfits",  # what in the data does not fit the settings, what spoils most figures first
    {
        "key": TEXT,  # the setting, dotted
        "message": TEXT,
        "section": TEXT,  # the header of mlpm.toml that the lines belong below, NaN for none
        "remedy": TEXT,  # lines for mlpm.toml, NaN for none
    },
)

TAGS = Frame(
    "tags",  # what teams mark their issues with, as the latest export has it
    {"issue_id": TEXT, "kind": TEXT, "value": TEXT},  # kind: label, component
)

# What the metrics give ----------------------------------------------------------------------------

WORK_INTERVALS = Frame(
    "work_intervals",
    {
        "issue_id": TEXT,
        "key": TEXT,
        "project_id": TEXT,  # issue id of the Epic, NaN without one
        "phase": TEXT,
        "scientist_id": TEXT,
        "started_at": INSTANT,
        "stopped_at": INSTANT,  # as of, where the interval is open
        "is_open": FLAG,
        "run_started_at": INSTANT,  # start of the active run it lies in
        "became_active_at": INSTANT,  # start of the run, or the last change of phase within it
        "evidence": TEXT,
    },
)
PROJECTS = Frame(
    "projects",
    {
        "project_id": TEXT,
        "project": TEXT,
        "name": TEXT,
        "owner_id": TEXT,  # the Epic's assignee
        "owner": TEXT,
        "state": TEXT,
        "current_phase": TEXT,
        "started_at": INSTANT,
        "finished_at": INSTANT,
        "elapsed_days": NUMBER,
        "active_days": NUMBER,
        "effort_days": NUMBER,
        "idle_days": NUMBER,
        "forward_count": COUNT,
        "back_count": COUNT,
        "resumed_count": COUNT,
        "reentry_count": COUNT,
        "rework_days": NUMBER,
        "rework_share": NUMBER,
        "evidence": TEXT,
    },
)
PHASES = Frame(
    "phases",
    {
        "project_id": TEXT,
        "project": TEXT,
        "phase": TEXT,
        "position": COUNT,  # 0 for the first phase
        "planned_days": NUMBER,
        "baseline_days": NUMBER,
        "actual_days": NUMBER,
        "effort_days": NUMBER,
        "active_days": NUMBER,
        "elapsed_days": NUMBER,
        "stay_days": NUMBER,  # working time in it by its visits, idle gaps included
        "first_started_at": INSTANT,
        "last_stopped_at": INSTANT,
        "visit_count": COUNT,
        "task_count": COUNT,
        "done_count": COUNT,
        "evidence": TEXT,
    },
)
VISITS = Frame(
    "visits",
    {
        "project_id": TEXT,
        "project": TEXT,
        "visit_no": COUNT,  # from 0, in order of time
        "phase": TEXT,
        "started_at": INSTANT,
        "stopped_at": INSTANT,
        "active_days": NUMBER,
        "evidence": TEXT,
    },
)
MOVES = Frame(
    "moves",
    {
        "project_id": TEXT,
        "project": TEXT,
        "visit_no": COUNT,  # the visit it leads to
        "moved_at": INSTANT,
        "from_phase": TEXT,
        "to_phase": TEXT,
        "direction": TEXT,  # forward, back, resumed
        "is_reentry": FLAG,
        "known_at": INSTANT,  # figures as of an earlier instant do not have it: the visit was too short to be one
        "cost_days": NUMBER,  # of a move back, else NaN
    },
)
WHERE_TIME_WENT = Frame(
    "where_time_went",  # working days from the first active moment to the end; they add up to `elapsed_days`
    {
        "project_id": TEXT,
        "project": TEXT,
        "active_days": NUMBER,
        "blocked_days": NUMBER,  # no Task active, but one in a waiting status
        "elsewhere_days": NUMBER,  # neither, and the scientist who was active last is active on something else
        "away_days": NUMBER,  # none of these, and all who were active last are on leave
        "idle_days": NUMBER,
    },
)
TASKS = Frame(
    "tasks",
    {
        "issue_id": TEXT,
        "key": TEXT,
        "summary": TEXT,
        "project_id": TEXT,
        "project": TEXT,  # key of the Epic, NaN without one
        "phase": TEXT,
        "scientist_id": TEXT,
        "scientist": TEXT,
        "status": TEXT,
        "is_active": FLAG,
        "is_waiting": FLAG,
        "is_done": FLAG,
        "waiting_since_at": INSTANT,  # over changes between waiting statuses, NaT while it is in none
        "started_at": INSTANT,
        "stopped_at": INSTANT,
        "finished_at": INSTANT,  # since when it has been done, NaT while it is not
        "active_days": NUMBER,  # all its runs, on the team's calendar
        "least_active_days": NUMBER,  # the bounds of that; NaN where it is exact, or nobody can tell
        "most_active_days": NUMBER,
        "passive_days": NUMBER,  # those of them in passive phases
        "limited_days": NUMBER,  # outside passive phases, on the assignees' calendars: held against the five days
        "effort_days": NUMBER,
        "estimate_days": NUMBER,
        "is_cut_off": FLAG,  # its inferred time was cut at five working days
        "evidence": TEXT,
    },
)
FINISHES = Frame(
    "finishes",  # every time that a Task became done
    {
        "issue_id": TEXT,
        "key": TEXT,
        "project": TEXT,  # key of its Epic as of the figures, NaN without one
        "scientist_id": TEXT,
        "finished_at": INSTANT,
        "reopened_at": INSTANT,  # NaT while it is done
    },
)
BREACHES = Frame(
    "breaches",
    {
        "rule": TEXT,
        "subject": TEXT,
        "project": TEXT,  # key of the project it belongs to, NaN without one
        "phase": TEXT,
        "since_at": INSTANT,
        "value": NUMBER,
        "limit": NUMBER,
        "evidence": TEXT,
        "message": TEXT,
        "url": TEXT,
    },
)

WEEK_BEFORE: Final = {  # what the weekly review holds the figures against: as of seven days earlier
    frame.name: Frame(f"{frame.name}_week_before", frame.columns) for frame in (PROJECTS, TASKS, BREACHES)
}


@dataclass(frozen=True)
class Figures:
    """Every figure as of one instant."""

    as_of: pd.Timestamp
    work_intervals: pd.DataFrame
    projects: pd.DataFrame
    phases: pd.DataFrame
    visits: pd.DataFrame
    moves: pd.DataFrame
    where_time_went: pd.DataFrame
    tasks: pd.DataFrame
    finishes: pd.DataFrame
    breaches: pd.DataFrame
    dropped_runs: int  # active runs too short to count: mis-clicks
    not_counted: pd.DataFrame = field(default_factory=NOT_COUNTED.empty)  # as the latest load has it, at any instant

"""What a source reads out of one file before any settings are applied, and what the store knows of all loads."""

from dataclasses import dataclass, field
from typing import Final

import pandas as pd

from mlpm_analytics.frames.column import NUMBER, TEXT, Kind
from mlpm_analytics.frames.contract import Frame
from mlpm_analytics.frames.dictionary import column

ISSUES = Frame(
    "issues",
    [
        *("issue_id", "key", "project_key", "issue_type", "hierarchy_level", "is_subtask", "summary"),
        *("status_id", "status", "status_category", "assignee_id", "assignee", "parent_id", "parent_key", "epic_link"),
        *("created_at", "updated_at", "resolved_at", "resolution_id", "resolution", "estimate_seconds"),
        *("category_changed_at", "has_changelog", "history_count", "line", "payload"),
    ],
    "One row per issue of a file.",
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
    "field_values",
    [
        "issue_id",
        column("field_id", meaning="customfield_10031, labels, components; in a CSV the header's name"),
        *("field_name", "position", "value_id"),
        column("value", dtype=TEXT, kind=Kind.FREE_TEXT, meaning="its text"),
    ],
    "One row per value of a custom field, label or component.",
)
CHANGES = Frame(
    "changes",
    [
        *("issue_id", "history_id", "item_no", column("position", meaning="place of the history in its file")),
        *("changed_at", "author_id", "author", "field", "field_id", "from_id", "from_text", "to_id", "to_text"),
    ],
    "One row per change of one field, as Jira's changelog has it.",
)
FIELDS = Frame(
    "fields",
    ["field_id", column("name", meaning="name of the field", kind=Kind.CATEGORY)],
    "One row per custom field of a file.",
)
STATUSES = Frame(
    "statuses",
    ["status_id", column("name", meaning="name of the status", kind=Kind.CATEGORY), "category"],
    "One row per status of a file.",
)
GONE = Frame(
    "gone",
    ["issue_id", "gone_at", "reason"],
    "One row per issue that a sync does not find in Jira any more; it is kept as last seen.",
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


LOADS = Frame(
    "loads",
    [
        *("load_id", "path", column("kind", meaning="kind of export"), "sha256", "options", "loaded_at", "as_of"),
        *("rows", "issues", "changes", "site_url"),
    ],
    "One row per file that was loaded.",
)
NOTES = Frame(
    "notes",
    [
        "load_id",
        column(
            "line",
            dtype=NUMBER,
            meaning="line of the file, or place in its list; NULL where it is about the whole file",
        ),
        *("column", column("message", meaning="what was noted, in a sentence", label="Note")),
    ],
    "One row per thing in a file that was ignored, unreadable or doubtful.",
)
RECEIVED = Frame(
    "received",
    [
        *("load_id", "issue_id", column("what", meaning="issues or changes")),
        column("outcome", meaning="kept, or why it does not count: docs/store.md"),
        "row_count",
    ],
    "Every row that every load brought, and what became of it.",
)
CREATED = Frame("created", ["issue_id", "first_at", "last_at"], "When issues were created, as the loads say.")
LOGGED = Frame("logged", ["issue_id"], "One row per issue whose history came in a file of its own.")
SIGHTINGS = Frame(
    "sightings",
    [
        *ISSUES.without("has_changelog", "line", "payload"),
        *("own_updated_at", "own_category_changed_at", "load_id", "seen_at"),
    ],
    "Issues without a changelog, as each export showed them; what it did not state is carried along.",
)
SIGHTED_VALUES = Frame("sighted_values", [*FIELD_VALUES, "load_id", "seen_at"], "The field values of the sightings.")


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


RECONCILIATION = Frame(
    "reconciliation",
    [
        *(
            "load_id",
            column("project", meaning="key of the project that the issues are in now, NULL for those in none"),
        ),
        *("what", "outcome", "row_count"),
    ],
    "What each load brought and what of it counts: one row per load, project, kind and outcome.",
)


@dataclass(frozen=True)
class TagField:
    """A field whose values mark issues: every source reads it, `TAGS` has it, the sidebar offers it as a filter."""

    kind: str  # in TAGS
    header: str  # of its columns in a CSV; in other languages: `sources.headers`
    filter_key: str  # of `TAG_FILTERS`
    is_one_word: bool = False  # its values have no blanks, so that blanks part several in one cell


LINKS: Final = "issuelinks"  # Jira's id of the field with links; its name in FIELD_VALUES is the type of link
TAG_FILTERS: Final = {"tags": "Labels and components"}  # key in the address → label; values of one filter: any will do
TAG_FIELDS: Final = {  # Jira's id of the field, also the column in files of the Data Pipeline
    "labels": TagField("label", "Labels", "tags", is_one_word=True),
    "components": TagField("component", "Components", "tags"),
}
TAGS = Frame(
    "tags",
    ["issue_id", column("kind", meaning="label or component"), FIELD_VALUES["value"]],
    "One row per label or component of an issue.",
)

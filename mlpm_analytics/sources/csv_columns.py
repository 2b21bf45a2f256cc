"""The columns of Jira's CSV export, by their headers: where what stands, and whether a table is an export at all."""

import re
from dataclasses import dataclass

from mlpm_analytics.sources.csv_table import Table
from mlpm_analytics.sources.notebook import shown
from mlpm_analytics.wording import listing

LISTED = 6  # headers in a message
DATES = ("Created", "Updated", "Resolved", "Status Category Changed")
HEADERS = {  # what Jira calls a column, case-folded → what it is called here
    "issue key": "Issue key",
    "work item key": "Issue key",
    "issue id": "Issue id",
    "work item id": "Issue id",
    "issue type": "Issue Type",
    "work type": "Issue Type",
    "work item type": "Issue Type",
    "summary": "Summary",
    "status": "Status",
    "status category": "Status Category",
    "project key": "Project key",
    "assignee": "Assignee",
    "assignee id": "Assignee Id",
    "resolution": "Resolution",
    "parent": "Parent",
    "parent id": "Parent",
    "parent key": "Parent",
    "custom field (epic link)": "Epic Link",
    "epic link": "Epic Link",
    "original estimate": "Original estimate",
    "labels": "Labels",
    "component/s": "Components",
    "components": "Components",
} | {name.casefold(): name for name in DATES}
NEEDED = (("Issue key", "Issue id"), ("Issue Type",), ("Summary", "Status"))  # one of each

IS_KEY = re.compile(r"[^\W\d]\w*-\d+")  # of an issue

_CUSTOM = re.compile(r"custom field \((.*)\)", re.IGNORECASE | re.DOTALL)


@dataclass(frozen=True)
class Columns:
    """Where in a row is what; headers repeat, so every name has a list of places."""

    known: dict[str, list[int]]
    custom: list[tuple[int, str]]  # place, name of the custom field

    @classmethod
    def of(cls, header: list[str]) -> "Columns":
        """The columns of a header."""
        known: dict[str, list[int]] = {}
        for place, name in enumerate(header):
            if name.strip().casefold() in HEADERS:
                known.setdefault(HEADERS[name.strip().casefold()], []).append(place)
        found = ((place, _CUSTOM.fullmatch(name.strip())) for place, name in enumerate(header))
        return cls(known, [(place, custom[1]) for place, custom in found if custom])

    def cell(self, cells: list[str], name: str) -> str:
        """The first of the columns of a name that holds something, or an empty text."""
        return next((cells[place].strip() for place in self.known.get(name, ()) if cells[place].strip()), "")

    def cells(self, cells: list[str], name: str) -> list[str]:
        """All that the columns of a name hold."""
        return [cells[place].strip() for place in self.known.get(name, ()) if cells[place].strip()]


def is_export(rows: Table) -> bool:
    """Whether a table has the columns that an export of Jira's cannot lack."""
    return not _lacking(rows)


def what_is_missing(rows: Table) -> str:
    """Why a table is no export, in a sentence."""
    lacking = listing([f"no column {names}" for names in _lacking(rows)])
    begins = ", ".join(shown(name) for name in rows.header[:LISTED])
    more = ", …" if len(rows.header) > LISTED else ""
    return f"this is not Jira's CSV export, it has {lacking}. Its header is {begins}{more}."


def _lacking(rows: Table) -> list[str]:
    known = Columns.of(rows.header).known
    return [" or ".join(f"'{name}'" for name in names) for names in NEEDED if not any(name in known for name in names)]

"""Issues with their whole histories, joined with what is known of them, as an export."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Final

from mlpm_analytics.errors import ExportError
from mlpm_analytics.frames import Export
from mlpm_analytics.mapping.beginnings import unusual_beginnings
from mlpm_analytics.settings import Settings
from mlpm_analytics.sources import ReadingOptions
from mlpm_analytics.sources.api import JiraClient
from mlpm_analytics.sources.api.client import Record, identity_of, twice
from mlpm_analytics.sources.rest_json import read_answers
from mlpm_analytics.sources.rest_pages import EPIC_LINK_TYPE
from mlpm_analytics.sources.rest_values import elements, members, text
from mlpm_analytics.sync.continuity import is_whole

SYSTEM_FIELDS: Final = (
    "summary",
    "status",
    "issuetype",
    "project",
    "parent",
    "assignee",
    "reporter",
    "priority",
    "labels",
    "components",
    "issuelinks",
    "fixVersions",
    "resolution",
    "resolutiondate",
    "created",
    "updated",
    "duedate",
    "timeoriginalestimate",
    "timeestimate",
    "timespent",
    "statuscategorychangedate",
)
MOST_ALONE: Final = 20  # issues of a batch that are asked for once more only for where they begin
_LEFT_OUT: Final = ("gh-lexo-rank", "devsummarycf")  # types that say nothing and are costly to ask for


@dataclass(frozen=True)
class Definitions:
    """The fields of a Jira, as its own definitions say."""

    fields: list[Record] = field(repr=False)

    @property
    def names(self) -> dict[str, str]:
        """The name of each field, by id."""
        return {text(one.get("id")) or "": text(one.get("name")) or "" for one in self.fields}

    @property
    def schemas(self) -> dict[str, Any]:
        """What each field is, by id."""
        return {text(one.get("id")) or "": one.get("schema") for one in self.fields}

    @property
    def wanted(self) -> list[str]:
        """Which fields to ask for: by id, since several can have one name."""
        custom = [
            one
            for one, schema in self.schemas.items()
            if one.startswith("customfield_") and not str(members(schema).get("custom")).endswith(_LEFT_OUT)
        ]
        return [*SYSTEM_FIELDS, *sorted(custom)]

    def of_type(self, custom: str) -> list[str]:
        """The ids of the fields of this type of custom field."""
        return [one for one, schema in self.schemas.items() if str(members(schema).get("custom")).endswith(custom)]

    def called(self, name: str) -> list[str]:
        """The ids of the fields of this name or id."""
        return [one for one, known in self.names.items() if name.strip().casefold() in (one, known.strip().casefold())]


@dataclass
class Batch:
    """What became of some issues."""

    export: Export
    missing: list[str]
    unreadable: dict[str, str]  # issues that came and say nothing, by id: their key, and why
    broken: list[str]  # keys of issues whose history does not fit itself, however it was asked for
    kept_histories: int  # histories that Jira gave once and does not give any more


class Fetcher:
    """Brings issues of one Jira, as its fields and the settings are now."""

    def __init__(self, jira: JiraClient, definitions: Definitions, settings: Settings) -> None:
        self._jira, self._definitions = jira, definitions
        self._names = definitions.names
        self._wanted = definitions.wanted
        phases = definitions.called(settings.fields.phase) if settings.fields.phase_from == "field" else []
        self._tracked = [(one, self._names[one]) for one in phases] if len(phases) == 1 else []
        self._epic_links = definitions.of_type(EPIC_LINK_TYPE)
        self._options = ReadingOptions(settings.jira.timezone or "UTC")

    def batch(self, issue_ids: Sequence[str], known: Mapping[str, str]) -> Batch:
        """These issues, joined with what Jira sent of them before (`known`, as JSON)."""
        fetched = twice(lambda: self._jira.fetch(issue_ids, self._wanted))
        missing, broken, unreadable = list[str](), list[str](), dict[str, str]()
        issues = [self._checked(issue, broken) for issue in fetched.issues]
        for issue_id in fetched.missing:
            alone = self._jira.fetch_alone(issue_id, self._wanted)
            missing += [issue_id] if alone is None else []
            issues += [{"id": issue_id} | alone] if alone is not None else []
        issues = [one for one in issues if _states_itself(one, unreadable)]
        whole, kept = self._joined(issues, known)
        export = self._export(whole, unreadable)
        unusual = set(unusual_beginnings(export.issues, export.changes, export.statuses)["issue_id"].head(MOST_ALONE))
        if unusual:
            again = [self._again(one) if str(one["id"]) in unusual else one for one in issues]
            whole, kept = self._joined(again, known)
            export = self._export(whole, unreadable)
        return Batch(export, missing, unreadable, broken, kept)

    def _joined(self, issues: list[Record], known: Mapping[str, str]) -> tuple[list[Record], int]:
        """The issues with what is known of them, and how many histories only that has."""
        whole_issues, kept = list[Record](), 0
        for issue in issues:
            before = known.get(str(issue["id"]))
            whole, more = (issue, 0) if before is None else joined(issue, json.loads(before), self._names)
            whole_issues.append(whole)
            kept += more
        return whole_issues, kept

    def _again(self, issue: Record) -> Record:
        again = self._jira.fetch_alone(str(issue["id"]), self._wanted)
        return {"id": issue["id"]} | again if again is not None and has_fields(again) else issue

    def _checked(self, issue: Record, broken: list[str]) -> Record:
        """The issue; once more, and by another way, where it is without fields or its history does not fit itself."""
        if has_fields(issue) and self._is_whole(issue):
            return issue
        again = self._jira.fetch_alone(str(issue["id"]), self._wanted) or issue
        if has_fields(again) and not self._is_whole(again):
            broken.append(_name(again))
        return {"id": issue["id"]} | again

    def _is_whole(self, issue: Record) -> bool:
        return is_whole(issue, self._tracked, self._epic_links)

    def _export(self, issues: list[Record], unreadable: dict[str, str]) -> Export:
        """The issues as an export, without those that cannot be read."""
        try:
            return self._read(issues)
        except ExportError:
            return self._read([one for one in issues if self._can_be_read(one, unreadable)])

    def _can_be_read(self, issue: Record, unreadable: dict[str, str]) -> bool:
        try:
            self._read([issue])
        except ExportError as error:
            unreadable[str(issue["id"])] = f"{_name(issue)}: {error}"
            return False
        return True

    def _read(self, issues: list[Record]) -> Export:
        if not issues:
            return Export("Jira", "Jira sync", 0)
        answer = {"issues": issues, "names": self._names, "schema": self._definitions.schemas}
        return read_answers("Jira", [answer], self._options)


def has_fields(issue: Record) -> bool:
    """Whether an issue states what it is: Jira, or what stands before it, gives some without."""
    return bool({"status", "issuetype"} & members(issue.get("fields")).keys())


def _states_itself(issue: Record, unreadable: dict[str, str]) -> bool:
    if not has_fields(issue):
        unreadable[str(issue["id"])] = f"{_name(issue)}: without fields"
    return has_fields(issue)


def _name(issue: Record) -> str:
    return text(issue.get("key")) or f"id {issue['id']}"


def joined(issue: Record, before: Record, names: Mapping[str, str]) -> tuple[Record, int]:
    """An issue with what it had before and does not show any more, and how many histories that were.

    Histories stay, and so do the values of fields that are no more in Jira: what was true once is not forgotten.
    """
    histories = {identity_of(one): one for one in elements(members(before.get("changelog")).get("histories"))}
    now = {identity_of(one): one for one in elements(members(issue.get("changelog")).get("histories"))}
    absent = {
        field_id: value
        for field_id, value in members(before.get("fields")).items()
        if field_id.startswith("customfield_") and field_id not in names and field_id not in issue["fields"]
    }
    together = [*(one for name, one in histories.items() if name not in now), *now.values()]
    changelog = members(issue.get("changelog")) | {"histories": together}
    total = max(len(together), changelog.get("total") or 0)
    fields = absent | issue["fields"]
    return issue | {"fields": fields, "changelog": changelog | {"total": total}}, len(together) - len(now)

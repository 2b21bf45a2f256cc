"""What a REST answer is, by the members it has: issues, changelogs, names of fields, statuses."""

import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import unquote

from mlpm_analytics.errors import ExportError
from mlpm_analytics.masking import without_login
from mlpm_analytics.sources.file_notes import FileNotes, shown
from mlpm_analytics.sources.rest_shapes import category, error_text, is_history, is_issue, is_page, more, outline
from mlpm_analytics.sources.rest_values import count, elements, members, text

EPIC_LINK_TYPE = "gh-epic-link"
IS_FIELD = ("schema", "custom", "clauseNames", "searchable")
ASK_FOR = "Ask Jira for fields=*all&expand=changelog,names and save that."

_ISSUE_IN_URL = re.compile(r"/issue/([^/?#]+)/changelog")
_SITE_IN_URL = re.compile(r"(https?://[^\s?#]+?)/rest/")
_KEY_IN_NAME = re.compile(r"(?<![A-Za-z0-9])[A-Z][A-Z0-9_]*-[0-9]+(?![0-9])")
_ID_IN_NAME = re.compile(r"(?<![0-9])[0-9]{4,}(?![0-9])")


@dataclass
class Changelog:
    """Histories of one issue that came beside it: in pages of its changelog, or in a bulk answer."""

    issue: str  # its id, or its key
    histories: list[Any]
    total: int | None = None


@dataclass
class Answers:
    """Everything that the answers of one file hold, sorted by what it is."""

    notebook: FileNotes
    issues: list[dict[str, Any]] = field(default_factory=list)
    changelogs: list[Changelog] = field(default_factory=list)
    names: dict[str, str] = field(default_factory=dict)  # field id → name
    epic_links: set[str] = field(default_factory=set)  # fields that are an Epic Link by their type
    statuses: list[dict[str, Any]] = field(default_factory=list)
    sites: dict[str, None] = field(default_factory=dict)  # in order of appearance
    rows: int = 0  # issues, histories that came beside issues, fields, statuses
    more: str | None = None  # what the last page says about pages after it

    def add(self, answer: object) -> bool:
        """Sort an answer in, and say whether it was recognized. Raises `ExportError` for one that must be refused."""
        if isinstance(answer, list):
            return self._add_each(answer, "a list")
        if not isinstance(answer, dict):
            return False
        self._add_names(answer)
        if is_issue(answer):
            self.issues.append(answer)
            self.rows += 1
            self._add_site(answer)
            return True
        return self._add_page(answer) or self._add_definition(answer) or self._add_wrapped(answer)

    def _add_page(self, answer: dict[str, Any]) -> bool:
        if isinstance(answer.get("issues"), list):
            self._add_issues(answer)
        elif isinstance(answer.get("issueChangeLogs"), list):
            self._add_bulk(answer)
        elif isinstance(answer.get("values"), list):
            return self._add_values(answer)
        elif answer.get("errorMessages") or answer.get("errors"):
            raise ExportError(f"{self.notebook.path}: this is an error from Jira, not an export: {error_text(answer)}.")
        else:
            return False
        return True

    def _add_each(self, answers: list[Any], where: str) -> bool:
        unknown = [place for place, one in enumerate(answers, 1) if one is not None and not self.add(one)]
        if unknown and len(unknown) < len(answers):
            message = f"{where} holds {len(unknown)} elements that are no answer of Jira's; they are ignored."
            self.notebook.add(message.capitalize(), line=unknown[0])
        return bool(answers) and len(unknown) < len(answers)

    def _add_issues(self, page: dict[str, Any]) -> None:
        issues = [issue for issue in page["issues"] if issue is not None]
        bare = [issue for issue in issues if not is_issue(issue)]
        if bare:
            raise ExportError(
                f"{self.notebook.path}: {len(bare)} of {len(issues)} issues hold no fields, the first is "
                f"{shown(text(bare[0]))}. {ASK_FOR}"
            )
        for issue in issues:
            self.add(issue)
        if not issues:
            self.notebook.add("The search found no issue. A token that has expired makes Jira answer like this, too.")
        self.more = more(page, len(issues), "issues")

    def _add_bulk(self, page: dict[str, Any]) -> None:
        for one in page["issueChangeLogs"]:
            issue = text(members(one).get("issueId"))
            if issue is None:
                raise ExportError(
                    f"{self.notebook.path}: {shown(text(one))} in issueChangeLogs does not say its issueId."
                )
            self._add_changelog(Changelog(issue, elements(members(one).get("changeHistories"))))
        self.more = more(page, 0, "changelogs")

    def _add_values(self, page: dict[str, Any]) -> bool:
        """A page of an issue's changelog, or of Jira's fields or statuses."""
        histories = [one for one in page["values"] if is_history(one)]
        if histories or "/changelog" in str(page.get("self")):
            self._add_changelog(Changelog(self._issue_of(page), page["values"], count(page.get("total"))))
            self._add_site(page)
            self.more = more(page, len(page["values"]), "entries of this changelog")
            return True
        return self._add_each(page["values"], "a page")

    def _add_changelog(self, changelog: Changelog) -> None:
        self.changelogs.append(changelog)
        self.rows += len(changelog.histories)

    def _issue_of(self, page: dict[str, Any]) -> str:
        """Whose changelog a page is of: only its address says so, or else the name that somebody gave the file."""
        in_url = _ISSUE_IN_URL.search(str(page.get("self"))) or _ISSUE_IN_URL.search(str(page.get("nextPage")))
        if in_url:
            return unquote(in_url[1])
        name = re.split(r"[/\\]", self.notebook.path)[-1]
        keys, ids = _KEY_IN_NAME.findall(name), _ID_IN_NAME.findall(name)
        if len(keys) == 1 or (not keys and len(ids) == 1):
            self.notebook.add(
                f"The changelog does not say of which issue it is; {(keys or ids)[0]} is in the file's name."
            )
            return str((keys or ids)[0])
        raise ExportError(
            f"{self.notebook.path}: this is a page of a changelog that does not say of which issue. "
            "Put the issue's key in the file's name (ML-7-changelog.json), or keep the member 'self' of Jira's answer."
        )

    def _add_definition(self, answer: dict[str, Any]) -> bool:
        identity, name = text(answer.get("id")), text(answer.get("name"))
        if isinstance(answer.get("statuses"), list):  # of an issue type, as /project/KEY/statuses has them
            return self._add_each(answer["statuses"], "a list of statuses")
        if identity is None or name is None:
            return False
        if "statusCategory" in answer:
            self.statuses.append({"status_id": identity, "name": name, "category": category(answer)})
        elif any(member in answer for member in IS_FIELD):
            self.names[identity] = name
            self._add_type(identity, answer.get("schema"))
        else:
            return False
        self._add_site(answer)
        self.rows += 1
        return True

    def _add_names(self, answer: dict[str, Any]) -> None:
        """What `expand=names,schema` adds to an answer."""
        named = {str(one): str(name) for one, name in members(answer.get("names")).items() if isinstance(name, str)}
        self.names |= named
        for field_id, schema in members(answer.get("schema")).items():
            self._add_type(field_id, schema)

    def _add_type(self, field_id: str, schema: object) -> None:
        if str(members(schema).get("custom")).endswith(EPIC_LINK_TYPE):
            self.epic_links.add(field_id)

    def _add_wrapped(self, answer: dict[str, Any]) -> bool:
        """An answer that somebody put inside an object of their own, or that is nothing but names of fields."""
        if answer and all(key.startswith("customfield_") and isinstance(name, str) for key, name in answer.items()):
            self.names |= answer
            return True
        pages = [one for one in answer.values() if is_page(one) or any(map(is_issue, elements(one)))]
        for page in pages:
            self.add(page)
        return bool(pages) or bool(members(answer.get("names")))

    def _add_site(self, answer: dict[str, Any]) -> None:
        site = _SITE_IN_URL.match(str(answer.get("self")))
        if site and "//api.atlassian.com" not in site[1]:
            self.sites[without_login(site[1])] = None


def sorted_answers(path: str, answers: Iterable[object]) -> Answers:
    """All answers of a file, sorted. Raises `ExportError` where none of them is known."""
    sorted_out = Answers(FileNotes(path))
    recognized = [(answer, sorted_out.add(answer)) for answer in answers]
    unknown = [answer for answer, is_known in recognized if not is_known]
    if len(unknown) == len(recognized):
        raise ExportError(
            f"{path}: this is JSON, but no answer of Jira's: it holds {outline(unknown[0])}, where a member 'issues', "
            f"'fields', 'values' or 'issueChangeLogs' was expected. {ASK_FOR}"
        )
    if unknown:
        sorted_out.notebook.add(f"{len(unknown)} answers in the file are not known and were ignored.")
    if sorted_out.more:
        sorted_out.notebook.add(sorted_out.more)
    return sorted_out

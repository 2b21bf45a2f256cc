"""What a REST answer is, by the members it has: issues, changelogs, names of fields, statuses."""

import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import unquote

from mlpm_analytics.errors import ExportError
from mlpm_analytics.sources.notebook import Notebook, shown
from mlpm_analytics.sources.rest_values import elements, members, text

EPIC_LINK_TYPE = "gh-epic-link"
CATEGORIES = {"new": "new", "indeterminate": "indeterminate", "done": "done"}
CATEGORY_IDS = {"2": "new", "4": "indeterminate", "3": "done"}
CATEGORY_WORDS = {"TODO": "new", "IN_PROGRESS": "indeterminate", "DONE": "done"}  # as /statuses/search has them
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

    notebook: Notebook
    issues: list[dict[str, Any]] = field(default_factory=list)
    changelogs: list[Changelog] = field(default_factory=list)
    names: dict[str, str] = field(default_factory=dict)  # field id → name
    epic_links: set[str] = field(default_factory=set)  # fields that are an Epic Link by their type
    statuses: list[dict[str, Any]] = field(default_factory=list)
    sites: dict[str, None] = field(default_factory=dict)  # in order of appearance
    more: str | None = None  # what the last page says about pages after it

    @property
    def rows(self) -> int:
        """How many records there are: issues, histories beside them, fields, statuses."""
        histories = sum(len(changelog.histories) for changelog in self.changelogs)
        return len(self.issues) + histories + len(self.names) + len(self.statuses)

    def add(self, answer: object) -> bool:
        """Sort an answer in, and say whether it was recognized. Raises `ExportError` for one that must be refused."""
        if isinstance(answer, list):
            return self._add_each(answer, "a list")
        if not isinstance(answer, dict):
            return False
        self._add_names(answer)
        if is_issue(answer):
            self.issues.append(answer)
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
        elif "errorMessages" in answer or "errors" in answer:
            raise ExportError(f"{self.notebook.path}: this is an error from Jira, not an export: {_error(answer)}.")
        else:
            return False
        return True

    def _add_each(self, answers: list[Any], where: str) -> bool:
        unknown = [place for place, one in enumerate(answers, 1) if one is not None and not self.add(one)]
        if unknown and len(unknown) < len(answers):
            is_known_no_more = f"{where} holds {len(unknown)} elements that are no answer of Jira's; they are ignored."
            self.notebook.add(is_known_no_more, line=unknown[0])
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
        self.more = _more(page, len(issues), "issues")

    def _add_bulk(self, page: dict[str, Any]) -> None:
        for one in page["issueChangeLogs"]:
            issue = text(members(one).get("issueId"))
            if issue is None:
                raise ExportError(f"{self.notebook.path}: {shown(text(one))} in issueChangeLogs does not say its issueId.")
            self.changelogs.append(Changelog(issue, elements(members(one).get("changeHistories"))))
        self.more = _more(page, 0, "changelogs")

    def _add_values(self, page: dict[str, Any]) -> bool:
        """A page of an issue's changelog, or of Jira's fields or statuses."""
        histories = [one for one in page["values"] if is_history(one)]
        if histories or "/changelog" in str(page.get("self")):
            total = page.get("total")
            stated = total if isinstance(total, int) and not isinstance(total, bool) else None
            self.changelogs.append(Changelog(self._issue_of(page), page["values"], stated))
            self._add_site(page)
            self.more = _more(page, len(page["values"]), "entries of this changelog")
            return True
        return self._add_each(page["values"], "a page")

    def _issue_of(self, page: dict[str, Any]) -> str:
        """Whose changelog a page is of: only its address says so, or else the name that somebody gave the file."""
        in_url = _ISSUE_IN_URL.search(str(page.get("self"))) or _ISSUE_IN_URL.search(str(page.get("nextPage")))
        if in_url:
            return unquote(in_url[1])
        name = re.split(r"[/\\]", self.notebook.path)[-1]
        keys, ids = _KEY_IN_NAME.findall(name), _ID_IN_NAME.findall(name)
        if len(keys) == 1 or (not keys and len(ids) == 1):
            self.notebook.add(f"The changelog does not say of which issue it is; {(keys or ids)[0]} is in the file's name.")
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
        pages = [one for one in answer.values() if isinstance(one, dict) and _is_page(one)]
        pages += [one for one in answer.values() if isinstance(one, list) and any(map(is_issue, one))]
        return any([self.add(page) for page in pages]) or bool(members(answer.get("names")))

    def _add_site(self, answer: dict[str, Any]) -> None:
        found = _SITE_IN_URL.match(str(answer.get("self")))
        if found and "//api.atlassian.com" not in found[1]:
            self.sites[found[1]] = None


def is_issue(value: object) -> bool:
    """Whether this is an issue with its fields."""
    held = members(value)
    has_name = any(isinstance(held.get(name), (str, int)) for name in ("id", "key"))
    return has_name and isinstance(held.get("fields"), dict)


def is_history(value: object) -> bool:
    """Whether this is an entry of a changelog."""
    return isinstance(members(value).get("items"), list)


def category(status: object) -> str | None:
    """new, indeterminate or done; by key or id, never by name, which follows the reader's language."""
    stated = members(status).get("statusCategory")
    if isinstance(stated, str):
        return CATEGORY_WORDS.get(stated)
    key, by_id = text(members(stated).get("key")), text(members(stated).get("id"))
    return CATEGORY_IDS.get(by_id or "") if key is None else CATEGORIES.get(key)


def sorted_answers(path: str, answers: Iterable[object]) -> Answers:
    """All answers of a file, sorted. Raises `ExportError` where none of them is known."""
    found = Answers(Notebook(path))
    unknown: list[object] = [answer for answer in answers if not found.add(answer)]
    if unknown and not found.rows and not found.changelogs:
        raise ExportError(
            f"{path}: this is JSON, but no answer of Jira's: it holds {_outline(unknown[0])}, where a member 'issues', "
            f"'fields', 'values' or 'issueChangeLogs' was expected. {ASK_FOR}"
        )
    if unknown:
        found.notebook.add(f"{len(unknown)} answers in the file are not known and were ignored.")
    if found.more:
        found.notebook.add(found.more)
    return found


def _is_page(value: dict[str, Any]) -> bool:
    return is_issue(value) or any(isinstance(value.get(name), list) for name in ("issues", "issueChangeLogs"))


def _more(page: dict[str, Any], held: int, what: str) -> str | None:
    """What to say where a page says that others follow it."""
    start, total = page.get("startAt"), page.get("total")
    counted = isinstance(start, int) and isinstance(total, int)
    if counted and start + held < total:
        return f"Jira has {total} {what}, this file ends with number {start + held}: import the other pages, too."
    if page.get("nextPageToken") or page.get("isLast") is False:
        return f"Jira has more {what} than this file: import the pages after it, too."
    return None


def _error(answer: dict[str, Any]) -> str:
    told = [*elements(answer.get("errorMessages")), *members(answer.get("errors")).values()]
    return "; ".join(str(one).rstrip(".") for one in told) or "it does not say which"


def _outline(value: object) -> str:
    if isinstance(value, dict):
        named = ", ".join(shown(name) for name in list(value)[:5])
        return f"an object with {named}{' and others' if len(value) > 5 else ''}" if value else "an empty object"  # noqa: PLR2004
    if isinstance(value, list):
        return f"a list of {len(value)} elements, the first of them {_outline(value[0])}" if value else "an empty list"
    return shown(text(value))

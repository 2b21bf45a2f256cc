"""Jira Data Center and Server: search by id instead of by offset, and whole histories with the issues."""

from collections.abc import Sequence
from typing import Final

from mlpm_analytics.errors import AnswerTooLargeError, RefusedError, UnavailableError
from mlpm_analytics.sources.api.client import (
    BAD_REQUEST,
    HIDDEN,
    SAMPLE,
    Fetched,
    JiraClient,
    Listed,
    Pages,
    Record,
    an_object,
    listed,
    objects,
    records,
    twice,
)
from mlpm_analytics.sources.rest_values import count, elements, members, text

SEARCH: Final = "search"
MOST_LISTED: Final = 500
MOST_AT_ONCE: Final = 50  # issues with their histories in one answer: more take a large Data Center too long
_WINDOW: Final = 10_000  # beyond, Data Center answers with an error or with nothing
_LONGEST_LIST: Final = 3000  # characters of field ids in an address


class DataCenter(JiraClient):
    """Version 2 of the API."""

    kind = "Jira Data Center"
    batch = 200
    overlap_minutes = 15

    def clauses(self, projects: Sequence[str]) -> list[str]:
        """One query for each project: within a project ids can be sought."""
        return [f'project = "{key}"' for key in projects]

    def listed(self, jql: str) -> list[Listed]:
        """Always the first page of what has a higher id: offsets shift while people work, and end at 10,000."""
        return twice(lambda: self._listed(jql))

    def _listed(self, jql: str) -> list[Listed]:
        listed_issues: dict[str, Listed] = {}
        last, stated, pages = "", None, Pages(SEARCH)
        while True:
            beyond = f"({jql}) AND id > {last}" if last else f"({jql})"
            try:
                page = self._search(f"{beyond} ORDER BY id ASC", ["updated"], MOST_LISTED)
            except RefusedError as error:
                if not last or error.status != BAD_REQUEST:
                    raise
                break  # the issue we were at is gone, and ids of issues that are not there are no ids
            stated = count(page.get("total")) if stated is None else stated
            issues = [listed(issue, SEARCH) for issue in records(page, "issues", SEARCH)]
            fresh = [one for one in issues if one.issue_id not in listed_issues]
            if not fresh:  # the end; or a Jira that does not compare ids, and begins anew
                break
            listed_issues |= {one.issue_id: one for one in fresh}
            last = issues[-1].issue_id
            pages.turn(len(fresh))
        if len(listed_issues) < (stated or 0):
            listed_issues |= self._by_offset(jql)
        return list(listed_issues.values())

    def _by_offset(self, jql: str) -> dict[str, Listed]:
        """The first thousands of a query, for a Jira that does not compare ids over several projects."""
        listed_issues: dict[str, Listed] = {}
        start = 0
        while start + MOST_LISTED <= _WINDOW:
            page = self._search(f"({jql}) ORDER BY created ASC", ["updated"], MOST_LISTED, startAt=start)
            issues = [listed(issue, SEARCH) for issue in records(page, "issues", SEARCH)]
            if all(one.issue_id in listed_issues for one in issues):  # the end; or a Jira that does not count offsets
                break
            listed_issues |= {one.issue_id: one for one in issues}
            start += len(issues)
        return listed_issues

    def _search(self, jql: str, fields: Sequence[str], most: int, **more: object) -> Record:
        query = {"jql": jql, "fields": list(fields), "startAt": 0, "maxResults": most, **more}
        return an_object(self.http.search(SEARCH, query), SEARCH)

    def some(self, jql: str) -> list[Listed]:
        """The first page."""
        page = self._search(f"({jql}) ORDER BY updated DESC", ["updated"], SAMPLE)
        return [listed(issue, SEARCH) for issue in records(page, "issues", SEARCH)]

    def count(self, jql: str) -> int | None:
        """The total of the search."""
        return count(self._search(jql, ["updated"], 1).get("total"))

    def fetch(self, issue_ids: Sequence[str], fields: Sequence[str]) -> Fetched:
        """By searches for the ids; what they leave out, or cut, is asked for alone."""
        issues: dict[str, Record] = {}
        for start in range(0, len(issue_ids), MOST_AT_ONCE):
            issues |= self._found(issue_ids[start : start + MOST_AT_ONCE], fields)
        for one in issue_ids:
            if one not in issues or not _is_whole(issues[one]):
                alone = self.fetch_alone(one, fields)
                issues |= {one: alone} if alone else {}
        return Fetched(
            [issues[one] for one in issue_ids if one in issues], [one for one in issue_ids if one not in issues]
        )

    def _found(self, issue_ids: Sequence[str], fields: Sequence[str]) -> dict[str, Record]:
        """What searches for these ids give, until one gives nothing more."""
        issues: dict[str, Record] = {}
        left = list(issue_ids)
        while left:
            brought = {text(issue.get("id")) or "": issue for issue in self._with_changelogs(left, fields)}
            fresh = {one: brought[one] for one in left if one in brought}
            if not fresh:
                break
            issues |= fresh
            left = [one for one in left if one not in fresh]
        return issues

    def _with_changelogs(self, issue_ids: Sequence[str], fields: Sequence[str]) -> list[Record]:
        """Issues by id, fewer at a time where Jira takes too long."""
        jql = f"id in ({', '.join(issue_ids)})"
        try:
            answer = self._search(jql, fields, len(issue_ids), expand=["changelog"], validateQuery=False)
        except RefusedError as error:
            if error.status == BAD_REQUEST:  # one of them is gone
                return []
            raise
        except (UnavailableError, AnswerTooLargeError):
            if len(issue_ids) == 1:
                raise
            half = len(issue_ids) // 2
            return self._with_changelogs(issue_ids[:half], fields) + self._with_changelogs(issue_ids[half:], fields)
        return records(answer, "issues", SEARCH)

    def fetch_alone(self, issue_id: str, fields: Sequence[str]) -> Record | None:
        """The issue with its changelog, which is whole on Data Center."""
        names = ",".join(fields)
        try:
            wanted = names if len(names) < _LONGEST_LIST else "*all"
            return an_object(
                self.http.get(f"issue/{issue_id}", {"fields": wanted, "expand": "changelog"}), f"issue/{issue_id}"
            )
        except RefusedError as error:
            if error.status in HIDDEN:
                return None
            raise

    def values_of(self, issue_ids: Sequence[str], fields: Sequence[str]) -> list[Record]:
        """By a search for the ids."""
        try:
            answer = self._search(f"id in ({', '.join(issue_ids)})", fields, len(issue_ids), validateQuery=False)
        except RefusedError as error:
            if error.status == BAD_REQUEST:  # one of them is gone
                return []
            raise
        return records(answer, "issues", SEARCH)

    def projects(self, keys: Sequence[str] = ()) -> dict[str, str]:  # noqa: ARG002
        """All of them, in one answer, whichever are asked for."""
        answer = objects(self.http.get("project"), "project")
        return {text(one.get("key")) or "": text(one.get("name")) or "" for one in answer}


def _is_whole(issue: Record) -> bool:
    """Whether as many histories came as Jira says there are."""
    log = members(issue.get("changelog"))
    stated = count(log.get("total"))
    return isinstance(log.get("histories"), list) and len(elements(log["histories"])) >= (stated or 0)

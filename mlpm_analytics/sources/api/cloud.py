"""Jira Cloud: search by token, issues and changelogs in bulk, and one by one where the bulk requests are missing."""

from collections.abc import Sequence
from typing import Any, Final

from mlpm_analytics.errors import AnswerError, AnswerTooLargeError, RefusedError
from mlpm_analytics.sources.api.client import (
    BAD_REQUEST,
    HIDDEN,
    NOT_THERE,
    SAMPLE,
    Fetched,
    JiraClient,
    Listed,
    Pages,
    Record,
    Tokens,
    an_object,
    histories_of,
    identity_of,
    listed,
    micros,
    records,
    twice,
    unexpected,
)
from mlpm_analytics.sources.rest_values import count, elements, members, text

SEARCH: Final = "search/jql"
ISSUES: Final = "issue/bulkfetch"
CHANGELOGS: Final = "changelog/bulkfetch"
MOST_AT_ONCE: Final = 100  # issues in one bulk answer
FEW: Final = 5  # issues that are asked for one by one rather than in bulk
INSTANT_MICROS: Final = 1_000_000  # Jira writes the time of an issue and of its history one after the other
ALONE: Final = 50  # issues that are loaded at a time where each has to be asked for alone
MOST_LISTED: Final = 5000  # Jira gives fewer, as it likes
MOST_HISTORIES: Final = 10_000  # on a page of bulk changelogs
MOST_PROJECT_PAGES: Final = 1000
_LONGEST_LIST: Final = 3000  # characters of field ids in an address


class Cloud(JiraClient):
    """Version 3 of the API."""

    kind = "Jira Cloud"
    has_bulk_issues = True
    has_bulk_changelogs = True
    compares = True  # the histories of a sample that come with the issues are held against the bulk answer

    def clauses(self, projects: Sequence[str]) -> list[str]:
        """One query for all."""
        quoted = ", ".join(f'"{key}"' for key in projects)
        return [f"project in ({quoted})"] if projects else []

    def listed(self, jql: str) -> list[Listed]:
        """By tokens, to the last page, however short a page is."""
        try:
            return twice(lambda: self._listed(jql))
        except RefusedError as error:
            if error.status == BAD_REQUEST and "token" in str(error).lower():  # it has expired: from the start
                return self._listed(jql)
            raise

    def _listed(self, jql: str) -> list[Listed]:
        issues: dict[str, Listed] = {}
        query: Record = {"jql": jql, "fields": ["updated"], "maxResults": MOST_LISTED}
        tokens, pages = Tokens(SEARCH), Pages(SEARCH)
        while True:
            page = self.http.search(SEARCH, query)
            before = len(issues)
            issues |= {
                one.issue_id: one for one in (listed(issue, SEARCH) for issue in records(page, "issues", SEARCH))
            }
            token = tokens.following(page)
            if token is None:
                return list(issues.values())
            pages.turn(len(issues) - before)
            query["nextPageToken"] = token

    def some(self, jql: str) -> list[Listed]:
        """The first page."""
        query = {"jql": f"({jql}) ORDER BY updated DESC", "fields": ["updated"], "maxResults": SAMPLE}
        return [listed(issue, SEARCH) for issue in records(self.http.search(SEARCH, query), "issues", SEARCH)]

    def count(self, jql: str) -> int | None:
        """Jira's approximate count."""
        try:
            return count(members(self.http.post("search/approximate-count", {"jql": jql})).get("count"))
        except RefusedError as error:
            if error.status in NOT_THERE:
                return None
            raise

    def fetch(self, issue_ids: Sequence[str], fields: Sequence[str]) -> Fetched:
        """By bulk requests: for each hundred issues, and for the histories of all."""
        issues = self._issues(issue_ids, fields, compares=self.compares and self.has_bulk_changelogs)
        if issues is None:
            alone = {one: self.fetch_alone(one, fields) for one in issue_ids}
            return Fetched([one for one in alone.values() if one], [one for one in issue_ids if not alone[one]])
        by_id = {text(issue.get("id")) or "": issue for issue in issues}
        wanted = [one for one in issue_ids if one in by_id]
        histories = self._histories(wanted) if wanted else {}
        if wanted and not histories:  # a caller without a login gets none, and no error
            self.who()
        histories = self._compared(by_id, histories)
        late = [one for one in wanted if _is_late(by_id[one], histories.get(one, []))]
        if late and self.has_bulk_changelogs:
            histories |= self._second_opinion(late, histories)
        return Fetched(
            [_with_histories(by_id[one], histories.get(one, [])) for one in wanted],
            [one for one in issue_ids if one not in by_id],
        )

    def _compared(self, by_id: dict[str, Record], histories: dict[str, list[Any]]) -> dict[str, list[Any]]:
        """The histories, all asked for one by one where the bulk answer leaves out what a sample shows.

        What came with the issues is cut in long histories, and no proof: one issue is asked for alone first.
        """
        lacking = [one for one, issue in by_id.items() if _lacks(issue, histories.get(one, []))]
        if not lacking or not self.has_bulk_changelogs:
            return histories
        sure = self._paged_histories(lacking[0]) or []
        if _ids(sure) <= _ids(histories.get(lacking[0], [])):
            self.compares = False
            return histories
        self.has_bulk_changelogs, self.batch = False, ALONE
        name = text(by_id[lacking[0]].get("key")) or lacking[0]
        self.remarks.append(
            f"Jira's bulk answers leave out entries of histories (noticed with {name}): all were asked for issue by "
            "issue, which takes longer."
        )
        return self._each(list(by_id))

    def _issues(
        self, issue_ids: Sequence[str], fields: Sequence[str], *, compares: bool = False
    ) -> list[Record] | None:
        """Without histories but for a sample; None where this Jira cannot give several at a time."""
        if not self.has_bulk_issues:
            return None
        issues = list[Record]()
        try:
            for start in range(0, len(issue_ids), MOST_AT_ONCE):
                is_sample = compares and start == 0
                issues += self._together(issue_ids[start : start + MOST_AT_ONCE], fields, is_sample=is_sample)
        except RefusedError as error:
            if error.status not in NOT_THERE:
                raise
            self.has_bulk_issues, self.batch = False, ALONE
            return None
        return issues

    def _together(self, issue_ids: Sequence[str], fields: Sequence[str], *, is_sample: bool = False) -> list[Record]:
        """By one request, or by more where the answer is too large; a sample comes with its latest histories."""
        wanted = {"issueIdsOrKeys": list(issue_ids), "fields": list(fields)}
        try:
            if is_sample:
                wanted["expand"] = ["changelog"]
            return records(self.http.post(ISSUES, wanted), "issues", ISSUES)
        except (AnswerTooLargeError, RefusedError) as error:
            if is_sample and not (isinstance(error, RefusedError) and error.status in NOT_THERE):
                self.compares = False
                return self._together(issue_ids, fields)
            if isinstance(error, RefusedError):
                raise
            if len(issue_ids) == 1:
                raise
            half = len(issue_ids) // 2
            return self._together(issue_ids[:half], fields) + self._together(issue_ids[half:], fields)

    def values_of(self, issue_ids: Sequence[str], fields: Sequence[str]) -> list[Record]:
        """By one bulk request."""
        return self._issues(issue_ids, fields) or []

    def _histories(self, issue_ids: Sequence[str]) -> dict[str, list[Any]]:
        """The histories of each issue that has any."""
        if self.has_bulk_changelogs:
            try:
                return twice(lambda: self._bulk_histories(issue_ids))
            except AnswerError:  # pages that cannot be right, or too large a one
                return self._each(issue_ids)
            except RefusedError as error:
                if error.status not in (BAD_REQUEST, *NOT_THERE):
                    raise
                self.has_bulk_changelogs, self.batch = False, ALONE
        return self._each(issue_ids)

    def _each(self, issue_ids: Sequence[str]) -> dict[str, list[Any]]:
        """The histories of each issue, asked for one by one: the sure way."""
        return {one: self._paged_histories(one) or [] for one in issue_ids}

    def _second_opinion(self, late: Sequence[str], first: dict[str, list[Any]]) -> dict[str, list[Any]]:
        """Histories of issues that were changed after the last one that came.

        A comment does that, too; or a page was not given, which its own end does not show.
        """
        if len(late) > FEW:
            half = len(late) // 2
            again = self._histories(late[:half]) | self._histories(late[half:])
            if all(_ids(again.get(one, [])) <= _ids(first.get(one, [])) for one in late):
                return {}
        sure = self._each(late)
        return {one: sure[one] or first.get(one, []) for one in late}

    def _bulk_histories(self, issue_ids: Sequence[str]) -> dict[str, list[Any]]:
        histories_of_issue: dict[str, dict[str, Any]] = {one: {} for one in issue_ids}
        body: Record = {"issueIdsOrKeys": list(issue_ids), "maxResults": MOST_HISTORIES}
        tokens, pages = Tokens(CHANGELOGS), Pages(CHANGELOGS)
        while True:
            page = self.http.post(CHANGELOGS, body)
            logs = records(page, "issueChangeLogs", CHANGELOGS)
            fresh = sum(_take(log, histories_of_issue) for log in logs)
            token = tokens.following(page)
            if token is None:
                return {one: list(histories.values()) for one, histories in histories_of_issue.items() if histories}
            if not logs:  # and it is not the last page: what should stand on it may be lost
                return self._each(issue_ids)
            pages.turn(fresh)
            body["nextPageToken"] = token

    def fetch_alone(self, issue_id: str, fields: Sequence[str]) -> Record | None:
        """The issue, then its changelog page by page."""
        names = ",".join(fields)
        try:
            wanted = names if len(names) < _LONGEST_LIST else "*all"
            issue = an_object(self.http.get(f"issue/{issue_id}", {"fields": wanted}), "issue")
        except RefusedError as error:
            if error.status in HIDDEN:
                return None
            raise
        histories = self._paged_histories(issue_id)
        return None if histories is None else _with_histories(issue, histories)

    def _paged_histories(self, issue_id: str) -> list[Any] | None:
        """All histories of an issue, the oldest first; None where it is not there."""
        path, histories, start = f"issue/{issue_id}/changelog", dict[str, Any](), 0
        pages = Pages(path)
        while True:
            try:
                page = self.http.get(path, {"startAt": start, "maxResults": 100})
            except RefusedError as error:
                if error.status in HIDDEN:
                    return None
                raise
            values = histories_of(page, "values", "changelog")
            before, start = len(histories), start + len(values)
            histories |= {identity_of(one): one for one in values}
            total = count(members(page).get("total"))
            if members(page).get("isLast") is True or (total is not None and start >= total):
                return list(histories.values())
            if not values:
                raise AnswerError(f"Jira says that issue {issue_id} has {total} histories, and gives {len(histories)}.")
            pages.turn(len(histories) - before)

    def projects(self, keys: Sequence[str] = ()) -> dict[str, str]:
        """By pages."""
        names: dict[str, str] = {}
        start, pages = 0, Pages("project/search", most=MOST_PROJECT_PAGES)
        while True:
            page = self.http.get("project/search", {"startAt": start, "maxResults": 50, "keys": list(keys)})
            values, before = records(page, "values", "project/search"), len(names)
            names |= {text(one.get("key")) or "": text(one.get("name")) or "" for one in values}
            start += len(values)
            if members(page).get("isLast") is True or not values:
                return names
            pages.turn(len(names) - before)


def _take(log: Record, histories_of_issue: dict[str, dict[str, Any]]) -> int:
    """Put the histories in one entry of a bulk answer to those of its issue; how many are new."""
    owner = text(log.get("issueId"))
    if owner is None:
        raise AnswerError(unexpected(CHANGELOGS, log))
    histories = {identity_of(one): one for one in histories_of(log, "changeHistories", CHANGELOGS)}
    known = histories_of_issue.get(owner, {})  # nobody asked for another issue's
    fresh = len(histories.keys() - known.keys()) if owner in histories_of_issue else 0
    known |= histories
    return fresh


def _is_late(issue: Record, histories: list[Any]) -> bool:
    """Whether an issue was changed more than an instant after its last history."""
    fields = members(issue.get("fields"))
    stamps = [fields.get("created"), *(members(one).get("created") for one in histories)]
    updated, known = micros(fields.get("updated")), [one for one in map(micros, stamps) if one is not None]
    return updated is not None and bool(known) and updated - max(known) > INSTANT_MICROS


def _lacks(issue: Record, histories: list[Any]) -> bool:
    """Whether fewer histories came than the issue itself brought, or says that it has."""
    brought = members(issue.get("changelog"))
    known = _ids(histories)
    return not _ids(elements(brought.get("histories"))) <= known or (count(brought.get("total")) or 0) > len(known)


def _ids(histories: list[Any]) -> set[str | None]:
    return {text(members(one).get("id")) for one in histories}


def _with_histories(issue: Record, histories: list[Any]) -> Record:
    return issue | {"changelog": {"histories": histories, "total": len(histories)}}

"""The face of Jira Cloud."""

from bisect import bisect_right
from typing import Any

from tests.fakejira.exchange import RefusalError, Reply, Request
from tests.fakejira.face import TOKEN_LIVES, Face, Manners, opened, token
from tests.fakejira.jql import Query
from tests.fakejira.model import History, Issue
from tests.fakejira.rendering import Pen, Record, Wanted
from tests.fakejira.world import World

REMOVED = "The requested API has been removed. Please migrate to the /rest/api/3/search/jql API."
UNBOUNDED = "Unbounded JQL queries are not allowed here. Please add a search restriction to your query."
CLOUD_ID = "1324a887-45db-1bf4-1e99-ef0ff456d421"
MOST_ISSUES, MOST_CHANGELOGS, MOST_FIELDS, MOST_RESULTS = 100, 1000, 10, 5000
MOST_RECONCILED = 50


class Cloud(Face):
    """Search by token, bulk reads, changelogs in pages."""

    versions = ("2", "3", "latest")

    def __init__(self, world: World, manners: Manners, base_url: str):
        super().__init__(world, manners, base_url)
        for method, path, act in (
            ("GET", "project/search", self.projects),
            ("GET", "search/jql", self.search_by_get),
            ("POST", "search/jql", self.search_by_post),
            ("POST", "search/approximate-count", self.count),
            ("GET", "search", self.removed),
            ("POST", "search", self.removed),
            ("POST", "issue/bulkfetch", self.bulk_issues),
            ("GET", "issue/([^/]+)/changelog", self.changelog_page),
            ("POST", "changelog/bulkfetch", self.bulk_changelogs),
        ):
            self.route(method, path, act)

    def answer(self, request: Request) -> Reply:
        """Every answer to an account says whose it is."""
        if request.path == "/_edge/tenant_info":
            return Reply(200, {"cloudId": CLOUD_ID})
        reply = super().answer(request)
        if request.caller.user is not None:
            reply.headers["X-AAccountId"] = request.caller.user.account_id
        return reply

    def removed(self, request: Request) -> Record:
        """The search of earlier years."""
        raise RefusalError(410, REMOVED)

    def projects(self, request: Request) -> Record:
        """A page of the projects that the account sees."""
        seen, pen = self.seen_projects(request), self.pen(request)
        keys, ids = request.query.get("keys", []), request.query.get("id", [])
        seen = [one for one in seen if (not keys or one.key in keys) and (not ids or one.id in ids)]
        start = request.number("startAt", 0)
        size = min(request.number("maxResults", 50), self.manners.project_page)
        page, stop = seen[start : start + size], start + size
        found: Record = {"self": f"{pen.rest}/project/search?startAt={start}&maxResults={size}"}
        found |= {"nextPage": f"{pen.rest}/project/search?startAt={stop}&maxResults={size}"} if stop < len(seen) else {}
        found |= {"maxResults": size, "startAt": start, "total": len(seen), "isLast": stop >= len(seen)}
        return found | {"values": [pen.project(one) for one in page]}

    # Searching

    def search_by_get(self, request: Request) -> Record:
        """Lists are repeated, or joined by commas."""
        return self._search(
            request,
            jql=request.one("jql"),
            fields=request.query.get("fields", []),
            expand=request.one("expand"),
            size=request.number("maxResults", 50),
            given=request.one("nextPageToken"),
        )

    def search_by_post(self, request: Request) -> Record:
        """Members are as the document types them: null is not text, and nothing else is taken."""
        sent = _typed(
            request.body,
            jql=str,
            fields=list,
            expand=str,
            maxResults=int,
            nextPageToken=str,
            properties=list,
            fieldsByKeys=bool,
            reconcileIssues=list,
        )
        if len(sent.get("reconcileIssues", [])) > MOST_RECONCILED:
            raise RefusalError(400, f"At most {MOST_RECONCILED} issues can be reconciled.")
        size, given = sent.get("maxResults", 50), sent.get("nextPageToken", "")
        return self._search(request, sent.get("jql", ""), sent.get("fields", []), sent.get("expand", ""), size, given)

    def _search(self, request: Request, jql: str, fields: list[str], expand: str, size: int, given: str) -> Record:
        wanted, expands = Wanted.of(fields, "id"), set(expand.split(","))
        if request.caller.user is None:
            return {"issues": [], "isLast": True}
        query = self._bounded(request, jql)
        after, listed = self._position(given, jql), self.found(request, query)
        if after is not None:
            listed = listed[bisect_right(listed, after, key=lambda one: _key(query, one)) :]
        page = listed[: max(1, min(size, self.manners.page, MOST_RESULTS))]
        pen = self.pen(request)
        cap = self.manners.search_histories if "changelog" in expands else None
        found: Record = {"issues": [self._found_issue(one, wanted, pen, cap) for one in page]}
        found |= {"isLast": len(page) == len(listed)} if self.manners.states_is_last else {}
        if len(page) < len(listed):
            now = self.world.clock.now().timestamp()
            found["nextPageToken"] = token(jql=jql, after=_key(query, page[-1]), at=now)
        return found | self._names(expands, wanted, pen)

    def _bounded(self, request: Request, jql: str) -> Query:
        query = self.query(request, jql)
        if not query.is_bounded:
            raise RefusalError(400, UNBOUNDED)
        return query

    def _position(self, given: str, jql: str) -> list[Any] | None:
        """After which sort key the page begins."""
        if not given:
            return None
        content = opened(given)
        age = self.world.clock.now().timestamp() - content.get("at", 0)
        if content.get("jql") != jql or age > TOKEN_LIVES.total_seconds():
            raise RefusalError(400, "The provided next page token is invalid or expired.")
        return list(content["after"])

    def _found_issue(self, entry: Issue, wanted: Wanted, pen: Pen, cap: int | None) -> Record:
        """As it was when it was indexed."""
        changelog = None
        if cap is not None:
            changelog = self.changelog(entry, pen, cap)
            changelog["total"] = len(changelog["histories"])
        return pen.issue(entry, wanted, changelog)

    def _names(self, expands: set[str], wanted: Wanted, pen: Pen) -> Record:
        fields = [one for one in self.world.fields.values() if wanted.has(one.id)]
        found: Record = {"names": {one.id: one.name for one in fields}} if "names" in expands else {}
        return found | ({"schema": {one.id: pen.schema(one) for one in fields}} if "schema" in expands else {})

    def count(self, request: Request) -> Record:
        """Of the issues that the account sees."""
        sent = _typed(request.body, jql=str)
        if request.caller.user is None:
            return {"count": 0}
        return {"count": len(self.found(request, self._bounded(request, sent.get("jql", ""))))}

    # By id, out of the database

    def bulk_issues(self, request: Request) -> Record:
        """In ascending order of ids; one that is gone or hidden is left out without a word."""
        sent = _typed(request.body, issueIdsOrKeys=list, fields=list, expand=list, properties=list, fieldsByKeys=bool)
        names = _names_of_issues(sent, MOST_ISSUES)
        wanted, pen = Wanted.of(sent.get("fields", []), "*navigable"), self.pen(request)
        issues = self._visible(request, names)
        expands = set(sent.get("expand", []))
        cap = self.manners.search_histories if "changelog" in expands else None
        found = [pen.issue(one, wanted, cap and self.changelog(one, pen, cap)) for one in issues]
        return {"issues": found, "issueErrors": []}

    def _visible(self, request: Request, names: list[str]) -> list[Issue]:
        found = {one.id: one for name in names if (one := self.world.find(name)) is not None}
        return [one for _, one in sorted(found.items()) if self.world.sees(request.caller.user, one)]

    def changelog_page(self, request: Request, key_or_id: str) -> Record:
        """Oldest first."""
        issue, pen = self.visible(request, key_or_id), self.pen(request)
        start = request.number("startAt", 0)
        size = min(request.number("maxResults", 100), self.manners.issue_histories)
        total, stop = len(issue.histories), start + size
        base = f"{pen.rest}/issue/{key_or_id}/changelog?maxResults={size}&startAt="
        found: Record = {"self": f"{base}{start}", "maxResults": size, "startAt": start, "total": total}
        found |= {"nextPage": f"{base}{stop}"} if stop < total else {}
        page = self.ordered(issue.histories[start:stop])
        return found | {"isLast": stop >= total, "values": [pen.history(one, issue) for one in page]}

    def bulk_changelogs(self, request: Request) -> Record:
        """By date, then issue; an issue's entries may be spread over pages, one without any is absent."""
        sent = _typed(request.body, issueIdsOrKeys=list, fieldIds=list, maxResults=int, nextPageToken=str)
        names = _names_of_issues(sent, MOST_CHANGELOGS)
        if len(sent.get("fieldIds", [])) > MOST_FIELDS:
            raise RefusalError(400, f"At most {MOST_FIELDS} fields can be requested.")
        fields = set(sent.get("fieldIds", []))
        entries = sorted(
            (history.created.timestamp(), issue.id, history.id, issue, history)  # ids of histories are unique
            for issue in self._visible(request, names)
            for history in issue.histories
            if not fields or any(item.field_id in fields for item in history.items)
        )
        if sent.get("nextPageToken"):
            after = tuple(opened(sent["nextPageToken"])["after"])
            entries = entries[bisect_right(entries, after, key=lambda one: one[:3]) :]
        page = entries[: min(max(1, sent.get("maxResults", 1000)), self.manners.bulk_entries)]
        found: Record = {"issueChangeLogs": self._by_issue([one[3:] for one in page], self.pen(request))}
        return found | ({"nextPageToken": token(after=page[-1][:3])} if len(page) < len(entries) else {})

    def _by_issue(self, page: list[tuple[Issue, History]], pen: Pen) -> list[Record]:
        found: dict[int, list[Record]] = {}
        for issue, history in self.ordered(page):
            found.setdefault(issue.id, []).append(pen.history(history, issue, self._created(history, pen)))
        return [{"issueId": str(issue_id), "changeHistories": entries} for issue_id, entries in found.items()]

    def _created(self, history: History, pen: Pen) -> Any:
        milliseconds = round(history.created.timestamp() * 1000)
        if self.manners.created_in == "iso":
            return pen.stamp(history.created)
        return milliseconds if self.manners.created_in == "ms" else milliseconds // 1000


def _key(query: Query, issue: Issue) -> list[Any]:
    """The sort key, as JSON gives it back."""
    return [list(one) if isinstance(one, tuple) else one for one in query.sort_key(issue)]


def _names_of_issues(sent: dict[str, Any], most: int) -> list[str]:
    names = sent.get("issueIdsOrKeys")
    if not names or not all(isinstance(one, str) for one in names):
        raise RefusalError(400, "'issueIdsOrKeys' has to be a list of ids or keys, as text.")
    if len(names) > most:
        raise RefusalError(400, f"At most {most} issues can be requested.")
    return list(names)


def _typed(sent: dict[str, Any], **kinds: type) -> dict[str, Any]:
    """What was sent. Raises `RefusalError` for a member that is unknown, or of another type than documented."""
    for name, value in sent.items():
        if name not in kinds or not isinstance(value, kinds[name]) or (kinds[name] is int and value is True):
            raise RefusalError(400, f"Invalid request payload: '{name}' is {value!r:.40}.")
    return sent

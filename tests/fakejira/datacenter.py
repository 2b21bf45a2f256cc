"""The face of Jira Data Center."""

from typing import Any

from tests.fakejira.exchange import RefusalError, Reply, Request
from tests.fakejira.face import Face, Manners
from tests.fakejira.jql import Query
from tests.fakejira.model import Issue
from tests.fakejira.rendering import Record, Wanted
from tests.fakejira.world import World

BEYOND = "Search limit exceeded: startAt + maxResults must not be greater than {window}."
RATE_LIMIT = {  # Retry-After is 0 as long as there are tokens
    "X-RateLimit-Limit": "100",
    "X-RateLimit-Remaining": "99",
    "X-RateLimit-FillRate": "10",
    "X-RateLimit-Interval-Seconds": "1",
    "Retry-After": "0",
}


class DataCenter(Face):
    """Search by offset, whole changelogs with `expand=changelog`, no other way to a history."""

    is_cloud = False
    deployment = "DataCenter"
    versions = ("2", "latest")

    def __init__(self, world: World, manners: Manners, base_url: str):
        super().__init__(world, manners, base_url)
        self.route("GET", "search", self.search_by_get)
        self.route("POST", "search", self.search_by_post)

    def answer(self, request: Request) -> Reply:
        """Every answer says how many requests are left, and who asked."""
        reply = super().answer(request)
        reply.headers |= RATE_LIMIT
        if request.caller.user is not None:
            reply.headers["X-AUSERNAME"] = request.caller.user.name
        return reply

    def search_by_get(self, request: Request) -> Record:
        """Lists are repeated, or joined by commas."""
        given = {name: request.one(name) for name in ("jql", "validateQuery", "expand") if name in request.query}
        given["fields"] = request.query.get("fields", [])
        given |= {"startAt": request.number("startAt", 0), "maxResults": request.number("maxResults", 50)}
        return self._search(request, given)

    def search_by_post(self, request: Request) -> Record:
        """`expand` is a list here."""
        return self._search(request, request.body)

    def _search(self, request: Request, given: dict[str, Any]) -> Record:
        start, size = given.get("startAt", 0), min(given.get("maxResults", 50), self.manners.page)
        if start >= self.manners.window:
            raise RefusalError(500, BEYOND.format(window=self.manners.window))
        listed = self._listed(request, given)
        page = listed[start : start + size]
        expand = given.get("expand") or []
        expands = expand.split(",") if isinstance(expand, str) else expand
        wanted, pen = Wanted.of(given.get("fields") or [], "*navigable"), self.pen(request)
        issues = [self.world.issues[one.id] for one in page if one.id in self.world.issues]  # values of the database
        changelogs = [self.changelog(one, pen, None) if "changelog" in expands else None for one in issues]
        found: Record = {"expand": "names,schema", "startAt": start, "maxResults": size, "total": len(listed)}
        if "names" in expands:
            found["names"] = {one.id: one.name for one in self.world.fields.values() if wanted.has(one.id)}
        return found | {
            "issues": [pen.issue(*one) for one in zip(issues, [wanted] * len(issues), changelogs, strict=True)]
        }

    def _listed(self, request: Request, given: dict[str, Any]) -> list[Issue]:
        strict = str(given.get("validateQuery", True)).lower() in ("true", "strict")
        query: Query = self.query(request, given.get("jql") or "", strict=strict)
        return self.found(request, query)

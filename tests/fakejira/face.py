"""What both faces have in common: definitions, issues by id, and pages of a search."""

import base64
import json
import random
import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import timedelta
from typing import Any
from zoneinfo import ZoneInfo

from tests.fakejira.exchange import RefusalError, Reply, Request
from tests.fakejira.jql import JqlError, Query, Reader
from tests.fakejira.model import CATEGORIES, Issue, Project
from tests.fakejira.rendering import LOS_ANGELES, Pen, Record, Wanted
from tests.fakejira.world import World

NOT_FOUND = "Issue does not exist or you do not have permission to see it."
VERSION = re.compile(r"(?:/[^/]+){3}")
TOKEN_LIVES = timedelta(days=7)


@dataclass
class Manners:
    """How a face behaves where real ones differ: the hard side is the default."""

    page: int = 37  # issues on a page of a search, whatever is asked for
    project_page: int = 2
    bulk_entries: int = 50  # histories on a page of changelog/bulkfetch
    search_histories: int = 40  # newest ones in a Cloud search with expand=changelog
    issue_histories: int = 100  # the same for one issue, and a page of its changelog
    window: int = 10_000  # Data Center: no search result beyond it
    zone: ZoneInfo = LOS_ANGELES
    shuffles: bool = True  # histories come in no order
    omits_field_ids: bool = True
    shows_epic_link: bool = False
    states_is_last: bool = True
    created_in: str = "ms"  # changelog/bulkfetch: ms, s or iso
    compares_ids: bool = True  # JQL: id > 10101
    reads_milliseconds: bool = True  # JQL: updated >= 1772438400000
    seed: int = 0


class Face:
    """One Jira: routes requests, writes answers."""

    is_cloud = True
    deployment = "Cloud"
    versions: tuple[str, ...] = ()

    def __init__(self, world: World, manners: Manners, base_url: str):
        self.world, self.manners, self.base_url = world, manners, base_url
        self.routes: list[tuple[str, re.Pattern[str], Callable[..., Any]]] = []
        self._last_found: tuple[Any, list[Issue]] = (None, [])  # pages of one search are sorted once
        self._shuffling = random.Random(manners.seed)
        for method, path, act in (
            ("GET", "serverInfo", self.server_info),
            ("GET", "myself", self.myself),
            ("GET", "field", self.fields),
            ("GET", "status", self.statuses),
            ("GET", "statuscategory", self.categories),
            ("GET", "configuration", self.configuration),
            ("GET", "project", self.all_projects),
            ("GET", "issue/([^/]+)", self.issue),
        ):
            self.route(method, path, act)

    def route(self, method: str, path: str, act: Callable[..., Any]) -> None:
        """`path` is a pattern below /rest/api/<version>/; its groups are passed on."""
        versions = "|".join(self.versions)
        self.routes.append((method, re.compile(rf"/rest/api/(?:{versions})/{path}"), act))

    def answer(self, request: Request) -> Reply:
        """The right answer."""
        try:
            return self._routed(request)
        except JqlError as refusal:
            return Reply(400, {"errorMessages": [str(refusal)], "errors": {}})
        except RefusalError as refusal:
            return Reply(refusal.status, {"errorMessages": list(refusal.messages), "errors": {}})

    def _routed(self, request: Request) -> Reply:
        is_known = False
        for method, pattern, act in self.routes:
            found = pattern.fullmatch(request.path)
            if found and method == request.method:
                result = act(request, *found.groups())
                return result if isinstance(result, Reply) else Reply(200, result)
            is_known = is_known or found is not None
        raise (
            RefusalError(405, "Method Not Allowed") if is_known else RefusalError(404, "null for uri: " + request.path)
        )

    def pen(self, request: Request) -> Pen:
        """Writes addresses of the API version, and by the way, that the request used."""
        base = self.base_url + (request.target.partition("/rest/")[0] if request.by_gateway else "")
        version = VERSION.match(request.path)[0]
        manners = self.manners
        return Pen(
            self.world, self.is_cloud, base + version, manners.zone, manners.omits_field_ids, manners.shows_epic_link
        )

    # Definitions

    def server_info(self, request: Request) -> Record:
        """Anybody may ask."""
        version = "1001.0.0-SNAPSHOT" if self.is_cloud else "9.12.7"
        return {
            "baseUrl": self.base_url,
            "version": version,
            "versionNumbers": [int(one) for one in version.partition("-")[0].split(".")],
            "deploymentType": self.deployment,
            "buildNumber": 100275,
            "buildDate": "2026-02-20T00:00:00.000+0000",
            "serverTime": self.pen(request).stamp(self.world.clock.now()),
            "scmInfo": "c0ffee",
            "serverTitle": "Jira",
            "defaultLocale": {"locale": "en_US"},
        }

    def myself(self, request: Request) -> Record:
        """Not for an anonymous caller."""
        self._require_account(request)
        return self.pen(request).user(request.caller.user) or {}

    def fields(self, request: Request) -> list[Record]:
        """An anonymous caller sees system fields."""
        known = request.caller.user is not None
        pen = self.pen(request)
        return [pen.field(one) for one in self.world.fields.values() if known or not one.custom]

    def statuses(self, request: Request) -> list[Record]:
        """All of the site."""
        self._require_account(request)
        pen = self.pen(request)
        return [pen.status(one) for one in self.world.statuses]

    def categories(self, request: Request) -> list[Record]:
        """The four that there are."""
        self._require_account(request)
        pen = self.pen(request)
        return [pen.category(key) for key in CATEGORIES]

    def configuration(self, request: Request) -> Record:
        """With the hours of a day."""
        self._require_account(request)
        switched_on = ("voting", "watching", "subTasks", "timeTracking", "attachments", "issueLinking")
        return {f"{name}Enabled": True for name in switched_on} | {
            "unassignedIssuesAllowed": True,
            "timeTrackingConfiguration": {
                "workingHoursPerDay": self.world.hours_per_day,
                "workingDaysPerWeek": self.world.days_per_week,
                "timeFormat": "pretty",
                "defaultUnit": "day",
            },
        }

    def all_projects(self, request: Request) -> list[Record]:
        """All that the account sees in one list, on Cloud deprecated."""
        pen = self.pen(request)
        return [pen.project(one) for one in self.seen_projects(request)]

    def seen_projects(self, request: Request) -> list[Project]:
        """Those that the account may browse; archived ones are not among them."""
        user = request.caller.user
        return [one for one in self.world.projects if self.world.sees_project(user, one) and not one.is_archived]

    def _require_account(self, request: Request) -> None:
        if request.caller.user is None:
            raise RefusalError(401, "Client must be authenticated to access this resource.")

    # Issues

    def issue(self, request: Request, key_or_id: str) -> Record:
        """One issue by its id, its key or a key that it had."""
        issue = self.visible(request, key_or_id)
        wanted = Wanted.of(request.query.get("fields", []), "*all")
        changelog = None
        if "changelog" in request.one("expand").split(","):
            cap = self.manners.issue_histories if self.is_cloud else None
            changelog = self.changelog(issue, self.pen(request), cap)
        return self.pen(request).issue(issue, wanted, changelog)

    def visible(self, request: Request, key_or_id: str) -> Issue:
        """Raises `RefusalError` 404 for what is deleted and for what is hidden alike."""
        issue = self.world.find(key_or_id)
        if issue is None or not self.world.sees(request.caller.user, issue):
            raise RefusalError(404, NOT_FOUND)
        return issue

    def changelog(self, issue: Issue, pen: Pen, cap: int | None) -> Record:
        """As `expand=changelog` brings it: the newest `cap` entries, on Data Center all of them."""
        kept = issue.histories[-cap:] if cap else issue.histories
        total = len(issue.histories)
        return {
            "startAt": 0,
            "maxResults": cap or total,
            "total": total,
            "histories": [pen.history(one, issue) for one in self.ordered(reversed(kept))],
        }

    def ordered(self, histories: Iterable[Any]) -> list[Any]:
        """In the documented order, or in none."""
        found = list(histories)
        if self.manners.shuffles:
            self._shuffling.shuffle(found)
        return found

    # Searching

    def query(self, request: Request, jql: str, *, strict: bool = True) -> Query:
        """Raises `JqlError`."""
        caller, manners = request.caller, self.manners
        reader = Reader(self.world, caller.user, caller.zone, manners.compares_ids, manners.reads_milliseconds, strict)
        return reader.read(jql)

    def found(self, request: Request, query: Query) -> list[Issue]:
        """The index entries that match, sorted."""
        user, world = request.caller.user, self.world
        entries = world.index.search(world.clock.now(), world.issues)
        state = (query.text, user, world.index.generation, len(world.events), query.is_timeless or world.clock.now())
        if self._last_found[0] != state:
            matching = [one for one in entries.values() if query.matches(one) and self._is_listed(one)]
            seen = [one for one in matching if world.sees(user, world.issues.get(one.id, one))]
            self._last_found = (state, sorted(seen, key=query.sort_key))
        return self._last_found[1]

    def _is_listed(self, entry: Issue) -> bool:
        return not (entry.is_archived or entry.project.is_archived)


def token(**content: Any) -> str:
    """What a page is asked for with; opaque to the caller."""
    return base64.urlsafe_b64encode(json.dumps(content).encode()).decode()


def opened(text: str) -> dict[str, Any]:
    """The content of a token. Raises `RefusalError` for one that was not given out here."""
    try:
        return dict(json.loads(base64.urlsafe_b64decode(text)))
    except ValueError:
        raise RefusalError(400, "The provided next page token is invalid or expired.") from None

"""Scripted faults: which request, which time, what happens instead of the right answer.

jira.faults.add("search/jql", 2, status(503))            # the second such request
jira.faults.add("GET /rest/api/3/myself", EVERY, html())
jira.faults.add("changelog/bulkfetch", range(1, 4), reset())
"""

import gzip
from collections.abc import Callable, Container
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from email.utils import format_datetime
from typing import Any

from tests.fakejira.exchange import Reply, Request

Match = str | Callable[[Request], bool]
Answer = Callable[[], Reply]
Action = Callable[[Request, Answer], Reply]
EVERY: Container[int] = range(1, 10**9)


@dataclass
class Fault:
    """One line of the script; `seen` counts the requests that matched, `done` those that were tampered with."""

    match: Match
    nth: Container[int]
    action: Action
    seen: int = 0
    done: int = 0

    def concerns(self, request: Request) -> bool:
        """Whether the request matches."""
        return self.match in request.line if isinstance(self.match, str) else self.match(request)


@dataclass
class Faults:
    """The script. Where several lines hit one request, the first one wraps the others."""

    script: list[Fault] = field(default_factory=list)

    def add(self, match: Match, nth: int | Container[int], action: Action) -> Fault:
        """`match` is part of "GET /path?query" (or a function), `nth` counts matching requests from 1."""
        fault = Fault(match, (nth,) if isinstance(nth, int) else nth, action)
        self.script.append(fault)
        return fault

    def clear(self) -> None:
        """No more faults."""
        self.script.clear()

    def apply(self, request: Request, answer: Answer) -> Reply:
        """The answer after all faults that hit this request."""
        for fault in reversed(self.script):
            if fault.concerns(request):
                fault.seen += 1
                if fault.seen in fault.nth:
                    fault.done += 1
                    answer = _bound(fault.action, request, answer)
        return answer()


def _bound(action: Action, request: Request, answer: Answer) -> Answer:
    return lambda: action(request, answer)


# Instead of the answer


def status(code: int, *messages: str, **headers: str) -> Action:
    """An error; headers with underscores: `status(429, Retry_After="5")`."""
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    text = list(messages) or [f"Error {code}"]
    return lambda request, answer: Reply(code, {"errorMessages": text, "errors": {}}, dict(named))


def too_many(retry_after: str | None = None, **headers: str) -> Action:
    """429 with `Retry-After` as text: "1", "0", "1.5", "1847", an HTTP date (see `http_date`), or without it."""
    return status(
        429, "Rate limit exceeded", **({"Retry_After": retry_after} if retry_after is not None else {}), **headers
    )


def http_date(moment: datetime, seconds: float = 0) -> str:
    """The moment, or some seconds after it, as `Retry-After` may say it."""
    return format_datetime(moment + timedelta(seconds=seconds), usegmt=True)


def html(code: int = 200, text: str = "<html><body>Log in with single sign-on</body></html>") -> Action:
    """A web page, as a sign-on or a proxy answers."""
    return lambda request, answer: Reply(code, text.encode(), {"Content-Type": "text/html; charset=utf-8"})


def redirect(location: str, code: int = 302) -> Action:
    """To another address."""
    return lambda request, answer: Reply(code, b"", {"Location": location})


def reset() -> Action:
    """The connection is reset instead of an answer."""
    return lambda request, answer: Reply(is_reset=True)


def body(content: Any) -> Action:
    """Status 200 with this JSON, or these bytes."""
    return lambda request, answer: Reply(200, content)


# What happens to the right answer


def change(alter: Callable[[Any], Any]) -> Action:
    """`alter` changes the JSON in place, or returns another."""

    def act(request: Request, answer: Answer) -> Reply:
        reply = answer()
        altered = alter(reply.body)
        reply.body = reply.body if altered is None else altered
        return reply

    return act


def without(*members: str) -> Action:
    """Members of the answer are missing."""
    return change(lambda found: {name: value for name, value in found.items() if name not in members})


def adding(**members: Any) -> Action:
    """Members that nobody expects, or other values."""
    return change(lambda found: found | members)


def headers(**named: str) -> Action:
    """More headers, or other values."""

    def act(request: Request, answer: Answer) -> Reply:
        reply = answer()
        reply.headers |= {name.replace("_", "-"): value for name, value in named.items()}
        return reply

    return act


def delay(seconds: float) -> Action:
    """Late."""

    def act(request: Request, answer: Answer) -> Reply:
        reply = answer()
        reply.delay += seconds
        return reply

    return act


def trickle(seconds: float) -> Action:
    """A byte of the body, then a wait, then the next."""

    def act(request: Request, answer: Answer) -> Reply:
        reply = answer()
        reply.trickle = seconds
        return reply

    return act


def packed(megabytes: int) -> Action:
    """A small body that is large when it is unpacked."""
    content = gzip.compress(b" " * 1024**2) * megabytes  # several members are one file
    return lambda request, answer: Reply(200, content, {"Content-Encoding": "gzip"})


def cut(share: float = 0.5) -> Action:
    """The connection closes after part of the body."""

    def act(request: Request, answer: Answer) -> Reply:
        reply = answer()
        reply.keep_share = share
        return reply

    return act


def broken_json() -> Action:
    """The right headers, and half of the JSON as if it were all."""

    def act(request: Request, answer: Answer) -> Reply:
        reply = answer()
        content = reply.content()
        reply.body = content[: len(content) // 2]
        return reply

    return act


def drop_token() -> Action:
    """The enumeration ends early, as if this page were the last."""
    return change(
        lambda found: {name: one for name, one in found.items() if name != "nextPageToken"} | {"isLast": True}
    )


def lose_token() -> Action:
    """The page says that it is not the last, and does not say how to go on."""
    return change(
        lambda found: {name: one for name, one in found.items() if name != "nextPageToken"} | {"isLast": False}
    )


def repeat_token() -> Action:
    """The page's token is the one that it was asked with, or one that leads to this page again."""

    def act(request: Request, answer: Answer) -> Reply:
        reply = answer()
        sent = request.one("nextPageToken") or (request.method == "POST" and request.body.get("nextPageToken"))
        reply.body |= {"nextPageToken": sent or "again"} | ({"isLast": False} if "isLast" in reply.body else {})
        return reply

    return act


def empty_page() -> Action:
    """A page without content that has the token of the next."""

    def act(request: Request, answer: Answer) -> Reply:
        reply = answer()
        emptied = {name: [] for name in ("issues", "issueChangeLogs", "values") if name in reply.body}
        reply.body |= emptied | {"nextPageToken": reply.body.get("nextPageToken") or f"empty-{id(reply)}"}
        return reply

    return act


def anonymous(reason: str | None = "AUTHENTICATED_FAILED") -> Action:
    """200 and nothing, as a caller whom Jira does not know is answered."""

    def act(request: Request, answer: Answer) -> Reply:
        marks = {"X-Seraph-LoginReason": reason} if reason else {}
        if "/search" not in request.path and "bulkfetch" not in request.path:
            return Reply(401, {"errorMessages": ["Client must be authenticated."], "errors": {}}, marks)
        name = "issueChangeLogs" if "changelog/bulkfetch" in request.path else "issues"
        found: dict[str, Any] = {"count": 0} if "approximate-count" in request.path else {name: []}
        return Reply(200, found | ({"isLast": True} if "search/jql" in request.path else {}), marks)

    return act


def other_account(account_id: str = "ffffffffffffffffffffffff") -> Action:
    """The answer comes in the name of somebody else."""
    return headers(X_AAccountId=account_id)


def short_histories(keep: int) -> Action:
    """`expand=changelog` brings fewer entries than its `total` says."""

    def alter(found: Any) -> None:
        for issue in found.get("issues", [found]):
            issue["changelog"]["histories"] = issue["changelog"]["histories"][:keep]

    return change(alter)


def created_as(form: Callable[[int], Any]) -> Action:
    """`changelog/bulkfetch` states moments otherwise: `form` gets milliseconds since 1970."""

    def alter(found: Any) -> None:
        for one in found["issueChangeLogs"]:
            for history in one["changeHistories"]:
                history["created"] = form(history["created"])

    return change(alter)


# Something else happens at the same time


def kill(callback: Callable[[], object]) -> Action:
    """`callback` is called before the answer is made; where it raises, the connection is reset instead."""

    def act(request: Request, answer: Answer) -> Reply:
        callback()
        return answer()

    return act


def kill_after(callback: Callable[[], object]) -> Action:
    """`callback` is called when the answer is made, and before it is sent."""

    def act(request: Request, answer: Answer) -> Reply:
        reply = answer()
        callback()
        return reply

    return act

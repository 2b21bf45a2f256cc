"""One request and its answer."""

import json
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import parse_qs, urlsplit

from tests.fakejira.accounts import Caller


class RefusalError(Exception):
    """Jira answers with an error."""

    def __init__(self, status: int, *messages: str):
        super().__init__(status, *messages)
        self.status, self.messages = status, messages


@dataclass
class Request:
    """What a client sent; its `Authorization` header is never kept."""

    method: str
    target: str  # path and query, as they came
    headers: dict[str, str]  # names in lower case
    sent: bytes
    caller: Caller
    by_gateway: bool = False
    status: int = 0  # of the answer

    @property
    def path(self) -> str:
        """Without the query, and without the gateway's prefix."""
        path = urlsplit(self.target).path
        return "/" + "/".join(path.split("/")[4:]) if self.by_gateway else path

    @property
    def line(self) -> str:
        """GET /rest/api/3/field?x=1: what faults are matched against."""
        query = urlsplit(self.target).query
        return f"{self.method} {self.path}" + (f"?{query}" if query else "")

    @property
    def query(self) -> dict[str, list[str]]:
        """Parameters of the address."""
        return parse_qs(urlsplit(self.target).query, keep_blank_values=True)

    @property
    def body(self) -> dict[str, Any]:
        """The JSON object that was sent. Raises `RefusalError` where it is none."""
        try:
            found = json.loads(self.sent or b"{}")
        except ValueError:
            found = None
        if not isinstance(found, dict):
            raise RefusalError(400, "Invalid request payload. Refer to the REST API documentation and try again.")
        return found

    def one(self, name: str, default: str = "") -> str:
        """A parameter of the address."""
        return self.query.get(name, [default])[0]

    def number(self, name: str, default: int) -> int:
        """A whole number among the parameters."""
        text = self.one(name, str(default))
        if not text.lstrip("-").isdigit():
            raise RefusalError(400, f"The value of '{name}' is not a number: {text}")
        return int(text)


@dataclass
class Reply:
    """What is sent back; the last members are what faults do to the connection."""

    status: int = 200
    body: Any = None  # JSON, or bytes as they are
    headers: dict[str, str] = field(default_factory=dict)
    delay: float = 0.0
    keep_share: float = 1.0  # of the body, before the connection is closed
    is_reset: bool = False
    trickle: float = 0.0  # seconds between one byte of the body and the next

    def content(self) -> bytes:
        """The body as it is sent."""
        return self.body if isinstance(self.body, bytes) else json.dumps(self.body, ensure_ascii=False).encode()


def error(status: int, *messages: str) -> Reply:
    """An error as Jira words it."""
    return Reply(status, {"errorMessages": list(messages), "errors": {}})

"""What an answer of HTTP is worth: a value, a passing fault, or an error that says what to do."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from http import HTTPStatus
from typing import Final
from urllib.parse import urljoin, urlsplit

from mlpm_analytics.errors import AccountError, JiraError, LoginError, NotJiraError, RefusedError

SHOWN: Final = 200  # characters of what Jira says, in a message
NOT_LOGGED_IN: Final = ("AUTHENTICATED_FAILED", "AUTHENTICATION_DENIED", "OUT")
EXPIRED: Final = "It may have expired or been taken back: make a new one, and set JIRA_TOKEN."
NO_API: Final = "The address answered with a web page, not with Jira's API"
_SCOPED: Final = (
    " Scoped tokens of Jira Cloud need the address https://api.atlassian.com/ex/jira/<cloud id> in [jira] url; "
    "https://<site>/_edge/tenant_info says the cloud id."
)


@dataclass(frozen=True)
class Answer:
    """What came back for one request."""

    url: str
    status: int
    headers: Mapping[str, str]
    body: str = field(repr=False)


@dataclass(frozen=True)
class TransientFault:
    """A fault that may be over at the next attempt."""

    what: str  # "503", "no connection"
    headers: Mapping[str, str] = field(default_factory=dict)

    @property
    def is_too_many(self) -> bool:
        """Whether Jira said that there are too many requests."""
        return self.what == "429"


def evaluated(answer: Answer, account_id: str | None) -> object:
    """The value of an answer, or its passing fault. Raises a `JiraError` for what no further attempt can mend.

    `account_id` is the account that has to answer, where it is known.
    """
    if answer.status in (408, 429) or answer.status >= HTTPStatus.INTERNAL_SERVER_ERROR:
        return TransientFault(str(answer.status), answer.headers)
    if HTTPStatus.MULTIPLE_CHOICES <= answer.status < HTTPStatus.BAD_REQUEST:
        raise NotJiraError(_redirected(answer))
    if answer.status >= HTTPStatus.BAD_REQUEST:
        raise _refusal(answer)
    reason = answer.headers.get("X-Seraph-LoginReason", "")
    if any(sign in reason for sign in NOT_LOGGED_IN):
        raise LoginError(f"Jira rejected the token ({reason}), though it answered. {EXPIRED}")
    _same_account(answer, account_id)
    return _value(answer)


def _same_account(answer: Answer, account_id: str | None) -> None:
    answering = answer.headers.get("X-AAccountId")
    if account_id and answer.headers.get("X-AUSERNAME") == "anonymous":
        raise LoginError(f"Jira does not know the token any more, and answers as to anybody. {EXPIRED}")
    if account_id and answering and answering != account_id:
        raise AccountError(
            "Jira answered in the name of another account in the middle of the run. Nothing of that answer was kept. "
            "Run `mlpm sync` again."
        )


def _value(answer: Answer) -> object:
    if "html" in answer.headers.get("Content-Type", "").lower() or answer.body.lstrip()[:1] == "<":
        raise NotJiraError(f"{NO_API}: {_place(answer)}. A login page in front of Jira answers like this. {_SEE_TO}")
    try:
        return json.loads(answer.body, parse_constant=lambda _: None)
    except (ValueError, RecursionError):
        return TransientFault("an answer that is not whole")


def _refusal(answer: Answer) -> JiraError:
    said = error_text(answer.body)
    if answer.status == HTTPStatus.UNAUTHORIZED:
        scoped = "" if "/ex/jira/" in answer.url else _SCOPED
        return LoginError(f"Jira rejected the token (401). {EXPIRED}{scoped}")
    denied = answer.headers.get("X-Authentication-Denied-Reason")
    if denied:
        return LoginError(f"Jira lets nobody in with this token at the moment: {denied[:SHOWN]}")
    if answer.status == HTTPStatus.GONE:
        return RefusedError(f"Jira has removed what was asked for ({_place(answer)}): {said}", answer.status)
    return RefusedError(f"Jira refused {_place(answer)} ({answer.status}): {said}", answer.status)


def error_text(body: str) -> str:
    """What Jira says in an answer of refusal, in one line."""
    try:
        content = json.loads(body)
    except (ValueError, RecursionError):
        return "it gave no reason."
    if not isinstance(content, dict):
        return "it gave no reason."
    messages = (
        content.get("errorMessages") or list((content.get("errors") or {}).values()) or [content.get("message") or ""]
    )
    text = " ".join(str(one) for one in messages if one) if isinstance(messages, list) else str(messages)
    return " ".join(text.split())[:SHOWN] or "it gave no reason."


def _redirected(answer: Answer) -> str:
    """What to say of a redirect; the new address is proposed only where it is as safe as the old one."""
    try:
        old, new = urlsplit(answer.url), urlsplit(urljoin(answer.url, answer.headers.get("Location", "")))
        is_same = (old.hostname, old.port) == (new.hostname, new.port)
    except ValueError:  # no host, or no port, that there can be
        return f"{NO_API}: it sends on to an address that is none. {_SEE_TO}"
    if new.hostname != old.hostname:
        return (
            f"{NO_API}: it sends on to {new.hostname}, which is another host: to log in, or because Jira was moved. "
            f"That was not followed, and the token was not sent there. Ask whoever runs Jira. {_SEE_TO}"
        )
    if old.scheme == "https" and new.scheme != "https":
        return (
            f"{NO_API}: {old.hostname} sends on to an address without encryption, where the token could be read on the "
            f"way. It was not followed. Ask whoever runs Jira. {_SEE_TO}"
        )
    if "/rest/api/" in new.path and (is_same or new.scheme == "https"):
        root = f"{new.scheme}://{new.netloc.rpartition('@')[2]}{new.path.partition('/rest/api/')[0]}"
        return f"The address of Jira is another one: it sends on to {root}. Write that as [jira] url in mlpm.toml."
    return f"{NO_API}: it sends on to another page of {new.hostname}, probably to log in. {_SEE_TO}"


def _place(answer: Answer) -> str:
    place = urlsplit(answer.url)
    return f"{place.hostname}{place.path}"


_SEE_TO: Final = "Check [jira] url in mlpm.toml, and whether a VPN or single sign-on stands before it."

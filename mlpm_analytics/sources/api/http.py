"""The one way to Jira's API, and the only module that knows the `jira` package.

Of the package we use the session with its authentication, certificates and proxy, and the addresses it makes. Its
own retries, paging and error texts are not used: they give up on passing faults, come back too early, stop at short
pages, and print headers.
"""

import base64
import json
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import timedelta
from functools import partial
from typing import Any, Final, cast
from urllib.parse import urlencode
from urllib.request import getproxies

import requests
from jira import JIRA

from mlpm_analytics.errors import JiraError, PausedError, UnavailableError
from mlpm_analytics.masking import MASKED, masked, secrets_of
from mlpm_analytics.sources.api.bounded_read import PACKING, REQUEST_SECONDS, read_bounded
from mlpm_analytics.sources.api.credentials import Credentials
from mlpm_analytics.sources.api.pacing import Clock, Pace, seconds_to_wait
from mlpm_analytics.sources.api.responses import Answer, TransientFault, evaluated

CONNECT_SECONDS: Final = 10.0
MOST_ATTEMPTS: Final = 5
PATIENCE_SECONDS: Final = 900.0  # of waiting in all, for one request
LONGEST_URL: Final = 4000  # servers take twice as much


def _silent(_: str) -> None:
    """Say nothing while waiting."""


@dataclass(frozen=True)
class Address:
    """Where Jira is, and how it is reached."""

    url: str
    ca_bundle: str | None = None  # a file with the authorities to trust
    proxy: str | None = field(default=None, repr=False)  # it may hold a password


class HttpClient:
    """Asks Jira one thing at a time. Every error that it raises is free of the token."""

    def __init__(
        self,
        address: Address,
        credentials: Credentials,
        *,
        pace: float = 5.0,
        clock: Clock | None = None,
        say: Callable[[str], None] = _silent,
        request_seconds: float = REQUEST_SECONDS,
    ) -> None:
        self.url, self.clock, self.say = address.url, clock or Clock(), say
        self.requests = 0
        self.account_id: str | None = None  # who has to answer; None until that is known
        self._request_seconds = request_seconds  # for one request in all
        self._secrets = _secrets(credentials, address.proxy)
        self._pace = Pace(pace, self.clock)
        basic = (credentials.email, credentials.token) if credentials.email else None
        self._jira = JIRA(
            address.url,
            options={"verify": address.ca_bundle or True, "check_update": False},
            basic_auth=basic,
            token_auth=None if basic else credentials.token,
            timeout=(CONNECT_SECONDS, request_seconds),
            max_retries=0,
            get_server_info=False,
            logging=False,
            proxies={"http": address.proxy, "https": address.proxy} if address.proxy else None,
        )

        # nobody follows a redirect, and the session would read its body whole to prepare for it
        self._jira._session.get_redirect_target = lambda _: None  # type: ignore[method-assign,assignment]

    def use_version(self, version: str) -> None:
        """Ask version 2 or 3 of the API from now on."""
        self._jira._options["rest_api_version"] = version

    def get(self, path: str, params: Mapping[str, object] | None = None) -> object:
        """The answer to a GET of `path` below /rest/api/N/."""
        return self._ask("GET", path, params=params)

    def post(self, path: str, body: Mapping[str, object]) -> object:
        """The answer to a POST that only reads."""
        return self._ask("POST", path, body=body)

    def search(self, path: str, query: Mapping[str, object]) -> object:
        """The answer to a search: by GET, and by POST where the address would be too long for a server."""
        flat = {name: _in_address(value) for name, value in query.items()}
        return self.get(path, flat) if len(urlencode(flat)) < LONGEST_URL else self.post(path, query)

    def _ask(
        self,
        method: str,
        path: str,
        params: Mapping[str, object] | None = None,
        body: Mapping[str, object] | None = None,
    ) -> object:
        waited, attempt = 0.0, 0
        while True:
            attempt += 1
            self._pace.wait()
            answer = self._judged(self._sent(method, path, params, body))
            if not isinstance(answer, TransientFault):
                self._pace.speed_up()
                return answer
            seconds = seconds_to_wait(answer.headers, attempt, self.clock.now())
            self._give_up(answer, path, attempt, waited + seconds, seconds)
            if answer.is_too_many:
                self._pace.slow_down()
            self.say(f"Jira does not answer ({answer.what}); trying again in {seconds:.0f} s")
            self.clock.sleep(seconds)
            waited += seconds

    def _give_up(self, fault: TransientFault, path: str, attempt: int, waited: float, seconds: float) -> None:
        """Raise where another attempt is of no use now."""
        if waited > PATIENCE_SECONDS and (fault.is_too_many or "Retry-After" in fault.headers):
            until = self.clock.now() + timedelta(seconds=seconds)
            raise PausedError(
                f"Jira asks to wait until {until:%Y-%m-%d %H:%M} UTC. What is loaded is kept; "
                "`mlpm sync` goes on from there."
            )
        if attempt >= MOST_ATTEMPTS and not fault.is_too_many:
            raise UnavailableError(
                f"Jira is not answering ({fault.what}, {path.partition('?')[0]}; tried {attempt} times). "
                "What is loaded is kept; try again later."
            )

    def _sent(
        self, method: str, path: str, params: Mapping[str, object] | None, body: Mapping[str, object] | None
    ) -> Answer | TransientFault:
        self.requests += 1
        url = self._jira._get_url(path)
        fault: JiraError | TransientFault
        ask = partial(
            requests.Session.request,  # not the package's own: that raises errors which carry headers
            self._jira._session,
            method,
            url,
            params=cast(Any, params),
            data=None if body is None else json.dumps(body).encode(),
            headers={"Accept-Encoding": PACKING} | ({"Content-Type": "application/json"} if body is not None else {}),
            timeout=(CONNECT_SECONDS, self._request_seconds),
            allow_redirects=False,
            stream=True,
        )
        try:
            response, content = read_bounded(ask, self._request_seconds)
            return Answer(url, response.status_code, response.headers, content.decode("utf-8", "replace"))
        except requests.RequestException as error:
            fault = self._cleaned(_fault(error, self.url))
        except TimeoutError:
            fault = TransientFault(f"no whole answer within {self._request_seconds:g} s")
        except (OSError, ValueError, TypeError) as error:  # certificates that are no file, a proxy that has no host
            fault = JiraError(self._clean(f"{self.url} cannot be asked: {error}"))
        if isinstance(fault, TransientFault):
            return fault
        raise fault  # outside of the handlers: the library's error, which it would carry along, knows the token

    def _judged(self, answer: Answer | TransientFault) -> object:
        if isinstance(answer, TransientFault):
            return answer
        try:
            return evaluated(answer, self.account_id)
        except JiraError as error:
            error.args = (self._clean(str(error)),)
            raise

    def _cleaned(self, fault: JiraError | TransientFault) -> JiraError | TransientFault:
        if isinstance(fault, JiraError):
            fault.args = (self._clean(str(fault)),)
        return fault

    def _clean(self, text: str) -> str:
        """The text without token and passwords, should Jira, a proxy or a library have sent them back."""
        for secret in self._secrets:
            text = text.replace(secret, MASKED)
        return masked(text)


def _in_address(value: object) -> object:
    if isinstance(value, bool):
        return str(value).lower()
    return ",".join(value) if isinstance(value, list) else value


def _secrets(credentials: Credentials, proxy: str | None) -> tuple[str, ...]:
    """The token and the passwords of proxies, also of those that the environment names, as they are and as sent."""
    pair = f"{credentials.email or ''}:{credentials.token}"
    proxies = [one for address in (proxy, *getproxies().values()) for one in secrets_of(address)]
    return credentials.token, base64.b64encode(pair.encode()).decode(), *proxies


def _fault(error: requests.RequestException, url: str) -> JiraError | TransientFault:
    """What a failure to reach Jira means; the error itself, which knows the request with its token, is let go."""
    cause = _cause(error)
    if isinstance(error, requests.exceptions.SSLError):
        return JiraError(
            f"{url}: no secure connection: {cause}. Where your company has its own authority for certificates, name "
            "its file as [jira] ca_bundle in mlpm.toml."
        )
    if isinstance(error, requests.exceptions.ProxyError):
        return JiraError(f"{url} cannot be reached through the proxy: {cause}. See to [jira] proxy in mlpm.toml.")
    if isinstance(error, (requests.ConnectionError, requests.Timeout, requests.exceptions.ChunkedEncodingError)):
        return TransientFault(_words(error))
    if isinstance(error, requests.exceptions.ContentDecodingError):
        return TransientFault("an answer that is not whole")
    return JiraError(f"{url} is no address that can be asked: {cause}. See to [jira] url and proxy in mlpm.toml.")


def _words(error: requests.RequestException) -> str:
    if isinstance(error, requests.Timeout):
        return "no answer in time"
    if isinstance(error, requests.exceptions.ChunkedEncodingError):
        return "an answer that is not whole"
    return "no such host" if "resol" in str(error).lower() else "no connection"


def _cause(error: BaseException) -> str:
    """The innermost reason, without addresses of objects and without the request."""
    reason: object = error
    with suppress(IndexError, AttributeError):
        reason = getattr(error.args[0], "reason", error.args[0])
    text = str(reason).rpartition(": ")[2] or type(error).__name__
    return " ".join(text.split())[:SHOWN_CAUSE].rstrip(".)'\"")


SHOWN_CAUSE: Final = 160

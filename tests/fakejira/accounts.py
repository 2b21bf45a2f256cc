"""Who may call a simulated Jira, and what becomes of wrong, expired and scoped tokens."""

import base64
from dataclasses import dataclass, field
from zoneinfo import ZoneInfo

from tests.fakejira.model import User

BERLIN = ZoneInfo("Europe/Berlin")


@dataclass(eq=False)
class Account:
    """One set of credentials: an API token with an email address (Cloud), or a personal access token."""

    user: User
    token: str
    is_scoped: bool = False  # such a token is refused on the site's own address
    expired: str | None = None  # "401", or "anonymous": the answers of a caller whom nobody knows
    zone: ZoneInfo = BERLIN  # of the profile: dates in JQL are read in it


@dataclass(frozen=True)
class Caller:
    """Who a request turned out to be from."""

    account: Account | None
    refusal: str | None = None  # why it is answered with 401
    login_reason: str | None = None  # the header X-Seraph-LoginReason

    @property
    def user(self) -> User | None:
        """None for an anonymous caller."""
        return self.account.user if self.account else None

    @property
    def zone(self) -> ZoneInfo:
        """Of dates in JQL."""
        return self.account.zone if self.account else BERLIN


@dataclass
class Accounts:
    """All credentials of one Jira."""

    takes_email: bool  # Cloud: Basic email:token; Data Center: Bearer, or Basic name:token
    found: list[Account] = field(default_factory=list)
    wrong_token: str = "401"  # what a token that nobody has is answered with, as `Account.expired`

    def add(self, user: User, token: str, *, is_scoped: bool = False, zone: ZoneInfo = BERLIN) -> Account:
        """New credentials."""
        account = Account(user, token, is_scoped, zone=zone)
        self.found.append(account)
        return account

    def caller(self, authorization: str | None, *, by_gateway: bool) -> Caller:
        """Who sends this `Authorization` header, to the site's own address or by the gateway's."""
        if authorization is None:
            return Caller(None)
        account = next((one for one in self.found if self._is_of(one, authorization)), None)
        failure = self.wrong_token if account is None else account.expired
        if failure == "anonymous":
            return Caller(None, login_reason="AUTHENTICATED_FAILED")
        if failure:
            return Caller(None, "Client must be authenticated to access this resource.", "AUTHENTICATED_FAILED")
        if account.is_scoped and not by_gateway:
            return Caller(None, "Client must be authenticated to access this resource.")
        return Caller(account, login_reason="OK")

    def _is_of(self, account: Account, authorization: str) -> bool:
        kind, _, secret = authorization.partition(" ")
        if kind.lower() == "bearer":
            return not self.takes_email and secret == account.token
        try:
            name, _, token = base64.b64decode(secret, validate=True).decode().partition(":")
        except ValueError:
            return False
        known_as = account.user.email if self.takes_email else account.user.name
        return kind.lower() == "basic" and (name, token) == (known_as, account.token)

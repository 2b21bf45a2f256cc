"""What a single value in `mlpm.toml` may be: each type says in words what is allowed."""

import re
from datetime import date, datetime
from typing import Annotated, Final, TypeVar
from zoneinfo import available_timezones

from pydantic import (
    AfterValidator,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    StringConstraints,
    ValidationInfo,
    field_validator,
)

from mlpm_analytics.settings.faults import not_allowed
from mlpm_analytics.settings.words import nearest

Entry = TypeVar("Entry")
ABSENT: Final = "absent"  # what holds where a key is left out and its default is no value
WEEKDAYS: Final = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
_FULL_WEEKDAYS: Final = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
_HOURS: Final = re.compile(r"(\d{1,2}):(\d{2})\s*[-–]\s*(\d{1,2}):(\d{2})")
_MIDNIGHT: Final = 24 * 60
_PUBLIC: Final = re.compile(
    r"(https?)://(\[[0-9a-f:]+\]|[a-z0-9._-]+)(?::([0-9]{1,5}))?((?:/[a-z0-9._~-]+)*)/?", re.IGNORECASE
)
_LAST_PORT: Final = 65535


class Section(BaseModel):
    """A table of `mlpm.toml`: frozen, and without keys that nobody knows."""

    model_config = ConfigDict(frozen=True, extra="forbid")


def _some(entries: tuple[Entry, ...]) -> tuple[Entry, ...]:
    """At least one; `min_length` of pydantic would count the entries that are left after the faulty ones."""
    if not entries:
        raise not_allowed("a list with at least one entry")
    return entries


def _timezone(name: str) -> str:
    if name not in (zones := available_timezones()):
        raise not_allowed('a time zone of the IANA database, such as "Europe/Berlin"', nearest(name, zones))
    return name


def _working_hours(text: str) -> str:
    opens, closes = minutes(text)
    if not opens < closes <= _MIDNIGHT:
        raise not_allowed('hours of one day that close after they open, such as "09:00-17:00" or "22:00-24:00"')
    return f"{opens // 60:02}:{opens % 60:02}-{closes // 60:02}:{closes % 60:02}"


def minutes(working_hours: str) -> tuple[int, int]:
    """When working hours open and close, in minutes since midnight.

    >>> minutes("09:00-17:30")
    (540, 1050)
    """
    found = _HOURS.fullmatch(working_hours)
    if not found or max(int(found[2]), int(found[4])) >= 60:  # noqa: PLR2004  # minutes of an hour
        raise not_allowed('hours from "00:00" to "24:00", such as "09:00-17:00"')
    return int(found[1]) * 60 + int(found[2]), int(found[3]) * 60 + int(found[4])


def _weekday(name: str) -> str:
    for short, full in zip(WEEKDAYS, _FULL_WEEKDAYS, strict=True):
        if name.casefold() in (short.casefold(), full.casefold()):
            return short
    raise not_allowed("one of " + ", ".join(f'"{day}"' for day in WEEKDAYS), nearest(name[:3], WEEKDAYS))


def _day(day: object) -> object:
    if isinstance(day, str) and re.fullmatch(r"\d{4}-\d{2}-\d{2}", day.strip()):
        try:
            return date.fromisoformat(day.strip())
        except ValueError:
            raise not_allowed("a day that the calendar has") from None
    if isinstance(day, date) and not isinstance(day, datetime):
        return day
    raise not_allowed("a date such as 2026-12-24")


def _span(span: object) -> object:
    if isinstance(span, str) and ".." in span:
        first, _, last = span.partition("..")
        return {"first": first, "last": last}
    return span if isinstance(span, (dict, Span)) else {"first": span, "last": span}


def _jira_key(key: str) -> str:
    if not re.fullmatch(r"[A-Z][A-Z0-9_]*-\d+", key.upper()):
        raise not_allowed('the key of an Epic, such as "ML-7"')
    return key.upper()


def _web_address(address: str) -> str:
    if "@" in address:
        raise not_allowed("an address without a name, password or token in it; the token goes into JIRA_TOKEN")
    if not re.fullmatch(r"https?://[^\s/?#]+(/[^\s?#]*)?", address):
        raise not_allowed('the address of Jira, such as "https://example.atlassian.net"')
    return address.rstrip("/").removesuffix("/browse")


def _proxy(address: str) -> str:
    if not re.fullmatch(
        r"((https?|socks[45][ah]?)://)?([^\s/?#@]+@)?([\w.-]+|\[[0-9a-fA-F:.]+\])(:\d{1,5})?/?", address
    ):
        raise not_allowed(
            'the address of a proxy, such as "http://proxy.example.com:3128"; in a name and password / is written %2F, '
            "@ %40, : %3A"
        )
    return address


def public_address(address: str) -> str:
    """The address of the pages, as a browser writes it: without its usual port, in lower case.

    >>> public_address("https://MLPM.example.com:443/")
    'https://mlpm.example.com'
    """
    found = _PUBLIC.fullmatch(address)
    if not found or int(found[3] or 0) > _LAST_PORT:
        raise not_allowed('the address of the pages as a browser shows it, such as "https://mlpm.example.com"')
    scheme, host, port, path = found[1].lower(), found[2].lower(), found[3], found[4]
    usual = {"http": "80", "https": "443"}[scheme]
    return f"{scheme}://{host}{f':{port}' if port and port != usual else ''}{path}"


def _project_key(key: str) -> str:
    if not re.fullmatch(r"[A-Z][A-Z0-9_]*", key.upper()):
        raise not_allowed('the key of a Jira project, such as "ML"')
    return key.upper()


Text = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, strict=True)]
Names = tuple[Text, ...]
SOME: Final = AfterValidator(_some)
SomeNames = Annotated[Names, SOME]
JiraKeys = tuple[Annotated[Text, AfterValidator(_jira_key)], ...]
ProjectKeys = tuple[Annotated[Text, AfterValidator(_project_key)], ...]
WebAddress = Annotated[Text, AfterValidator(_web_address)]
ProxyAddress = Annotated[Text, AfterValidator(_proxy)]
PublicAddress = Annotated[Text, AfterValidator(public_address)]
Flag = Annotated[bool, Field(strict=True)]
Positive = Annotated[float, Field(strict=True, gt=0, allow_inf_nan=False)]
NotNegative = Annotated[float, Field(strict=True, ge=0, allow_inf_nan=False)]
Count = Annotated[int, Field(strict=True, ge=1)]
TimeZone = Annotated[Text, AfterValidator(_timezone)]
WorkingHours = Annotated[Text, AfterValidator(_working_hours)]
Weekday = Annotated[Text, AfterValidator(_weekday)]
Weekdays = Annotated[
    tuple[Weekday, ...],
    SOME,
    AfterValidator(lambda days: tuple(day for day in WEEKDAYS if day in days)),
]
Day = Annotated[date, BeforeValidator(_day)]
Days = Annotated[tuple[Day, ...], AfterValidator(lambda days: tuple(sorted(set(days))))]


class Span(Section):
    """Days from the first to the last, both included."""

    first: Day
    last: Day

    @field_validator("last")
    @classmethod
    def _not_before_first(cls, last: date, info: ValidationInfo) -> date:
        if last < info.data.get("first", last):
            raise not_allowed("a day that is not before the first one")
        return last


Spans = tuple[Annotated[Span, BeforeValidator(_span)], ...]


def _half_day(value: object) -> tuple[date, str]:
    written = " ".join(map(str, value)) if isinstance(value, (list, tuple)) else str(value)
    day, _, half = written.strip().partition(" ")
    try:
        if half in HALVES:
            return date.fromisoformat(day), half
    except ValueError:
        pass
    raise not_allowed('a date with "morning" or "afternoon", such as "2026-09-18 morning"')


HALVES = ("morning", "afternoon")
HalfDays = tuple[Annotated[tuple[date, str], BeforeValidator(_half_day)], ...]

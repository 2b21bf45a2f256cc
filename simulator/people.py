"""The people of the sample, all invented: seven scientists in two countries, and their manager."""

from dataclasses import dataclass
from datetime import date, timedelta
from uuid import NAMESPACE_URL, uuid5

from mlpm_analytics.calendars import Hours

TIMEZONES = {"DE": "Europe/Berlin", "US": "America/New_York"}
# Public holidays on weekdays; written down, so that the sample does not change with a library.
HOLIDAYS = {
    "DE": (
        "2025-04-18 2025-04-21 2025-05-01 2025-05-29 2025-06-09 2025-10-03 2025-12-25 2025-12-26 "
        "2026-01-01 2026-04-03 2026-04-06 2026-05-01 2026-05-14 2026-05-25 2026-12-25"
    ),
    "US": (
        "2025-05-26 2025-06-19 2025-07-04 2025-09-01 2025-10-13 2025-11-11 2025-11-27 2025-12-25 2026-01-01 "
        "2026-01-19 2026-02-16 2026-05-25 2026-06-19 2026-07-03 2026-09-07 2026-10-12 2026-11-11 2026-11-26 2026-12-25"
    ),
}


@dataclass(frozen=True)
class Leave:
    """Days off from the first to the last, both included."""

    first: date
    last: date

    @property
    def days(self) -> list[date]:
        """Every day of it."""
        return [self.first + timedelta(days=number) for number in range((self.last - self.first).days + 1)]


@dataclass(frozen=True)
class Person:
    """Somebody with an account in the simulated Jira."""

    name: str
    country: str = "DE"
    leaves: tuple[Leave, ...] = ()

    @property
    def account_id(self) -> str:
        """An account id as Jira Cloud's look, made from the name."""
        return f"712020:{uuid5(NAMESPACE_URL, self.name)}"

    @property
    def timezone(self) -> str:
        """The time zone of the person's country."""
        return TIMEZONES[self.country]

    @property
    def hours(self) -> Hours:
        """The person's working hours, less holidays and leave."""
        leave = frozenset(day for one in self.leaves for day in one.days)
        return Hours(timezone=self.timezone, days_off=holidays(self.country) | leave)


def holidays(country: str) -> frozenset[date]:
    """The public holidays of a country."""
    return frozenset(date.fromisoformat(day) for day in HOLIDAYS[country].split())


def _leaves(*spans: str) -> tuple[Leave, ...]:
    return tuple(Leave(*map(date.fromisoformat, span.split(" to "))) for span in spans)


TEAM = Hours(timezone=TIMEZONES["DE"], days_off=holidays("DE"))
MANAGER = Person("Ruth Hallermann")
SCIENTISTS = {
    "mira": Person(
        "Mira Falkenrath",
        leaves=_leaves(
            "2025-08-04 to 2025-08-22",
            "2025-12-22 to 2026-01-06",
            "2026-04-07 to 2026-04-10",
            "2026-07-20 to 2026-08-07",
        ),
    ),
    "jonas": Person(
        "Jonas Ehrlinger",
        leaves=_leaves(
            "2025-06-10 to 2025-06-20",
            "2025-10-06 to 2025-10-10",
            "2025-12-22 to 2026-01-02",
            "2026-02-23 to 2026-02-27",
            "2026-08-17 to 2026-09-04",
        ),
    ),
    "leyla": Person(
        "Leyla Aksuner",
        leaves=_leaves("2025-12-29 to 2026-01-02", "2026-03-23 to 2026-04-02", "2026-06-29 to 2026-07-17"),
    ),
    "tomek": Person(
        "Tomek Wierzbin",
        leaves=_leaves("2026-05-04 to 2026-05-08", "2026-08-03 to 2026-08-14", "2026-10-12 to 2026-10-16"),
    ),
    "dana": Person(
        "Dana Whitlow",
        "US",
        leaves=_leaves(
            "2025-07-14 to 2025-07-25",
            "2025-11-28 to 2025-11-28",
            "2025-12-22 to 2026-01-02",
            "2026-03-30 to 2026-04-03",
            "2026-07-06 to 2026-07-17",
        ),
    ),
    "priya": Person(
        "Priya Ramanathi",
        "US",
        leaves=_leaves(
            "2025-11-26 to 2025-11-28",
            "2025-12-24 to 2026-01-02",
            "2026-05-18 to 2026-05-29",
            "2026-08-24 to 2026-08-28",
        ),
    ),
    "caleb": Person("Caleb Thornquist", "US", leaves=_leaves("2026-06-22 to 2026-07-03")),
}

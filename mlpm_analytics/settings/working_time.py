"""The sections of `mlpm.toml` that say who works when: the team's calendar, and scientists who differ from it."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date, time, timedelta
from typing import Annotated, Final

import holidays
from holidays.registry import COUNTRIES
from pydantic import AfterValidator, Field, JsonValue, ValidationInfo, field_validator

from mlpm_analytics.calendars import Hours
from mlpm_analytics.settings.faults import not_allowed
from mlpm_analytics.settings.values import (
    ABSENT,
    WEEKDAYS,
    Days,
    HalfDays,
    Names,
    Section,
    Spans,
    Text,
    TimeZone,
    Weekdays,
    WorkingHours,
    minutes,
)
from mlpm_analytics.settings.words import nearest, quoted

_MIDNIGHT: Final = 24 * 60
_TEAMS: Final[dict[str, JsonValue]] = {ABSENT: "the team's"}


def _known_country(country: str) -> str:
    codes = holidays.list_supported_countries()
    if country.upper() in codes:
        return country.upper()
    by_name = {names[0]: names[1] for names in COUNTRIES.values()}
    meant = nearest(country.replace(" ", ""), by_name)
    raise not_allowed(
        'a country code of ISO 3166, such as "DE"', by_name[meant] if meant else nearest(country.upper(), codes)
    )


def unknown_subdivision(subdivision: str, country: str | None) -> tuple[str, str | None] | None:
    """What is allowed in place of a `subdivision` that `country` lacks, and the nearest it has; else None."""
    if country is None:
        return "a part of a country, and no country is given", None
    codes = holidays.list_supported_countries()[country]
    if subdivision in codes:
        return None
    names = holidays.country_holidays(country).get_subdivision_aliases()
    by_name = {name: code for code in codes for name in (code, *names.get(code, ()))}
    meant = nearest(subdivision, by_name)
    return f"one of {quoted(codes)}" if codes else f"nothing: {country} has no parts", meant and by_name[meant]


Country = Annotated[Text, AfterValidator(_known_country)]


class CalendarSettings(Section):
    """The team's working time: every figure but `effort_days` is measured in it."""

    timezone: TimeZone = Field("UTC", description="The team's time zone, by its IANA name, such as `Europe/Berlin`.")
    working_hours: WorkingHours = Field(
        "09:00-17:00", description="The hours of a working day; `24:00` is the midnight that ends it."
    )
    working_days: Weekdays = Field(WEEKDAYS[:5], description="The working days of a week.")
    holidays: Days = Field((), description="Days off, beside those of the country.")
    country: Country | None = Field(
        None, description="The country whose public holidays are days off, by its ISO code, such as `DE`."
    )
    subdivision: Text | None = Field(
        None, description="The part of the country whose public holidays are days off, too, such as `BE`."
    )

    @field_validator("subdivision")
    @classmethod
    def _is_part_of_the_country(cls, subdivision: str | None, info: ValidationInfo) -> str | None:
        if subdivision and "country" in info.data and (found := unknown_subdivision(subdivision, info.data["country"])):
            raise not_allowed(*found)
        return subdivision

    def hours(self, first_year: int, last_year: int, leave: frozenset[date] = frozenset()) -> Hours:
        """Working time with the days off, and `leave`, of the years from the first to the last, both included."""
        opens, closes = minutes(self.working_hours)
        return Hours(
            timezone=self.timezone,
            opens=_clock(opens),
            closes=None if closes == _MIDNIGHT else _clock(closes),
            weekdays=frozenset(WEEKDAYS.index(day) for day in self.working_days),
            days_off=leave | set(self._days_off(first_year, last_year)),
        )

    def _days_off(self, first_year: int, last_year: int) -> Iterator[date]:
        yield from (day for day in self.holidays if first_year <= day.year <= last_year)
        if self.country:
            years = range(first_year, last_year + 1)
            yield from holidays.country_holidays(self.country, subdiv=self.subdivision, years=years)


class ScientistSettings(Section):
    """A scientist with other working time than the team, or with several names. What is left out is the team's."""

    name: Text = Field(description="The name to show. It also means the person, where Jira knows it.")
    ids: Names = Field((), description="Account ids, keys, user names and display names that are this one person.")
    timezone: TimeZone | None = Field(None, json_schema_extra=_TEAMS, description="The scientist's time zone.")
    working_hours: WorkingHours | None = Field(
        None, json_schema_extra=_TEAMS, description="The scientist's hours of a working day."
    )
    working_days: Weekdays | None = Field(
        None, json_schema_extra=_TEAMS, description="The scientist's working days of a week."
    )
    country: Country | None = Field(
        None,
        json_schema_extra=_TEAMS,
        description="The country whose public holidays the scientist has, in place of the team's and its subdivision.",
    )
    subdivision: Text | None = Field(
        None, json_schema_extra=_TEAMS, description="The part of the country whose public holidays the scientist has."
    )
    holidays: Days | None = Field(
        None,
        json_schema_extra=_TEAMS,
        description="Days off, in place of `calendar.holidays` and beside those of the country.",
    )
    leave: Spans = Field(
        (), description='Days of leave: dates, `"2026-08-03..2026-08-14"`, or tables with `first` and `last`.'
    )

    half_days_of_leave: HalfDays = Field(
        (), description='Halves of days of leave: `"2026-09-18 morning"` or `"2026-09-18 afternoon"`.'
    )

    @property
    def known_as(self) -> tuple[str, ...]:
        """Every id and name that means this person."""
        return (self.name, *(known for known in self.ids if known != self.name))

    def hours(self, team: CalendarSettings, first_year: int, last_year: int) -> Hours:
        """The scientist's working time in those years: the team's where nothing else is stated."""
        stated = {key: value for key in CalendarSettings.model_fields if (value := getattr(self, key)) is not None}
        if "country" in stated:
            stated.setdefault("subdivision", None)
        first, last = date(first_year, 1, 1), date(last_year, 12, 31)
        leave = frozenset(day for span in self.leave for day in _days(max(span.first, first), min(span.last, last)))
        return replace(
            team.model_copy(update=stated).hours(first_year, last_year, leave),
            half_days_off=frozenset(self.half_days_of_leave),
        )


def _clock(moment: int) -> time:
    return time(*divmod(moment, 60))


def _days(first: date, last: date) -> Iterator[date]:
    yield from (first + timedelta(days=number) for number in range((last - first).days + 1))

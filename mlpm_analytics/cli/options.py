"""What a person types, as settings, instants, time zones and weeks."""

import re
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo, available_timezones

import typer

if TYPE_CHECKING:
    import pandas as pd

    from mlpm_analytics.settings import Settings
    from mlpm_analytics.store import Store

_DATE = re.compile(r"\d{4}-\d{2}-\d{2}")


@dataclass(frozen=True)
class GlobalOptions:
    """What stands before the command word: which settings, which store."""

    config: Path | None
    folder: Path

    @cached_property
    def settings(self) -> "Settings":
        """The settings in force."""
        from mlpm_analytics.settings import load_settings

        return load_settings(self.config)

    @property
    def store(self) -> "Store":
        """The store that is meant."""
        from mlpm_analytics.store import Store

        return Store(self.folder)


def instant(text: str, timezone: str) -> "pd.Timestamp":
    """An instant such as `2026-03-18T16:00:00Z`; without an offset in `timezone`; a day alone means its end.

    >>> instant("2026-03-18T16:00:00Z", "Europe/Berlin").isoformat()
    '2026-03-18T16:00:00+00:00'
    >>> instant("2026-03-18", "Europe/Berlin").isoformat()
    '2026-03-18T23:00:00+00:00'
    """
    import pandas as pd

    from mlpm_analytics.sources.stamps import FIRST_YEAR, LAST_YEAR

    stripped = text.strip()
    try:
        stated = datetime.fromisoformat(stripped)
    except ValueError as error:
        raise typer.BadParameter(
            f"“{text}” is no instant. Write 2026-03-18, 2026-03-18T16:00 (in {timezone}) or 2026-03-18T16:00:00Z."
        ) from error
    if not FIRST_YEAR <= stated.year <= LAST_YEAR:
        raise typer.BadParameter(f"“{text}” lies outside of the years {FIRST_YEAR} to {LAST_YEAR}.")
    if _DATE.fullmatch(stripped):
        stated = datetime.combine(stated.date() + timedelta(days=1), time())
    if stated.tzinfo is None:
        stated = stated.replace(tzinfo=ZoneInfo(timezone))
    return pd.Timestamp(stated).tz_convert("UTC").as_unit("us")


def week(text: str) -> date:
    """The Monday of the week that a date lies in.

    >>> week("2026-03-18")
    datetime.date(2026, 3, 16)
    """
    try:
        day = date.fromisoformat(text.strip())
    except ValueError as error:
        raise typer.BadParameter(f"“{text}” is no date. Write a day of the week that is meant: 2026-03-16.") from error
    return day - timedelta(days=day.weekday())


def zone(text: str | None) -> str | None:
    """A time zone's name, checked."""
    if text is not None and text not in available_timezones():
        raise typer.BadParameter(f"“{text}” is no time zone. Write a name such as Europe/Berlin or America/New_York.")
    return text


def public(address: str | None) -> str | None:
    """The address of the pages, checked as the setting is."""
    if address is None:
        return None
    from pydantic_core import PydanticCustomError

    from mlpm_analytics.settings.values import public_address

    try:
        return public_address(address)
    except PydanticCustomError as error:
        raise typer.BadParameter(f"This is not {error.message()}.") from error  # not quoted: it may hold a password


def named(pairs: list[str] | None) -> tuple[tuple[str, str], ...]:
    """What columns are, and their headers.

    >>> named(["Status=Zustand"])
    (('Status', 'Zustand'),)
    """
    parted = [pair.partition("=") for pair in pairs or []]
    wrong = [pair for pair, (name, _, header) in zip(pairs or [], parted, strict=True) if not (name and header)]
    if wrong:
        raise typer.BadParameter(f"“{wrong[0]}” names no column. Write what it is, =, and its header: Status=Zustand.")
    return tuple((name.strip(), header.strip()) for name, _, header in parted)

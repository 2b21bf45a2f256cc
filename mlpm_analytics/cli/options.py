"""What a person types, as settings, time zones and days."""

from dataclasses import dataclass
from datetime import date
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING
from zoneinfo import available_timezones

import typer

if TYPE_CHECKING:
    from mlpm_analytics.dataset import Dataset
    from mlpm_analytics.settings import Settings
    from mlpm_analytics.store import Store


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

    def dataset(self) -> "Dataset":
        """What is published."""
        from mlpm_analytics.dataset import published

        return published(self.store, self.settings)


def day(text: str) -> date:
    """A date, such as `2026-03-18`."""
    try:
        return date.fromisoformat(text.strip())
    except ValueError as error:
        raise typer.BadParameter(f"“{text}” is no date. Write a day of the week that is meant: 2026-03-16.") from error


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

"""What `mlpm check` answers: the settings in force, and what in the data does not fit them."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from textwrap import wrap
from typing import Final

import pandas as pd
from pydantic.fields import FieldInfo

from mlpm_analytics.frames import NOT_COUNTED
from mlpm_analytics.masking import masked_within
from mlpm_analytics.metrics.not_counted import all_clear
from mlpm_analytics.metrics.not_counted import lines as not_counted_lines
from mlpm_analytics.settings import Settings
from mlpm_analytics.settings.reference import in_words
from mlpm_analytics.settings.values import Section
from mlpm_analytics.settings.words import ADDRESSES, Place, toml
from mlpm_analytics.wording import count, listing

_WIDTH: Final = 110


@dataclass(frozen=True)
class InForce:
    """One setting as it holds: its value as it reads in TOML, and the file that states it, or `default`."""

    section: str  # as its header reads: [workflow], [[scientists]]
    key: str
    value: str
    origin: str


@dataclass(frozen=True)
class Misfit:
    """Something in the data that a setting does not fit, and what to put into `mlpm.toml` for it."""

    key: str  # the setting it is about, dotted
    message: str
    section: str = ""  # the header below which `remedy` belongs
    remedy: tuple[str, ...] = ()  # lines; none where no setting helps


@dataclass(frozen=True)
class CheckResult:
    """The settings, and what does not fit them; without data there is no saying what does."""

    source: Path | None
    in_force: tuple[InForce, ...]
    misfits: tuple[Misfit, ...]
    has_data: bool
    not_counted: pd.DataFrame = field(default_factory=NOT_COUNTED.empty)

    def lines(self) -> list[str]:
        """The answer as text for a terminal: what does not fit stands first."""
        return [*self._not_counted_lines(), *self._misfit_lines(), "", *self._settings_lines()]

    def _settings_lines(self) -> Iterator[str]:
        yield f"Settings from {self.source}" if self.source else "No mlpm.toml: every setting is the default."
        key_width = max(len(setting.key) for setting in self.in_force)
        origin_width = max(len(setting.origin) for setting in self.in_force)
        section = ""
        for setting in self.in_force:
            if setting.section != section:
                yield from ("", setting.section)
                section = setting.section
            head = f"  {setting.key:{key_width}}  {setting.origin:{origin_width}}  "
            yield from _wrapped(setting.value, head)

    def _not_counted_lines(self) -> Iterator[str]:
        for line in not_counted_lines(self.not_counted):
            yield from _wrapped(line, "Not counted: ")
            yield ""

    def _misfit_lines(self) -> Iterator[str]:
        if not self.has_data:
            yield "Nothing is loaded yet: what does not fit the settings shows after `mlpm import PATH`."
        elif not self.misfits:
            yield all_clear(self.not_counted, "Everything in the data fits the settings.", "Nothing needs a setting")
        else:
            things = count(len(self.misfits), "thing")
            yield f"{things} in the data {'does' if len(self.misfits) == 1 else 'do'} not fit the settings:"
        for number, misfit in enumerate(self.misfits, start=1):
            yield ""
            yield from _wrapped(misfit.message, f"{number:3}. ")
            if misfit.remedy:
                yield f"     In mlpm.toml, below {misfit.section}:" if misfit.section else "     In mlpm.toml:"
                yield from (f"         {line}" for line in misfit.remedy)


def _wrapped(text: str, head: str) -> list[str]:
    """The text in lines that all begin where it begins after `head`."""
    lines = wrap(text, _WIDTH - len(head), break_long_words=False, break_on_hyphens=False) or [""]
    return [(head if place == 0 else " " * len(head)) + line for place, line in enumerate(lines)]


def with_nearest(names: Mapping[str, str | None]) -> str:
    """Names that are not there, each with the nearest that is.

    >>> with_nearest({"In Reveiw": "In Review", "Ready": None})
    '“In Reveiw” (the nearest there is: “In Review”) and “Ready”'
    """
    return listing(
        [f"“{name}”" + (f" (the nearest there is: “{meant}”)" if meant else "") for name, meant in names.items()]
    )


def in_force(settings: Settings) -> Iterator[InForce]:
    """The settings in the order of `docs/settings.md`; `settings.source` names where stated ones came from."""
    file_name = settings.source.name if settings.source else "stated"
    for name in type(settings).model_fields:
        section = getattr(settings, name)
        if not isinstance(section, Section):
            continue
        for key, info in type(section).model_fields.items():
            origin = file_name if settings.is_stated(name, key) else "default"
            yield InForce(f"[{name}]", key, _shown(info, (name, key), getattr(section, key)), origin)
    for scientist in settings.scientists:
        yield InForce("[[scientists]]", scientist.name, toml(scientist), file_name)
    for team in settings.teams:
        yield InForce("[[teams]]", team.name, toml(team), file_name)


def _shown(field: FieldInfo, place: Place, value: object) -> str:
    """The value as it is written, an address without its name and password."""
    return in_words(field, masked_within(value, is_address=place in ADDRESSES)).replace("`", "")

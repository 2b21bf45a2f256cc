"""Names of months and halves of the day in every language of Unicode's CLDR: Jira writes that of who exports."""

import re
import unicodedata
from collections.abc import Iterable
from functools import lru_cache
from typing import Final, Literal

from babel import Locale, UnknownLocaleError
from babel.dates import get_month_names
from babel.localedata import locale_identifiers

from mlpm_analytics.errors import QuestionError

ENGLISH: Final = (
    *("january", "february", "march", "april", "may", "june"),
    *("july", "august", "september", "october", "november", "december"),
)
MONTH_BY_WORD: Final = (
    {name: number for number, name in enumerate(ENGLISH, 1)}
    | {name[:3]: number for number, name in enumerate(ENGLISH, 1)}
    | {"sept": 9}
)
FREQUENT: Final = ("de", "fr", "es", "pt", "it", "nl", "pl", "ja", "zh", "ko", "ru", "tr", "sv", "da", "nb", "fi", "cs")

Half = Literal["am", "pm"]
_ENGLISH: Final[dict[str, Half]] = {"am": "am", "pm": "pm", "a": "am", "p": "pm"}


def word(text: str) -> str:
    """The name of a month as it is compared: without case, and without a point at its end.

    >>> word("Févr.")
    'févr'
    """
    return unicodedata.normalize("NFC", text.strip().casefold()).rstrip(".")


@lru_cache(maxsize=512)
def months_of(language: str) -> dict[str, int]:
    """The months of a language by their words, of all widths and forms; names that mean two months are left out."""
    locale = Locale.parse(language)
    numbers_of: dict[str, set[int]] = {}
    for width in ("wide", "abbreviated"):
        for context in ("format", "stand-alone"):
            for number, name in get_month_names(width, context, locale).items():
                numbers_of.setdefault(word(name), set()).add(number)
                numbers_of.setdefault(word(name)[:3], set()).add(number)  # old Java cut names that way
    return {name: min(numbers) for name, numbers in numbers_of.items() if len(numbers) == 1 and not name.isdecimal()}


def languages() -> list[str]:
    """The languages to try, frequent ones first; regions and scripts of a language write months as it does."""
    every = sorted({name for name in locale_identifiers() if "_" not in name} - {"en", "root", *FREQUENT})
    return ["en", *FREQUENT, *every]


def is_language(name: str) -> bool:
    """Whether there are names of months in a language of this code."""
    try:
        return bool(months_of(name))
    except (UnknownLocaleError, ValueError, TypeError):
        return False


def months_in(path: str, words: Iterable[str], language: str | None) -> dict[str, int]:
    """What the words of a file mean: by the languages that have all of them, or by the one that is stated.

    A word that no language has stays out. Raises `QuestionError` where two languages mean different months by one.
    """
    asked = {word(one) for one in words}
    if language is not None:
        return months_of(language)
    if asked <= MONTH_BY_WORD.keys() or not asked:
        return MONTH_BY_WORD
    score = {one: len(asked & months_of(one).keys()) for one in languages()}
    most = max(score.values())
    best = [one for one in score if score[one] == most]
    if "en" in best:
        return MONTH_BY_WORD
    meant = {one: {name: months_of(one)[name] for name in asked & months_of(one).keys()} for one in best}
    first = best[0]
    differ = [one for one in best if any(meant[one].get(name, month) != month for name, month in meant[first].items())]
    if differ:
        name = next(name for name, month in sorted(meant[first].items()) if meant[differ[0]].get(name, month) != month)
        raise QuestionError(
            f"{path}: '{name}' is a month in {language_called(first)} and another one in {language_called(differ[0])}.",
            asks="language",
            answer=f"Pass --language {first} or --language {differ[0]}.",
        )
    return meant[first]


@lru_cache(maxsize=512)
def language_called(language: str) -> str:
    """A language's name in English.

    >>> language_called("pl")
    'Polish'
    """
    return str(Locale.parse(language).get_display_name("en") or language)


def half_of_day(mark: str) -> Half | None:
    """Which half of the day a mark means; None for what is none, or means the other one in another language.

    >>> half_of_day("PM"), half_of_day("a. m."), half_of_day("下午"), half_of_day("CET")
    ('pm', 'am', 'pm', None)
    """
    word = _mark(mark)
    return _ENGLISH.get(word) or _halves().get(word)


def _mark(mark: str) -> str:
    return re.sub(r"[\s.\u200e\u200f]", "", unicodedata.normalize("NFKC", mark).casefold())


@lru_cache(maxsize=1)
def _halves() -> dict[str, Half]:
    halves_of: dict[str, set[Half]] = {}
    for language in languages():
        for widths in Locale.parse(language).day_periods.values():
            for names in widths.values():
                for half in ("am", "pm"):
                    halves_of.setdefault(_mark(names.get(half, "")), set()).add(half)
    return {word: min(halves) for word, halves in halves_of.items() if word and len(halves) == 1}

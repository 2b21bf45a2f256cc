"""What stands behind the hour for the two halves of the day, in every language that Unicode's CLDR knows."""

import re
import unicodedata
from functools import lru_cache
from typing import Final, Literal

from babel import Locale

from mlpm_analytics.sources.months import languages

Half = Literal["am", "pm"]
_ENGLISH: Final[dict[str, Half]] = {"am": "am", "pm": "pm", "a": "am", "p": "pm"}


def half_of_day(mark: str) -> Half | None:
    """Which half of the day a mark means; None for what is none, or means the other one in another language.

    >>> half_of_day("PM"), half_of_day("a. m."), half_of_day("下午"), half_of_day("CET")
    ('pm', 'am', 'pm', None)
    """
    word = _word(mark)
    return _ENGLISH.get(word) or _every().get(word)


def _word(mark: str) -> str:
    return re.sub(r"[\s.\u200e\u200f]", "", unicodedata.normalize("NFKC", mark).casefold())


@lru_cache(maxsize=1)
def _every() -> dict[str, Half]:
    found: dict[str, set[Half]] = {}
    for language in languages():
        for widths in Locale.parse(language).day_periods.values():
            for names in widths.values():
                for half in ("am", "pm"):
                    found.setdefault(_word(names.get(half, "")), set()).add(half)
    return {word: min(halves) for word, halves in found.items() if word and len(halves) == 1}

"""Text from Jira on a page: shown as it is, whatever it holds."""

import re
from collections.abc import Callable

import pandas as pd

_SPECIAL = re.compile(r"([!-/:-@\[-`{-~])")  # ASCII punctuation, all of which Markdown lets one escape
# Places at which an escape does not keep Streamlit from making an arrow, a dash or a link of what it reads.
_TEMPTING = re.compile(r"(?<=[-<>=~])(?=[->=])|(?<=://)|(?<=www\.)|(?<=@)")
_TURNING = re.compile("[\u202a-\u202e\u2066-\u2069]")
_WORD_JOINER = "\u2060"  # takes no room
_KEY = re.compile(r"(?<![\w-])([A-Z][A-Z0-9_]+-\d+)(?![\w-])")  # of an issue, as Jira writes it


def plain(text: str | float | None) -> str:
    r"""Text as Markdown that shows it as it is, on one line; nothing for a missing one.

    Signs that turn the direction of what follows them are left out; letters that run from right to left stay.

    >>> plain("*now* $x$ :red[y]")
    '\\*now\\* \\$x\\$ \\:red\\[y\\]'
    """
    return "" if pd.isna(text) else _escaped(_on_one_line(str(text)))


def _on_one_line(text: str) -> str:
    return " ".join(_TURNING.sub("", text).split())


def _escaped(text: str) -> str:
    return _SPECIAL.sub(r"\\\1", _TEMPTING.sub(_WORD_JOINER, text))


def with_code(text: str) -> str:
    r"""A sentence of ours as `plain` shows it, in which what stands between backticks is code.

    >>> with_code("Run `mlpm check`, *now*.")
    'Run `mlpm check`\\, \\*now\\*\\.'
    """
    pieces = _on_one_line(text).split("`")  # code stands at the odd places, but for the last of an unbalanced text
    is_code = [place % 2 == 1 and place < len(pieces) - 1 for place in range(len(pieces))]
    parts = zip(pieces, is_code, strict=True)
    return "".join(f"`{piece}`" if code and piece else _escaped(piece) for piece, code in parts)


def linked(text: str | float | None, url_of: Callable[[str], str | None]) -> str:
    r"""Text as `plain` shows it, in which every key that `url_of` knows an address of is a link.

    >>> linked("Is ML-1 *done*?", {"ML-1": "https://jira.example.com/browse/ML-1"}.get)
    'Is [ML\\-1](<https://jira.example.com/browse/ML-1>) \\*done\\*\\?'
    """
    if pd.isna(text):
        return ""
    pieces = _KEY.split(_on_one_line(str(text)))  # keys stand at the odd places
    return "".join(link(piece, url_of(piece)) if place % 2 else _escaped(piece) for place, piece in enumerate(pieces))


def link(text: str | float | None, url: str | float | None) -> str:
    r"""A link with that text, or the text alone where there is no address.

    >>> link("ML-1", "https://jira.example.com/browse/ML-1"), link("ML-1", None)
    ('[ML\\-1](<https://jira.example.com/browse/ML-1>)', 'ML\\-1')
    """
    if pd.isna(url) or not str(url).startswith(("http://", "https://")):
        return plain(text)
    address = re.sub(r"[<>\s]", "", str(url))
    return f"[{plain(text)}](<{address}>)"

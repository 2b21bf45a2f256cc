"""Text from Jira on a page: shown as it is, whatever it holds."""

import re

import pandas as pd

_SPECIAL = re.compile(r"([!-/:-@\[-`{-~])")  # ASCII punctuation, all of which Markdown lets one escape
# Places at which an escape does not keep Streamlit from making an arrow, a dash or a link of what it reads.
_TEMPTING = re.compile(r"(?<=[-<>=~])(?=[->=])|(?<=://)|(?<=www\.)|(?<=@)")
_TURNING = re.compile("[\u202a-\u202e\u2066-\u2069]")
_WORD_JOINER = "\u2060"  # takes no room


def plain(text: str | float | None) -> str:
    r"""Text as Markdown that shows it as it is, on one line; nothing for a missing one.

    Signs that turn the direction of what follows them are left out; letters that run from right to left stay.

    >>> plain("*now* $x$ :red[y]")
    '\\*now\\* \\$x\\$ \\:red\\[y\\]'
    """
    if pd.isna(text):
        return ""
    return _SPECIAL.sub(r"\\\1", _TEMPTING.sub(_WORD_JOINER, " ".join(_TURNING.sub("", str(text)).split())))


def link(text: str | float | None, url: str | float | None) -> str:
    r"""A link with that text, or the text alone where there is no address.

    >>> link("ML-1", "https://jira.example.com/browse/ML-1"), link("ML-1", None)
    ('[ML\\-1](<https://jira.example.com/browse/ML-1>)', 'ML\\-1')
    """
    if pd.isna(url) or not str(url).startswith(("http://", "https://")):
        return plain(text)
    address = re.sub(r"[<>\s]", "", str(url))
    return f"[{plain(text)}](<{address}>)"

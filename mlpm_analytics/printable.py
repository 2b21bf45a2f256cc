"""Text that a terminal shows and does not obey: nothing in it moves the cursor, colours, rings or turns what follows.

Names of files, what Jira says and what issues hold come from others. Whatever the command prints passes through here.
"""

import re
from typing import Final

_LINE_ENDS: Final = re.compile("\r\n?")
_TURNING: Final = re.compile("[\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]")  # they turn the direction of text
_STEERING: Final = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f\ud800-\udfff]"
)  # C0 and C1; halves of signs, of no encoding
_IN_JSON: Final = re.compile(f"{_TURNING.pattern}|{_STEERING.pattern}")
REPLACED: Final = "\ufffd"


def printable(text: str, instead: str = REPLACED) -> str:
    r"""The text without signs that steer a terminal; line feeds and tabs stay, carriage returns are line feeds.

    Signs of direction, which take no room, are left out; `instead` stands for every other one.

    >>> printable("a\x1b[31m\tb\r\n\u202ec")
    'a�[31m\tb\nc'
    """
    return _STEERING.sub(instead, _TURNING.sub("", _LINE_ENDS.sub("\n", text)))


def printable_json(text: str) -> str:
    r"""JSON of the same content, in which such signs are escaped; in JSON they can stand in texts alone.

    >>> printable_json('{"name": "a\x9bb"}')
    '{"name": "a\\u009bb"}'
    """
    return _IN_JSON.sub(lambda found: f"\\u{ord(found[0]):04x}", text)


def shown_path(path: str) -> str:
    r"""A path as text on one line that can be stored and shown; bytes of its names that are no UTF-8 are replaced.

    >>> shown_path("Projekt\udcfcbersicht\n.json")
    'Projekt�bersicht�.json'
    """
    return re.sub(r"[\n\t]", REPLACED, printable(path))

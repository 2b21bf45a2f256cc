"""Names and passwords in addresses (`http://name:password@proxy:3128`), left out wherever an address is shown."""

import base64
import re
from collections.abc import Iterator
from typing import Final
from urllib.parse import unquote

MASKED: Final = "…"
_IN_TEXT: Final = re.compile(r"(?<=://)[^\s\"'<>]*@")
_SHORT: Final = 4  # a password of fewer signs is a piece of other words, too; with its name it is masked all the same


def masked(text: str) -> str:
    """A text without the name and password of any address in it.

    >>> masked("Cannot reach http://ada:pass/word@proxy.example.com:3128 now")
    'Cannot reach http://…@proxy.example.com:3128 now'
    """
    return _IN_TEXT.sub(f"{MASKED}@", text)


def masked_address(address: str) -> str:
    """An address, with or without `http://`, without its name and password, whatever signs these hold.

    >>> masked_address("http://ada:p @ss'word@proxy:3128"), masked_address("ada:secret@proxy:3128")
    ('http://…@proxy:3128', '…@proxy:3128')
    """
    before, at, host = address.rpartition("@")
    scheme, slashes, _ = before.partition("://")
    return f"{scheme + slashes if slashes else ''}{MASKED}@{host}" if at else address


def masked_within(value: object, *, is_address: bool = False) -> object:
    """A value of the settings with every address in it masked; text without `://` where it `is_address`.

    >>> masked_within(["http://ada:secret@proxy", "ada@example.com"])
    ['http://…@proxy', 'ada@example.com']
    """
    if isinstance(value, str):
        return masked_address(value) if is_address or "://" in value else value
    if isinstance(value, dict):
        return {key: masked_within(held, is_address=is_address) for key, held in value.items()}
    if isinstance(value, (list, tuple)):
        return [masked_within(held, is_address=is_address) for held in value]
    return value


def without_login(address: str) -> str:
    """An address that people can follow, without name and password.

    >>> without_login("https://ada:secret@jira.example.com/jira")
    'https://jira.example.com/jira'
    """
    return masked_address(address).replace(f"{MASKED}@", "", 1) if "@" in address else address


def secrets_of(address: str | None) -> Iterator[str]:
    """The name and password of an address in every form in which they may come back, the longest first.

    >>> list(secrets_of("http://ada:s%40cret@proxy:3128"))[:3]
    ['ada:s%40cret', 'ada:s@cret', 's%40cret']
    """
    before, _, _ = (address or "").rpartition("@")
    pair = before.rpartition("://")[2]
    password = pair.partition(":")[2]
    parts = re.split(r"[/?#@]", pair)  # where a library takes the password for the end of the host
    long_enough = [word for word in (password, unquote(password), *parts) if len(word) >= _SHORT]
    coded = [base64.b64encode(unquote(pair).encode("utf-8", "replace")).decode()] if pair else []
    yield from dict.fromkeys(word for word in (pair, unquote(pair), *long_enough, *coded) if word)

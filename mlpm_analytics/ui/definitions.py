"""The definitions of all figures, chapter by chapter."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Final

_PACKAGE: Final = Path(__file__).parents[1]
_TRAVELLED: Final = _PACKAGE / "definitions.md"  # in a wheel
DOCUMENT: Final = _TRAVELLED if _TRAVELLED.is_file() else _PACKAGE.parent / "docs" / "definitions.md"
_CHAPTER: Final = re.compile(r"^## (.+)$", re.MULTILINE)


@dataclass(frozen=True)
class Chapter:
    """A part of the document under one header."""

    title: str
    body: str  # Markdown

    @property
    def anchor(self) -> str:
        """What links to it end in.

        >>> Chapter("Back and forth", "").anchor
        'back-and-forth'
        """
        return re.sub(r"[^a-z0-9]+", "-", self.title.casefold()).strip("-")


def chapters(text: str) -> Iterator[Chapter]:
    r"""What stands before the first header, under the document's own title, and then every chapter.

    >>> [chapter.title for chapter in chapters("# Words\n\nSo.\n\n## One\nA.\n\n## Two\nB.\n")]
    ['Words', 'One', 'Two']
    """
    opening, *rest = _CHAPTER.split(text)
    title, _, body = opening.removeprefix("# ").partition("\n")
    yield Chapter(title.strip(), body.strip())
    for title, body in zip(rest[::2], rest[1::2], strict=True):
        yield Chapter(title.strip(), body.strip())

"""The tables' part of `docs/store.md`, made from the frames' contracts."""

from typing import Final

from mlpm_analytics.frames import Frame
from mlpm_analytics.store.schema import PUBLISHED, RAW, TYPES

START: Final = "<!-- From here to the end: `make docs` writes it. -->\n"


def documented(text: str) -> str:
    """The document with its tables made anew; what stands before `START` stays as it is."""
    return text.partition(START)[0] + START + _tables()


def _tables() -> str:
    published = "\n".join(_published(frame) for frame in PUBLISHED)
    raw = "\n".join(f"- `{frame.name}`: {', '.join(f'`{column}`' for column in frame.columns)}" for frame in RAW)
    return f"\n## Published tables\n\n{published}\n## Raw tables\n\n{raw}\n"


def _published(frame: Frame) -> str:
    rows = [f"| `{column.name}` | {TYPES[column.dtype]} | {column.meaning} |" for column in frame]
    return "\n".join([f"### {frame.name}", "", frame.meaning, "", "| column | type | |", "|---|---|---|", *rows, ""])

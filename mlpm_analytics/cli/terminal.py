"""What the commands say to a person at a terminal: every print goes through here."""

import sys
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, TextIO, cast

from mlpm_analytics.printable import printable, printable_json

if TYPE_CHECKING:
    import pandas as pd

    from mlpm_analytics.load import Progress


class Terminal:
    """A stream that lets only printable text through, whoever writes to it: our commands, libraries, their logs.

    It says that it is no terminal, so that nobody writes colours, which would come out as text.
    """

    def __init__(self, stream: TextIO) -> None:
        self._stream = stream

    def __getattr__(self, name: str) -> object:
        return getattr(self._stream, name)

    def write(self, text: str) -> int:
        """Write what can be printed of the text."""
        self._stream.write(printable(text))
        return len(text)

    def writelines(self, lines: Iterable[str]) -> None:
        """Write one after the other."""
        for line in lines:
            self.write(line)

    def isatty(self) -> bool:
        """Never."""
        return False


def guard_terminal() -> None:
    """From now on nothing that this process prints can steer the terminal, or fail at its encoding."""
    sys.stdout, sys.stderr = (_guarded(stream) for stream in (sys.stdout, sys.stderr))


def _guarded(stream: TextIO) -> TextIO:
    reconfigure = getattr(stream, "reconfigure", None)
    if reconfigure is not None:  # a stream of somebody else's making may have none
        reconfigure(errors="replace")
    return cast(TextIO, Terminal(stream))


def say(text: str) -> None:
    """Say the answer on standard output, with the end of its last line."""
    put(f"{text}\n")


def put(text: str, report_format: str = "") -> None:
    """Write text that has its line ends to standard output; JSON keeps its content."""
    sys.stdout.write(printable_json(text) if report_format == "json" else printable(text))


def complain(message: str) -> None:
    """Say on standard error what went wrong."""
    sys.stderr.write(f"{printable(message)}\n")


@contextmanager
def working(first: str) -> Iterator["Progress"]:
    """Say on standard error what is being done, while it is being done; nothing where it is no terminal."""
    from rich.console import Console
    from rich.text import Text

    console = Console(file=sys.__stderr__)  # it moves the cursor itself
    with console.status(first) as status:
        yield lambda words: status.update(Text(printable(words)))


def loads_lines(loads: "pd.DataFrame", timezone: str) -> Iterator[str]:
    """One line for each load, the oldest first."""
    import pandas as pd

    from mlpm_analytics import wording

    if loads.empty:
        yield "Nothing is loaded. Load exports with `mlpm import PATH`."
    for row in loads.sort_values("load_id").to_dict("records"):
        when = wording.moment(row["loaded_at"], timezone, with_year=True)
        shows = (
            f"as of {wording.moment(row['as_of'], timezone, with_year=True)}" if pd.notna(row["as_of"]) else "no dates"
        )
        yield (
            f"{row['load_id']:>4}  {row['path']}: {row['kind']}, {wording.count(row['issues'], 'issue')}, "
            f"{wording.count(row['changes'], 'change')}; {shows}; loaded {when}"
        )

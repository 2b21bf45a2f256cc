"""What the commands say to a person at a terminal."""

import sys
from collections.abc import Iterator
from contextlib import contextmanager

import pandas as pd
from rich.console import Console

from mlpm_analytics import wording
from mlpm_analytics.load import Progress
from mlpm_analytics.wording import count


@contextmanager
def working(first: str) -> Iterator[Progress]:
    """Say on standard error what is being done, while it is being done; plain lines where it is no terminal."""
    console = Console(stderr=True)
    with console.status(first) as status:
        yield status.update


def complain(message: str) -> None:
    """Say on standard error what went wrong."""
    sys.stderr.write(f"{message}\n")


def loads_lines(loads: pd.DataFrame, timezone: str) -> Iterator[str]:
    """One line for each load, the oldest first."""
    if loads.empty:
        yield "Nothing is loaded. Load exports with `mlpm import PATH`."
    for row in loads.sort_values("load_id").to_dict("records"):
        when = wording.moment(row["loaded_at"], timezone, with_year=True)
        shows = (
            f"as of {wording.moment(row['as_of'], timezone, with_year=True)}" if pd.notna(row["as_of"]) else "no dates"
        )
        yield (
            f"{row['load_id']:>4}  {row['path']}: {row['kind']}, {count(row['issues'], 'issue')}, "
            f"{count(row['changes'], 'change')}; {shows}; loaded {when}"
        )

"""Finding what was asked for by name, and naming what is near to it where it is not there."""

from collections.abc import Hashable, Iterable
from difflib import get_close_matches
from typing import Any

import pandas as pd

from mlpm_analytics.errors import NotFoundError
from mlpm_analytics.frames import Figures
from mlpm_analytics.metrics.not_counted import about
from mlpm_analytics.printable import printable

_SHOWN = 5


def project_row(figures: Figures, key: str) -> dict[Hashable, Any]:
    """The row of `figures.projects` with this key, in whatever case; else `NotFoundError`."""
    key = printable(key)
    is_it = figures.projects["project"].str.casefold() == key.strip().casefold()
    rows = figures.projects[is_it].to_dict("records")
    if rows:
        return rows[0]
    as_of = f"{figures.as_of:%Y-%m-%d %H:%M} UTC"
    task = figures.tasks[figures.tasks["key"].str.casefold() == key.strip().casefold()]["project"].dropna()
    if len(task):
        raise NotFoundError(f"{key} is a Task of {task.iloc[0]}; a project is an Epic. Ask for {task.iloc[0]}.")
    left_out = about(figures.not_counted, key)
    if left_out:
        raise NotFoundError(f"{key.strip()} is no project. Not counted: {left_out}")
    raise NotFoundError(f"No project {key} as of {as_of}. {_near(key, figures.projects['project'], 'project')}")


def scientist_id(scientists: pd.DataFrame, name: str) -> str:
    """The id of the scientist with this name or id, in whatever case; else, or of two, `NotFoundError`."""
    name = printable(name)
    asked = name.strip().casefold()
    for column in ("scientist_id", "name"):
        rows = scientists.loc[scientists[column].str.casefold() == asked, "scientist_id"].tolist()
        if len(rows) == 1:
            return str(rows[0])
        if rows:
            raise NotFoundError(f"{len(rows)} scientists are called {name}. Ask by account id: {', '.join(rows)}.")
    raise NotFoundError(f"No scientist {name}. {_near(name, scientists['name'], 'scientist')}")


def _near(asked: str, known: Iterable[str], what: str) -> str:
    by_folded = {name.casefold(): name for name in known}
    near = get_close_matches(asked.strip().casefold(), by_folded, n=_SHOWN)
    if near:
        return f"Near to it: {', '.join(by_folded[name] for name in near)}."
    if not by_folded:
        return f"There is no {what} at all by then; check what was imported with `mlpm loads`."
    shown = list(by_folded.values())[:_SHOWN]
    return f"There are {len(by_folded)}: {', '.join(shown)}{', …' if len(by_folded) > _SHOWN else ''}."

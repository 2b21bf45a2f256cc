"""All projects as files: one each, and an index that links them."""

import re
from collections.abc import Iterator

import pandas as pd

from mlpm_analytics.frames import Figures
from mlpm_analytics.mapping import Mapped
from mlpm_analytics.metrics.standings import STATES, with_plans
from mlpm_analytics.reports.html.files import project_page, strips
from mlpm_analytics.reports.html.names import without_names
from mlpm_analytics.reports.html.pages import page
from mlpm_analytics.views.summaries import portfolio_sentence, project_sentence, spent_of

INDEX = "index.html"


def portfolio_html(
    figures: Figures, mapped: Mapped, *, data_at: pd.Timestamp, with_names: bool = True
) -> Iterator[tuple[str, str]]:
    """Name and text of each file, one after the other: the index first, then one per project."""
    if not with_names:
        figures, mapped = without_names(figures, mapped)
    names = _file_names(figures.projects["project"].tolist())
    yield INDEX, _index(figures, mapped, names, data_at=data_at)
    for key, name in names.items():
        yield name, project_page(figures, key, mapped, data_at=data_at, with_names=with_names)


def _index(figures: Figures, mapped: Mapped, names: dict[str, str], *, data_at: pd.Timestamp) -> str:
    workflow, zone = mapped.workflow, mapped.calendars.team.timezone
    place = {state: n for n, state in enumerate(STATES)}
    ordered = with_plans(figures, workflow).sort_values(
        ["state", "project"], key=lambda column: column.map(place) if column.name == "state" else column, kind="stable"
    )
    return page(
        "index.html",
        phases=workflow.phases,
        timezone=zone,
        not_counted=figures.not_counted,
        sentence=portfolio_sentence(figures, zone),
        sentence_of=lambda key: project_sentence(figures, key, workflow, zone),
        spent_of=spent_of,
        file_names=names,
        strips=strips(ordered, figures.visits),
        as_of=figures.as_of,
        data_at=data_at,
    )


def _file_names(keys: list[str]) -> dict[str, str]:
    """Key → name of its file: letters, digits, dash; no two alike on any disk.

    >>> _file_names(["ML-1", "index", "a/b", "A.B"])
    {'ML-1': 'ML-1.html', 'index': 'index-2.html', 'a/b': 'a_b.html', 'A.B': 'A_B-2.html'}
    """
    taken = {INDEX.casefold()}
    names: dict[str, str] = {}
    for key in keys:
        stem = re.sub(r"[^\w-]", "_", key, flags=re.ASCII)
        tries = (f"{stem}{'' if n == 1 else f'-{n}'}.html" for n in range(1, len(keys) + 2))
        names[key] = next(name for name in tries if name.casefold() not in taken)
        taken.add(names[key].casefold())
    return names

"""What a page reads: one published version of the figures per run, as of one instant."""

import os
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import pandas as pd
import streamlit as st

from mlpm_analytics.charts.theme import Look
from mlpm_analytics.errors import EmptyStoreError
from mlpm_analytics.frames import WEEK_BEFORE, Figures
from mlpm_analytics.load import current
from mlpm_analytics.mapping import Mapped
from mlpm_analytics.metrics import figures
from mlpm_analytics.metrics.explain.ledger import Ledger
from mlpm_analytics.metrics.selection import ALL, Choice, Selection, selected
from mlpm_analytics.metrics.weekly import WeeklyReview, weekly_review
from mlpm_analytics.metrics.weeks import week_span
from mlpm_analytics.publication import FIGURES, instant_of, read_figures, read_mapped
from mlpm_analytics.settings import load_settings
from mlpm_analytics.store import Snapshot, Store
from mlpm_analytics.ui import filters
from mlpm_analytics.ui.text import linked

DEFAULT_STORE: Final = Path("data/store")
LOOK_EVERY: Final = "2s"  # how soon an open page shows what was loaded meanwhile


@dataclass(frozen=True)
class Reading:
    """One published version, the instant it is looked at, and what a reader chose to see of it."""

    snapshot: Snapshot
    mapped: Mapped
    latest_at: pd.Timestamp  # the instant of the last load
    as_of: pd.Timestamp
    choice: Choice = ALL

    @property
    def timezone(self) -> str:
        """The team's time zone: what the clock on every page shows."""
        return self.mapped.calendars.team.timezone

    @property
    def look(self) -> Look:
        """The colours of phases on the reader's background."""
        phases, day_hours = self.mapped.workflow.phases, self.mapped.calendars.day_hours
        return Look(phases, is_dark=st.context.theme.type == "dark", hours_per_day=day_hours)

    def figures(self) -> Figures:
        """Every figure as of the instant."""
        return _figures(self.snapshot, self.as_of)

    def weekly(self) -> WeeklyReview:
        """The review of the seven days up to the instant, of what was chosen."""
        before = _week_before(self.snapshot, self.as_of)
        return weekly_review(before, self.figures(), self.mapped.workflow, self.selection, timezone=self.timezone)

    @property
    def selection(self) -> Selection:
        """What to list; the figures stay those of everything."""
        return selected(self.figures(), self.choice, self.snapshot.frame("tags"))

    def ledger(self) -> Ledger:
        """What the figures were added up from."""
        return _ledger(self.snapshot, self.as_of)

    def project_id(self, key: str) -> str:
        """The id of a project's Epic."""
        projects = self.figures().projects
        return str(projects.loc[projects["project"] == key, "project_id"].iloc[0])

    def linked(self, text: str | float | None) -> str:
        """Text as Markdown that shows it as it is; keys of issues that are known here lead to Jira."""
        browse_url, known = self.mapped.workflow.browse_url.rstrip("/"), _keys(self.snapshot)
        return linked(text, lambda key: f"{browse_url}/browse/{key}" if browse_url and key in known else None)


def open_store() -> Store:
    """The store that all pages read: `MLPM_STORE`, else the default folder."""
    return Store(Path(os.environ.get("MLPM_STORE", DEFAULT_STORE)))


def open_reading() -> Reading:
    """What is published now, as of the date in the sidebar.

    Raises `EmptyStoreError` where nothing was loaded yet, `SettingsError` and `StoreError` as they say themselves.
    """
    store = open_store()
    try:
        snapshot = current(store, load_settings())
    except EmptyStoreError:
        _turn_over(store, None)
        raise
    _turn_over(store, snapshot.name)
    mapped, latest_at = _mapped(snapshot), instant_of(snapshot)
    timezone = mapped.calendars.team.timezone
    as_of = filters.as_of(latest_at, first_at=_first_at(mapped, latest_at), timezone=timezone)
    tags = snapshot.frame("tags")
    choice = filters.choice(snapshot.frame("projects"), mapped.model.scientists, tags, timezone=timezone)
    return Reading(snapshot, mapped, latest_at, as_of, choice)


@st.fragment(run_every=LOOK_EVERY)
def _turn_over(store: Store, shown: str | None) -> None:
    """Show the page anew once another version is published."""
    published = store.sound()
    if (published.name if published else None) != shown:
        st.rerun()


# Resources, not data: what is published never changes, nobody writes to a frame, and a copy would cost every run.
_BY_VERSION: Final[dict[str | type[Any], Callable[[Any], Any]]] = {Snapshot: lambda snapshot: snapshot.name}


@st.cache_resource(max_entries=3, show_spinner=False, hash_funcs=_BY_VERSION)
def _mapped(snapshot: Snapshot) -> Mapped:
    return read_mapped(snapshot)


@st.cache_resource(max_entries=3, show_spinner=False, hash_funcs=_BY_VERSION)
def _keys(snapshot: Snapshot) -> frozenset[str]:
    return frozenset(_mapped(snapshot).model.work_items["key"])


@st.cache_resource(max_entries=16, show_spinner="Computing the figures …", hash_funcs=_BY_VERSION)
def _figures(snapshot: Snapshot, as_of: pd.Timestamp) -> Figures:
    mapped = _mapped(snapshot)
    if as_of == instant_of(snapshot):
        return read_figures(snapshot, mapped)
    return figures(mapped.model, mapped.workflow, mapped.calendars, as_of=as_of)


@st.cache_resource(max_entries=16, show_spinner="Computing the figures of the week before …", hash_funcs=_BY_VERSION)
def _week_before(snapshot: Snapshot, as_of: pd.Timestamp) -> Figures:
    """The figures seven days earlier; as of the last load they are published, as far as the review looks at them."""
    timezone = _mapped(snapshot).calendars.team.timezone
    began_at, _ = week_span(None, timezone, as_of=as_of)
    if as_of != instant_of(snapshot):
        return _figures(snapshot, began_at)
    read = {name: snapshot.frame(contract.name) for name, contract in WEEK_BEFORE.items()}
    now = _figures(snapshot, as_of)
    nothing = {name: getattr(now, name).iloc[:0] for name in FIGURES}
    return Figures(as_of=began_at, dropped_runs=0, **(nothing | read))


@st.cache_resource(max_entries=4, show_spinner=False, hash_funcs=_BY_VERSION)
def _ledger(snapshot: Snapshot, as_of: pd.Timestamp) -> Ledger:
    mapped = _mapped(snapshot)
    return Ledger(_figures(snapshot, as_of), mapped.model, mapped.workflow, mapped.calendars)


def _first_at(mapped: Mapped, latest_at: pd.Timestamp) -> pd.Timestamp:
    first = mapped.model.histories["changed_at"].min()
    return latest_at if pd.isna(first) else min(first, latest_at)

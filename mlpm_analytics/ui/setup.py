"""What the page of settings asks about: the raw rows of the store, read once for each published version."""

import streamlit as st

from mlpm_analytics.errors import EmptyStoreError
from mlpm_analytics.frames import Raw
from mlpm_analytics.load import read_raw
from mlpm_analytics.settings import Settings
from mlpm_analytics.setup.found import Found
from mlpm_analytics.store import Store
from mlpm_analytics.ui.reading import Reading
from mlpm_analytics.wording import count


def found_in(store: Store, reading: Reading, settings: Settings) -> Found:
    """What was loaded, and how the settings in force read it."""
    published = reading.snapshot.name  # which is never used again, unlike the number of a load
    return Found(published, _raw(store, published), reading.mapped, settings, reading.latest_at)


@st.cache_resource(max_entries=2, show_spinner="Reading what was loaded …", hash_funcs={Store: lambda one: one.folder})
def _raw(store: Store, published: str) -> Raw:  # noqa: ARG001  # of which version
    rows = read_raw(store)
    if rows is None:
        raise EmptyStoreError(f"Nothing has been loaded into {store.folder} yet.")
    return rows


def first_step(found: Found) -> None:
    """Before the first project: what is asked, and that the answers are prefilled."""
    tasks, epics = len(found.task_ids), int((found.items["kind"] == "epic").sum())
    if not found.has_phases and found.settings.projects.choose != "all":
        st.info(
            f"{count(tasks, 'Task')} and {count(epics, 'Epic')} are loaded, and no Task has a phase that is known. "
            "Answer the first question, look at what would change, and save: every page follows at once.",
            icon=":material/flag:",
        )

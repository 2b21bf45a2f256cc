"""`mlpm forget`: a person's name, or an issue, leaves the store, its snapshots and what syncs said.

What is still in Jira, or in a file, comes back with the next sync or import of it: no list of the forgotten is kept,
which would name them.
"""

from mlpm_analytics.errors import NotFoundError, SettingsError
from mlpm_analytics.load import PATIENCE_SECONDS, Progress, published_report
from mlpm_analytics.settings import Settings
from mlpm_analytics.store import RawStore, Store
from mlpm_analytics.store.forgetting import (
    Words,
    find_issue,
    find_person,
    is_due,
    pseudonym,
    remove_issue,
    replace_words,
    words_of,
)
from mlpm_analytics.store.sync_status import replace_in_statuses


def forget(asked: str, store: Store, settings: Settings, progress: Progress) -> str:
    """Forget the person or the issue that is asked for, and say what was done.

    Raises `NotFoundError` where nothing of that name is stored, `SettingsError` where the settings name the person.
    """
    if not store.has_loads:
        raise NotFoundError(f"Nothing is loaded into {store.folder}: there is nothing to forget.")
    with store.loading(wait_seconds=PATIENCE_SECONDS) as raw:
        was_stopped = is_due(raw.database)
        done = None if not asked.strip() else _issue(raw, asked) or _person(raw, asked, settings)
        if done is not None or was_stopped:
            replace_in_statuses(store.folder, done[1] if done else {})
            published_report(store, raw, settings, progress)
    if done is not None or was_stopped:
        progress("Writing the store anew")
        store.scrub()
    if done is None:
        again = " What was forgotten before, and was cut off, is gone now." if was_stopped else ""
        raise NotFoundError(f"Nobody is called {asked}, by name or id, and no issue has that key.{again}")
    return done[0]


def _issue(raw: RawStore, asked: str) -> tuple[str, Words] | None:
    issue = find_issue(raw.database, asked)
    if issue is None:
        return None
    remove_issue(raw, issue)
    return f"{asked} is forgotten. If it is still in Jira, a sync brings it back: delete it there.", words_of(issue)


def _person(raw: RawStore, asked: str, settings: Settings) -> tuple[str, Words] | None:
    person = find_person(raw.database, asked)
    if person is None:
        return None
    known = {word.casefold() for word in person.known_as}
    named = [one.name for one in settings.scientists if known & {word.casefold() for word in one.known_as}]
    if named:
        raise SettingsError(
            f"{settings.source} names {', '.join(named)} under [[scientists]]. Take that out first: from there the "
            "name would come into the store again. Nothing was forgotten yet."
        )
    name, own_id = pseudonym(raw.database)
    words = dict.fromkeys(person.names, name) | dict.fromkeys(person.ids - person.names, own_id)
    replace_words(raw, words)
    return (
        f"{asked} is called {name} now, in all that the store keeps. If Jira, or a file, still names them, a sync or "
        "an import brings the name back: anonymise them there.",
        words,
    )


def rename_everywhere(words: Words, store: Store, raw: RawStore) -> None:
    """Leave nothing of what people were called before Jira called them otherwise; `Store.scrub` has to follow."""
    replace_words(raw, words, whole=True)
    replace_in_statuses(store.folder, words)

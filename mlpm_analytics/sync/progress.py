"""How a sync gets on and how it ends, written down for the Data page."""

import dataclasses
from collections.abc import Iterator
from contextlib import contextmanager

from mlpm_analytics.errors import MlpmError, PausedError
from mlpm_analytics.sources.api import HttpClient
from mlpm_analytics.store import Store
from mlpm_analytics.store.sync_status import State, SyncStatus, note
from mlpm_analytics.sync.report import Progress, SyncReport


class SyncProgress:
    """Writes down for the Data page how a sync is getting on, and says it on the way."""

    def __init__(self, store: Store, http: HttpClient, progress: Progress) -> None:
        self._store, self._http, self._progress = store, http, progress
        self._status, self._outcome = SyncStatus(http.clock.now()), ""

    def __call__(self, words: str) -> None:
        """Another step."""
        self._note(dataclasses.replace(self._status, message=words))
        self._progress(words)

    def of(self, report: SyncReport) -> None:
        """What was loaded."""
        self._outcome = " ".join(dict.fromkeys(report.notes))
        self._note(dataclasses.replace(self._status, kind=report.kind, issues=report.loaded, changes=report.changes))

    def end(self, state: State, words: str | None = None) -> None:
        """How it ended, and why; else what there is to say of what was loaded."""
        message = self._outcome if words is None else words
        self._note(dataclasses.replace(self._status, state=state, message=message, ended_at=self._http.clock.now()))

    def _note(self, status: SyncStatus) -> None:
        self._status = dataclasses.replace(status, requests=self._http.requests)
        note(self._store.folder, self._status)


@contextmanager
def with_progress(store: Store, http: HttpClient, progress: Progress) -> Iterator[SyncProgress]:
    """What is said on the way, written down together with how the sync ends."""
    http.say = recorder = SyncProgress(store, http, progress)
    try:
        yield recorder
    except MlpmError as error:
        recorder.end("paused" if isinstance(error, PausedError) else "failed", str(error))
        raise
    except KeyboardInterrupt:
        recorder.end("paused", "Interrupted; the next sync goes on from there.")
        raise
    except Exception as error:  # a fault of ours: what it says may quote what was sent
        recorder.end("failed", f"A fault of mlpm_analytics ({type(error).__name__}).")
        raise
    recorder.end("done")

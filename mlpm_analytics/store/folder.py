"""The folder of the store: who may load, and what is published."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Final

from mlpm_analytics.errors import DamagedError, StoreError
from mlpm_analytics.printable import shown_path
from mlpm_analytics.store.compaction import is_mostly_free, rewrite
from mlpm_analytics.store.database import RAW_NAME, explained
from mlpm_analytics.store.files import remove_drafts
from mlpm_analytics.store.forgetting import scrub
from mlpm_analytics.store.lock import LOADER_NAME, is_held, sole_loader
from mlpm_analytics.store.migrations import raw_database
from mlpm_analytics.store.publishing import pointed_at, set_aside
from mlpm_analytics.store.raw import RawStore
from mlpm_analytics.store.schema import PUBLISHED_VERSION
from mlpm_analytics.store.snapshot import Snapshot, open_snapshot

PATIENCE_SECONDS: Final = 60.0  # somebody may look whether anybody loads
LOOK_SECONDS: Final = 0.2  # a look whether somebody loads takes the lock for an instant: no load fails for that


class Store:
    """A folder with raw rows and published figures; it is made by the first load."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder.absolute()
        _reachable(self.folder)

    @property
    def has_loads(self) -> bool:
        """Whether anything was ever loaded into the folder."""
        return (self.folder / RAW_NAME).exists()

    @property
    def has_loader(self) -> bool:
        """Whether somebody loads just now, or was killed at it: then what was kept last may not be published."""
        return (self.folder / LOADER_NAME).exists()

    @property
    def is_being_loaded(self) -> bool:
        """Whether somebody loads just now."""
        return is_held(self.folder)

    @contextmanager
    def loading(self, *, wait_seconds: float = LOOK_SECONDS) -> Iterator[RawStore]:
        """Open the raw rows as the only loader.

        Raises `BusyError` when another loader still is at work after `wait_seconds`, `StoreError` when the raw
        database is damaged, newer than this program, or cannot be written.
        """
        with explained(self.folder):
            self.folder.mkdir(parents=True, exist_ok=True)
        path = self.folder / RAW_NAME
        with sole_loader(self.folder, wait_seconds=wait_seconds):
            with raw_database(path) as database:
                yield RawStore(database)
                is_free = is_mostly_free(database)
            if is_free and path.exists():
                _rewrite_if_there_is_room(path)

    def compact(self) -> tuple[int, int]:
        """Write the raw rows anew, as small as they are; the size of their file in bytes before and after.

        A load does it by itself once much of the file is free. Raises `BusyError` while somebody loads.
        """
        path = self.folder / RAW_NAME
        with sole_loader(self.folder, wait_seconds=PATIENCE_SECONDS):
            before = path.stat().st_size
            rewrite(path)
            return before, path.stat().st_size

    def scrub(self) -> None:
        """Leave no byte of what was replaced or removed in the raw rows (see `forgetting`)."""
        with sole_loader(self.folder, wait_seconds=PATIENCE_SECONDS):
            scrub(self.folder)

    def published(self) -> Snapshot | None:
        """The version that is shown now. The pointer is read once: hold on to the answer while a page is drawn.

        None when nothing was published, or only by an older program: then it has to be made from the raw rows.
        Raises `StoreError` when the snapshot is damaged or newer than this program.
        """
        path = pointed_at(self.folder)
        while path is not None:
            try:
                if path.exists():  # also where it is open here: it may have been deleted to be made again
                    return _usable(open_snapshot(path))
            except StoreError:
                if path.exists():
                    raise
            newer = pointed_at(self.folder)  # several loads may have gone by since the pointer was read
            path = newer if newer != path else None
        return None

    def shown_last(self) -> Snapshot | None:
        """What the pointer leads to, whichever version of the program published it; None where it cannot be read."""
        try:
            path = pointed_at(self.folder)
            return open_snapshot(path) if path is not None and path.exists() else None
        except StoreError:
            return None

    def sound(self) -> Snapshot | None:
        """As `published`; what is damaged is moved aside where the raw rows are there, and has to be made again."""
        try:
            return self.published()
        except DamagedError as error:
            if not self.has_loads:
                raise
            set_aside(error.path)
            return None


def _rewrite_if_there_is_room(path: Path) -> None:
    """What was loaded is kept already: where the disk has no room for a second file, a later load tries again."""
    try:
        rewrite(path)
    except StoreError:
        remove_drafts(path.parent)


def _reachable(folder: Path) -> None:
    """Raise `StoreError` for a name that no folder of a store can have, and for a folder nobody lets us look into."""
    try:
        str(folder).encode()
        with explained(folder):
            (folder / RAW_NAME).exists()
    except ValueError as error:
        raise StoreError(
            f"{shown_path(str(folder))}: DuckDB cannot keep a store in a folder of this name, which is no UTF-8. "
            "Choose another folder with --store."
        ) from error


def _usable(snapshot: Snapshot) -> Snapshot | None:
    version = snapshot.schema_version
    if version > PUBLISHED_VERSION:
        raise StoreError(
            f"{snapshot.path} was published by a newer mlpm_analytics (its schema is {version}, this program knows "
            f"{PUBLISHED_VERSION}). Update mlpm_analytics, or choose another folder with --store."
        )
    return snapshot if version == PUBLISHED_VERSION else None

"""One load from start to end: exports → raw rows → histories → figures → a published snapshot.

Also the way back: what is published, rebuilt where the settings or the program are not those it was made with.
"""

import hashlib
import json
from collections import Counter
from collections.abc import Callable, Hashable, Iterable, Sequence
from datetime import UTC, datetime
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pandas as pd

from mlpm_analytics import __version__
from mlpm_analytics.errors import (
    BusyError,
    EmptyStoreError,
    ExportError,
    FaultError,
    MlpmError,
    QuestionError,
    faults_told,
)
from mlpm_analytics.frames import (
    Export,
    Note,
    Raw,
)
from mlpm_analytics.mapping import Mapped
from mlpm_analytics.publication import as_of_loads, contents_of, instant_of, mapped_and_checked, read_mapped
from mlpm_analytics.reports.load_precedence import load_precedence_lines
from mlpm_analytics.reports.loading import FileReport, LoadReport
from mlpm_analytics.settings import Settings
from mlpm_analytics.setup.found import Found
from mlpm_analytics.sources import Bounds, ExportFile, ReadingOptions, find, instant_in_name, read, with_own_ids
from mlpm_analytics.store import RawStore, Snapshot, Store

PATIENCE_SECONDS = 60.0  # how long a reader that has to rebuild the figures waits for a load to end
Progress = Callable[[str], None]


def _silent(_: str) -> None:
    """Say nothing on the way."""


def reading_options(
    settings: Settings,
    *,
    timezone: str | None = None,
    date_order: str | None = None,
    language: str | None = None,
    columns: tuple[tuple[str, str], ...] = (),
    is_complete: bool = False,
) -> ReadingOptions:
    """How files are read: as stated here, else as the settings say. Raises `QuestionError` for what is none."""
    usual = settings.exports
    zone = timezone or usual.timezone
    return ReadingOptions(
        timezone=zone or settings.calendar.timezone,
        timezone_is_stated=zone is not None,
        date_order=date_order or usual.date_order,
        language=language or usual.language,
        columns=columns,
        usual_columns=tuple(usual.columns.items()),
        is_complete=is_complete,
    )


def bounds_of(settings: Settings) -> Bounds:
    """What archives may come to, as the settings say."""
    usual = settings.exports
    return Bounds(usual.max_unpacked_mb * 1024**2, usual.max_unpacked_ratio, usual.max_archive_depth)


def import_paths(
    paths: Sequence[Path | str],
    store: Store,
    settings: Settings,
    options: ReadingOptions,
    *,
    exported_at: pd.Timestamp | None = None,
    progress: Progress = _silent,
) -> LoadReport:
    """Load files, folders, globs and archives, and publish the figures.

    A file that is not an export is refused and the others load; nothing of a refused file is kept. Either all that
    was accepted is kept, or, where the load is cut off, nothing is. Raises `ExportError` where there is no file.
    """
    return import_found(
        find(paths, bounds_of(settings)), store, settings, options, exported_at=exported_at, progress=progress
    )


def import_found(
    files: Iterable[ExportFile],
    store: Store,
    settings: Settings,
    options: ReadingOptions,
    *,
    exported_at: pd.Timestamp | None = None,
    progress: Progress = _silent,
) -> LoadReport:
    """Load files that are at hand already (an upload), by the rules of `import_paths`."""
    with store.loading() as raw:
        with raw.transaction():  # figures are computed inside: rows that no figures can be made of are not kept
            loaded = tuple(_load(found, raw, options, exported_at, progress) for found in files)
            if all(one.outcome == "refused" for one in loaded):
                return LoadReport(loaded)
            published = _publication(store, raw, settings, progress)
        before = _done(store.published())
        return _report(loaded, published(), done_before=before)


def read_exports(paths: Sequence[Path | str], settings: Settings) -> tuple[Mapped, pd.Timestamp, tuple[str, ...]]:
    """The histories of exports, joined as a store joins them but kept nowhere; their instant; why files are refused.

    Raises `ExportError` where there is no file, or none that can be read.
    """
    options = reading_options(settings)
    with TemporaryDirectory(prefix="mlpm-") as folder, Store(Path(folder)).loading() as raw:
        files = [_load(found, raw, options, None, _silent) for found in find(paths, bounds_of(settings))]
        refused = tuple(file.problem for file in files if file.outcome == "refused")
        if len(refused) == len(files):
            raise ExportError("\n".join(refused))
        rows, as_of = raw.current(), as_of_loads(raw.loads())
    return mapped_and_checked(rows, settings)[0], as_of, refused


def remove_load(load_id: int, store: Store, settings: Settings) -> None:
    """Take a load back, and publish what is left; `NotFoundError` where there is no such load."""
    with store.loading() as raw:
        with raw.transaction():
            raw.remove(load_id)
            published = _publication(store, raw, settings, _silent)
        published()


def current(store: Store, settings: Settings) -> Snapshot:
    """What is published, made with these settings and this version of the program.

    Raises `EmptyStoreError` where nothing was ever loaded, or is just being loaded for the first time; `BusyError`
    where another load takes too long.
    """
    snapshot = store.sound()
    if snapshot is not None and _fits(snapshot, settings):
        return _with_what_was_kept(snapshot, store, settings)
    if snapshot is None and not store.has_loads:
        raise EmptyStoreError(
            f"Nothing has been loaded into {store.folder} yet. Load your own exports with `mlpm import PATH`, "
            "or look at the sample portfolio with `mlpm demo`."
        )
    try:
        with store.loading(wait_seconds=0 if snapshot is None else PATIENCE_SECONDS) as raw:
            if snapshot is None and raw.loads().empty:
                raise EmptyStoreError(f"The first sync into {store.folder} is not finished. Go on with `mlpm sync`.")
            return _publication(store, raw, settings, _silent)()
    except BusyError as error:
        if snapshot is not None:
            raise
        raise EmptyStoreError(
            f"A load into {store.folder} is under way{error.who}. The figures are there as soon as it is done."
        ) from None


def _with_what_was_kept(snapshot: Snapshot, store: Store, settings: Settings) -> Snapshot:
    """The snapshot, or a newer one where a load was killed between keeping its rows and publishing them."""
    if not store.has_loader:
        return snapshot
    try:
        with store.loading(wait_seconds=0) as raw:
            return _publication(store, raw, settings, _silent)()
    except MlpmError:  # somebody loads just now, or nobody can: what is published is whole
        return snapshot


def read_raw(store: Store) -> Raw | None:
    """What all loads together brought, before any settings; None where nothing was ever loaded."""
    if not store.has_loads:
        return None
    with store.loading(wait_seconds=PATIENCE_SECONDS) as raw:
        return raw.current()


def read_found(store: Store, settings: Settings) -> Found:
    """What was loaded and how the settings read it, as of the last load; raises what `current` raises."""
    snapshot = current(store, settings)
    with store.loading(wait_seconds=PATIENCE_SECONDS) as raw:
        rows = raw.current()
    return Found(snapshot.name, rows, read_mapped(snapshot), settings, instant_of(snapshot))


def _fits(snapshot: Snapshot, settings: Settings) -> bool:
    made_with = (snapshot.meta.get("settings"), snapshot.meta.get("program"))
    return made_with == (settings.fingerprint, __version__)


def _load(
    found: ExportFile, raw: RawStore, options: ReadingOptions, exported_at: pd.Timestamp | None, progress: Progress
) -> FileReport:
    progress(f"Reading {found.path}")
    sha256 = hashlib.sha256(found.content).hexdigest()
    stated = {
        "timezone": options.timezone,
        "date_order": options.date_order,
        "exported_at": exported_at.isoformat() if exported_at is not None else None,
        **options.stated,
    }
    read_with = json.dumps(stated, sort_keys=True)
    known = raw.load_of(sha256, read_with)
    if known is not None:  # nothing of it would be new, and reading it takes a while
        return _unchanged(found.path, *known)
    loaded_at = pd.Timestamp(datetime.now(UTC)).as_unit("us")
    try:
        with faults_told(f"{found.path}: the file cannot be read"):
            export = with_own_ids(
                read(found, options), raw.jiras(but=sha256), lambda issue_ids: raw.created(issue_ids, but=sha256)
            )
    except QuestionError as error:
        return FileReport(found.path, "", "refused", problem=str(error), asks=error.asks, question=error.found)
    except (ExportError, FaultError) as error:
        return FileReport(found.path, "", "refused", problem=str(error))
    raw.add(
        export,
        sha256=sha256,
        options=read_with,
        as_of=exported_at if exported_at is not None else _exported_at(found, export, options, loaded_at),
        loaded_at=loaded_at,
    )
    counts = (export.rows, len(export.issues), len(export.changes))
    return FileReport(found.path, export.kind, "loaded", *counts, notes=export.notes)


def _unchanged(path: str, load: dict[Hashable, Any], notes: pd.DataFrame) -> FileReport:
    """What was said of a file when it was loaded."""
    told = tuple(
        Note(path, note["message"], None if pd.isna(note["line"]) else int(note["line"]), _stated(note["column"]))
        for note in notes.to_dict("records")
    )
    return FileReport(path, load["kind"], "unchanged", load["rows"], load["issues"], load["changes"], notes=told)


def _stated(text: str | float) -> str | None:
    return text if isinstance(text, str) else None


def latest_instant(export: Export | Raw) -> pd.Timestamp:
    """The latest instant that an export states: what it shows, it shows as of then. NaT where it states none."""
    columns = [export.issues[name] for name in ("created_at", "updated_at", "resolved_at", "category_changed_at")]
    return pd.concat([*columns, export.changes["changed_at"]]).max()


def _exported_at(found: ExportFile, export: Export, options: ReadingOptions, loaded_at: pd.Timestamp) -> pd.Timestamp:
    """When a file was exported, as far as it shows: by its name, where that is not earlier than what it holds."""
    latest, named = latest_instant(export), instant_in_name(found.path, options.zone)
    if named is None or named > loaded_at or latest >= named:
        return latest
    return named


def _publication(store: Store, raw: RawStore, settings: Settings, progress: Progress) -> Callable[[], Snapshot]:
    """What publishes the figures of these rows, which are computed by then, unless they are published already.

    Raises `FaultError` where the program fails at the rows.
    """
    shown = store.sound()
    if shown is not None and _fits(shown, settings) and shown.meta.get("generation") == str(raw.generation):
        fresh = shown
        return lambda: fresh
    progress("Computing the figures")
    with faults_told("The figures cannot be computed"):
        contents, meta = contents_of(raw, settings, store.shown_last())
    progress("Publishing")
    return lambda: raw.publish(contents, meta)


def published_report(store: Store, raw: RawStore, settings: Settings, progress: Progress) -> LoadReport:
    """Publish the figures of what the store holds now, if that is not done yet, and say what that is."""
    return _report((), _publication(store, raw, settings, progress)())


def _done(snapshot: Snapshot | None) -> set[str]:
    """The keys of the Tasks that are done in what is published."""
    if snapshot is None:
        return set()
    tasks = snapshot.frame("tasks")
    return set(tasks.loc[tasks["is_done"], "key"])


def _report(
    files: tuple[FileReport, ...], snapshot: Snapshot, *, done_before: set[str] | frozenset[str] = frozenset()
) -> LoadReport:
    tasks, issues, changes = (snapshot.frame(name) for name in ("tasks", "issues", "changes"))
    instants = pd.concat([issues["created_at"], issues["updated_at"], changes["changed_at"]]).dropna()
    return LoadReport(
        files=files,
        issue_count=len(issues),
        project_count=len(snapshot.frame("projects")),
        task_count=len(tasks),
        phased_count=int(tasks["phase"].notna().sum()),
        cut_off_count=int(tasks["is_cut_off"].sum()),
        dropped_runs=int(snapshot.meta["dropped_runs"]),
        evidence=Counter(tasks["evidence"]),
        first_at=instants.min() if len(instants) else None,
        last_at=instants.max() if len(instants) else None,
        as_of=instant_of(snapshot),
        findings=snapshot.frame("findings"),
        undone=tuple(sorted(done_before - _done(snapshot))),
        not_counted=snapshot.frame("not_counted"),
        load_precedence=tuple(load_precedence_lines(snapshot.frame("reconciliation"), snapshot.frame("loads"))),
    )

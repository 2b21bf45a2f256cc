"""One load from start to end: exports → raw rows → histories → figures → a published snapshot.

Also the way back: what is published, rebuilt where the settings or the program are not those it was made with.
"""

import hashlib
import json
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from tempfile import TemporaryDirectory

import pandas as pd
from pydantic import TypeAdapter

from mlpm_analytics import __version__
from mlpm_analytics.calendars import Calendars
from mlpm_analytics.check import CheckResult, check
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
    FIGURE_FRAMES,
    ISSUE_LIST,
    MISFITS,
    MODEL_FRAMES,
    RECONCILIATION,
    TAG_FIELDS,
    TAGS,
    WEEK_BEFORE,
    Export,
    Figures,
    Model,
    Raw,
)
from mlpm_analytics.mapping import Mapped, map_raw
from mlpm_analytics.metrics import figures
from mlpm_analytics.metrics.weeks import week_span
from mlpm_analytics.reports.loading import FileReport, LoadReport
from mlpm_analytics.reports.winning import winning_lines
from mlpm_analytics.settings import Settings
from mlpm_analytics.sources import Bounds, ExportFile, ReadingOptions, find, instant_in_name, read, with_own_ids
from mlpm_analytics.store import RawStore, Snapshot, Store
from mlpm_analytics.workflow import Workflow

PATIENCE_SECONDS = 60.0  # how long a reader that has to rebuild the figures waits for a load to end
MODEL = tuple(frame.name for frame in MODEL_FRAMES)
FIGURES = tuple(frame.name for frame in FIGURE_FRAMES)
_WORKFLOW = TypeAdapter(Workflow)
_CALENDARS = TypeAdapter(Calendars)
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
        rows, as_of = raw.current(), _as_of(raw.loads())
    return _mapped(rows, settings)[0], as_of, refused


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


def read_mapped(snapshot: Snapshot) -> Mapped:
    """The histories and the way of working that a snapshot was made with."""
    with snapshot.legible():
        workflow = _WORKFLOW.validate_json(snapshot.meta["workflow"])
        calendars = _CALENDARS.validate_json(snapshot.meta["calendars"])
    return Mapped(Model(**{name: snapshot.frame(name) for name in MODEL}), workflow, calendars)


def instant_of(snapshot: Snapshot) -> pd.Timestamp:
    """The instant of the last load: the default for *as of*."""
    with snapshot.legible():
        return pd.Timestamp(snapshot.meta["as_of"]).as_unit("us")


def _fits(snapshot: Snapshot, settings: Settings) -> bool:
    made_with = (snapshot.meta.get("settings"), snapshot.meta.get("program"))
    return made_with == (settings.fingerprint, __version__)


def _load(
    found: ExportFile, raw: RawStore, options: ReadingOptions, exported_at: pd.Timestamp | None, progress: Progress
) -> FileReport:
    progress(f"Reading {found.path}")
    sha256 = hashlib.sha256(found.content).hexdigest()
    read_with = {
        "timezone": options.timezone,
        "date_order": options.date_order,
        "exported_at": exported_at.isoformat() if exported_at is not None else None,
        **options.stated,
    }
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
    before = raw.generation
    raw.add(
        export,
        sha256=sha256,
        options=json.dumps(read_with, sort_keys=True),
        as_of=exported_at if exported_at is not None else _exported_at(found, export, options, loaded_at),
        loaded_at=loaded_at,
    )
    outcome = "unchanged" if raw.generation == before else "loaded"
    return FileReport(
        found.path, export.kind, outcome, export.rows, len(export.issues), len(export.changes), export.notes
    )


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
        contents, meta = _contents(raw, settings)
    progress("Publishing")
    return lambda: raw.publish(contents, meta)


def _contents(raw: RawStore, settings: Settings) -> tuple[dict[str, pd.DataFrame], dict[str, str]]:
    rows, loads = raw.current(), raw.loads()
    mapped, checked = _mapped(rows, settings)
    as_of = _as_of(loads)
    found = figures(mapped.model, mapped.workflow, mapped.calendars, as_of=as_of)
    contents = {name: getattr(mapped.model, name) for name in MODEL} | {name: getattr(found, name) for name in FIGURES}
    issues = _issues(rows, mapped.model, found)
    contents |= {"issues": issues, "changes": rows.changes, "loads": loads, "notes": raw.notes()}
    contents |= {"reconciliation": _reconciliation(raw.received(), issues)}
    contents |= {"misfits": _misfits(checked)}
    contents |= {"tags": _tags(rows)} | week_before(mapped, as_of=as_of)
    meta = {
        "generation": str(raw.generation),
        "settings": settings.fingerprint,
        "program": __version__,
        "as_of": as_of.isoformat(),
        "workflow": _WORKFLOW.dump_json(mapped.workflow).decode(),
        "calendars": _CALENDARS.dump_json(mapped.calendars).decode(),
        "dropped_runs": str(found.dropped_runs),
    }
    return contents, meta


def _mapped(rows: Raw, settings: Settings) -> tuple[Mapped, CheckResult]:
    """The histories, with what is not counted, and what does not fit the settings."""
    mapped = map_raw(rows, settings)
    checked = check(settings, rows, mapped.model)
    return replace(mapped, model=replace(mapped.model, not_counted=checked.not_counted)), checked


def _as_of(loads: pd.DataFrame) -> pd.Timestamp:
    """The instant of the last load; where no export states one, when the last was loaded; without a load, 1970."""
    known = [loads["as_of"].max(), loads["loaded_at"].max(), pd.Timestamp(0, tz="UTC")]
    return next(instant for instant in known if pd.notna(instant)).as_unit("us")


def week_before(mapped: Mapped, *, as_of: pd.Timestamp) -> dict[str, pd.DataFrame]:
    """The tables of `frames.WEEK_BEFORE`: published too, so that nobody who opens the weekly review waits for them."""
    began_at, _ = week_span(None, mapped.calendars.team.timezone, as_of=as_of)
    before = figures(mapped.model, mapped.workflow, mapped.calendars, as_of=began_at)
    return {contract.name: getattr(before, name) for name, contract in WEEK_BEFORE.items()}


def _tags(rows: Raw) -> pd.DataFrame:
    """What every issue is marked with."""
    kinds = rows.field_values["field_id"].map({field_id: tag.kind for field_id, tag in TAG_FIELDS.items()})
    tagged = rows.field_values.assign(kind=kinds)[kinds.notna() & rows.field_values["value"].notna()]
    return TAGS.check(tagged).drop_duplicates(ignore_index=True)


def _issues(rows: Raw, model: Model, found: Figures) -> pd.DataFrame:
    """One row per issue as Jira has it today, with what it is here."""
    held = found.tasks.set_index("issue_id")[["project", "phase"]]
    kinds = model.work_items.set_index("issue_id")[["kind", "evidence"]]
    return ISSUE_LIST.check(rows.issues.join(kinds, on="issue_id").join(held, on="issue_id"))


def _reconciliation(received: pd.DataFrame, issues: pd.DataFrame) -> pd.DataFrame:
    """What each load brought and what of it counts, by project; an Epic is part of its own project."""
    projects = set(issues["project"].dropna())
    known = issues.assign(project=issues["project"].fillna(issues["key"].where(issues["key"].isin(projects))))
    rows = received.merge(known[["issue_id", "project", "kind"]], on="issue_id", how="left")
    tasks = rows[(rows["what"] == "issues") & (rows["kind"] == "task")].assign(what="tasks")
    columns = list(RECONCILIATION.columns)[:-1]
    summed = pd.concat([rows, tasks]).groupby(columns, dropna=False)["row_count"].sum().reset_index()
    return RECONCILIATION.check(summed)


def _misfits(checked: CheckResult) -> pd.DataFrame:
    """What in the data does not fit the settings, as `mlpm check` says it."""
    return MISFITS.of(
        [
            {
                "key": one.key,
                "message": one.message,
                "section": one.section or None,
                "remedy": "\n".join(one.remedy) or None,
            }
            for one in checked.misfits
        ]
    )


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
        winning=tuple(winning_lines(snapshot.frame("reconciliation"), snapshot.frame("loads"))),
    )

"""What is published: the figures of all that was loaded, as the tables of a snapshot, and back from there."""

from dataclasses import replace

import pandas as pd
from pydantic import TypeAdapter

from mlpm_analytics import __version__
from mlpm_analytics.calendars import Calendars
from mlpm_analytics.check import CheckResult, check
from mlpm_analytics.frames import (
    FIGURE_FRAMES,
    ISSUE_LIST,
    MISFITS,
    MODEL_FRAMES,
    RECONCILIATION,
    TAG_FIELDS,
    TAGS,
    WEEK_BEFORE,
    Figures,
    Model,
    Raw,
)
from mlpm_analytics.mapping import Mapped, map_raw
from mlpm_analytics.metrics import figures
from mlpm_analytics.metrics.weeks import week_span
from mlpm_analytics.settings import Settings
from mlpm_analytics.store import RawStore, Snapshot
from mlpm_analytics.workflow import Workflow

MODEL = tuple(frame.name for frame in MODEL_FRAMES)
FIGURES = tuple(frame.name for frame in FIGURE_FRAMES)
_WORKFLOW = TypeAdapter(Workflow)
_CALENDARS = TypeAdapter(Calendars)


def read_mapped(snapshot: Snapshot) -> Mapped:
    """The histories and the way of working that a snapshot was made with."""
    with snapshot.legible():
        workflow = _WORKFLOW.validate_json(snapshot.meta["workflow"])
        calendars = _CALENDARS.validate_json(snapshot.meta["calendars"])
    return Mapped(Model(**{name: snapshot.frame(name) for name in MODEL}), workflow, calendars)


def read_figures(snapshot: Snapshot, mapped: Mapped) -> Figures:
    """The figures that are published: those as of `instant_of` the snapshot."""
    with snapshot.legible():
        as_of, dropped_runs = instant_of(snapshot), int(snapshot.meta["dropped_runs"])
    frames = {name: snapshot.frame(name) for name in FIGURES}
    return Figures(as_of=as_of, dropped_runs=dropped_runs, not_counted=mapped.model.not_counted, **frames)


def instant_of(snapshot: Snapshot) -> pd.Timestamp:
    """The instant of the last load: the default for *as of*."""
    with snapshot.legible():
        return pd.Timestamp(snapshot.meta["as_of"]).as_unit("us")


def contents_of(raw: RawStore, settings: Settings) -> tuple[dict[str, pd.DataFrame], dict[str, str]]:
    """The tables of a snapshot by name, and what it says about itself."""
    rows, loads = raw.current(), raw.loads()
    mapped, checked = mapped_and_checked(rows, settings)
    as_of = as_of_loads(loads)
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


def mapped_and_checked(rows: Raw, settings: Settings) -> tuple[Mapped, CheckResult]:
    """The histories, with what is not counted, and what does not fit the settings."""
    mapped = map_raw(rows, settings)
    checked = check(settings, rows, mapped.model)
    return replace(mapped, model=replace(mapped.model, not_counted=checked.not_counted)), checked


def as_of_loads(loads: pd.DataFrame) -> pd.Timestamp:
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

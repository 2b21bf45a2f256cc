"""Publishes a model of `tests.builder` as a load would: a test shows what happened in Jira, and nothing else."""

from pathlib import Path

import pandas as pd
from pydantic import TypeAdapter

from mlpm_analytics import __version__
from mlpm_analytics.calendars import Calendars, Hours
from mlpm_analytics.frames import CHANGES, ISSUE_LIST, LOADS, MISFITS, NOTES, RECONCILIATION, TAGS, Model
from mlpm_analytics.mapping import Mapped
from mlpm_analytics.metrics import figures
from mlpm_analytics.publication import FIGURES, MODEL, week_before
from mlpm_analytics.settings import load_settings
from mlpm_analytics.store import Store
from mlpm_analytics.workflow import Workflow
from tests.builder import instant
from tests.stores import copied


def publish(
    folder: Path,
    model: Model,
    as_of: str,
    workflow: Workflow | None = None,
    *,
    labels: dict[str, str] | None = None,
    changes: pd.DataFrame | None = None,
    scientists: tuple[tuple[str, Hours], ...] = (),
) -> None:
    """Publish the figures of `model`; the team works 09:00-17:00 in Berlin. `labels`: issue → its label."""
    workflow = workflow or Workflow(browse_url="https://jira.example.com")
    mapped = Mapped(model, workflow, Calendars(Hours(timezone="Europe/Berlin"), scientists))
    shown = (mapped, instant(as_of), labels or {}, CHANGES.empty() if changes is None else changes)
    copied(folder, shown, lambda made: _write(made, *shown))


def _write(folder: Path, mapped: Mapped, as_of: pd.Timestamp, labels: dict[str, str], changes: pd.DataFrame) -> None:
    model, workflow, calendars = mapped.model, mapped.workflow, mapped.calendars
    found = figures(model, workflow, calendars, as_of=as_of)
    contents = {name: getattr(model, name) for name in MODEL} | {name: getattr(found, name) for name in FIGURES}
    contents |= {"changes": changes, "loads": _one_load(as_of)}
    tags = [{"issue_id": issue, "kind": "label", "value": label} for issue, label in labels.items()]
    contents |= {"tags": TAGS.of(tags)} | week_before(mapped, as_of=as_of)
    contents |= {one.name: one.empty() for one in (ISSUE_LIST, NOTES, RECONCILIATION, MISFITS)}
    with Store(folder).loading() as raw:
        meta = {
            "generation": str(raw.generation),
            "settings": load_settings(environ={}, folder=folder).fingerprint,
            "program": __version__,
            "as_of": as_of.isoformat(),
            "workflow": TypeAdapter(Workflow).dump_json(workflow).decode(),
            "calendars": TypeAdapter(Calendars).dump_json(calendars).decode(),
            "dropped_runs": str(found.dropped_runs),
        }
        raw.publish(contents, meta)


def _one_load(as_of: pd.Timestamp) -> pd.DataFrame:
    columns = {"load_id": 1, "path": "export.json", "kind": "REST JSON", "rows": 0, "issues": 0, "changes": 0}
    return LOADS.of([columns | {"loaded_at": as_of, "as_of": as_of}])

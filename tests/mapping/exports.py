"""Issues as exports without a changelog show them, and the runs that come out of them."""

import json
from typing import Any

import pandas as pd

from mlpm_analytics.frames import SIGHTED_VALUES, SIGHTINGS, Raw
from mlpm_analytics.mapping import Mapped, map_raw
from mlpm_analytics.settings import Settings
from mlpm_analytics.sources import ExportFile, ReadingOptions, read
from tests.jira import NAMES, Issue, issue

OLD = "2026-01-01T09:00:00Z"


def task(key: str, now: str = "Done", *, created: str = OLD, **fields: Any) -> Issue:
    """A Task in Modeling; `resolved`, `moved` (Status Category Changed) and `updated` are dates of its own."""
    names = {"resolved": "resolutiondate", "moved": "statuscategorychangedate"}
    stated = {names.get(name, name): value for name, value in fields.items()}
    return issue(key, now=now, created=created, **({"phase": "Modeling", "parent": "ML-1"} | stated))


def exported(*issues: Issue, histories: bool = False, **names: str) -> Raw:
    """One export, which names the Epic ML-1, too; without changelogs, unless an issue has `histories` to show."""
    everything = [issue("ML-1", "Epic", now="In Progress", created=OLD), *issues]
    records = [one.record(with_changelog=histories and bool(one.histories)) for one in everything]
    answer = {"issues": records, "names": NAMES | names}
    export = read(ExportFile("export.json", json.dumps(answer).encode()), ReadingOptions())
    return Raw(export.issues, export.field_values, export.changes, export.fields, export.statuses)


def successive(*exports: tuple[str, Raw]) -> Raw:
    """Exports with the instant at which each was made, oldest first, as the store gives them together."""
    seen, values = [], []
    for number, (when, raw) in enumerate(exports, 1):
        by = {"load_id": number, "seen_at": pd.Timestamp(when).as_unit("us")}
        own = {f"own_{name}": raw.issues[name] for name in ("updated_at", "category_changed_at")}
        seen.append(raw.issues.assign(**by, **own))
        values.append(raw.field_values.assign(**by))
    newest = exports[-1][1]
    sightings = pd.concat(seen).sort_values(["issue_id", "seen_at"], kind="stable")
    last = sightings.drop_duplicates("issue_id", keep="last")
    return Raw(
        last[newest.issues.columns].reset_index(drop=True),
        newest.field_values,
        fields=newest.fields,
        statuses=pd.concat([raw.statuses for _, raw in exports]).drop_duplicates("status_id"),
        sightings=SIGHTINGS.check(sightings.reset_index(drop=True)),
        sighted_values=SIGHTED_VALUES.check(pd.concat(values, ignore_index=True)),
    )


def mapped(raw: Raw, **settings: Any) -> Mapped:
    return map_raw(raw, Settings.model_validate(settings))


def active(raw: Raw, key: str, **settings: Any) -> list[tuple[str, str]]:
    """When an issue was active: (start, stop), the stop empty where it still is."""
    model = mapped(raw, **settings).model
    ids = dict(zip(model.work_items["key"], model.work_items["issue_id"], strict=True))
    rows = model.histories
    rows = rows[(rows["issue_id"] == ids[key]) & (rows["field"] == "status")].sort_values("changed_at")
    is_active = rows["value"].isin(model.status_roles.loc[model.status_roles["is_active"], "status_id"])
    stops = [*rows["changed_at"].iloc[1:], None]
    runs = [(at, stop) for at, stop, is_run in zip(rows["changed_at"], stops, is_active, strict=True) if is_run]
    return [(f"{at:%m-%d %H:%M}", f"{stop:%m-%d %H:%M}" if stop else "") for at, stop in runs]


def evidence(raw: Raw, **settings: Any) -> dict[str, str]:
    items = mapped(raw, **settings).model.work_items
    return dict(zip(items["key"], items["evidence"], strict=True))

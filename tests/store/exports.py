"""Small exports and what to do with them: a test shows the rows that matter, and nothing else."""

import hashlib
from typing import Any

import pandas as pd

from mlpm_analytics.frames import CHANGES, FIELD_VALUES, FIELDS, ISSUES, STATUSES, Export
from mlpm_analytics.store import RawStore


def at(text: str) -> pd.Timestamp:
    return pd.Timestamp(text, tz="UTC").as_unit("us")


APRIL = at("2026-04-01")


def issue(issue_id: str, **stated: Any) -> dict[str, Any]:
    """An issue as a file states it; its key is ML- and its id, its line 1."""
    known = {"key": f"ML-{issue_id}", "is_subtask": False, "has_changelog": False, "line": 1}
    return known | stated | {"issue_id": issue_id}


def change(issue_id: str, history_id: str, to: str, **stated: Any) -> dict[str, Any]:
    known = {"item_no": 0, "position": 0, "changed_at": at("2026-03-02 09:00"), "field": "status"}
    return known | stated | {"issue_id": issue_id, "history_id": history_id, "to_text": to}


def value(issue_id: str, text: str, **stated: Any) -> dict[str, Any]:
    known = {"field_id": "customfield_1", "field_name": "Phase", "position": 0}
    return known | stated | {"issue_id": issue_id, "value": text}


def export(
    *issues: dict[str, Any],
    changes: tuple[dict[str, Any], ...] = (),
    values: tuple[dict[str, Any], ...] = (),
    fields: dict[str, str] | None = None,
    statuses: dict[str, str] | None = None,
    path: str = "export.json",
    kind: str = "REST JSON",
    site_url: str | None = None,
) -> Export:
    return Export(
        path=path,
        kind=kind,
        rows=len(issues),
        issues=ISSUES.of(list(issues)),
        changes=CHANGES.of(list(changes)),
        field_values=FIELD_VALUES.of(list(values)),
        fields=FIELDS.of([{"field_id": key, "name": name} for key, name in (fields or {}).items()]),
        statuses=STATUSES.of([{"status_id": key, "name": name} for key, name in (statuses or {}).items()]),
        site_url=site_url,
    )


def add(
    raw: RawStore,
    brought: Export,
    *,
    sha256: str | None = None,
    options: str = "{}",
    as_of: pd.Timestamp | None = APRIL,
) -> int:
    """Load an export; another content has another hash."""
    content = repr(
        [vars(brought)[name].to_csv() for name in ("issues", "changes", "field_values", "fields", "statuses")]
    )
    return raw.add(
        brought,
        sha256=sha256 or hashlib.sha256((content + str(brought.site_url)).encode()).hexdigest(),
        options=options,
        as_of=pd.NaT if as_of is None else as_of,
        loaded_at=at("2026-04-02"),
    )

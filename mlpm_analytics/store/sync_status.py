"""What syncs did lately and what one does now, for whoever shows it: readable while the store is being loaded."""

import dataclasses
import json
import os
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Final

from mlpm_analytics.store.files import write_text

NAME: Final = "syncs.json"
KEPT: Final = 20


@dataclass(frozen=True)
class SyncStatus:
    """One sync: `running`, `done`, `paused` or `failed`, with its last words.

    A sync that is `running` and whose process is gone was killed: the next one goes on with it.
    """

    began_at: datetime
    state: str = "running"
    ended_at: datetime | None = None
    message: str = ""
    kind: str = ""  # full, reconcile, incremental; nothing until that is known
    requests: int = 0
    issues: int = 0  # that were loaded
    changes: int = 0  # in their histories
    process: int = field(default_factory=os.getpid)


def read_statuses(folder: Path) -> tuple[SyncStatus, ...]:
    """The last syncs into the store in this folder, the latest first; none where there was none."""
    try:
        rows = json.loads((folder / NAME).read_text(encoding="utf-8"))
        return tuple(
            SyncStatus(**row | {name: _instant(row[name]) for name in ("began_at", "ended_at")}) for row in rows
        )
    except (FileNotFoundError, ValueError, TypeError, KeyError):  # a file that says nothing is like none
        return ()


def note(folder: Path, status: SyncStatus) -> None:
    """Write down how a sync is getting on, in place of what was said of it before."""
    others = [one for one in read_statuses(folder) if one.began_at != status.began_at]
    rows = [dataclasses.asdict(one) for one in (status, *others)[:KEPT]]
    write_text(folder / NAME, json.dumps(rows, default=datetime.isoformat, ensure_ascii=False))


def _instant(text: str | None) -> datetime | None:
    return None if text is None else datetime.fromisoformat(text)

"""What syncs did lately and what one does now, for whoever shows it: readable while the store is being loaded."""

import dataclasses
import json
import os
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Final, Literal

from pydantic import AwareDatetime, TypeAdapter

from mlpm_analytics.store.files import read_json, write_text
from mlpm_analytics.store.forgetting import replacing

NAME: Final = "syncs.json"
KEPT: Final = 20
State = Literal["running", "done", "paused", "failed"]


@dataclass(frozen=True)
class SyncStatus:
    """One sync: `running`, `done`, `paused` or `failed`, with its last words.

    A sync that is `running` and whose process is gone was killed: the next one goes on with it.
    """

    began_at: AwareDatetime
    state: State = "running"
    ended_at: AwareDatetime | None = None
    message: str = ""
    kind: str = ""  # full, reconcile, incremental; nothing until that is known
    requests: int = 0
    issues: int = 0  # that were loaded
    changes: int = 0  # in their histories
    process: int = field(default_factory=os.getpid)


_STATUSES: Final = TypeAdapter(tuple[SyncStatus, ...])


def read_statuses(folder: Path) -> tuple[SyncStatus, ...]:
    """The last syncs into the store in this folder, the latest first; none where there was none."""
    try:
        return _STATUSES.validate_python(read_json(folder / NAME))
    except ValueError:  # a file that says nothing is like none
        return ()


def replace_in_statuses(folder: Path, words: Mapping[str, str]) -> None:
    """Replace words in what syncs said."""
    replaced = replacing(words)
    rows = [dataclasses.asdict(one) | {"message": replaced(one.message)} for one in read_statuses(folder)]
    if rows:
        _write(folder, rows)


def note(folder: Path, status: SyncStatus) -> None:
    """Write down how a sync is getting on, in place of what was said of it before."""
    others = [one for one in read_statuses(folder) if one.began_at != status.began_at]
    rows = [dataclasses.asdict(one) for one in (status, *others)[:KEPT]]
    _write(folder, rows)


def _write(folder: Path, rows: list[dict[str, object]]) -> None:
    write_text(folder / NAME, json.dumps(rows, default=datetime.isoformat, ensure_ascii=False))

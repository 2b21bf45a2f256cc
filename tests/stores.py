"""Stores that several tests begin with: each is made once, and every test has a copy of its own."""

import pickle
import shutil
from collections.abc import Callable
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TypeVar

from mlpm_analytics.load import import_found
from mlpm_analytics.reports.loading import LoadReport
from mlpm_analytics.settings import Settings
from mlpm_analytics.sources import ExportFile, ReadingOptions
from mlpm_analytics.store import Store

Answer = TypeVar("Answer")
_FOLDER = TemporaryDirectory(prefix="stores-")
_MADE: dict[bytes, tuple[Path, object]] = {}


def copied(folder: Path, asked: object, make: Callable[[Path], Answer]) -> Answer:
    """Put into `folder` what `make` wrote for `asked`, and give what it answered; it is called once for all who ask.

    A store in which something is loaded already is not replaced, but added to.
    """
    if any(folder.glob("*.duckdb")):
        return make(folder)
    key = pickle.dumps(asked)
    if key not in _MADE:
        made = Path(_FOLDER.name) / str(len(_MADE))
        _MADE[key] = made, make(made)
    made, answer = _MADE[key]
    shutil.copytree(made, folder, dirs_exist_ok=True)
    return answer


def imported(files: list[ExportFile], store: Store, settings: Settings, options: ReadingOptions) -> LoadReport:
    """Load exports into a store in which nothing is loaded yet."""
    asked = (files, settings.fingerprint, options)
    return copied(store.folder, asked, lambda folder: import_found(files, Store(folder), settings, options))

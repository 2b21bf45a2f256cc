"""Where exports are: files, folders, globs, and what lies inside .gz and .zip; and when one was made, by its name."""

import glob
import os
import re
from collections.abc import Iterator, Sequence
from datetime import datetime
from pathlib import Path, PurePath
from zoneinfo import ZoneInfo

import pandas as pd

from mlpm_analytics.errors import ExportError
from mlpm_analytics.printable import shown_path
from mlpm_analytics.sources.unpacking import Bounds, ExportFile, Unpacking, is_hidden

_STAMP = re.compile(
    r"(?<!\d)(20\d{2})[-_.]?(0[1-9]|1[0-2])[-_.]?(0[1-9]|[12]\d|3[01])"
    r"(?:[T_ -]*([01]\d|2[0-3])[-_.:h]?([0-5]\d)(?:[-_.:]?([0-5]\d))?)?(?!\d)"
)


def find(paths: Sequence[Path | str], bounds: Bounds | None = None) -> Iterator[ExportFile]:
    """Every file at `paths`, in a stable order and each once: files, folders with all below, globs, archives.

    Hidden files are left out. Raises `ExportError` before anything is given where a path leads to no file.
    """
    files = [file for path in paths for file in _files(str(path))]
    unpacking = Unpacking(bounds)
    for file in dict.fromkeys(files):
        yield from _opened(file, unpacking)


def _files(path: str) -> list[str]:
    try:
        files = _in_folder(path) if os.path.isdir(path) else [path] if os.path.exists(path) else _matching(path)
    except (OSError, ValueError, re.error):  # a name that no file can have
        files = []
    if not files:
        raise ExportError(
            f"{shown_path(path)}: there is no file here. Give the path of an export, of a folder with exports, "
            "or a glob."
        )
    return [os.path.normpath(file) for file in files]


def _matching(pattern: str) -> list[str]:
    matches = sorted(glob.glob(pattern, recursive=True))
    return [file for match in matches for file in (_in_folder(match) if os.path.isdir(match) else [match])]


def _in_folder(folder: str) -> list[str]:
    files = []
    for below, folders, names in os.walk(folder, onerror=_closed_folder):
        folders[:] = [name for name in folders if not is_hidden(name)]
        files += [os.path.join(below, name) for name in names if not is_hidden(name)]
    return sorted(file for file in files if os.path.isfile(file))


def _closed_folder(error: OSError) -> None:
    raise ExportError(f"{shown_path(str(error.filename))}: the folder cannot be read ({error.strerror}).") from error


def _opened(file: str, unpacking: Unpacking) -> Iterator[ExportFile]:
    shown = shown_path(file)
    try:
        if not os.path.isfile(file):
            fault = f"{shown}: this is a pipe or a device, not a file. Save what it gives as a file first."
            yield ExportFile(shown, b"", fault)
            return
        with Path(file).open("rb") as content:
            yield from unpacking.of(shown, content)
    except OSError as error:
        yield ExportFile(shown, b"", f"{shown}: the file cannot be read ({error.strerror}).")


def instant_in_name(path: str, zone: ZoneInfo) -> pd.Timestamp | None:
    """The last date, with or without a time, in a file's name, in `zone`; of a day alone its beginning.

    An export of that day was made at that time or later: nothing is claimed that nobody saw.

    >>> instant_in_name("exports/Jira 2026-03-02T15-30.csv", ZoneInfo("Europe/Berlin")).isoformat()
    '2026-03-02T14:30:00+00:00'
    >>> instant_in_name("jira-20260302.csv", ZoneInfo("UTC")).isoformat()
    '2026-03-02T00:00:00+00:00'
    >>> instant_in_name("ML-2026.csv", ZoneInfo("UTC"))
    """
    stamps = [stamp for stamp in map(_moment, _STAMP.finditer(PurePath(path).name)) if stamp is not None]
    return pd.Timestamp(stamps[-1].replace(tzinfo=zone)).tz_convert("UTC").as_unit("us") if stamps else None


def _moment(match: re.Match[str]) -> datetime | None:
    try:
        return datetime(*(int(part or 0) for part in match.groups()))  # type: ignore[arg-type] # noqa: DTZ001 - no zone in it
    except ValueError:
        return None  # 30 February

"""Where exports are: files, folders, globs, and what lies inside .gz and .zip."""

import glob
import os
import re
from collections.abc import Iterator, Sequence
from pathlib import Path

from mlpm_analytics.errors import ExportError
from mlpm_analytics.printable import shown_path
from mlpm_analytics.sources.unpacking import Bounds, Found, Unpacking, is_hidden


def find(paths: Sequence[Path | str], bounds: Bounds | None = None) -> Iterator[Found]:
    """Every file at `paths`, in a stable order and each once: files, folders with all below, globs, archives.

    Hidden files are left out. Raises `ExportError` before anything is given where a path leads to no file.
    """
    files = [file for path in paths for file in _files(str(path))]
    unpacking = Unpacking(bounds)
    for file in dict.fromkeys(files):
        yield from _opened(file, unpacking)


def _files(path: str) -> list[str]:
    try:
        found = _in_folder(path) if os.path.isdir(path) else [path] if os.path.exists(path) else _matching(path)
    except (OSError, ValueError, re.error):  # a name that no file can have
        found = []
    if not found:
        raise ExportError(
            f"{shown_path(path)}: there is no file here. Give the path of an export, of a folder with exports, "
            "or a glob."
        )
    return [os.path.normpath(file) for file in found]


def _matching(pattern: str) -> list[str]:
    matches = sorted(glob.glob(pattern, recursive=True))
    return [file for match in matches for file in (_in_folder(match) if os.path.isdir(match) else [match])]


def _in_folder(folder: str) -> list[str]:
    found = []
    for below, folders, names in os.walk(folder, onerror=_closed_folder):
        folders[:] = [name for name in folders if not is_hidden(name)]
        found += [os.path.join(below, name) for name in names if not is_hidden(name)]
    return sorted(file for file in found if os.path.isfile(file))


def _closed_folder(error: OSError) -> None:
    raise ExportError(f"{shown_path(str(error.filename))}: the folder cannot be read ({error.strerror}).") from error


def _opened(file: str, unpacking: Unpacking) -> Iterator[Found]:
    shown = shown_path(file)
    try:
        if not os.path.isfile(file):
            fault = f"{shown}: this is a pipe or a device, not a file. Save what it gives as a file first."
            yield Found(shown, b"", fault)
            return
        with Path(file).open("rb") as content:
            yield from unpacking.of(shown, content)
    except OSError as error:
        yield Found(shown, b"", f"{shown}: the file cannot be read ({error.strerror}).")
